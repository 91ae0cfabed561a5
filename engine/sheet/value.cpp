#include "sheet/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>

namespace kyodo::sheet {
namespace {

bool is_whole(double number) {
  return std::isfinite(number) && std::trunc(number) == number;
}

void write(const Json& value, std::string& out, int depth) {
  if (depth > kMaxJsonDepth) {
    out += "…";
  } else if (value.is_object()) {
    std::vector<const JsonObject::value_type*> members;
    for (const auto& member : value.get_object()) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return a->key() < b->key(); });
    out += '{';
    for (const auto* member : members) {
      out += boost::json::serialize(member->key()) + ":";
      write(member->value(), out, depth + 1);
      out += ',';
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (const Json& item : value.get_array()) {
      write(item, out, depth + 1);
      out += ',';
    }
    out += ']';
  } else if (value.is_double() && is_whole(value.get_double()) && std::fabs(value.get_double()) < 9e15) {
    out += fmt::format("{}", static_cast<std::int64_t>(value.get_double()));
  } else if (value.is_double()) {
    out += fmt::format("{}", value.get_double());
  } else {
    out += boost::json::serialize(value);
  }
}

}  // namespace

unsigned kinds_of(const Json& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return kNull;
    case boost::json::kind::bool_:
      return kBoolean;
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
      return kInteger | kNumber;
    case boost::json::kind::double_:
      return is_whole(value.get_double()) ? kInteger | kNumber : kNumber;
    case boost::json::kind::string:
      return kString;
    case boost::json::kind::array:
      return kArray;
    case boost::json::kind::object:
      return kObject;
  }
  return 0;
}

long double as_number(const Json& value) {
  if (value.is_int64()) return static_cast<long double>(value.get_int64());
  if (value.is_uint64()) return static_cast<long double>(value.get_uint64());
  return static_cast<long double>(value.get_double());
}

std::string canonical(const Json& value) {
  std::string out;
  write(value, out, 0);
  return out;
}

std::string shown(const Json& value, const Question* question) {
  if (question && !question->options.empty()) {
    const std::string key = canonical(value);
    for (const Choice& option : question->options)
      if (option.canonical == key) return option.shown;
  }
  if (value.is_string()) return std::string(view(value.get_string()));
  if (value.is_bool()) return value.get_bool() ? "はい" : "いいえ";
  return canonical(value);
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shorten(std::string_view utf8, std::size_t characters) {
  for (std::size_t i = 0, seen = 0; i < utf8.size(); ++i)
    if ((static_cast<unsigned char>(utf8[i]) & 0xC0) != 0x80 && ++seen > characters)
      return std::string(utf8.substr(0, i)) + "…";
  return std::string(utf8);
}

std::string pointer_part(std::string_view name) {
  std::string part = "/";
  for (char c : name) {
    if (c == '~')
      part += "~0";
    else if (c == '/')
      part += "~1";
    else
      part += c;
  }
  return part;
}

}  // namespace kyodo::sheet
