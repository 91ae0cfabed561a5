#include "cli/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "cli/roles.h"
#include "cli/spec.h"
#include "notify/webhook.h"
#include "report/csv.h"
#include "report/encoding.h"

namespace kyodo::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Lines of the keys, by path ("notify.from"): the property tree does not keep them. A key is the first word
// of a line, or after a brace.
std::map<std::string, int> key_lines(const std::string& text) {
  std::map<std::string, int> lines;
  std::vector<std::string> section;
  std::string key, last;
  int number = 1;
  bool quoted = false, comment = false, had_key = false;
  auto end_word = [&] {
    if (key.empty()) return;
    if (!had_key) {
      std::string path;
      for (const std::string& one : section) path += one + ".";
      lines.emplace(path + key, number);
      last = key;
      had_key = true;
    }
    key.clear();
  };
  for (const char c : text + "\n") {
    if (c == '\n') {
      end_word();
      ++number;
      comment = quoted = had_key = false;
    } else if (comment) {
      continue;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      key += c;
    } else if (c == ';') {
      end_word();
      comment = true;
    } else if (c == '{' || c == '}') {
      end_word();
      if (c == '{') section.push_back(last);
      if (c == '}' && !section.empty()) section.pop_back();
      had_key = false;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      end_word();
    } else {
      key += c;
    }
  }
  return lines;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

Result<void> read_text(const std::string& value, std::string& into) {
  if (value.size() > 1000) return fail(Code::bad_input, "値が長すぎます。", "The value is too long.");
  if (!report::is_valid_utf8(value) || std::any_of(value.begin(), value.end(), is_control))
    return fail(Code::bad_input, "値に、改行や文字でないものを含めることはできません。",
                "A value must be plain text on one line.");
  into = value;
  return {};
}

template <int kFrom, int kTo>
Result<void> read_number(const std::string& value, int& into) {
  auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), into);
  if (error == std::errc{} && end == value.data() + value.size() && into >= kFrom && into <= kTo) return {};
  return fail(Code::bad_input,
              fmt::format("「{}」は {} から {} までの整数ではありません。", value, kFrom, kTo),
              fmt::format("\"{}\" is not a whole number from {} to {}.", value, kFrom, kTo));
}

Result<void> read_time_of_day(const std::string& value, std::string& into) {
  bool shape = value.size() == 5 && value[2] == ':';
  for (std::size_t i : {0u, 1u, 3u, 4u}) shape = shape && value[i] >= '0' && value[i] <= '9';
  if (!shape || value.substr(0, 2) > "23" || value.substr(3) > "59")
    return fail(Code::bad_input,
                fmt::format("「{}」は時刻ではありません。08:30 の形で書いてください。", value),
                fmt::format("\"{}\" is not a time; write 08:30.", value));
  into = value;
  return {};
}

// Every setting there is.
Result<void> take(const std::string& path, const std::string& value, Settings& s, bool& known) {
  known = true;
  if (path == "office.name") return read_text(value, s.office.name);
  if (path == "office.morning") return read_time_of_day(value, s.office.morning);
  if (path == "notify.channel") {
    if (value != "maildir" && value != "smtp" && value != "webhook")
      return fail(Code::bad_input,
                  fmt::format("送り方「{}」はありません。使えるのは maildir、smtp、webhook です。", value),
                  fmt::format("There is no channel \"{}\"; there are maildir, smtp and webhook.", value));
    return read_text(value, s.notify.channel);
  }
  if (path == "notify.smtp_url") {
    if (!value.starts_with("smtp://") && !value.starts_with("smtps://"))
      return fail(
          Code::bad_input,
          fmt::format("「{}」はメールサーバーではありません。smtp://名前:ポート の形で書いてください。",
                      value),
          fmt::format("\"{}\" is no mail server; write smtp://name:port.", value));
    return read_text(value, s.notify.smtp_url);
  }
  if (path == "notify.smtp_user") return read_text(value, s.notify.smtp_user);
  if (path == "notify.smtp_password") return read_text(value, s.notify.smtp_password);
  if (path == "notify.smtp_ca_file") return read_text(value, s.notify.smtp_ca_file);
  if (path == "notify.smtp_tls") {
    if (value != "required" && value != "none")
      return fail(Code::bad_input, fmt::format("「{}」は required でも none でもありません。", value),
                  fmt::format("\"{}\" is neither required nor none.", value));
    return read_text(value, s.notify.smtp_tls);
  }
  if (path == "notify.webhook_url") {
    if (auto good = notify::check_webhook_url(value); !value.empty() && !good) return good;
    return read_text(value, s.notify.webhook_url);
  }
  if (path == "notify.webhook_secret") {
    if (auto good = notify::check_webhook_secret(value); !value.empty() && !good) return good;
    return read_text(value, s.notify.webhook_secret);
  }
  if (path == "notify.webhook_ca_file") return read_text(value, s.notify.webhook_ca_file);
  if (path == "notify.maildir") return read_text(value, s.notify.maildir);
  if (path == "notify.from") return read_text(value, s.notify.from);
  if (path == "notify.max_attempts") return read_number<1, 100>(value, s.notify.max_attempts);
  if (path == "store.busy_timeout_ms") return read_number<0, 600'000>(value, s.store.busy_timeout_ms);
  if (path == "stage.decide_seconds") return read_number<1, 600>(value, s.stage.decide_seconds);
  if (path == "plugins.folder") return read_text(value, s.plugins.folder);
  if (path == "server.address") return read_text(value, s.server.address);
  if (path == "server.port") return read_number<0, 65'535>(value, s.server.port);
  if (path == "server.threads") return read_number<1, 64>(value, s.server.threads);
  if (path == "server.max_header_kib") return read_number<1, 1'024>(value, s.server.max_header_kib);
  if (path == "server.max_body_kib") return read_number<1, 32'768>(value, s.server.max_body_kib);
  if (path == "server.request_seconds") return read_number<1, 3'600>(value, s.server.request_seconds);
  if (path == "server.idle_seconds") return read_number<1, 3'600>(value, s.server.idle_seconds);
  if (path == "server.connections") return read_number<1, 100'000>(value, s.server.connections);
  if (path == "server.connections_per_address")
    return read_number<1, 100'000>(value, s.server.connections_per_address);
  if (path == "server.trusted_header") return read_text(value, s.server.trusted_header);
  if (path == "server.trusted_proxies") return read_text(value, s.server.trusted_proxies);
  if (path == "server.tick_seconds") return read_number<1, 3'600>(value, s.server.tick_seconds);
  if (path == "server.backup_folder") return read_text(value, s.server.backup_folder);
  if (path == "server.backup_at") return read_time_of_day(value, s.server.backup_at);
  if (path == "server.backup_keep") return read_number<1, 10'000>(value, s.server.backup_keep);
  if (path == "server.secure_cookie") {
    if (value != "yes" && value != "no")
      return fail(Code::bad_input, fmt::format("「{}」は yes でも no でもありません。", value),
                  fmt::format("\"{}\" is neither yes nor no.", value));
    s.server.secure_cookie = value == "yes";
    return {};
  }
  if (path == "server.log") {
    if (value != "text" && value != "json")
      return fail(Code::bad_input, fmt::format("「{}」という形はありません。text か json です。", value),
                  fmt::format("There is no form \"{}\"; it is text or json.", value));
    return read_text(value, s.server.log);
  }
  if (path == "server.stop_seconds") return read_number<1, 600>(value, s.server.stop_seconds);
  known = false;
  return {};
}

std::vector<std::string> known_settings() {
  return {"office.name",
          "office.morning",
          "notify.channel",
          "notify.maildir",
          "notify.from",
          "notify.max_attempts",
          "notify.smtp_url",
          "notify.smtp_user",
          "notify.smtp_password",
          "notify.smtp_tls",
          "notify.smtp_ca_file",
          "notify.webhook_url",
          "notify.webhook_secret",
          "notify.webhook_ca_file",
          "store.busy_timeout_ms",
          "stage.decide_seconds",
          "plugins.folder",
          "server.address",
          "server.port",
          "server.threads",
          "server.max_header_kib",
          "server.max_body_kib",
          "server.request_seconds",
          "server.idle_seconds",
          "server.connections",
          "server.connections_per_address",
          "server.tick_seconds",
          "server.stop_seconds",
          "server.log",
          "server.secure_cookie",
          "server.backup_folder",
          "server.backup_at",
          "server.backup_keep"};
}

// What the parser would take otherwise than it stands there, or not survive.
Result<void> check_text(const std::string& text, const std::string& file) {
  if (std::count(text.begin(), text.end(), '{') > kMaxConfigBraces)
    return fail_at({file}, Code::limit, fmt::format("設定ファイルの {{ は {} 個までです。", kMaxConfigBraces),
                   fmt::format("A settings file has at most {} braces.", kMaxConfigBraces));
  std::istringstream in(text);
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const auto wrong = [](char c) { return is_control(c) && c != '\t' && c != '\r'; };
    if (!report::is_valid_utf8(line) || std::any_of(line.begin(), line.end(), wrong))
      return fail_at({file, number}, Code::bad_input,
                     fmt::format("設定ファイルの {} 行目が読めません。UTF-8 で保存してください。", number),
                     fmt::format("Line {} of the settings file is no text. Save it as UTF-8.", number));
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string::npos && line[first] == '#')
      return fail_at(
          {file, number}, Code::bad_input,
          fmt::format("設定ファイルの {} 行目: # で始まる指示は使えません。説明は ; の後に書いてください。",
                      number),
          fmt::format("Line {} of the settings file: there are no directives. A comment follows a ;.",
                      number));
  }
  return {};
}

bool is_section(const std::string& path) {
  for (const std::string& known : known_settings())
    if (known.starts_with(path + ".")) return true;
  return false;
}

}  // namespace

Result<void> read_settings(const std::string& given, const std::string& file, Settings& settings) {
  if (given.size() > kMaxConfigBytes)
    return fail_at({file}, Code::limit,
                   fmt::format("設定ファイルは {} MiB までです。", kMaxConfigBytes >> 20),
                   fmt::format("A settings file has at most {} MiB.", kMaxConfigBytes >> 20));
  const std::string text = given.starts_with(kByteOrderMark) ? given.substr(kByteOrderMark.size()) : given;
  if (auto plain = check_text(text, file); !plain) return plain.error();
  boost::property_tree::ptree tree;
  try {
    std::istringstream in(text);
    boost::property_tree::read_info(in, tree);
  } catch (const boost::property_tree::info_parser_error& error) {
    return fail_at(
        {file, static_cast<int>(error.line())}, Code::bad_input,
        fmt::format("設定ファイルを読めません({})。括弧 {{ }} と引用符の対応を確かめてください。",
                    error.message()),
        fmt::format("The settings file cannot be read ({}). Check braces and quotes.", error.message()));
  }
  const auto lines = key_lines(text);
  auto where = [&](const std::string& path) {
    auto line = lines.find(path);
    return Where{file, line == lines.end() ? 0 : line->second, 0};
  };
  std::optional<Error> first;
  auto report = [&](const std::string& path, const Error& error) {
    if (!first) {
      first = fail_at(where(path), Code::bad_input, "設定ファイルに誤りがあります。",
                      "The settings file has errors.");
    }
    first->problems.push_back({to_string(where(path)) + " " + path, "setting", error.text});
  };
  const auto enough = [&] { return first && first->problems.size() >= kMaxConfigProblems; };
  for (const auto& [section, content] : tree) {
    if (enough()) break;
    if (!is_section(section)) {
      std::vector<std::string> sections{"office", "notify", "store", "stage", "plugins", "server"};
      std::string close = closest(section, sections);
      report(section, fail(Code::bad_input,
                           fmt::format("「{}」という項目はありません。{}", section,
                                       close.empty() ? "" : "「" + close + "」ですか。"),
                           fmt::format("There is no \"{}\". {}", section,
                                       close.empty() ? "" : "Did you mean \"" + close + "\"?")));
      continue;
    }
    if (!content.data().empty())
      report(section, fail(Code::bad_input, fmt::format("「{}」の後には {{ を書いてください。", section),
                           fmt::format("A {{ must follow \"{}\".", section)));
    for (const auto& [name, value] : content) {
      if (enough()) break;
      const std::string path = section + "." + name;
      if (!value.empty()) {
        report(path, fail(Code::bad_input, fmt::format("「{}」に書けるのは値一つだけです。", path),
                          fmt::format("\"{}\" takes one value only.", path)));
        continue;
      }
      bool known = false;
      auto taken = take(path, value.data(), settings, known);
      if (!taken) report(path, taken.error());
      std::string close = known ? "" : closest(path, known_settings());
      if (!known)
        report(path, fail(Code::bad_input,
                          fmt::format("「{}」という設定はありません。{}", path,
                                      close.empty() ? "" : "「" + close + "」ですか。"),
                          fmt::format("There is no setting \"{}\". {}", path,
                                      close.empty() ? "" : "Did you mean \"" + close + "\"?")));
    }
  }
  if (first) return *first;
  return {};
}

Result<void> read_environment(const std::function<std::string(const std::string&)>& variable,
                              Settings& settings) {
  for (const std::string& path : known_settings()) {
    std::string name = "KYODO_" + path;
    for (char& c : name) c = c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    const std::string value = variable(name);
    bool known = false;
    if (value.empty()) continue;
    if (auto taken = take(path, value, settings, known); !taken)
      return fail_at({name}, Code::bad_input, fmt::format("環境変数 {}: {}", name, taken.error().text.ja),
                     fmt::format("The environment variable {}: {}", name, taken.error().text.en));
  }
  return {};
}

JsonObject office_setting(const Settings& settings) {
  return {{"name", settings.office.name}, {"morning", settings.office.morning}};
}

Result<JsonArray> authority_rows(const std::string& bytes, const std::string& file) {
  auto csv = report::read_csv(bytes, file);
  if (!csv) return csv.error();
  constexpr std::array kColumns{std::pair{"役割", "role"}, std::pair{"段階", "stage"},
                                std::pair{"操作", "operation"}, std::pair{"項目", "field"},
                                std::pair{"範囲", "scope"}};
  std::vector<Problem> problems;
  for (const auto& [header, member] : kColumns)
    if (csv->column(header) == csv->header.size())
      problems.push_back({header,
                          "required",
                          {fmt::format("列「{}」がありません。", header),
                           fmt::format("The column \"{}\" is missing.", header)}});
  JsonArray rows;
  for (const report::CsvRow& row : problems.empty() ? csv->rows : std::vector<report::CsvRow>{}) {
    JsonObject object;
    for (const auto& [header, member] : kColumns) object[member] = row.cells[csv->column(header)];
    const std::string role = office::role_id(std::string(string_or(object, "role", ""))),
                      scope = scope_id(std::string(string_or(object, "scope", "")));
    if (!office::is_role(role) && role != "*")
      problems.push_back({"役割",
                          "unknown",
                          {fmt::format("{} 行目: 役割「{}」はありません。", row.number, role),
                           fmt::format("Row {}: there is no role \"{}\".", row.number, role)}});
    if (scope != "all" && scope != "department" && scope != "unit" && scope != "own")
      problems.push_back(
          {"範囲",
           "unknown",
           {fmt::format("{} 行目: 範囲「{}」はありません。全て、自部、自課、自分のタスクのどれかです。",
                        row.number, scope),
            fmt::format("Row {}: there is no scope \"{}\"; it is all, department, unit or own.", row.number,
                        scope)}});
    object["role"] = role;
    object["scope"] = scope;
    rows.push_back(std::move(object));
  }
  if (problems.empty()) return rows;
  Error error =
      fail_at({file}, Code::bad_input, "権限表に誤りがあります。", "The authority table has errors.");
  error.problems = std::move(problems);
  return error;
}

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  std::error_code ec;
  if (!std::filesystem::exists(path, ec))
    return fail_at({path}, Code::io,
                   fmt::format("ファイル {} がありません。場所と名前を確かめてください。", path),
                   fmt::format("There is no file {}. Check its place and name.", path));
  if (std::filesystem::is_directory(path, ec))
    return fail_at({path}, Code::io,
                   fmt::format("{} はフォルダーです。中のファイルを指定してください。", path),
                   fmt::format("{} is a folder. Name a file in it.", path));
  auto io = [&](const std::string& why) {
    return fail_at({path}, Code::io, fmt::format("ファイル {} を読めません({})。", path, why),
                   fmt::format("The file {} cannot be read ({}).", path, why));
  };
  std::ifstream in(path, std::ios::binary);
  if (!in) return io(std::strerror(errno));
  std::string bytes;
  char block[64 << 10];
  while (in.read(block, sizeof block) || in.gcount() > 0) {
    bytes.append(block, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > max_bytes)
      return fail_at({path}, Code::limit, fmt::format("ファイルが大きすぎます(上限 {} バイト)。", max_bytes),
                     fmt::format("The file is too large (at most {} bytes).", max_bytes));
  }
  if (in.bad()) return io(std::strerror(errno));
  return bytes;
}

Result<void> write_new_file(const std::string& path, const std::string& bytes) {
  std::error_code ec;
  if (std::filesystem::exists(path, ec))
    return fail_at({path}, Code::refused, fmt::format("{} はすでにあります。別の名前にしてください。", path),
                   fmt::format("{} exists already. Give another name.", path));
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out)
    return fail_at({path}, Code::io,
                   fmt::format("ファイル {} に書けません({})。", path, std::strerror(errno)),
                   fmt::format("The file {} cannot be written ({}).", path, std::strerror(errno)));
  return {};
}

}  // namespace kyodo::cli
