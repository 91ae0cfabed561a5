#include "sheet/sheet.h"

#include <fmt/format.h>

#include "sheet/schema.h"

namespace kyodo::sheet {

struct Sheet::Impl {
  Json schema;
  Compiled compiled;
};

Sheet::Sheet(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Result<Sheet> Sheet::compile(const Json& schema, const std::string& file) {
  std::vector<Problem> problems;
  auto impl = std::make_shared<Impl>();
  impl->compiled = compile_schema(schema, problems);
  if (!problems.empty()) {
    Error error =
        fail_at({file}, Code::bad_input,
                fmt::format("シートの定義に誤りが {} 件あります。直してください。", problems.size()),
                fmt::format("The sheet has {} mistake(s). Correct them.", problems.size()));
    error.problems = std::move(problems);
    return error;
  }
  impl->schema = schema;
  return Sheet(std::move(impl));
}

const std::string& Sheet::title() const {
  return impl_->compiled.questions->title;
}
const std::string& Sheet::title_en() const {
  return impl_->compiled.questions->title_en;
}
const Json& Sheet::schema() const {
  return impl_->schema;
}
const Question& Sheet::questions() const {
  return *impl_->compiled.questions;
}

std::vector<Problem> Sheet::check(const Json& answers, bool draft) const {
  return check_answers(impl_->compiled, answers, draft);
}

}  // namespace kyodo::sheet
