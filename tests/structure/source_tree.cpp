#include "source_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace kyodo::structure {
namespace {

namespace fs = std::filesystem;

const fs::path kTop = KYODO_SOURCE_DIR;

// Splits one file into code and texts. Line breaks stay in the code, so that offsets give lines.
class Splitter {
 public:
  Splitter(const std::string& in, SourceFile& out) : in_(in), out_(out) {}

  void run() {
    while (at_ < in_.size()) {
      if (starts("//"))
        skip_to("\n", false);
      else if (starts("/*"))
        skip_to("*/", true);
      else if (starts("R\"") && !is_word_before())
        raw_text();
      else if (in_[at_] == '"')
        text('"');
      else if (in_[at_] == '\'' && !is_word_before())
        text('\'');
      else
        out_.code += in_[at_++];
    }
  }

 private:
  bool starts(std::string_view what) const { return std::string_view(in_).substr(at_).starts_with(what); }
  bool is_word_before() const {  // 1'000, u8R"…": not the beginning of a text
    return at_ > 0 && is_word(in_[at_ - 1]);
  }
  void skip_to(std::string_view end, bool swallow) {
    std::size_t stop = std::min(in_.find(end, at_), in_.size());
    if (swallow) stop = std::min(stop + end.size(), in_.size());
    keep_lines(stop);
  }
  void keep_lines(std::size_t stop) {
    for (; at_ < stop; ++at_)
      if (in_[at_] == '\n') out_.code += '\n';
  }
  void raw_text() {
    const std::size_t open = in_.find('(', at_);
    const std::string close = ")" + in_.substr(at_ + 2, open - at_ - 2) + "\"";
    const std::size_t end = std::min(in_.find(close, open), in_.size());
    out_.texts.push_back(in_.substr(open + 1, end - open - 1));
    out_.code += "\"\"";
    keep_lines(std::min(end + close.size(), in_.size()));
  }
  void text(char quote) {
    std::string content;
    for (++at_; at_ < in_.size() && in_[at_] != quote && in_[at_] != '\n'; ++at_) {
      if (in_[at_] == '\\' && at_ + 1 < in_.size()) content += in_[at_++];
      content += in_[at_];
    }
    ++at_;
    if (quote == '"') out_.texts.push_back(std::move(content));
    out_.code += "\"\"";
  }

  const std::string& in_;
  SourceFile& out_;
  std::size_t at_ = 0;
};

SourceFile read_source(const std::string& path) {
  SourceFile file;
  file.path = path;
  const std::string below = path.substr(path.find('/') + 1);
  file.folder = path.starts_with("plugins/") ? "plugins" : below.substr(0, below.find('/'));
  const std::string text = read_text(path);
  static const std::regex kInclude("(^|\n)[ \t]*#[ \t]*include[ \t]*(?:\"([^\"\n]+)\"|(<[^>\n]+>))");
  for (std::sregex_iterator it(text.begin(), text.end(), kInclude), end; it != end; ++it)
    file.includes.push_back((*it)[2].matched ? (*it)[2].str() : (*it)[3].str());
  Splitter(text, file).run();
  return file;
}

}  // namespace

std::string read_text(const std::string& path) {
  std::ifstream in(kTop / path, std::ios::binary);
  EXPECT_TRUE(in) << "cannot be read: " << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> files_under(const std::string& folder, const std::string& ending) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(kTop / folder)) {
    const std::string path = fs::relative(entry.path(), kTop).generic_string();
    if (entry.is_regular_file() && path.ends_with(ending)) found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

const std::vector<SourceFile>& product_sources() {
  static const std::vector<SourceFile> all = [] {
    std::vector<SourceFile> files;
    for (const char* top : {"engine", "plugins"})
      for (const char* ending : {".h", ".cpp"})
        for (const std::string& path : files_under(top, ending))
          if (path.find("/tests/") == std::string::npos && !path.ends_with("_test.cpp"))
            files.push_back(read_source(path));
    return files;
  }();
  return all;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

int line_of(const std::string& text, std::size_t offset) {
  return 1 +
         static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

}  // namespace kyodo::structure
