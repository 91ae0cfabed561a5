#include <fmt/format.h>

#include <algorithm>

#include "runtime/authority.h"
#include "runtime/deciders.h"
#include "runtime/migration.h"
#include "runtime/sessions.h"
#include "runtime/stages.h"

namespace kyodo::runtime {
namespace {

// Open visits of the round's projects whose stage ranks.
std::vector<std::pair<office::Project, office::Visit>> ranked_visits(Work& work, const office::Round& round) {
  std::vector<std::pair<office::Project, office::Visit>> found;
  for (const office::Project& project : work.tables.find<office::Project>(
           {.where = {office::eq("round", round.id), office::eq("status", std::string("active"))},
            .order = {"id"}}))
    for (const office::Visit& visit : work.tables.find<office::Visit>(
             {.where = {office::eq("project", project.id), office::eq("status", std::string("open"))},
    .order = {"id"}})) {
      const stage::StageInfo* info = work.stages.find(visit.stage);
      if (info && info->ranks) found.emplace_back(project, visit);
    }
  return found;
}

// The first of them by name, the rest by number.
Text named(const JsonArray& ids) {
  constexpr std::size_t kNamed = 30;
  std::string text;
  for (std::size_t i = 0; i < ids.size() && i < kNamed; ++i)
    text += (text.empty() ? "" : ", ") + std::string(ids[i].is_string() ? ids[i].get_string().c_str() : "");
  if (ids.size() <= kNamed) return {text, text};
  return {fmt::format("{} ほか {} 件", text, ids.size() - kNamed),
          fmt::format("{} and {} more", text, ids.size() - kNamed)};
}

}  // namespace

JsonObject rank_round(Work& work, const office::Round& round, std::int64_t count,
                      const std::vector<std::string>& chosen) {
  auto visits = ranked_visits(work, round);
  if (visits.empty())
    refuse(Code::refused, fmt::format("年度ラウンド {} に、選定を待つ事業がありません。", round.id),
           fmt::format("No project of round {} waits for the selection.", round.id));
  JsonArray list, chosen_json;
  for (const auto& [project, visit] : visits)
    list.push_back(JsonObject{{"project", project_json(project)}, {"state", visit.state}});
  for (const std::string& id : chosen) {
    bool known =
        std::any_of(visits.begin(), visits.end(), [&](const auto& one) { return one.first.id == id; });
    if (!known)
      refuse(Code::unknown_id,
             fmt::format("「{}」は選定を待つ事業ではありません。kyodo round show で確かめてください。", id),
             fmt::format("\"{}\" is not a project that waits for the selection. See kyodo round show.", id));
    chosen_json.emplace_back(id);
  }
  JsonObject input{
      {"settings", visits.front().second.settings},
      {"round", JsonObject{{"id", round.id}, {"fiscal_year", round.fiscal_year}, {"target", round.target}}},
      {"count", count},
      {"chosen", std::move(chosen_json)},
      {"visits", std::move(list)}};
  auto ranking = work.stages.rank(visits.front().second.stage, input);
  if (!ranking) refuse(ranking.error());
  return std::move(*ranking);
}

void decide(Work& work, const OpenRound& command) {
  authorise(work, {.name = "round.open"});
  if (work.tables.get<office::Round>(command.id))
    refuse(Code::refused, fmt::format("年度ラウンド「{}」はすでにあります。", command.id),
           fmt::format("The round \"{}\" exists already.", command.id));
  if (command.id.empty() || command.id.size() > kMaxIdBytes ||
      command.id.find_first_of("|/ ") != std::string::npos)
    refuse(Code::bad_input, "ラウンドの ID は空白や | / を含まない文字にしてください(例 H30)。",
           "A round's id has no spaces, | or / (for example H30).");
  if (command.fiscal_year < 1990 || command.fiscal_year > 2200)
    refuse(Code::bad_input, "年度は西暦で指定してください(例 2018)。",
           "Give the fiscal year as a number such as 2018.");
  if (command.target < 1)
    refuse(Code::bad_input, "選定する件数(target)は 1 以上にしてください。",
           "The target must be at least 1.");
  const std::string hash = must(installed_workflow(work.tables, command.workflow)).hash;
  work.emit("", journal::RoundOpened{
                    {command.id, command.name, hash, command.fiscal_year, command.target, "open", {}}});
  work.answer.data["round"] = command.id;
}

void decide(Work& work, const SelectRound& command) {
  authorise(work, {.name = "round.select"});
  office::Round round = work.round(command.round);
  const std::int64_t count = command.count.value_or(round.target);
  JsonObject ranking = rank_round(work, round, count, command.chosen);
  const JsonArray& unscored = array_or_empty(ranking, "unscored");
  if (!unscored.empty())
    refuse(Code::refused,
           fmt::format("採点の済んでいない事業が {} 件あります: {}。採点してから選定してください。",
                       unscored.size(), named(unscored).ja),
           fmt::format("{} project(s) are not scored yet: {}. Score them first.", unscored.size(),
                       named(unscored).en));
  if (!bool_or(ranking, "settled", false)) {
    const JsonArray& ties = array_or_empty(ranking, "ties");
    refuse(Code::refused,
           fmt::format(
               "{} 件目の線上で {} 件が同点です: {}。どれを選ぶかを --choose と --reason で決めてください。",
               count, ties.size(), named(ties).ja),
           fmt::format("{} projects tie at place {}: {}. Say which with --choose and --reason.", ties.size(),
                       count, named(ties).en));
  }
  if (!command.chosen.empty() && work.command.reason.empty())
    refuse(Code::bad_input, "順位によらずに選ぶときは理由(--reason)が必要です。",
           "Choosing beside the ranking needs a reason (--reason).");
  work.emit("", journal::RoundSelected{round.id, ranking});
  auto visits = ranked_visits(work, round);
  // A reason for choosing among a tie concerns those chosen and those of the line's total, nobody else.
  const Json* line = ranking.if_contains("line");
  auto concerned = [&](const std::string& project, const Json& total) {
    return command.chosen.empty() || (line && total == *line) ||
           std::find(command.chosen.begin(), command.chosen.end(), project) != command.chosen.end();
  };
  for (const Json& item : array_or_empty(ranking, "ranking")) {
    const JsonObject& one = item.as_object();
    std::string project(string_or(one, "project", ""));
    bool selected = bool_or(one, "selected", false);
    JsonObject data{{"rank", one.at("rank")},
                    {"total", one.at("total")},
                    {"reason", concerned(project, one.at("total")) ? work.command.reason : ""}};
    for (const auto& [candidate, visit] : visits)
      if (candidate.id == project)
        act(work, visit.id, {selected ? "selected" : "not_selected", "", data, work.command.reason}, false);
  }
  work.answer.data = std::move(ranking);
  deliver_all(work);
}

}  // namespace kyodo::runtime
