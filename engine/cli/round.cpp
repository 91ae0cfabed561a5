// Rounds: listing, the ranking before it is fixed, and fixing it.
#include <fmt/format.h>

#include <map>
#include <tuple>

#include "cli/handlers.h"
#include "cli/shown.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

using report::Align;
using report::Cell;
using report::Tone;

void print_ranking(Context& context, const JsonObject& ranking) {
  bool ja = context.lang() == Lang::ja;
  std::vector<std::vector<Cell>> rows;
  for (const Json& item : array_or_empty(ranking, "ranking")) {
    const JsonObject& one = item.as_object();
    auto project = context.store().get<office::Project>(std::string(string_or(one, "project", "")));
    const bool selected = bool_or(one, "selected", false), tie = bool_or(one, "tie", false);
    const Json *rank = one.if_contains("rank"), *total = one.if_contains("total"),
               *scorers = one.if_contains("scorers");
    rows.push_back({rank ? runtime::plain_text(*rank) : "", total ? runtime::plain_text(*total) : "",
                    scorers ? runtime::plain_text(*scorers) : "",
                    Cell(tie        ? (ja ? "同点" : "tie")
                         : selected ? (ja ? "対象" : "selected")
                                    : "",
                         tie ? Tone::warning : Tone::good),
                    project ? project->id : "", project ? project->code : "", project ? project->name : "",
                    project ? context.unit_name(project->unit) : ""});
  }
  context.output().table({{ja ? "順位" : "rank", Align::right},
                          {ja ? "点" : "total", Align::right},
                          {ja ? "採点者" : "scorers", Align::right},
                          {""},
                          {"ID"},
                          {ja ? "コード" : "code"},
                          {ja ? "事業名" : "name"},
                          {ja ? "課" : "section"}},
                         rows);
  auto list = [&](const char* member) {
    constexpr std::size_t kShown = 30;
    const JsonArray& ids = array_or_empty(ranking, member);
    std::string text;
    for (std::size_t i = 0; i < ids.size() && i < kShown; ++i)
      text += (text.empty() ? "" : ", ") + runtime::plain_text(ids[i]);
    if (ids.size() > kShown)
      text += context.text({fmt::format(" ほか {} 件", ids.size() - kShown),
                            fmt::format(" and {} more", ids.size() - kShown)});
    return text;
  };
  if (std::string unscored = list("unscored"); !unscored.empty())
    context.output().line(
        {fmt::format("採点が済んでいない事業: {}", unscored), fmt::format("Not scored yet: {}", unscored)});
  if (std::string ties = list("ties"); !ties.empty() && !bool_or(ranking, "settled", false))
    context.output().line({fmt::format("線上で同点の事業: {}。--choose と --reason で決めます。", ties),
                           fmt::format("Ties at the line: {}. Decide with --choose and --reason.", ties)});
}

// The lines of the projects that the reader may see.
void keep_readable(Context& context, const runtime::Rights& rights, JsonObject& ranking) {
  JsonArray kept;
  for (const Json& item : array_or_empty(ranking, "ranking")) {
    auto project =
        context.store().get<office::Project>(std::string(string_or(item.as_object(), "project", "")));
    if (project && rights.may_read(*project)) kept.push_back(item);
  }
  ranking["ranking"] = std::move(kept);
}

}  // namespace

Result<void> round_list(Context& context) {
  bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (const office::Round& round : context.store().find<office::Round>({.order = {"fiscal_year", "id"}})) {
    auto workflow = context.store().get<office::Workflow>(round.package);
    auto projects = context.store().find<office::Project>({.where = {office::eq("round", round.id)}});
    Json json = to_json(round);
    json.as_object().erase("selection");
    json.as_object()["projects"] = static_cast<std::int64_t>(projects.size());
    list.push_back(std::move(json));
    rows.push_back({round.id, round.name, year_name(context, round.fiscal_year),
                    workflow ? workflow->name : "", std::to_string(projects.size()),
                    std::to_string(round.target),
                    round.status == "open" ? (ja ? "選定前" : "open") : (ja ? "選定済み" : "selected")});
  }
  context.output().print_json(JsonObject{{"rounds", std::move(list)}});
  context.output().table({{"ID"},
                          {ja ? "名称" : "name"},
                          {ja ? "年度" : "year"},
                          {ja ? "ワークフロー" : "workflow"},
                          {ja ? "事業" : "projects", Align::right},
                          {ja ? "目標" : "target", Align::right},
                          {ja ? "状態" : "state"}},
                         rows);
  return {};
}

Result<void> round_show(Context& context) {
  const std::string id = context.call().positional("round");
  auto round = context.store().get<office::Round>(id);
  if (!round)
    return fail(Code::unknown_id,
                fmt::format("年度ラウンド「{}」はありません。kyodo round list で確かめてください。", id),
                fmt::format("There is no round \"{}\". See kyodo round list.", id));
  if (auto stages = context.stages(); !stages) return stages.error();
  JsonObject ranking = round->selection;
  if (round->status == "open") {
    // Before the selection the list stands as it would be now; a round that nobody has scored has none.
    if (auto ranked = context.engine().rank(id, std::nullopt, {}))
      ranking = std::move(*ranked);
    else if (ranked.error().code != Code::refused)
      return ranked.error();
  }
  auto rights = context.rights();
  if (!rights) return rights.error();
  if (!ranking.empty()) keep_readable(context, **rights, ranking);
  std::map<std::tuple<bool, std::size_t, std::string, std::string>, int> states;
  for (const office::Project& project :
       context.store().find<office::Project>({.where = {office::eq("round", id)}, .order = {"id"}}))
    if ((*rights)->may_read(project))
      ++states[{project.chart != "workflow", place_in_chart(context, project), state_name(context, project),
                project_status(project.status, context.lang())}];
  Json json = to_json(*round);
  json.as_object()["ranking"] = ranking;
  json.as_object().erase("selection");
  context.output().print_json(json);
  Output& output = context.output();
  output.line({fmt::format("{} {}", round->id, round->name), fmt::format("{} {}", round->id, round->name)});
  output.field({"年度", "fiscal year"}, year_name(context, round->fiscal_year));
  output.field({"目標件数", "target"}, std::to_string(round->target));
  output.field({"状態", "state"}, round->status == "open" ? context.text({"選定前", "open"})
                                                          : context.text({"選定済み", "selected"}));
  std::vector<std::vector<Cell>> counts;
  for (const auto& [key, count] : states)
    counts.push_back({std::get<2>(key), std::get<3>(key), std::to_string(count)});
  output.heading({"段階別の件数", "Projects by state"});
  output.table({{context.text({"段階", "state"})},
                {context.text({"状況", "status"})},
                {context.text({"件数", "projects"}), Align::right}},
               counts);
  if (!ranking.empty()) {
    output.heading({"順位", "Ranking"});
    print_ranking(context, ranking);
  }
  return {};
}

Result<void> round_select(Context& context) {
  auto line = context.line();
  if (!line) return line.error();
  JsonObject ranking;
  if (context.call().has("dry-run")) {
    std::optional<std::int64_t> count;
    if (line->args.contains("count")) count = line->args.at("count").as_int64();
    auto ranked =
        context.engine().rank(context.call().positional("round"), count, context.call().all("choose"));
    if (!ranked) return ranked.error();
    ranking = std::move(*ranked);
    context.output().print_json(ranking);
  } else {
    auto answer = context.execute(*line);
    if (!answer) return answer.error();
    context.output().print_json(*answer);
    ranking = object_or_empty(answer->as_object(), "data");
  }
  print_ranking(context, ranking);
  std::int64_t selected = 0;
  for (const Json& one : array_or_empty(ranking, "ranking"))
    selected += bool_or(one.as_object(), "selected", false) ? 1 : 0;
  if (context.call().has("dry-run"))
    context.output().line({fmt::format("{} 件が対象になります(まだ確定していません)。", selected),
                           fmt::format("{} would be selected (nothing is fixed yet).", selected)});
  else
    context.output().line({fmt::format("{} 件を診断の対象に確定しました。", selected),
                           fmt::format("Fixed: {} project(s) selected.", selected)});
  return {};
}

}  // namespace kyodo::cli
