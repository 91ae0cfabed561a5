#include "workflow/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/local_date.h"
#include "datamodel/datamodel.h"

namespace kyodo::workflow {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Whether the text consists of literals, object keys and brackets alone, so that evaluating it can neither
// loop nor depend on anything.
bool only_literals(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      for (++at; at < text.size() && text[at] != c; ++at)
        if (text[at] == '\\') ++at;
      ++at;
    } else if (is_word(c)) {
      const std::size_t begin = at;
      while (at < text.size() && (is_word(text[at]) || (is_digit(c) && text[at] == '.'))) ++at;
      const std::string_view word = text.substr(begin, at - begin);
      const std::size_t next = text.find_first_not_of(" \t\r\n", at);
      const bool key = next != std::string_view::npos && text[next] == ':';
      if (!is_digit(c) && !key && word != "true" && word != "false" && word != "null") return false;
    } else if (c == '-' && at + 1 < text.size() && is_digit(text[at + 1])) {
      ++at;
    } else if (std::string_view("[]{}(),: \t\r\n").find(c) != std::string_view::npos) {
      ++at;
    } else {
      return false;
    }
  }
  return true;
}

class SettingsCheck {
 public:
  std::vector<Problem> problems;

  void value(const JsonObject& schema, const Json& json, const std::string& at) {
    const std::string_view type = string_or(schema, "type", "");
    if (!type.empty() && !has_type(json, type))
      return add(at, "type", fmt::format("型は {} です。", type), fmt::format("must be of type {}", type));
    if (const JsonArray& allowed = array_or_empty(schema, "enum");
        !allowed.empty() && std::find(allowed.begin(), allowed.end(), json) == allowed.end())
      add(at, "enum", fmt::format("使える値は {} です。", to_text(allowed)),
          fmt::format("must be one of {}", to_text(allowed)));
    if (json.is_object()) members(schema, json.get_object(), {}, at);
    if (json.is_array()) items(schema, json.get_array(), at);
    if (json.is_string()) text(schema, std::string_view(json.get_string()), at);
    if (json.is_number()) number(schema, json.to_number<double>(), at);
  }

  void members(const JsonObject& schema, const JsonObject& object,
               const std::vector<std::string>& given_later, const std::string& at) {
    const JsonObject& properties = object_or_empty(schema, "properties");
    for (const Json& name : array_or_empty(schema, "required")) {
      const std::string member(name.get_string());
      const bool later = std::find(given_later.begin(), given_later.end(), member) != given_later.end();
      if (!later && !object.contains(member))
        add(at + "/" + member, "required", "必須の設定です。", "is required");
    }
    for (const auto& [key, member] : object) {
      const std::string field = fmt::format("{}/{}", at, std::string_view(key));
      if (const Json* property = properties.if_contains(key))
        value(property->get_object(), member, field);
      else if (!bool_or(schema, "additionalProperties", true))
        add(field, "unknown", "この設定はありません。", "is not a setting of this stage");
    }
  }

 private:
  void add(const std::string& field, const char* keyword, std::string ja, std::string en) {
    problems.push_back({field, keyword, {std::move(ja), std::move(en)}});
  }

  static bool has_type(const Json& json, std::string_view type) {
    if (type == "object") return json.is_object();
    if (type == "array") return json.is_array();
    if (type == "string") return json.is_string();
    if (type == "boolean") return json.is_bool();
    if (type == "integer") return json.is_int64() || json.is_uint64();
    return json.is_number();
  }

  void items(const JsonObject& schema, const JsonArray& array, const std::string& at) {
    const auto count = static_cast<std::int64_t>(array.size());
    range(schema, "minItems", "maxItems", count, at, "件数", "the number of entries");
    const JsonObject& item = object_or_empty(schema, "items");
    for (std::size_t i = 0; i < array.size(); ++i) value(item, array[i], fmt::format("{}/{}", at, i));
  }

  void text(const JsonObject& schema, std::string_view value, const std::string& at) {
    const auto length = std::count_if(value.begin(), value.end(),
                                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    range(schema, "minLength", "maxLength", length, at, "文字数", "the length");
    if (string_or(schema, "format", "") == "date" && !parse_date(value))
      add(at, "format", "実在する日付を 2018-06-01 の形で書いてください。",
          "must be a real date written as 2018-06-01");
  }

  void number(const JsonObject& schema, double value, const std::string& at) {
    if (const Json* least = schema.if_contains("minimum"); least && value < least->to_number<double>())
      add(at, "minimum", fmt::format("{} 以上にしてください。", to_text(*least)),
          fmt::format("must be {} or more", to_text(*least)));
    if (const Json* most = schema.if_contains("maximum"); most && value > most->to_number<double>())
      add(at, "maximum", fmt::format("{} 以下にしてください。", to_text(*most)),
          fmt::format("must be {} or less", to_text(*most)));
  }

  void range(const JsonObject& schema, const char* least, const char* most, std::int64_t value,
             const std::string& at, const char* ja, const char* en) {
    const std::int64_t low = int_or(schema, least, 0);
    const std::int64_t high = int_or(schema, most, INT64_MAX);
    if (value < low)
      add(at, least, fmt::format("{}は {} 以上にしてください。", ja, low),
          fmt::format("{} must be {} or more", en, low));
    if (value > high)
      add(at, most, fmt::format("{}は {} 以下にしてください。", ja, high),
          fmt::format("{} must be {} or less", en, high));
  }
};

}  // namespace

std::optional<Json> literal_value(std::string_view expr) {
  if (!only_literals(expr)) return std::nullopt;
  const auto value = datamodel::make_ecmascript()->value(expr);
  if (!value || value->kind != datamodel::Item::Kind::json) return std::nullopt;
  return value->json;
}

std::vector<Problem> check_settings(const JsonObject& schema, const JsonObject& value,
                                    const std::vector<std::string>& given_later) {
  SettingsCheck check;
  check.members(schema, value, given_later, "");
  return std::move(check.problems);
}

}  // namespace kyodo::workflow
