#include "workflow/check_expressions.h"

#include "datamodel/datamodel.h"
#include "workflow/position.h"

namespace kyodo::workflow {
namespace {

Result<void> compiled(const chart::Chart& chart, const chart::Expression& expression, bool is_script) {
  if (chart.datamodel == chart::DatamodelKind::ecmascript)
    return is_script ? datamodel::check_script(expression.text)
                     : datamodel::check_expression(expression.text);
  const auto null_model = datamodel::make_null();
  if (auto value = null_model->condition(expression.text); !value) return value.error();
  return {};
}

// The error's own place holds only where the text stands in the file as it was compiled.
Where place_of(const Error& error, const chart::Expression& expression, std::string_view source) {
  const std::size_t begin = offset_of(source, expression.where);
  auto inner = error.where;
  if (!inner || begin >= source.size() || source.substr(begin, expression.text.size()) != expression.text)
    return expression.where;
  if (inner->column == 0 && inner->line > 1) inner->column = 1;  // only the line is known
  const std::size_t inside = offset_of(expression.text, *inner);
  return inside <= expression.text.size() ? where_at(source, begin + inside, expression.where.file)
                                          : expression.where;
}

}  // namespace

std::vector<chart::Finding> check_expressions(
    const chart::Chart& chart, const std::function<std::string_view(const std::string& file)>& text_of) {
  std::vector<chart::Finding> findings;
  chart::for_each_expression(chart, [&](const chart::Expression& expression, bool is_script) {
    const Result<void> done = compiled(chart, expression, is_script);
    if (done) return;
    findings.push_back({true,
                        "script",
                        place_of(done.error(), expression, text_of(expression.where.file)),
                        done.error().text,
                        {"式を直してください。使えるのは ECMAScript 5.1 です。",
                         "correct the expression; the language is ECMAScript 5.1"}});
  });
  return findings;
}

}  // namespace kyodo::workflow
