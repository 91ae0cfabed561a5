#include "base/record.h"

#include <fmt/format.h>

namespace kyodo {

void record_detail::add_problem(std::vector<Problem>& problems, const FieldPath& field, const char* keyword,
                                const char* ja, const char* en) {
  problems.push_back({field.pointer(), keyword, {ja, en}});
}

Error record_error(std::vector<Problem> problems, const std::string& what) {
  Error error =
      fail(Code::bad_input,
           fmt::format("{}に誤りが {} 件あります。直してからやり直してください。", what, problems.size()),
           fmt::format("{}: {} problem(s). Correct them and try again.", what, problems.size()));
  error.problems = std::move(problems);
  return error;
}

}  // namespace kyodo
