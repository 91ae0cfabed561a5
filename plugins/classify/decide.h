// What a person gives with the decision: {"class", "reason", "target_year"?, "look_again"?}.
#pragma once

#include <optional>
#include <string>

#include "class_member.h"

namespace kyodo::classify {

struct Decide {
  std::string class_code;
  std::string reason;
  std::optional<int> target_year;  // fiscal year; absent: by the class
  std::optional<bool> look_again;  // next fiscal year; absent: by the class
};
BOOST_DESCRIBE_STRUCT(Decide, (), (class_code, reason, target_year, look_again))

}  // namespace kyodo::classify

template <>
inline void kyodo::record_detail::read(const Json& json, classify::Decide& decide, const FieldPath& field,
                                       std::vector<Problem>& problems) {
  classify::read_with_class(json, decide, field, problems);
}

template <>
inline kyodo::JsonObject kyodo::stage::Definition::schema_of<kyodo::classify::Decide>(
    const std::vector<Field>&) {
  auto field = [](const char* type, const char* ja, const char* en) {
    return JsonObject{{"type", type}, {"title", ja}, {"x-title-en", en}};
  };
  return {{"type", "object"},
          {"properties", JsonObject{{"class", field("string", "分類(符号)", "Class, by its code")},
                                    {"reason", field("string", "分類の理由", "Reason for the class")},
                                    {"target_year", field("integer", "目標年度(西暦)", "Target fiscal year")},
                                    {"look_again", field("boolean", "次の年度に改めて検討する",
                                                         "Look at it again next year")}}},
          {"additionalProperties", false},
          {"required", JsonArray{"class", "reason"}}};
}
