// The stage "evaluate" ふりかえり・評価: both sides fill in their sheet blind, then meet and write a joint
// record; a checklist of the section and a third party's opinion may come on top. Sources: Nishitokyo (NT-15
// to NT-18), Seki (SK-37, 資料2), Osaka (OS-14).
#include "outcome.h"
#include "sheets.h"

namespace kyodo::evaluate {
namespace {

void define(stage::Definition& stage) {
  stage.words({{"joint", {"共同のふりかえり", "Joint look-back"}},
               {"city_average", {"市の平均", "Average of the city"}},
               {"partner_average", {"協働相手の平均", "Average of the partner"}},
               {"gaps", {"差のある視点", "Viewpoints that differ"}},
               {"viewpoint", {"視点", "Viewpoint"}},
               {"city", {"市", "City"}},
               {"partner", {"協働相手", "Partner"}},
               {"text", {"内容", "Text"}},
               {"agreed_points", {"一致した点", "Agreed points"}},
               {"open_points", {"残った課題", "Open points"}},
               {"held_on", {"話し合った日", "Held on"}}});
  using stage_kit::with_state;
  stage.settings<Settings>();
  stage.fact("sheets");
  stage.outcome("evaluated", {"評価済み", "Evaluated"});
  stage.on_enter(enter);
  stage.on_submit(with_state(submit), {"task", "office"});
  stage.action<Waive>("waive", {"協働相手のシートを待たない", "Go on without the partner's sheet"},
                      {"office"}, {{"reason", {"理由", "Reason"}}}, with_state(waive));
  stage.action<Record>("record", {"共同のふりかえりを記録する", "Record the joint look-back"},
                       {"task", "office"},
                       {{"text", {"共同の記録", "Joint record"}},
                        {"agreed_points", {"一致した点", "Points agreed on"}},
                        {"open_points", {"残った課題", "Open points"}},
                        {"held_on", {"実施日", "Day of the meeting"}}},
                       with_state(record));
  stage.action<GiveOpinion>("give_opinion", {"第三者の意見を登録する", "Give an opinion"}, {"task"},
                            {{"text", {"意見", "Opinion"}}}, with_state(give_opinion));
}

}  // namespace
}  // namespace kyodo::evaluate

KYODO_STAGE_PLUGIN("evaluate", "1.0.0", (kyodo::Text{"ふりかえり・評価", "Evaluation"}), 1, 1,
                   kyodo::evaluate::define)
