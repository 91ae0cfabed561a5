// Charts: what the parser and the analysis say, scripts, and stage outcomes against transitions.
#include <fmt/format.h>

#include <algorithm>

#include "chart/analysis.h"
#include "datamodel/datamodel.h"
#include "workflow/check.h"
#include "workflow/layout.h"
#include "workflow/position.h"

namespace kyodo::workflow {
namespace {

void check_scripts(const CheckContext& context, const chart::Chart& chart) {
  const auto null_model = datamodel::make_null();
  chart::for_each_expression(chart, [&](const chart::Expression& expression, bool is_script) {
    Result<void> compiled;
    if (chart.datamodel == chart::DatamodelKind::null) {
      if (auto value = null_model->condition(expression.text); !value) compiled = value.error();
    } else {
      compiled =
          is_script ? datamodel::check_script(expression.text) : datamodel::check_expression(expression.text);
    }
    if (compiled) return;
    Where where = expression.where;
    // The error's own place holds only where the text stands in the file as it was compiled.
    const auto file = context.files.find(where.file);  // the chart or a script of the data folder
    const std::string_view source = file == context.files.end() ? std::string_view() : file->second;
    const std::size_t begin = offset_of(source, where);
    if (auto inner = compiled.error().where;
        inner && begin < source.size() && source.substr(begin, expression.text.size()) == expression.text) {
      if (inner->column == 0 && inner->line > 1) inner->column = 1;  // only the line is known
      const std::size_t inside = offset_of(expression.text, *inner);
      if (inside <= expression.text.size()) where = where_at(source, begin + inside, where.file);
    }
    context.error("script", where, compiled.error().text,
                  {"式を直してください。使えるのは ECMAScript 5.1 です。",
                   "correct the expression; the language is ECMAScript 5.1"});
  });
}

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
    check_scripts(context, chart);
    for (chart::StateIndex state = 0; state < chart.states.size(); ++state)
      for (const chart::Invoke& invoke : chart.states[state].invokes)
        check_invoke(context, chart, state, invoke);
    check_outcome_names(context, chart);
  }
}

}  // namespace kyodo::workflow
