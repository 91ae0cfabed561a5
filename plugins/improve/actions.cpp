#include "actions.h"

#include <fmt/format.h>

#include <algorithm>

#include "stage_kit/checks.h"
#include "stage_kit/dates.h"

namespace kyodo::improve {
namespace {

using stage::Call;
using namespace stage_kit;

void check_due(Call& call, LocalDate due) {
  const LocalDate today = today_of(call);
  const LocalDate last = add_months(today, kMostMonthsAhead);
  if (due < today)
    call.problem("/due", "past", "期限がすでに過ぎています。今日以後の日にしてください。",
                 "The due date has passed already. Choose today or later.");
  else if (due > last)
    call.problem(
        "/due", "maximum",
        fmt::format("期限は {} 以前にしてください。先の長い取組は分けて登録してください。", to_string(last)),
        fmt::format("The due date may be {} at the latest. Split an action that takes longer.",
                    to_string(last)));
}

void check_owner(Call& call, const State& state, const AddAction& data) {
  if (!check_word(call, {"/owner_role", {"担当する役割", "Role of the owner"}}, data.owner_role,
                  {"section", "promoter", "chief", "coordinator", "office", "contractor", "partner"}))
    return;
  if (data.owner_unit && !data.owner_unit->empty()) {
    check_line(call, {"/owner_unit", {"担当する部署", "Unit of the owner"}}, *data.owner_unit, kMaxIdBytes);
    if (data.owner_role == "partner")
      call.problem("/owner_unit", "mismatch", "協働相手が担当するときは、部署を指定しないでください。",
                   "Leave the unit out when the partner is the owner.");
  }
  if (data.owner_role == "partner" && state.partner.empty())
    call.problem("/owner_role", "unknown",
                 "この事業には協働相手が登録されていないため、協働相手を担当にできません。",
                 "The project has no partner that could own the action.");
}

}  // namespace

void add_action(Call& call, State& state, const AddAction& data) {
  if (state.decision)
    return call.refuse("今後の方向がすでに決まっているため、改善策は加えられません。",
                       "The direction is decided; no more actions can be added.");
  check_text(call, {"/text", {"改善策", "Improvement"}}, data.text);
  check_owner(call, state, data);
  check_due(call, data.due);
  if (call.refused()) return;
  if (state.actions.size() >= kMaxActions)
    return call.refuse(fmt::format("改善策は {} 件までです。", kMaxActions),
                       fmt::format("At most {} actions can be recorded.", kMaxActions));
  ImprovementAction action;
  action.task = fmt::format("action-{}", state.actions.size() + 1);
  action.text = data.text;
  action.owner_role = data.owner_role;
  action.owner_unit = data.owner_unit.value_or("");
  action.owner_partner = data.owner_role == "partner" ? state.partner : "";
  action.due = data.due;
  action.by = by(call);
  call.open({.name = action.task,
             .title = {fmt::format("改善策 {}", state.actions.size() + 1),
                       fmt::format("Improvement {}", state.actions.size() + 1)},
             .role = action.owner_role,
             .unit = action.owner_unit,
             .partner = action.owner_partner,
             .due = to_string(action.due),
             .data = {{"text", action.text}},
             .actions = {"complete"}});
  state.actions.push_back(std::move(action));
}

void complete(Call& call, State& state, const Complete& data) {
  const std::string task = call.task();
  const auto action = std::find_if(state.actions.begin(), state.actions.end(),
                                   [&task](const ImprovementAction& one) { return one.task == task; });
  if (action == state.actions.end() || action->done_by)
    return call.refuse("この改善策はすでに完了しているか、登録されていません。",
                       "This action is done already, or does not exist.");
  if (!check_text(call, {"/result", {"結果", "Result"}}, data.result)) return;
  action->result = data.result;
  action->done_by = by(call);
  call.close(task);
  conclude(call, state);
}

}  // namespace kyodo::improve
