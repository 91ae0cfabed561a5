#include "cli/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "cli/context.h"

namespace kyodo::cli {
namespace {

JsonObject finding_json(const chart::Finding& finding) {
  return {{"error", finding.error},        {"rule", finding.rule},  {"where", to_string(finding.where)},
          {"ja", finding.text.ja},         {"en", finding.text.en}, {"advice_ja", finding.advice.ja},
          {"advice_en", finding.advice.en}};
}

}  // namespace

void print_findings(Context& context, const std::vector<chart::Finding>& findings) {
  const auto errors =
      std::count_if(findings.begin(), findings.end(), [](const auto& one) { return one.error; });
  const auto warnings = static_cast<std::ptrdiff_t>(findings.size()) - errors;
  const bool ja = context.lang() == Lang::ja;
  JsonArray list;
  for (const chart::Finding& finding : findings) {
    list.push_back(finding_json(finding));
    if (context.output().json()) continue;
    std::ostream& out = context.machine().out;
    out << report::terminal_text(to_string(finding.where)) << ": "
        << (finding.error ? (ja ? "誤り" : "error") : (ja ? "注意" : "warning")) << " [" << finding.rule
        << "] " << report::terminal_text(context.text(finding.text)) << '\n';
    if (!finding.advice.ja.empty())
      out << "    → " << report::terminal_text(context.text(finding.advice)) << '\n';
  }
  context.output().print_json(JsonObject{{"ok", errors == 0}, {"findings", std::move(list)}});
  if (errors == 0) return;
  context.set_failed();
  context.output().line({fmt::format("誤り {} 件、注意 {} 件です。", errors, warnings),
                         fmt::format("{} error(s), {} warning(s).", errors, warnings)});
}

Error error_of(const std::vector<chart::Finding>& findings) {
  Error error = fail(Code::bad_input, "流れ図に誤りがあります。", "The chart has errors.");
  for (const chart::Finding& finding : findings) {
    if (!finding.error) continue;
    if (!error.where) error.where = finding.where;
    error.problems.push_back(
        {to_string(finding.where),
         finding.rule,
         {finding.text.ja + finding.advice.ja, finding.text.en + " " + finding.advice.en}});
  }
  return error;
}

}  // namespace kyodo::cli
