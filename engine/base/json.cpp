#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <set>

namespace kyodo {
namespace {

// Line and column (in code points) of a byte offset.
Where position(std::string_view text, std::size_t offset, const std::string& file) {
  Where where{file, 1, 1};
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++where.line;
      where.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++where.column;
    }
  }
  return where;
}

// Says where a text is not as parse_json wants it: a pass of its own, made of the texts that are refused.
struct Strictness {
  using string_view = boost::json::string_view;
  using error_code = boost::json::error_code;
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  std::vector<std::set<std::string>> open;
  std::string key;
  std::string doubled;
  bool nul = false;
  bool too_large = false;  // a number beyond what a double holds

  bool stop(error_code& ec) {
    ec = boost::json::error::syntax;
    return false;
  }
  bool text(string_view s, error_code& ec) {
    if (s.find('\0') == string_view::npos) return true;
    nul = true;
    return stop(ec);
  }
  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open.emplace_back(), true; }
  bool on_object_end(std::size_t, error_code&) { return open.pop_back(), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(string_view s, std::size_t, error_code& ec) { return key.append(s), text(s, ec); }
  bool on_key(string_view s, std::size_t, error_code& ec) {
    key.append(s);
    if (!text(s, ec)) return false;
    if (!open.back().insert(key).second) {
      doubled = key;
      return stop(ec);
    }
    key.clear();
    return true;
  }
  bool on_string_part(string_view s, std::size_t, error_code& ec) { return text(s, ec); }
  bool on_string(string_view s, std::size_t, error_code& ec) { return text(s, ec); }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, string_view, error_code&) { return true; }
  bool on_double(double d, string_view, error_code& ec) {
    if (std::isfinite(d)) return true;
    too_large = true;
    return stop(ec);
  }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }
};

// Builds the value. Boost.JSON's own builder reads some numbers of 17 digits one unit off, so that what was
// written and read again would be written differently; and it keeps the last of doubled keys and says
// nothing.
struct Builder {
  using string_view = boost::json::string_view;
  using error_code = boost::json::error_code;
  static constexpr std::size_t max_object_size = boost::json::object::max_size();
  static constexpr std::size_t max_array_size = boost::json::array::max_size();
  static constexpr std::size_t max_key_size = boost::json::string::max_size();
  static constexpr std::size_t max_string_size = boost::json::string::max_size();

  boost::json::value_stack stack;
  std::string number;
  std::size_t members = 0;  // of all objects, as they stand in the text
  bool strange = false;     // a NUL, or a number beyond what a double holds

  explicit Builder(boost::json::storage_ptr storage) { stack.reset(std::move(storage)); }
  void look_at(string_view s) { strange = strange || s.find('\0') != string_view::npos; }
  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t n, error_code&) { return members += n, stack.push_object(n), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t n, error_code&) { return stack.push_array(n), true; }
  bool on_key_part(string_view s, std::size_t, error_code&) { return look_at(s), stack.push_chars(s), true; }
  bool on_key(string_view s, std::size_t, error_code&) { return look_at(s), stack.push_key(s), true; }
  bool on_string_part(string_view s, std::size_t, error_code&) {
    return look_at(s), stack.push_chars(s), true;
  }
  bool on_string(string_view s, std::size_t, error_code&) { return look_at(s), stack.push_string(s), true; }
  bool on_number_part(string_view s, error_code&) { return number.append(s), true; }
  bool on_int64(std::int64_t i, string_view, error_code&) {
    return number.clear(), stack.push_int64(i), true;
  }
  bool on_uint64(std::uint64_t u, string_view, error_code&) {
    return number.clear(), stack.push_uint64(u), true;
  }
  bool on_double(double d, string_view s, error_code&) {
    number.append(s);
    double exact = 0;
    auto [end, ec] = std::from_chars(number.data(), number.data() + number.size(), exact);
    const bool whole = ec == std::errc() && end == number.data() + number.size();
    number.clear();
    strange = strange || !std::isfinite(d);
    return stack.push_double(whole ? exact : d), true;
  }
  bool on_bool(bool b, error_code&) { return stack.push_bool(b), true; }
  bool on_null(error_code&) { return stack.push_null(), true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }
};

std::size_t count_members(const Json& json) {
  std::size_t count = 0;
  if (const JsonObject* object = json.if_object()) {
    count = object->size();
    for (const auto& member : *object) count += count_members(member.value());
  } else if (const JsonArray* array = json.if_array()) {
    for (const Json& item : *array) count += count_members(item);
  }
  return count;
}

boost::json::parse_options nested_at_most(std::size_t depth) {
  boost::json::parse_options options;
  options.max_depth = depth;
  return options;
}

// What stands in the way of reading the text as parse_json does.
Error refusal_of(std::string_view text, const std::string& file) {
  boost::json::basic_parser<Strictness> strict(nested_at_most(kMaxJsonDepth));
  boost::json::error_code ec;
  const std::size_t used = strict.write_some(false, text.data(), text.size(), ec);
  const Strictness& found = strict.handler();
  if (!ec && used < text.size()) ec = boost::json::error::extra_data;
  const Where where = position(text, used, file);
  if (!found.doubled.empty())
    return fail_at(where, Code::bad_input,
                   fmt::format("項目「{}」が二度書かれています。一つにしてください。", found.doubled),
                   fmt::format("The member \"{}\" stands twice. Keep one.", found.doubled));
  if (found.too_large) return fail_at(where, Code::bad_input, "数が大きすぎます。", "A number is too large.");
  if (found.nul)
    return fail_at(where, Code::bad_input, "文字列に NUL 文字があります。取り除いてください。",
                   "A string holds a NUL character. Remove it.");
  if (ec == boost::json::error::too_deep)
    return fail_at(where, Code::limit, fmt::format("JSON の入れ子が深すぎます(上限 {} 段)。", kMaxJsonDepth),
                   fmt::format("The JSON is nested too deeply (at most {} levels).", kMaxJsonDepth));
  return fail_at(where, Code::bad_input, fmt::format("JSON として読めません({})。", ec.message()),
                 fmt::format("This is not valid JSON ({}).", ec.message()));
}

void write_pretty(const Json& json, std::string& out, std::size_t indent) {
  auto items = [&](const auto& container, char open, char close, auto&& one) {
    out += open;
    const char* separator = "\n";
    for (const auto& item : container) {
      out += separator;
      separator = ",\n";
      out.append(2 * (indent + 1), ' ');
      one(item);
    }
    out += '\n';
    out.append(2 * indent, ' ');
    out += close;
  };
  if (json.is_object() && !json.get_object().empty()) {
    items(json.get_object(), '{', '}', [&](const auto& member) {
      append_text(out, std::string_view(member.key()));
      out += ": ";
      write_pretty(member.value(), out, indent + 1);
    });
  } else if (json.is_array() && !json.get_array().empty()) {
    items(json.get_array(), '[', ']', [&](const auto& item) { write_pretty(item, out, indent + 1); });
  } else {
    append_text(out, json);
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text, const std::string& file, std::size_t max_bytes,
                        boost::json::storage_ptr storage) {
  if (text.size() > max_bytes)
    return fail_at(
        {file}, Code::limit,
        fmt::format("JSON が大きすぎます({} バイト、上限 {} バイト)。分割してください。", text.size(),
                    max_bytes),
        fmt::format("The JSON is too large ({} bytes, at most {}). Split it.", text.size(), max_bytes));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);

  boost::json::basic_parser<Builder> parser(nested_at_most(kMaxJsonDepth), std::move(storage));
  boost::json::error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (ec || used < text.size()) return refusal_of(text, file);
  Json json = parser.handler().stack.release();
  if (parser.handler().strange || count_members(json) != parser.handler().members)
    return refusal_of(text, file);
  return json;
}

Result<Json> parse_stored_json(std::string_view text) {
  boost::json::basic_parser<Builder> parser(nested_at_most(kMaxStoredDepth), boost::json::storage_ptr());
  boost::json::error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used < text.size()) ec = boost::json::error::extra_data;
  if (ec)
    return fail(Code::corrupt, fmt::format("保存された内容を読めません({})。", ec.message()),
                fmt::format("What was stored cannot be read ({}).", ec.message()));
  return parser.handler().stack.release();
}

std::string to_text(const Json& json) {
  std::string out;
  append_text(out, json);
  return out;
}

std::string to_text(const JsonObject& object) {
  std::string out;
  append_text(out, object);
  return out;
}

void append_text(std::string& out, const Json& json) {
  switch (json.kind()) {
    case boost::json::kind::object:
      return append_text(out, json.get_object());
    case boost::json::kind::array:
      return append_text(out, json.get_array());
    case boost::json::kind::string:
      return append_text(out, std::string_view(json.get_string()));
    case boost::json::kind::int64:
      return append_text(out, json.get_int64());
    case boost::json::kind::bool_:
      out += json.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::null:
      out += "null";
      return;
    default:
      out += boost::json::serialize(json);
  }
}

bool same_text(const Json& a, const Json& b) {
  if (a.kind() != b.kind()) return to_text(a) == to_text(b);  // 1 and 1, signed and not
  if (a.is_object()) return same_text(a.get_object(), b.get_object());
  if (a.is_array()) return same_text(a.get_array(), b.get_array());
  if (a.is_double()) return to_text(a) == to_text(b);
  return a == b;
}

bool same_text(const JsonObject& a, const JsonObject& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return one.key() == other.key() && same_text(one.value(), other.value());
  });
}

bool same_text(const JsonArray& a, const JsonArray& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Json& one, const Json& other) { return same_text(one, other); });
}

void append_text(std::string& out, const JsonObject& object) {
  out += '{';
  for (const auto& member : object) {
    append_text(out, std::string_view(member.key()));
    out += ':';
    append_text(out, member.value());
    out += ',';
  }
  if (object.empty())
    out += '}';
  else
    out.back() = '}';
}

void append_text(std::string& out, const JsonArray& array) {
  out += '[';
  for (const Json& element : array) {
    append_text(out, element);
    out += ',';
  }
  if (array.empty())
    out += ']';
  else
    out.back() = ']';
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // the first byte not yet written
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(plain, i - plain);
    plain = i + 1;
    static constexpr char kDigits[] = "0123456789abcdef";
    switch (c) {
      case '"':
      case '\\':
        out += {'\\', text[i]};
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += {'\\', 'u', '0', '0', kDigits[c >> 4], kDigits[c & 15]};
    }
  }
  out += text.substr(plain);
  out += '"';
}

void append_text(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

std::string to_pretty_text(const Json& json) {
  std::string out;
  write_pretty(json, out, 0);
  return out + "\n";
}

std::string_view string_or(const JsonObject& object, std::string_view key, std::string_view otherwise) {
  const Json* value = object.if_contains(key);
  if (!value || !value->is_string()) return otherwise;
  return {value->get_string().data(), value->get_string().size()};
}

std::int64_t int_or(const JsonObject& object, std::string_view key, std::int64_t otherwise) {
  const Json* value = object.if_contains(key);
  return value && value->is_int64() ? value->get_int64() : otherwise;
}

bool bool_or(const JsonObject& object, std::string_view key, bool otherwise) {
  const Json* value = object.if_contains(key);
  return value && value->is_bool() ? value->get_bool() : otherwise;
}

const JsonObject& object_or_empty(const JsonObject& object, std::string_view key) {
  static const JsonObject kEmpty;
  const Json* value = object.if_contains(key);
  return value && value->is_object() ? value->get_object() : kEmpty;
}

const JsonArray& array_or_empty(const JsonObject& object, std::string_view key) {
  static const JsonArray kEmpty;
  const Json* value = object.if_contains(key);
  return value && value->is_array() ? value->get_array() : kEmpty;
}

}  // namespace kyodo
