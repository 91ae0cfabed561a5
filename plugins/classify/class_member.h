// Charts and actions say "class", which is a word of C++: records here call that member class_code, and are
// read and described under its own name.
#pragma once

#include <string>
#include <vector>

#include "kyodo/stage.h"

namespace kyodo::classify {

// Reads a record with a member class_code from an object that has "class". Problems name "class".
template <class T>
void read_with_class(const Json& json, T& value, const record_detail::FieldPath& field,
                     std::vector<Problem>& problems) {
  auto other_name = [](std::string_view name) -> std::string_view {
    return name == "class" ? "class_code" : name == "class_code" ? "class" : name;
  };
  if (!json.is_object()) return record_detail::read_members(json, value, field, problems);
  JsonObject renamed;
  for (const auto& member : json.get_object()) renamed[other_name(member.key())] = member.value();
  std::vector<Problem> found;
  record_detail::read_members(renamed, value, "", found);
  for (Problem& problem : found) {
    if (problem.field == "/class_code" || problem.field == "/class")
      problem.field = "/" + std::string(other_name(std::string_view(problem.field).substr(1)));
    problem.field = field.pointer() + problem.field;
    problems.push_back(std::move(problem));
  }
}

}  // namespace kyodo::classify
