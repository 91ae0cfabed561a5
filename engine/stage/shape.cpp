#include "stage/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace kyodo::stage {
namespace {

// Titles are longer than ids; Japanese takes three bytes a character.
constexpr std::size_t kMaxNameBytes = 4 * kMaxIdBytes;

struct KindText {
  const char* ja;
  const char* en;
};

KindText text_of(Kind kind) {
  switch (kind) {
    case Kind::object:
      return {"オブジェクトが必要です。", "must be an object"};
    case Kind::array:
      return {"配列が必要です。", "must be an array"};
    case Kind::text:
      return {"文字列が必要です。", "must be a string"};
    case Kind::name:
      return {"空でなく長すぎない文字列が必要です。", "must be a string, not empty and not too long"};
    case Kind::integer:
      return {"整数が必要です。", "must be a whole number"};
    case Kind::number:
      return {"数が必要です。", "must be a number"};
    case Kind::boolean:
      return {"true か false が必要です。", "must be true or false"};
  }
  return {"", ""};
}

bool fits(const Json& json, Kind kind) {
  switch (kind) {
    case Kind::object:
      return json.is_object();
    case Kind::array:
      return json.is_array();
    case Kind::text:
      return json.is_string();
    case Kind::name:
      return json.is_string() && !json.get_string().empty() && json.get_string().size() <= kMaxNameBytes;
    case Kind::integer:
      return json.is_int64();
    case Kind::number:
      return json.is_number();
    case Kind::boolean:
      return json.is_bool();
  }
  return false;
}

}  // namespace

void Shape::add(const std::string& at, std::string keyword, std::string ja, std::string en) {
  problems_.push_back({at, std::move(keyword), {std::move(ja), std::move(en)}});
}

void Shape::add(std::vector<Problem> more) {
  std::move(more.begin(), more.end(), std::back_inserter(problems_));
}

bool Shape::is(const Json& json, Kind kind, const std::string& at) {
  if (fits(json, kind)) return true;
  add(at, "type", text_of(kind).ja, text_of(kind).en);
  return false;
}

bool Shape::object(const Json& json, const std::string& at, std::initializer_list<Member> members) {
  return is(json, Kind::object, at) && object(json.get_object(), at, members);
}

bool Shape::object(const JsonObject& json, const std::string& at, std::initializer_list<Member> members) {
  const std::size_t before = problems_.size();
  for (const Member& member : members) {
    const Json* value = json.if_contains(member.name);
    if (value ? fits(*value, member.kind) : !member.required) continue;
    const std::string pointer = fmt::format("{}/{}", at, member.name);
    if (value)
      is(*value, member.kind, pointer);
    else
      add(pointer, "required", "必須の項目です。", "is required");
  }
  for (const auto& [key, value] : json) {
    const std::string_view name = key;
    if (std::none_of(members.begin(), members.end(), [&](const Member& m) { return m.name == name; }))
      add(fmt::format("{}/{}", at, name), "unknown", "この項目はありません。", "is not a known member");
  }
  return problems_.size() == before;
}

}  // namespace kyodo::stage
