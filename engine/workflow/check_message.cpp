// Messages: well-formed templates that use known variables.
#include <fmt/format.h>

#include <algorithm>

#include "workflow/check.h"
#include "workflow/layout.h"
#include "workflow/position.h"
#include "workflow/template.h"

namespace kyodo::workflow {

void check_messages(const CheckContext& context) {
  const std::vector<std::string>& known = message_variables();
  for (const auto& [path, bytes] : context.files) {
    if (classify_file(path).kind != FileKind::message) continue;
    const TemplateScan scan = scan_template(bytes);
    for (const TemplateFault& fault : scan.faults)
      context.error("bad-template", where_at(bytes, fault.offset, path), fault.text,
                    {"{{名前}}、{{#名前}}…{{/名前}}、{{^名前}}…{{/名前}}、{{! 注}} の形だけが使えます。",
                     "use {{name}}, {{#name}}…{{/name}}, {{^name}}…{{/name}} and {{! comment}} only"});
    for (const TemplateName& name : scan.names)
      if (std::find(known.begin(), known.end(), name.name) == known.end())
        context.error("unknown-variable", where_at(bytes, name.offset, path),
                      {fmt::format("「{}」という変数はありません。", name.name),
                       fmt::format("there is no variable {}", name.name)},
                      {fmt::format("使える変数: {}", fmt::join(known, "、")),
                       fmt::format("the variables are {}", fmt::join(known, ", "))});
  }
}

}  // namespace kyodo::workflow
