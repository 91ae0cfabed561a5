// The settings of a stage as a chart gives them, against the schema the stage describes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace kyodo::workflow {

// The value of an expression that names nothing and calls nothing ("'project'", "[{code: 'A'}]", "5"): only
// such a one can be judged without running the chart. None for every other expression.
std::optional<Json> literal_value(std::string_view expr);

// All problems of `value` by the subset of JSON Schema that stages may use (stage::check_schema), by JSON
// pointer. Required members of the top level in `given_later` count as present.
std::vector<Problem> check_settings(const JsonObject& schema, const JsonObject& value,
                                    const std::vector<std::string>& given_later);

}  // namespace kyodo::workflow
