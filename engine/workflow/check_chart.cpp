// Charts: what the parser and the analysis say, scripts, and stage outcomes against transitions.
#include <fmt/format.h>

#include <algorithm>

#include "chart/analysis.h"
#include "workflow/check.h"
#include "workflow/check_expressions.h"
#include "workflow/layout.h"

namespace kyodo::workflow {
namespace {

// An event that goes by the names of an invocation's outcomes must be one of them.
void check_outcome_names(const CheckContext& context, const chart::Chart& chart) {
  for (const chart::State& state : chart.states) {
    for (const chart::Invoke& invoke : state.invokes) {
      const stage::StageInfo* stage = context.stages.find(invoke.type.literal);
      if (invoke.id.empty() || stage == nullptr) continue;
      for (const chart::Transition& transition : chart.transitions) {
        for (const std::string& event : transition.events) {
          if (!event.starts_with(invoke.id + ".")) continue;
          const std::string outcome = event.substr(invoke.id.size() + 1);
          if (outcome == "deadline" ||
              std::find(stage->outcomes.begin(), stage->outcomes.end(), outcome) != stage->outcomes.end())
            continue;
          context.error("unknown-outcome", transition.where,
                        {fmt::format("段階「{}」に「{}」という終わり方はありません。", stage->type, outcome),
                         fmt::format("the stage {} has no outcome {}", stage->type, outcome)},
                        {fmt::format("イベントは {} のどれかです。", fmt::join(stage->outcomes, "、")),
                         fmt::format("its outcomes are {}", fmt::join(stage->outcomes, ", "))});
        }
      }
    }
  }
}

}  // namespace

void check_charts(const CheckContext& context) {
  for (const auto& [path, bytes] : context.files) {
    if (classify_file(path).kind != FileKind::chart) continue;
    chart::Parsed parsed = chart::parse_chart(bytes, path, source_reader(context.files));
    for (chart::Finding& finding : parsed.findings) context.findings.push_back(std::move(finding));
    if (!parsed.chart) continue;
    const chart::Chart& chart = *parsed.chart;
    for (chart::Finding& finding : chart::analyse(chart)) context.findings.push_back(std::move(finding));
    const auto text_of = [&](const std::string& file) -> std::string_view {
      const auto found = context.files.find(file);  // the chart or a script of the data folder
      return found == context.files.end() ? std::string_view() : found->second;
    };
    for (chart::Finding& finding : check_expressions(chart, text_of))
      context.findings.push_back(std::move(finding));
    for (chart::StateIndex state = 0; state < chart.states.size(); ++state)
      for (const chart::Invoke& invoke : chart.states[state].invokes)
        check_invoke(context, chart, state, invoke);
    check_outcome_names(context, chart);
  }
}

}  // namespace kyodo::workflow
