// Sheets: valid JSON, a valid schema.
#include <fmt/format.h>

#include "workflow/check.h"
#include "workflow/layout.h"
#include "workflow/position.h"

namespace kyodo::workflow {

void check_sheets(const CheckContext& context) {
  for (const auto& [path, bytes] : context.files) {
    if (classify_file(path).kind != FileKind::sheet) continue;
    auto schema = parse_json(bytes, path);
    if (!schema) {
      context.error("invalid-json", schema.error().where.value_or(Where{path, 1, 1}), schema.error().text,
                    {"括弧、コンマ、引用符を確かめてください。", "check brackets, commas and quotes"});
      continue;
    }
    const auto sheet = sheet::Sheet::compile(*schema, path);
    if (sheet) continue;
    const Text advice{"シートに使える書き方は docs/formats/workflow.md にあります。",
                      "docs/formats/workflow.md says what a sheet may use"};
    if (sheet.error().problems.empty())
      context.error("invalid-sheet", sheet.error().where.value_or(Where{path, 1, 1}), sheet.error().text,
                    advice);
    for (const Problem& problem : sheet.error().problems)
      context.error("invalid-sheet", where_in_json(bytes, problem.field, path),
                    {fmt::format("「{}」: {}", problem.field, problem.text.ja),
                     fmt::format("{}: {}", problem.field, problem.text.en)},
                    advice);
  }
}

}  // namespace kyodo::workflow
