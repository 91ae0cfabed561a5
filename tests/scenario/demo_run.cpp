#include "demo_run.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace kyodo::scenario {
namespace {

namespace fs = std::filesystem;

std::string column(sqlite3* handle, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle) << "\n"
      << sql;
  std::string value;
  if (sqlite3_step(statement) == SQLITE_ROW)
    if (const void* bytes = sqlite3_column_blob(statement, 0))
      value.assign(static_cast<const char*>(bytes),
                   static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
  sqlite3_finalize(statement);
  return value;
}

// Base64 without what does not belong to it; "" with a problem when the rest is damaged.
std::string from_base64(const std::string& text, Mail& mail) {
  static const std::string kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (char c : text) {
    if (c == '=' || c == '\n' || c == '\r') continue;
    const auto value = kAlphabet.find(c);
    if (value == std::string::npos) {
      mail.problems.push_back("not base64");
      return "";
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if ((held += 6) < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

// RFC 2047: words of "=?UTF-8?B?…?=", at most 75 characters each; blanks between two of them do not count.
std::string decoded_header(const std::string& value, Mail& mail) {
  std::string text;
  std::istringstream words(value);
  bool encoded_before = false;
  for (std::string word; words >> word;) {
    const bool encoded = word.starts_with("=?UTF-8?B?") && word.ends_with("?=");
    if (encoded && word.size() > 75) mail.problems.push_back("an encoded word is too long");
    if (!encoded &&
        std::any_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7e; }))
      mail.problems.push_back("a header has bytes beyond ASCII");
    if (!text.empty() && !(encoded && encoded_before)) text += ' ';
    text += encoded ? from_base64(word.substr(10, word.size() - 12), mail) : word;
    encoded_before = encoded;
  }
  return text;
}

bool is_utf8(const std::string& text) {
  return parse_json(to_text(Json(text)), "", text.size() * 7 + 100).has_value();
}

struct Part {
  std::map<std::string, std::string> headers;  // unfolded
  std::string content;
};

Part read_part(const std::string& text, Mail& mail) {
  Part part;
  std::string last;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos) {
      mail.problems.push_back("no empty line after the headers");
      return part;
    }
    std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.pop_back();
    if (line.size() > 998) mail.problems.push_back("a line is too long");
    if (line.empty()) {
      part.content = text.substr(at);
      return part;
    }
    if (line.front() == ' ' || line.front() == '\t') {
      part.headers[last] += ' ' + line.substr(1);
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) mail.problems.push_back("no header: " + line);
    last = line.substr(0, colon);
    part.headers[last] =
        colon == std::string::npos ? "" : line.substr(line.find_first_not_of(' ', colon + 1));
  }
}

std::string text_of(const Part& part, const std::string& type, Mail& mail) {
  auto is = [&](const char* name, const std::string& value) {
    auto found = part.headers.find(name);
    if (found == part.headers.end() || found->second != value)
      mail.problems.push_back(std::string(name) + " is not " + value);
  };
  is("Content-Type", type);
  is("Content-Transfer-Encoding", "base64");
  std::string text = from_base64(part.content, mail);
  if (!is_utf8(text)) mail.problems.push_back("not UTF-8");
  return text;
}

}  // namespace

Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "kyodo-demo-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

Folder::~Folder() {
  std::error_code ec;
  fs::remove_all(path_, ec);
}

Run kyodo(const Folder& folder, const std::vector<std::string>& words) {
  std::string line =
      std::string("env -u KYODO_HOME -u KYODO_CONFIG -u KYODO_PLUGINS ") + KYODO_BINARY_DIR + "/bin/kyodo";
  for (const std::string& word : words) line += " '" + word + "'";
  line += " >'" + folder / "out" + "' 2>'" + folder / "err" + "'";
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder / "out"), read_text(folder / "err")};
}

std::string read_text(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Database::Database(const std::string& file) {
  EXPECT_EQ(sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK) << file;
}
Database::~Database() {
  sqlite3_close(handle_);
}
std::int64_t Database::number(const std::string& sql) const {
  return std::strtoll(column(handle_, sql).c_str(), nullptr, 10);
}
std::string Database::text(const std::string& sql) const {
  return column(handle_, sql);
}

Mail read_mail(const std::string& file) {
  Mail mail;
  const Part whole = read_part(read_text(file), mail);
  auto header = [&](const char* name) {
    auto found = whole.headers.find(name);
    return found == whole.headers.end() ? "" : found->second;
  };
  mail.to = decoded_header(header("To"), mail);
  mail.subject = decoded_header(header("Subject"), mail);
  mail.date = header("Date");
  mail.message_id = header("Message-ID");
  const std::string type = header("Content-Type"), mark = "boundary=\"";
  const std::size_t at = type.find(mark);
  if (!type.starts_with("multipart/alternative;") || at == std::string::npos) {
    mail.problems.push_back("Content-Type: " + type);
    return mail;
  }
  const std::string name = type.substr(at + mark.size()),
                    boundary = "--" + name.substr(0, name.find('"')) + "\r\n";
  std::vector<std::string> parts;
  for (std::size_t from = whole.content.find(boundary); from != std::string::npos;) {
    const std::size_t next = whole.content.find(boundary, from + 1);
    parts.push_back(whole.content.substr(from + boundary.size(), next - from - boundary.size()));
    from = next;
  }
  const std::string end = boundary.substr(0, boundary.size() - 2) + "--\r\n";
  if (parts.size() != 2 || !parts[1].ends_with(end)) {
    mail.problems.push_back("not two parts");
    return mail;
  }
  parts[1].resize(parts[1].size() - end.size());
  mail.body = text_of(read_part(parts[0], mail), "text/plain; charset=UTF-8", mail);
  mail.html = text_of(read_part(parts[1], mail), "text/html; charset=UTF-8", mail);
  if (!is_utf8(mail.subject)) mail.problems.push_back("not UTF-8");
  if (mail.to.empty() || mail.subject.empty() || mail.date.empty() || mail.message_id.empty() ||
      mail.body.empty() || mail.html.empty())
    mail.problems.push_back("something is missing");
  return mail;
}

std::vector<std::string> mails_of(const std::string& maildir) {
  std::vector<std::string> files;
  std::error_code ec;
  for (const fs::directory_entry& entry : fs::directory_iterator(maildir + "/new", ec))
    files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace kyodo::scenario
