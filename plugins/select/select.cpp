// Stage "select" 選定: the selection sheet, its total, and the decision of the round. See README.md.
#include <fmt/format.h>

#include <algorithm>

#include "criteria.h"
#include "rank.h"
#include "stage_kit/checks.h"
#include "stage_kit/visit_state.h"

namespace kyodo::select {
namespace {

using stage::Call;

struct Score {
  std::vector<int> levels;
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(Score, (), (levels, comment))

struct Exclude {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Exclude, (), (reason))

void exclude_project(Call& call, const std::string& category, const std::string& reason) {
  call.state()["excluded"] = JsonObject{{"category", category}, {"reason", reason}, {"on", call.today()}};
  call.attributes({{"excluded", reason}});
  call.outcome("excluded", {{"reason", reason}, {"category", category}});
}

void enter(Call& call) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  const std::string category(string_or(call.project(), "category", ""));
  for (const Exclusion& rule : settings->exclude)
    if (!category.empty() && rule.category == category)
      return exclude_project(call, category, stage_kit::is_blank(rule.reason) ? category : rule.reason);
  call.open({.name = "score",
             .title = {"選定シートで採点する", "Score with the selection sheet"},
             .role = settings->scorer_role,
             .data = sheet_data(*settings),
             .actions = {"score", "exclude"}});
}

bool is_score_task(Call& call) {
  if (call.task() == "score") return true;
  call.refuse(
      fmt::format("「{}」は採点のタスクではありません。選定シートのタスクを開いてください。", call.task()),
      fmt::format("\"{}\" is not the scoring task. Open the task of the selection sheet.", call.task()));
  return false;
}

void check_levels(Call& call, const Settings& settings, const std::vector<int>& levels) {
  const auto& criteria = settings.criteria;
  if (levels.size() != criteria.size())
    call.problem("/levels", "count",
                 fmt::format("{} 項目すべてに評価を付けてください(いま {} 項目です)。", criteria.size(),
                             levels.size()),
                 fmt::format("Rate all {} criteria (now {}).", criteria.size(), levels.size()));
  for (std::size_t i = 0; i < levels.size() && i < criteria.size(); ++i)
    if (levels[i] < 1 || levels[i] > settings.levels)
      call.problem(fmt::format("/levels/{}", i), "range",
                   fmt::format("「{}」の評価は 1～{} で付けてください。", criteria[i].title, settings.levels),
                   fmt::format("Rate \"{}\" from 1 to {}.", criteria[i].title_en.value_or(criteria[i].title),
                               settings.levels));
}

// The scores kept so far, by person; none, after a refusal, if they cannot be read.
std::optional<JsonObject> kept_scores(Call& call) {
  const Json* kept = call.state().if_contains("scores");
  if (!kept) return JsonObject{};
  const JsonObject* scores = kept->if_object();
  const bool sound = scores && std::all_of(scores->begin(), scores->end(), [](const auto& score) {
                       const JsonObject* one = score.value().if_object();
                       const Json* total = one ? one->if_contains("total") : nullptr;
                       return total && hundredths(*total);
                     });
  if (sound) return *scores;
  stage_kit::refuse_unreadable_state(call);
  return std::nullopt;
}

// The mean over the people who scored, in hundredths, half up.
std::int64_t mean_total(const JsonObject& scores) {
  const auto count = static_cast<std::int64_t>(scores.size());
  std::int64_t sum = 0;
  for (const auto& score : scores) sum += hundredths(score.value().at("total")).value_or(0);
  return count == 0 ? 0 : (2 * sum + count) / (2 * count);
}

void score(Call& call, const Score& given) {
  if (!is_score_task(call)) return;
  const auto settings = usable_settings(call);
  if (!settings) return;
  check_levels(call, *settings, given.levels);
  stage_kit::check_optional_text(call, {"/comment", {"コメント", "Comment"}}, given.comment.value_or(""));
  const std::string person(string_or(call.actor(), "person", ""));
  if (person.empty())
    call.refuse("採点した人が分かりません。職員として採点してください。",
                "It is not known who scored. Score as a person.");
  auto kept = kept_scores(call);
  if (!kept) return;
  JsonObject& scores = *kept;
  if (!scores.contains(person) && scores.size() >= static_cast<std::size_t>(kMaxScorers))
    call.refuse(fmt::format("採点できるのは {} 人までです。", kMaxScorers),
                fmt::format("At most {} people can score one project.", kMaxScorers));
  if (call.refused()) return;

  JsonArray levels(given.levels.begin(), given.levels.end());
  JsonObject entry{{"levels", std::move(levels)},
                   {"total", points(weighted_sum(settings->criteria, given.levels))},
                   {"on", call.today()}};
  if (given.comment && !stage_kit::is_blank(*given.comment)) entry["comment"] = *given.comment;
  scores[person] = std::move(entry);

  const Json total = points(mean_total(scores));
  const auto scorers = static_cast<std::int64_t>(scores.size());
  call.state()["scores"] = std::move(scores);
  call.state()["total"] = total;
  call.state()["scorers"] = scorers;
  call.attributes({{"total", total}});
  // Enough have scored: nobody needs a reminder any more. Later scores are still taken until the decision.
  if (const JsonObject* task = call.find_task("score");
      scorers >= settings->min_scorers && task && string_or(*task, "state", "") != "done")
    call.close("score");
}

void exclude(Call& call, const Exclude& given) {
  if (!is_score_task(call)) return;
  if (stage_kit::check_text(call, {"/reason", {"対象から除く理由", "Reason for leaving the project out"}},
                            given.reason))
    exclude_project(call, std::string(string_or(call.project(), "category", "")), given.reason);
}

// The round was decided: data {rank, total, reason} comes from the ranking and the person who fixed the list.
void decided(Call& call, bool selected) {
  JsonObject data;
  for (const char* member : {"rank", "total"})
    if (const Json* value = call.data().if_contains(member); value && value->is_number())
      data[member] = *value;
  data["reason"] = string_or(call.data(), "reason", "");
  JsonObject decision{{"selected", selected}, {"on", call.today()}};
  for (const auto& member : data) decision[member.key()] = member.value();
  call.state()["decision"] = std::move(decision);
  if (const Json* rank = data.if_contains("rank")) call.attributes({{"rank", *rank}});
  call.notice(selected ? "selected" : "not_selected", "section", string_or(call.project(), "unit", ""),
              {{"comment", data["reason"]}});
  call.outcome(selected ? "selected" : "not_selected", std::move(data));
}

void define(stage::Definition& stage) {
  stage.words({{"total", {"合計点", "Total"}},
               {"rank", {"順位", "Rank"}},
               {"excluded", {"対象外の理由", "Why left out"}},
               {"criteria", {"選定の項目", "Criteria"}},
               {"title", {"項目", "Criterion"}},
               {"weight", {"重み", "Weight"}},
               {"levels", {"段階の数", "Levels"}},
               {"highest_total", {"満点", "Highest total"}},
               {"min_scorers", {"採点する人数", "Scorers needed"}},
               {"id", {"ID", "Id"}}});
  stage.settings<Settings>();
  stage.outcome("selected", {"診断対象に選定", "Selected"});
  stage.outcome("not_selected", {"今回は選定せず", "Not selected this time"});
  stage.outcome("excluded", {"対象外", "Excluded"});
  stage.on_enter(enter);
  stage.action<Score>("score", {"採点する", "Score"}, {"task", "office", "contractor"},
                      {{"levels", {"項目ごとの評価(表の順)", "Levels, in the order of the criteria"}},
                       {"comment", {"コメント", "Comment"}}},
                      score, {"open", "returned", "submitted", "done"});
  stage.action<Exclude>("exclude", {"対象から除く", "Leave out"}, {"office"},
                        {{"reason", {"対象から除く理由", "Reason for leaving the project out"}}}, exclude,
                        {"open", "returned", "submitted", "done"});
  stage.on("selected", [](Call& call) { decided(call, true); });
  stage.on("not_selected", [](Call& call) { decided(call, false); });
  stage.rank(rank);
}

}  // namespace
}  // namespace kyodo::select

KYODO_STAGE_PLUGIN("select", "1.0.0", (kyodo::Text{"選定", "Selection"}), 1, 1, kyodo::select::define)
