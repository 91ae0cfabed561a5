#include "outcome.h"

#include "sheets.h"
#include "stage_kit/checks.h"
#include "stage_kit/dates.h"

namespace kyodo::evaluate {
namespace {

using stage::Call;
using namespace stage_kit;

void open_opinion(Call& call, const State& state) {
  call.open({.name = "opinion",
             .title = {"第三者の意見", "Opinion of a third party"},
             .role = "evaluator",
             .data = {{"joint", to_json(*state.joint)},
                      {"city_average", state.city_average},
                      {"partner_average", state.partner_average},
                      {"gaps", to_json(state.gaps)}},
             .actions = {"give_opinion"}});
}

}  // namespace

void record(Call& call, State& state, const Record& data) {
  if (!state.city || !(state.partner_sheet || state.waived))
    return call.refuse("双方のふりかえりシートがそろってから、共同の記録を作成してください。",
                       "The joint record is written after the sheets of both sides are in.");
  if (state.joint)
    return call.refuse("共同の記録はすでに登録されています。", "The joint record exists already.");
  check_text(call, {"/text", {"共同の記録", "Joint record"}}, data.text, kMaxRecord);
  check_optional_text(call, {"/agreed_points", {"一致した点", "Points agreed on"}},
                      data.agreed_points.value_or(""), kMaxRecord);
  check_optional_text(call, {"/open_points", {"残った課題", "Open points"}}, data.open_points.value_or(""),
                      kMaxRecord);
  if (data.held_on && *data.held_on > today_of(call))
    call.problem("/held_on", "future", "実施日は今日以前の日にしてください。",
                 "The day of the meeting cannot lie ahead.");
  if (call.refused()) return;
  state.joint = Joint{data.text, data.agreed_points.value_or(""), data.open_points.value_or(""), data.held_on,
                      by(call)};
  call.close("joint");
  if (call.settings_as<Settings>().third_party) open_opinion(call, state);
  conclude(call, state);
}

void give_opinion(Call& call, State& state, const GiveOpinion& data) {
  if (!call.settings_as<Settings>().third_party || !state.joint)
    return call.refuse("第三者の意見は、共同の記録の後に求められます。",
                       "An opinion is asked for after the joint record only.");
  if (state.opinion)
    return call.refuse("第三者の意見はすでに登録されています。", "The opinion exists already.");
  const std::string partner = text_of(call.actor(), "partner");
  if (text_of(call.actor(), "role") == "section" || (!partner.empty() && partner == state.partner))
    return call.refuse("この事業の当事者（担当課・協働相手）は、第三者として意見を出せません。",
                       "The section in charge and the partner cannot give a third party's opinion.");
  if (!check_text(call, {"/text", {"意見", "Opinion"}}, data.text, kMaxRecord)) return;
  state.opinion = Opinion{data.text, by(call)};
  call.close("opinion");
  conclude(call, state);
}

void conclude(Call& call, const State& state) {
  const auto settings = call.settings_as<Settings>();
  const bool has_checklist = !settings.checklist.empty();
  if (!state.joint || (settings.third_party && !state.opinion) || (has_checklist && !state.checklist)) return;
  if (!others_are_in(state, settings)) return;
  call.outcome("evaluated", {{"city_average", state.city_average},
                             {"partner_average", state.partner_average},
                             {"checked", has_checklist ? Json(state.checked) : Json()},
                             {"checkable", has_checklist ? Json(state.checkable) : Json()},
                             {"open_points", state.joint->open_points}});
}

}  // namespace kyodo::evaluate
