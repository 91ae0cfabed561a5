// The JSON Schema subset of settings and action data.
#include <fmt/format.h>

#include "stage/contract.h"
#include "stage/shape.h"

namespace kyodo::stage {
namespace {

bool is_type(std::string_view name) {
  for (const char* known : {"object", "array", "string", "integer", "number", "boolean"})
    if (name == known) return true;
  return false;
}

// Depth is bounded by kMaxJsonDepth, which the parser held.
void check(Shape& shape, const Json& schema, const std::string& at) {
  if (!shape.is(schema, Kind::object, at)) return;
  for (const auto& [key, value] : schema.get_object()) {
    const std::string_view keyword = key;
    const std::string pointer = fmt::format("{}/{}", at, keyword);
    if (keyword == "type") {
      if (shape.is(value, Kind::name, pointer) && !is_type(std::string_view(value.get_string())))
        shape.add(pointer, "enum", "JSON Schema にない型です。", "is not a type of JSON Schema");
    } else if (keyword == "properties") {
      if (!shape.is(value, Kind::object, pointer)) continue;
      for (const auto& [name, property] : value.get_object())
        check(shape, property, fmt::format("{}/{}", pointer, std::string_view(name)));
    } else if (keyword == "items") {
      check(shape, value, pointer);
    } else if (keyword == "required") {
      if (!shape.is(value, Kind::array, pointer)) continue;
      const JsonObject& properties = object_or_empty(schema.get_object(), "properties");
      for (const Json& name : value.get_array())
        if (shape.is(name, Kind::name, pointer) && !properties.contains(name.get_string()))
          shape.add(pointer, "unknown", "properties にない項目が必須とされています。",
                    "names a member that properties does not have");
    } else if (keyword == "enum") {
      shape.is(value, Kind::array, pointer);
    } else if (keyword == "additionalProperties") {
      shape.is(value, Kind::boolean, pointer);
    } else if (keyword == "format") {
      if (shape.is(value, Kind::name, pointer) && value.get_string() != "date")
        shape.add(pointer, "enum", "使える形式は date だけです。", "must be date");
    } else if (keyword == "minimum" || keyword == "maximum") {
      shape.is(value, Kind::number, pointer);
    } else if (keyword == "minLength" || keyword == "maxLength" || keyword == "minItems" ||
               keyword == "maxItems") {
      if (shape.is(value, Kind::integer, pointer) && value.get_int64() < 0)
        shape.add(pointer, "minimum", "0 以上が必要です。", "must not be negative");
    } else if (keyword == "title" || keyword == "description") {
      shape.is(value, Kind::text, pointer);
    } else if (keyword != "default" && !keyword.starts_with("x-")) {
      shape.add(pointer, "unknown", "使えない JSON Schema の語です。", "is not a keyword of the subset");
    }
  }
}

}  // namespace

std::vector<Problem> check_schema(const Json& schema, const std::string& at) {
  Shape shape;
  check(shape, schema, at);
  return std::move(shape).problems();
}

}  // namespace kyodo::stage
