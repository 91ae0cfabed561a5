#include "datamodel/plain.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "datamodel/syntax.h"

namespace kyodo::datamodel {
namespace {

// Of the language's own functions, those that change nothing and call nothing that is given to them.
constexpr std::array<std::string_view, 32> kHarmless{
    "Boolean",     "Number",     "String",   "abs",       "ceil",           "charAt",
    "charCodeAt",  "concat",     "floor",    "indexOf",   "hasOwnProperty", "isArray",
    "isFinite",    "isNaN",      "join",     "keys",      "lastIndexOf",    "max",
    "min",         "parseFloat", "parseInt", "pow",       "round",          "slice",
    "split",       "sqrt",       "substr",   "substring", "toFixed",        "toLowerCase",
    "toUpperCase", "trim"};
// Reserved words that stand for a value or an operator without effect.
constexpr std::array<std::string_view, 5> kHarmlessWords{"false", "null", "true", "typeof", "void"};

bool is_name_character(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) || c == '_' || c == '$' || u >= 0x80;
}

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// One pass over the tokens. What kind of token came last tells a call from a group and a division from a
// pattern.
class Reading {
 public:
  Reading(std::string_view text, bool with_calls) : text_(text), with_calls_(with_calls) {}

  bool is_plain() {
    while (at_ < text_.size())
      if (!token()) return false;
    return !(calls_ && braces_);  // {floor: eval}.floor('…')
  }

 private:
  enum class Last { operation, name, value };

  char ahead(std::size_t offset) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }
  bool take(std::size_t length, Last kind) {
    at_ += length;
    last_ = kind;
    return true;
  }

  bool token() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return ++at_, true;
    const bool member = std::exchange(after_dot_, false);
    if (std::isdigit(static_cast<unsigned char>(c))) return number();
    if (is_name_character(c)) return word(member);
    switch (c) {
      case '\'':
      case '"':
        return string(c);
      case '(':
        return open();
      case '{':
        braces_ = true;
        return take(1, Last::operation);
      case ')':
      case ']':
      case '}':
        return take(1, Last::value);
      case '[':
      case ',':
      case '?':
      case ':':
      case '.':
      case '~':
        after_dot_ = c == '.';
        return take(1, Last::operation);
      case '=':
      case '!':
        return comparison(c);
      case '<':
      case '>':
        return comparison_or_shift(c);
      case '/':
        return last_ != Last::operation && ahead(1) != '/' && ahead(1) != '*' && arithmetic(c);
      case '+':
      case '-':
      case '*':
      case '%':
      case '&':
      case '|':
      case '^':
        return arithmetic(c);
      default:
        return false;
    }
  }

  bool number() {
    std::size_t length = 1;
    while (is_name_character(ahead(length)) || ahead(length) == '.') ++length;
    return take(length, Last::value);
  }
  bool word(bool member) {
    std::size_t length = 1;
    while (is_name_character(ahead(length))) ++length;
    name_ = text_.substr(at_, length);
    if (member || is_identifier(name_)) return take(length, Last::name);
    if (!contains(kHarmlessWords, name_)) return false;
    return take(length, name_ == "typeof" || name_ == "void" ? Last::operation : Last::value);
  }
  bool string(char quote) {
    std::size_t length = 1;
    while (ahead(length) != quote) {
      length += ahead(length) == '\\' ? 2u : 1u;
      if (at_ + length >= text_.size()) return false;
    }
    return take(length + 1, Last::value);
  }
  // A group, or a call when a value stands before it.
  bool open() {
    if (last_ == Last::value) return false;
    if (last_ == Last::name && name_ != "In") {
      if (!with_calls_ || !contains(kHarmless, name_)) return false;
      calls_ = true;
    }
    return take(1, Last::operation);
  }
  bool comparison(char c) {
    std::size_t length = 1;
    while (ahead(length) == '=') ++length;
    return (c == '!' || length > 1) && take(length, Last::operation);
  }
  bool comparison_or_shift(char c) {
    std::size_t length = 1;
    while (ahead(length) == c) ++length;
    if (ahead(length) != '=') return take(length, Last::operation);
    return length == 1 && take(2, Last::operation);
  }
  bool arithmetic(char c) {
    const bool twice = ahead(1) == c;
    if (twice && c != '&' && c != '|') return false;  // ++, --
    const std::size_t length = twice ? 2 : 1;
    return ahead(length) != '=' && take(length, Last::operation);
  }

  std::string_view text_;
  bool with_calls_;
  std::size_t at_ = 0;
  Last last_ = Last::operation;
  std::string_view name_;  // the last name
  bool after_dot_ = false, calls_ = false, braces_ = false;
};

// The length of a string literal or comment at the start of the text; 0 when there is neither.
std::size_t skipped(std::string_view text) {
  if (text.starts_with("//")) return std::min(text.find('\n'), text.size());
  if (text.starts_with("/*")) {
    const std::size_t end = text.find("*/", 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (text[0] != '\'' && text[0] != '"') return 0;
  std::size_t end = 1;
  while (end < text.size() && text[end] != text[0]) end += text[end] == '\\' ? 2u : 1u;
  return std::min(end + 1, text.size());
}

}  // namespace

bool is_plain(std::string_view expression, bool with_calls) {
  return Reading(expression, with_calls).is_plain();
}

bool is_declarations_only(std::string_view script) {
  int depth = 0;
  std::string outside;  // what stands outside of bodies, each body as "{}"
  for (std::size_t i = 0; i < script.size();) {
    if (const std::size_t length = skipped(script.substr(i))) {
      if (depth == 0 && script[i] != '/') return false;
      i += length;
      continue;
    }
    const char c = script[i++];
    if (c == '/') return false;  // a division or a pattern: the two are hard to tell apart
    if (c == '{' && depth++ == 0) outside += c;
    if (c == '}' && --depth == 0) outside += c;
    if (depth == 0 && c != '}') outside += c;
  }
  // function name(parameters) {} …
  std::string_view rest = trimmed(outside);
  while (!rest.empty()) {
    if (!rest.starts_with("function ")) return false;
    const std::size_t open = rest.find('('), close = rest.find(')'), body = rest.find("{}");
    if (body == std::string_view::npos || open > close || close > body) return false;
    if (!is_identifier(trimmed(rest.substr(8, open - 8))) ||
        !trimmed(rest.substr(close + 1, body - close - 1)).empty())
      return false;
    if (rest.substr(open + 1, close - open - 1).find_first_of("={[") != std::string_view::npos) return false;
    rest = trimmed(rest.substr(body + 2));
  }
  return depth == 0;
}

std::optional<InPredicate> in_predicate(std::string_view expression) {
  InPredicate predicate;
  std::string_view text = trimmed(expression);
  if (text.starts_with('!')) {
    predicate.negated = true;
    text = trimmed(text.substr(1));
  }
  if (!text.starts_with("In") || !text.ends_with(")")) return std::nullopt;
  text = trimmed(text.substr(2));
  if (!text.starts_with("(")) return std::nullopt;
  text = trimmed(text.substr(1, text.size() - 2));
  if (text.size() < 3 || (text[0] != '\'' && text[0] != '"') || text.back() != text[0]) return std::nullopt;
  predicate.state = text.substr(1, text.size() - 2);
  if (predicate.state.find_first_of("\"'\\\r\n") != std::string_view::npos) return std::nullopt;
  return predicate;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace kyodo::datamodel
