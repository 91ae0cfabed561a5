// The stage "support" 協働事業化サポート: a project waits its turn and is split into works; a work gets
// advice, a partner and an agreement. Sources: Komaki 5 (KM-15 to KM-17), Nishitokyo (NT-13), Seki (SK-32 to
// SK-38), Osaka (OS-06).
#include "agreement.h"
#include "project_scope.h"
#include "stage_kit/checks.h"
#include "work_scope.h"

namespace kyodo::support {
namespace {

using stage::Call;
using stage::Definition;
using stage::Field;

const Field kReason{"reason", {"理由", "Reason"}};

void enter(Call& call) {
  const auto settings = call.settings_as<Settings>();
  stage_kit::check_word(call, {"/scope", {"設定 scope", "setting scope"}}, settings.scope,
                        {"project", "work"});
  stage_kit::check_range(call, {"/max_years", {"設定 max_years", "setting max_years"}}, settings.max_years, 0,
                         kMostYears);
  if (call.refused()) return;
  settings.scope == "work" ? enter_work(call) : enter_project(call);
}

void define_project_scope(Definition& stage) {
  stage.action<Start>("start", {"支援を始める", "Start the support"}, {"task", "office"}, {kReason},
                      stage_kit::with_state(start));
  stage.action<Requeue>("requeue", {"順番を変える", "Change the place in the queue"}, {"task", "office"},
                        {{"order", {"順番", "Place in the queue"}}, kReason}, stage_kit::with_state(requeue));
  stage.action<AddWork>("add_work", {"業務を加える", "Add a work"}, {"task", "office"},
                        {{"name", {"業務の名称", "Name of the work"}}, {"note", {"備考", "Note"}}},
                        stage_kit::with_state(add_work));
  stage.action<RemoveWork>("remove_work", {"業務を外す", "Take a work off the list"}, {"task", "office"},
                           {{"name", {"業務の名称", "Name of the work"}}, kReason},
                           stage_kit::with_state(remove_work));
  stage.action<Confirm>("confirm", {"業務を確定する", "Confirm the works"}, {"task", "office"}, {},
                        stage_kit::with_state(confirm));
}

void define_work_scope(Definition& stage) {
  stage.action<Advise>("advise", {"助言を記録する", "Record advice"}, {"task", "office", "contractor"},
                       {{"text", {"助言", "Advice"}}}, stage_kit::with_state(advise));
  stage.action<SetCandidate>("candidate", {"協働相手の候補を記録する", "Record a candidate"},
                             {"task", "office", "contractor"},
                             {{"partner", {"団体の ID", "Id of the partner"}},
                              {"state",
                               {"状態（candidate 候補・approached 打診中・agreed 合意・declined 見送り）",
                                "State (candidate, approached, agreed, declined)"}},
                              kReason},
                             stage_kit::with_state(set_candidate));
  stage.action<Rematch>("rematch", {"協働相手の提案を更新する", "Suggest partners again"},
                        {"task", "office", "contractor"}, {}, stage_kit::with_state(rematch));
  stage.action<Agree>(
      "agree", {"協定を登録する", "Record the agreement"}, {"task", "office"},
      {{"partner", {"団体の ID", "Id of the partner"}},
       {"kind", {"協定の種類（協定書・契約書など）", "Kind (agreement, contract …)"}},
       {"from", {"開始日", "First day"}},
       {"to", {"終了日", "Last day"}},
       {"purpose", {"目的", "Purpose"}},
       {"roles_city", {"市の役割", "Roles of the city"}},
       {"roles_partner", {"協働相手の役割", "Roles of the partner"}},
       {"cost_city", {"市の負担額（円）", "Costs borne by the city (yen)"}},
       {"cost_partner", {"協働相手の負担額（円）", "Costs borne by the partner (yen)"}},
       {"rights", {"成果の権利帰属", "Rights to the results"}},
       {"publication", {"成果を公表する", "Results are published"}},
       {"payment", {"支払方法", "Terms of payment"}},
       {"payments", {"支払の予定（due 支払日・amount 金額・note 備考）", "Payments (due, amount, note)"}},
       {"no_call_reason", {"公募によらない理由", "Reason for no public call"}}},
      stage_kit::with_state(agree));
  stage.action<End>("end", {"支援を終える", "End the support"}, {"task", "office"}, {kReason},
                    stage_kit::with_state(end));
}

void define(Definition& stage) {
  stage.words({{"partner", {"協働相手の ID", "Partner (id)"}},
               {"partner_name", {"協働相手", "Partner"}},
               {"years_in_a_row", {"同じ相手との通算年度", "Years in a row"}},
               {"support_order", {"サポートの順番", "Place in the queue"}},
               {"fields", {"分野", "Fields"}},
               {"area", {"地域", "Area"}},
               {"forms", {"協働の形態", "Forms"}},
               {"form", {"協働の形態", "Form"}},
               {"class", {"分類の符号", "Code of the class"}},
               {"class_name", {"分類", "Class"}},
               {"target_year", {"目標年度", "Target year"}},
               {"total", {"合計点", "Total"}},
               {"suggestions", {"候補の団体", "Suggested partners"}},
               {"name", {"団体名", "Name"}},
               {"score", {"適合度", "Score"}},
               {"reasons", {"理由", "Reasons"}},
               {"note", {"備考", "Note"}}});
  stage.settings<Settings>();
  stage.fact("partners");
  stage.outcome("works_opened", {"業務の支援開始", "Works opened"});
  stage.outcome("agreed", {"協定締結", "Agreed"});
  stage.outcome("given_up", {"支援終了", "Given up"});
  stage.on_enter(enter);
  define_project_scope(stage);
  define_work_scope(stage);
}

}  // namespace
}  // namespace kyodo::support

KYODO_STAGE_PLUGIN("support", "1.0.0", (kyodo::Text{"協働事業化サポート", "Support"}), 1, 1,
                   kyodo::support::define)
