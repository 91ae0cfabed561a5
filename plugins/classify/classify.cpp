// Stage "classify" 分類: the rules suggest a class and say why, a person decides and says why. See README.md.
#include <fmt/format.h>

#include <algorithm>

#include "decide.h"
#include "settings.h"
#include "stage_kit/checks.h"
#include "stage_kit/visit_state.h"
#include "suggestion.h"

namespace kyodo::classify {
namespace {

using stage::Call;

constexpr std::size_t kMinReason = 5;            // characters
constexpr std::size_t kMinDifferingReason = 20;  // where the decision is not the one suggested
constexpr std::size_t kMaxReason = 2000;

struct State {
  JsonObject findings;
  JsonObject suggestion;  // "class" is "" where the rules suggested none
  JsonObject decision;
};
BOOST_DESCRIBE_STRUCT(State, (), (findings, suggestion, decision))

JsonArray classes_data(const Settings& settings) {
  JsonArray classes;
  for (const Class& one : settings.classes)
    classes.push_back(JsonObject{{"code", one.code},
                                 {"name", one.name},
                                 {"name_en", english_name(one)},
                                 {"definition", one.definition.value_or("")},
                                 {"next", one.next.value_or("")}});
  return classes;
}

void enter(Call& call) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  const Findings found = findings(call);
  const JsonObject suggestion = to_data(*settings, suggest(*settings, found));
  call.state()["findings"] = findings_data(found);
  call.state()["suggestion"] = suggestion;
  call.open({.name = "classify",
             .title = {"ヒアリングの結果を分析し、分類する", "Classify from what the hearing found"},
             .data = {{"suggestion", suggestion},
                      {"findings", findings_data(found)},
                      {"classes", classes_data(*settings)}},
             .actions = {"decide"}});
}

void check_reason(Call& call, const Class& chosen, const std::string& suggested, std::string_view reason) {
  const stage_kit::Asked asked{"/reason", {"分類の理由", "Reason for the class"}};
  if (!stage_kit::check_text(call, asked, reason, kMaxReason)) return;
  const bool differs = !suggested.empty() && suggested != chosen.code;
  const std::size_t least = differs ? kMinDifferingReason : kMinReason;
  const std::size_t given = stage_kit::code_points(reason);
  if (given >= least) return;
  if (differs)
    call.problem(
        "/reason", "minLength",
        fmt::format("候補と異なる区分にするときは、その理由を {} 文字以上で書いてください(いま {} "
                    "文字)。ヒアリングのどの内容から判断したかが分かるようにします。",
                    least, given),
        fmt::format(
            "Your decision differs from the suggestion: give the reason in at least {} characters (now {}), "
            "so that it is clear what in the hearing led to it.",
            least, given));
  else
    call.problem("/reason", "minLength",
                 fmt::format("分類の理由を {} 文字以上で書いてください(いま {} 文字)。", least, given),
                 fmt::format("Give the reason in at least {} characters (now {}).", least, given));
}

int year_of_decision(const Call& call) {
  const std::int64_t year =
      call.fiscal_year() > 0 ? call.fiscal_year() : int_or(call.project(), "fiscal_year", 0);
  return static_cast<int>(std::clamp<std::int64_t>(year, kFirstDate.year, kLastDate.year));
}

std::optional<int> target_year(Call& call, const Class& chosen, std::optional<int> given) {
  const int now = year_of_decision(call);
  if (given) {
    stage_kit::check_range(call, {"/target_year", {"目標年度", "Target fiscal year"}}, *given, now,
                           now + kMaxYearsAhead);
    return given;
  }
  const int offset = chosen.target_year_offset.value_or(0);
  return offset > 0 ? std::optional(now + offset) : std::nullopt;
}

void tell_section(Call& call, const Class& chosen, const std::string& reason) {
  const std::string definition = chosen.definition.value_or("");
  const std::string meaning =
      definition.empty() || definition == chosen.name ? "" : fmt::format(" {}", definition);
  call.notice("classified", "section", string_or(call.project(), "unit", ""),
              {{"text", fmt::format("「{}」です。{} 理由: {}", chosen.name, meaning, reason)},
               {"text_en", fmt::format("\"{}\". Reason: {}", english_name(chosen), reason)},
               {"comment", reason}});
}

const Class* chosen_class(Call& call, const Settings& settings, const std::string& code) {
  const Class* chosen = find_class(settings, code);
  if (!chosen)
    call.problem("/class", "enum",
                 fmt::format("「{}」という区分はありません。次のどれかを選んでください: {}", code,
                             list_classes(settings)),
                 fmt::format("There is no class \"{}\". Choose one of: {}", code, list_classes(settings)));
  return chosen;
}

void decide(Call& call, const Decide& given) {
  if (call.task() != "classify")
    return call.refuse(fmt::format("「{}」は分類のタスクではありません。", call.task()),
                       fmt::format("\"{}\" is not the task of the classification.", call.task()));
  const auto settings = usable_settings(call);
  if (!settings) return;
  const auto state = stage_kit::read_state<State>(call);
  if (!state) return;
  if (const Json* code = state->suggestion.if_contains("class"); !code || !code->is_string())
    return stage_kit::refuse_unreadable_state(call);
  const Class* found = chosen_class(call, *settings, given.class_code);
  if (!found) return;
  const Class& chosen = *found;
  const std::string suggested = stage_kit::text_of(state->suggestion, "class");
  check_reason(call, chosen, suggested, given.reason);
  const auto year = target_year(call, chosen, given.target_year);
  if (call.refused()) return;
  const bool again = given.look_again.value_or(looks_again(chosen));
  const Class* suggested_class = find_class(*settings, suggested);

  JsonObject data{{"class", chosen.code},
                  {"class_name", chosen.name},
                  {"suggested", suggested},
                  {"reason", given.reason},
                  {"target_year", year ? Json(*year) : Json(nullptr)},
                  {"look_again", again},
                  {"next", chosen.next.value_or("")}};
  JsonObject kept = data;
  kept["suggested_name"] = suggested_class ? suggested_class->name : "";
  kept["suggested_why"] = stage_kit::text_of(state->suggestion, "why");
  kept["as_suggested"] = suggested == chosen.code;
  kept["by"] = to_json(stage_kit::by(call));
  call.state()["decision"] = std::move(kept);

  JsonObject attributes{{"class", chosen.code}, {"class_name", chosen.name}};
  // A year of an earlier classification must not stay beside a class that has none.
  if (year || object_or_empty(call.project(), "attributes").contains("target_year"))
    attributes["target_year"] = data["target_year"];
  call.attributes(std::move(attributes));
  call.close("classify");
  tell_section(call, chosen, given.reason);
  call.outcome("classified", std::move(data));
}

void define(stage::Definition& stage) {
  stage.words({{"class", {"分類の符号", "Code of the class"}},
               {"class_name", {"分類", "Class"}},
               {"target_year", {"目標年度", "Target year"}},
               {"suggestion", {"目安による候補", "Suggestion"}},
               {"why", {"理由", "Why"}},
               {"findings", {"もとになった値", "Findings"}},
               {"total", {"合計点", "Total"}},
               {"possibility", {"可能性", "Possibility"}},
               {"effect", {"効果性", "Effect"}},
               {"immediacy", {"即時性", "Immediacy"}},
               {"partner_in_sight", {"協働相手の見込み", "Partner in sight"}},
               {"classes", {"分類の区分", "Classes"}},
               {"code", {"符号", "Code"}},
               {"name", {"名称", "Name"}},
               {"definition", {"定義", "Definition"}},
               {"next", {"次にすること", "Next"}},
               {"rules", {"目安との照合", "The rules one by one"}},
               {"conditions", {"条件", "Conditions"}},
               {"text", {"内容", "Condition"}},
               {"met", {"満たすか", "Met"}}});
  stage.settings<Settings>();
  stage.fact("visits");
  stage.outcome("classified", {"分類済み", "Classified"});
  stage.on_enter(enter);
  stage.action<Decide>("decide", {"分類を決める", "Decide the class"}, {"task", "office"}, {}, decide);
}

}  // namespace
}  // namespace kyodo::classify

KYODO_STAGE_PLUGIN("classify", "1.0.0", (kyodo::Text{"分類", "Classification"}), 1, 1,
                   kyodo::classify::define)
