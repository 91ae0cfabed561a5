// The stage "improve" 改善: in dialogue with the partner, what is done better by whom and by when, and how
// the collaboration goes on. Sources: Seki (SK-39), Nishitokyo (今後の展望, NT-18), Osaka (OS-06, OS-14).
#include <algorithm>

#include "actions.h"
#include "decision.h"

namespace kyodo::improve {
namespace {

using stage::Call;
using stage::Definition;
using namespace stage_kit;

// What the evaluation left to work on, shown with the plan.
JsonObject findings(const Call& call) {
  JsonObject data;
  if (const JsonObject* visits = call.fact("visits").if_object()) {
    const JsonObject& evaluation = object_or_empty(object_or_empty(*visits, "evaluate"), "state");
    for (const char* key : {"city_average", "partner_average", "gaps"})
      if (const Json* value = evaluation.if_contains(key)) data[key] = *value;
    for (const char* key : {"agreed_points", "open_points"})
      if (const std::string text = text_of(object_or_empty(evaluation, "joint"), key); !text.empty())
        data[key] = text;
    if (const std::string text = text_of(object_or_empty(evaluation, "opinion"), "text"); !text.empty())
      data["opinion"] = text;
  }
  if (const Json* years = object_or_empty(call.project(), "attributes").if_contains("years_in_a_row"))
    data["years_in_a_row"] = *years;
  return data;
}

void enter(Call& call) {
  State state;
  state.partner = text_of(object_or_empty(call.project(), "attributes"), "partner");
  call.open({.name = "plan",
             .title = {"改善策と今後の方向", "Improvements and the way on"},
             .role = "section",
             .data = findings(call),
             .actions = {"add_action", "decide"}});
  keep_state(call, state);
}

void define(Definition& stage) {
  stage.words({{"direction", {"今後の方向", "Direction"}},
               {"text", {"改善策", "Improvement"}},
               {"city_average", {"市の平均", "Average of the city"}},
               {"partner_average", {"協働相手の平均", "Average of the partner"}},
               {"gaps", {"差のある視点", "Viewpoints that differ"}},
               {"viewpoint", {"視点", "Viewpoint"}},
               {"city", {"市", "City"}},
               {"partner", {"協働相手", "Partner"}},
               {"agreed_points", {"一致した点", "Agreed points"}},
               {"open_points", {"残った課題", "Open points"}},
               {"opinion", {"第三者の意見", "Opinion"}},
               {"years_in_a_row", {"同じ相手との通算年度", "Years in a row"}},
               {"previous_partner", {"前の協働相手の ID", "Partner before (id)"}},
               {"previous_years", {"前の相手との年度数", "Years with it"}},
               {"improvements", {"改善策", "Improvements"}},
               {"owner_role", {"担当する役割", "Owner"}},
               {"due", {"期限", "Due"}}});
  stage.fact("visits");
  stage.outcome("improved", {"改善済み", "Improved"});
  stage.on_enter(enter);
  stage.action<AddAction>(
      "add_action", {"改善策を加える", "Add an improvement"}, {"task", "office"},
      {{"text", {"改善策", "Improvement"}},
       {"owner_role", {"担当する役割", "Role of the owner"}},
       {"owner_unit", {"担当する部署（空欄は事業の部署）", "Unit of the owner (empty: the project's)"}},
       {"due", {"期限", "Due date"}}},
      with_state(add_action));
  stage.action<Complete>("complete", {"改善策の結果を報告する", "Report the result"}, {"task", "office"},
                         {{"result", {"結果", "Result"}}}, with_state(complete));
  stage.action<Decide>(
      "decide", {"今後の方向を決める", "Decide how to go on"}, {"task", "office"},
      {{"direction",
        {"今後の方向（continue 継続・expand 拡大・change 見直し・end 終了）",
         "Direction (continue, expand, change, end)"}},
       {"reason", {"理由", "Reason"}},
       {"successor", {"翌年度以降の事業を作る", "Create a project for a following year"}},
       {"successor_name", {"後継の事業の名称", "Name of the successor"}},
       {"successor_year",
        {"後継の事業の年度（空欄は翌年度）", "Fiscal year of the successor (empty: the next)"}}},
      with_state(decide));
}

}  // namespace

void conclude(stage::Call& call, const State& state) {
  const bool all_done =
      std::all_of(state.actions.begin(), state.actions.end(),
                  [](const ImprovementAction& action) { return action.done_by.has_value(); });
  if (!state.decision || !all_done) return;
  call.outcome("improved", {{"direction", state.decision->direction},
                            {"reason", state.decision->reason},
                            {"actions", state.actions.size()},
                            {"successor", state.decision->successor}});
}

}  // namespace kyodo::improve

KYODO_STAGE_PLUGIN("improve", "1.0.0", (kyodo::Text{"改善", "Improvement"}), 1, 1, kyodo::improve::define)
