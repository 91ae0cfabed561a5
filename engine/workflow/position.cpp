#include "workflow/position.h"

#include <algorithm>

#include "base/json.h"

namespace kyodo::workflow {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool begins_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

// Walks over valid JSON.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    skip_space();
  }
  std::size_t at() const { return at_; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void step() { ++at_; }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  std::string_view skip_string() {  // with its quotes
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(begin, at_ - begin);
  }

  void skip_value() {
    int depth = 0;
    do {
      const char c = peek();
      if (c == '\0') return;
      if (c == '"') {
        skip_string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      if (depth == 0 && c != '}' && c != ']') {  // a number or a word
        while (at_ < text_.size() && !is_space(peek()) && peek() != ',' && peek() != '}' && peek() != ']')
          ++at_;
        return;
      }
      ++at_;
    } while (depth > 0);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::string unescape_token(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size())
      out += token[++i] == '1' ? '/' : '~';
    else
      out += token[i];
  }
  return out;
}

// Moves into the member or element named by token; false when there is none.
bool descend(Walk& walk, const std::string& token) {
  const char open = walk.peek();
  if (open != '{' && open != '[') return false;
  walk.step();
  for (std::size_t index = 0;; ++index) {
    walk.skip_space();
    if (walk.peek() == '}' || walk.peek() == ']' || walk.peek() == '\0') return false;
    bool found = open == '[' && std::to_string(index) == token;
    if (open == '{') {
      const auto key = parse_json(walk.skip_string());
      found = key && key->is_string() && key->get_string() == token;
      walk.skip_space();
      walk.step();  // ':'
      walk.skip_space();
    }
    if (found) return true;
    walk.skip_value();
    walk.skip_space();
    if (walk.peek() == ',') walk.step();
  }
}

}  // namespace

Where where_at(std::string_view text, std::size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t newline = before.rfind('\n');
  std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
  if (newline == std::string_view::npos && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  return {file, 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          1 + static_cast<int>(std::count_if(line.begin(), line.end(), begins_code_point))};
}

std::size_t offset_of(std::string_view text, const Where& where) {
  if (where.line < 1 || where.column < 1) return std::string_view::npos;
  std::size_t at = 0;
  for (int line = 1; line < where.line; ++line) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return at;
    ++at;
  }
  if (at == 0 && text.starts_with("\xEF\xBB\xBF")) at = 3;
  for (int column = 1; column < where.column; ++column) {
    if (at >= text.size() || text[at] == '\n') return std::string_view::npos;
    do ++at;
    while (at < text.size() && !begins_code_point(text[at]));
  }
  return at;
}

Where where_in_json(std::string_view text, std::string_view pointer, const std::string& file) {
  Walk walk(text);
  std::size_t found = walk.at();
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    if (!descend(walk, unescape_token(pointer.substr(0, end)))) break;
    found = walk.at();
    pointer.remove_prefix(end);
  }
  return where_at(text, found, file);
}

Where where_of_attribute(std::string_view text, const Where& element, std::string_view local_name) {
  const std::size_t begin = offset_of(text, element);
  if (begin >= text.size() || text[begin] != '<') return element;
  std::size_t name = begin + 1;  // where the current name began
  for (std::size_t at = name; at < text.size() && text[at] != '>'; ++at) {
    const char c = text[at];
    if (is_space(c)) {
      name = at + 1;
    } else if (c == ':') {
      const std::size_t end = at + 1 + local_name.size();
      if (text.substr(at + 1, local_name.size()) == local_name && end < text.size() &&
          (text[end] == '=' || is_space(text[end])))
        return where_at(text, name, element.file);
    } else if (c == '"' || c == '\'') {
      at = text.find(c, at + 1);
      if (at == std::string_view::npos) return element;
    }
  }
  return element;
}

std::optional<std::size_t> invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const unsigned char lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || at + length > text.size()) return at;
    for (std::size_t i = 1; i < length; ++i)
      if (begins_code_point(text[at + i])) return at;
    const unsigned char second = length > 1 ? static_cast<unsigned char>(text[at + 1]) : 0;
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    if (overlong || outside) return at;
    at += length;
  }
  return std::nullopt;
}

}  // namespace kyodo::workflow
