// One <invoke>: its type, its extension attributes, its outcomes.
#include <fmt/format.h>

#include <algorithm>

#include "calendar/due.h"
#include "workflow/check.h"
#include "workflow/position.h"
#include "workflow/settings.h"

namespace kyodo::workflow {
namespace {

constexpr const char* kAttributes[] = {"role", "unit", "due", "remind", "escalate"};

bool is_child_chart(const chart::Invoke& invoke) {
  const std::string& type = invoke.type.literal;
  return !invoke.type.expr &&
         (type.empty() || type == "scxml" || type.starts_with("http://www.w3.org/TR/scxml"));
}

void check_child_chart(const CheckContext& context, const chart::Invoke& invoke) {
  std::string name = invoke.src.literal;
  if (name.ends_with(".scxml")) name.resize(name.size() - 6);
  if (!name.empty() && !context.charts.contains(name))
    context.error("missing-chart", invoke.where,
                  {fmt::format("流れ図「{}」がありません。", invoke.src.literal),
                   fmt::format("there is no chart {}", invoke.src.literal)},
                  {"src を直すか、流れ図をフォルダーに置いてください。",
                   "correct src or put the chart into the folder"});
}

bool takes(const std::string& descriptor, const std::string& event) {
  return descriptor == "*" || descriptor == event ||
         (event.starts_with(descriptor) && event[descriptor.size()] == '.');
}

// Whether the source of a transition can be active while `state` is: one within the other, or in different
// regions of one parallel state.
bool active_together(const chart::Chart& chart, chart::StateIndex state, chart::StateIndex source) {
  if (state == source || chart.is_descendant(state, source) || chart.is_descendant(source, state))
    return true;
  chart::StateIndex common = state;
  while (common != source && !chart.is_descendant(source, common)) common = chart.states[common].parent;
  return chart.states[common].kind == chart::StateKind::parallel;
}

bool taken(const chart::Chart& chart, chart::StateIndex state, const std::string& event) {
  return std::any_of(chart.transitions.begin(), chart.transitions.end(), [&](const chart::Transition& t) {
    return active_together(chart, state, t.source) &&
           std::any_of(t.events.begin(), t.events.end(),
                       [&](const std::string& d) { return takes(d, event); });
  });
}

// Outcomes that a stage has only for one value of a setting, which its description has no words for.
struct Conditional {
  const char *type, *outcome, *setting, *value;
};
constexpr Conditional kConditional[] = {{"support", "works_opened", "scope", "project"},
                                        {"support", "agreed", "scope", "work"}};

bool can_happen(const chart::Invoke& invoke, const stage::StageInfo& stage, const std::string& outcome) {
  for (const Conditional& entry : kConditional) {
    if (stage.type != entry.type || outcome != entry.outcome) continue;
    for (const chart::Param& param : invoke.params)
      if (const auto value = param.name == entry.setting ? literal_value(param.expr.text) : std::nullopt)
        return *value == Json(entry.value);
  }
  return true;
}

void check_outcomes(const CheckContext& context, const chart::Chart& chart, chart::StateIndex state,
                    const chart::Invoke& invoke, const stage::StageInfo& stage) {
  for (const std::string& outcome : stage.outcomes) {
    const std::string event = invoke.id + "." + outcome;
    if (can_happen(invoke, stage, outcome) && !taken(chart, state, event))
      context.error(
          "outcome-not-taken", invoke.where,
          {fmt::format("段階「{}」の終わり方「{}」を受ける遷移がありません。事業がそこで止まります。",
                       stage.type, outcome),
           fmt::format("no transition takes the outcome {} of the stage {}; a project would stop here",
                       outcome, stage.type)},
          {fmt::format("<transition event=\"{}\" target=\"…\"/> を加えてください。", event),
           fmt::format("add <transition event=\"{}\" target=\"…\"/>", event)});
  }
  const std::string deadline = invoke.id + ".deadline";
  const bool has_due = std::any_of(invoke.extensions.begin(), invoke.extensions.end(),
                                   [](const chart::Extension& e) { return e.name == "due"; });
  if (has_due && !taken(chart, state, deadline))
    context.warning("deadline-not-taken", invoke.where,
                    {fmt::format("期限切れ「{}」を受ける遷移がありません。", deadline),
                     fmt::format("no transition takes {}, although there is a due date", deadline)},
                    {"期限が過ぎたときにすることを、行き先のない遷移でもよいので書いてください。",
                     "say what happens when the date passes, be it by a transition without a target"});
}

void check_attributes(const CheckContext& context, const std::string& source, const chart::Invoke& invoke) {
  for (const chart::Extension& extension : invoke.extensions) {
    const Where where = where_of_attribute(source, invoke.where, extension.name);
    const std::string& value = extension.value.literal;
    if (std::find(std::begin(kAttributes), std::end(kAttributes), extension.name) == std::end(kAttributes)) {
      context.error("unknown-attribute", where,
                    {fmt::format("属性「{}」はありません。", extension.name),
                     fmt::format("there is no attribute {}", extension.name)},
                    {fmt::format("使える属性は {} と、それぞれの …expr です。", fmt::join(kAttributes, "、")),
                     fmt::format("the attributes are {}, and …expr of each", fmt::join(kAttributes, ", "))});
    } else if (value.empty()) {
      continue;
    } else if (extension.name == "role") {
      if (!has_role(context, value)) report_role(context, where, value);
    } else if (extension.name == "due") {
      if (auto rule = calendar::parse_due_rule(value); !rule) report_due(context, where, rule.error());
    } else if (extension.name == "remind" || extension.name == "escalate") {
      const bool remind = extension.name == "remind";
      const auto ladder = calendar::parse_ladder(remind ? value : "", remind ? "" : value);
      if (!ladder) {
        context.error(
            "ladder", where, ladder.error().text,
            {"remind は「-5 -1 0 +3」、escalate は「+1 promoter, +3 chief」のように書いてください。",
             "write remind like \"-5 -1 0 +3\" and escalate like \"+1 promoter, +3 chief\""});
        continue;
      }
      for (const calendar::Rung& rung : *ladder)
        if (!rung.role.empty() && !has_role(context, rung.role)) report_role(context, where, rung.role);
    }
  }
}

}  // namespace

void check_invoke(const CheckContext& context, const chart::Chart& chart, chart::StateIndex state,
                  const chart::Invoke& invoke) {
  if (is_child_chart(invoke)) return check_child_chart(context, invoke);
  check_attributes(context, context.files.at(chart.file), invoke);
  if (invoke.type.expr) return;
  const stage::StageInfo* stage = context.stages.find(invoke.type.literal);
  if (stage == nullptr) {
    std::vector<std::string> types;
    for (const stage::StageInfo* known : context.stages.all()) types.push_back(known->type);
    context.error(
        "unknown-stage", invoke.where,
        {fmt::format("段階「{}」はありません。", invoke.type.literal),
         fmt::format("there is no stage {}", invoke.type.literal)},
        {fmt::format("つづりを確かめるか、プラグインを入れてください。使える段階: {}",
                     fmt::join(types, "、")),
         fmt::format("check the spelling or install its plugin; the stages are {}", fmt::join(types, ", "))});
    return;
  }
  check_stage_settings(context, invoke, *stage);
  if (invoke.id.empty()) {
    if (!invoke.idlocation)
      context.error(
          "missing-id", invoke.where,
          {"段階を呼ぶ <invoke> に id がありません。終わり方を受け取れません。",
           "an <invoke> of a stage without id: its outcomes cannot be named"},
          {"id=\"…\" を付け、遷移の event に使ってください。", "give it an id and use it in the events"});
    return;
  }
  check_outcomes(context, chart, state, invoke, *stage);
}

}  // namespace kyodo::workflow
