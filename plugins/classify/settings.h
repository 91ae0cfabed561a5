// The classes of a fiscal year and the rules that suggest one of them, as the chart sets them (KM-12).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "class_member.h"

namespace kyodo::classify {

inline constexpr std::size_t kMaxClasses = 20;
inline constexpr std::size_t kMaxRules = 50;
inline constexpr int kMaxYearsAhead = 10;  // of a target year

struct Class {
  std::string code;
  std::string name;
  std::optional<std::string> name_en;
  std::optional<std::string> definition;
  std::optional<std::string> next;        // what follows, for the chart
  std::optional<int> target_year_offset;  // fiscal years from the decision; absent or 0: no target year
  std::optional<bool> look_again;         // absent: yes where the target year is not the next one
};
BOOST_DESCRIBE_STRUCT(Class, (), (code, name, name_en, definition, next, target_year_offset, look_again))

struct When {      // all that are given must hold
  Json min_total;  // a number or null
  std::optional<int> min_possibility;
  std::optional<int> min_effect;
  std::optional<int> min_immediacy;
  std::optional<bool> partner_in_sight;
};
BOOST_DESCRIBE_STRUCT(When, (), (min_total, min_possibility, min_effect, min_immediacy, partner_in_sight))

struct Rule {  // {"class", "when"}
  std::string class_code;
  std::optional<When> when;  // absent: always
};
BOOST_DESCRIBE_STRUCT(Rule, (), (class_code, when))

struct Settings {
  std::vector<Class> classes;
  std::vector<Rule> rules;  // the first that holds suggests its class
};
BOOST_DESCRIBE_STRUCT(Settings, (), (classes, rules))

// The settings if they make sense; otherwise none, and the call carries a problem for each mistake.
std::optional<Settings> usable_settings(stage::Call& call);

const Class* find_class(const Settings& settings, std::string_view code);  // null if there is none
std::string list_classes(const Settings& settings);  // "high(協働事業化の可能性が高い)、continue(…)"

std::string english_name(const Class& one);
bool looks_again(const Class& one);

}  // namespace kyodo::classify

template <>
inline void kyodo::record_detail::read(const Json& json, classify::Rule& rule, const FieldPath& field,
                                       std::vector<Problem>& problems) {
  classify::read_with_class(json, rule, field, problems);
}

template <>
inline kyodo::JsonObject kyodo::stage::Definition::schema_of<kyodo::classify::Rule>(
    const std::vector<Field>&) {
  return {{"type", "object"},
          {"properties",
           JsonObject{{"class", JsonObject{{"type", "string"}}}, {"when", schema_of<classify::When>({})}}},
          {"additionalProperties", false},
          {"required", JsonArray{"class"}}};
}
