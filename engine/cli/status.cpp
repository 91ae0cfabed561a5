// kyodo status: how things stand, on one page.
#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>

#include "cli/handlers.h"
#include "cli/shown.h"
#include "notify/daily.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

using report::Align;
using report::Cell;
using report::Tone;

struct Late {
  int today = 0;
  int late = 0;
  int worst = 0;  // business days
};

// In the order of the flow: projects by their chart first, works by theirs after them.
void stages(Context& context, const runtime::Rights& rights, JsonObject& json) {
  using Place = std::tuple<bool, std::size_t, std::string>;
  std::map<Place, std::map<std::string, std::int64_t>> counts;
  for (const office::Project& project : context.store().find<office::Project>({.order = {"id"}})) {
    if (!rights.may_read(project)) continue;
    const bool is_work = project.chart != "workflow";
    ++counts[{is_work, place_in_chart(context, project), state_name(context, project)}][project.status];
  }
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (auto& [place, by_status] : counts) {
    const std::string& name = std::get<std::string>(place);
    JsonObject one{{"state", name}};
    std::vector<Cell> row{name};
    for (const char* status : {"active", "suspended", "done", "withdrawn"}) {
      const std::int64_t count = by_status[status];
      one[status] = count;
      row.emplace_back(count ? std::to_string(count) : "");
    }
    list.push_back(std::move(one));
    rows.push_back(std::move(row));
  }
  json["states"] = std::move(list);
  const Lang lang = context.lang();
  if (!rows.empty())
    context.output().table({{lang == Lang::ja ? "段階" : "state"},
                            {project_status("active", lang), Align::right},
                            {project_status("suspended", lang), Align::right},
                            {project_status("done", lang), Align::right},
                            {project_status("withdrawn", lang), Align::right}},
                           rows);
  else
    context.output().line({"事業はまだありません。", "There are no projects yet."});
}

void deadlines(Context& context, const runtime::Rights& rights, JsonObject& json) {
  std::map<std::string, Late> by_unit;
  for (const office::Task& task : context.store().find<office::Task>(
           {.where = {office::in("status", {"open", "returned"})}, .order = {"id"}})) {
    if (!task.due || *task.due > context.today()) continue;
    auto project = context.store().get<office::Project>(task.project);
    if (!project || project->status != "active" || !rights.may_read(*project)) continue;
    Late& late = by_unit[!task.partner.empty() ? task.partner : task.unit.empty() ? "" : task.unit];
    if (*task.due == context.today())
      ++late.today;
    else {
      ++late.late;
      late.worst = std::max(late.worst,
                            -calendar::business_days_between(context.calendar(), context.today(), *task.due));
    }
  }
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (const auto& [unit, late] : by_unit) {
    list.push_back(
        JsonObject{{"unit", unit}, {"today", late.today}, {"overdue", late.late}, {"most_days", late.worst}});
    rows.push_back({unit.empty() ? role_name("office", context.lang()) : context.unit_name(unit),
                    late.today ? std::to_string(late.today) : "",
                    Cell(late.late ? std::to_string(late.late) : "", Tone::bad),
                    late.worst ? context.text({fmt::format("{} 営業日", late.worst),
                                               fmt::format("{} business day(s)", late.worst)})
                               : ""});
  }
  json["deadlines"] = std::move(list);
  if (rows.empty()) return;
  bool ja = context.lang() == Lang::ja;
  context.output().heading({"期限", "Deadlines"});
  context.output().table({{ja ? "課・団体" : "unit, partner"},
                          {ja ? "今日まで" : "today", Align::right},
                          {ja ? "期限切れ" : "overdue", Align::right},
                          {ja ? "最長" : "longest"}},
                         rows);
}

// Seats that nobody holds, of sections with projects under way.
void vacancies(Context& context, JsonObject& json) {
  std::set<std::string> units;
  for (const office::Project& project :
       context.store().find<office::Project>({.where = {office::eq("status", std::string("active"))}}))
    units.insert(project.unit);
  constexpr int kShown = 10;
  JsonArray list;
  std::string text;
  int sections = 0;
  for (const std::string& unit : units) {
    std::string roles;
    for (const char* role : {"section", "promoter", "chief"}) {
      if (!runtime::holders_of(context.store(), role, unit, context.today()).empty()) continue;
      list.push_back(JsonObject{{"unit", unit}, {"role", role}});
      roles += (roles.empty() ? "" : context.text({"・", ", "})) + role_name(role, context.lang());
    }
    if (roles.empty() || ++sections > kShown) continue;
    text += (text.empty() ? "" : context.text({"、", "; "})) + context.unit_name(unit) + " " + roles;
  }
  json["vacancies"] = std::move(list);
  if (sections > kShown)
    text += context.text({fmt::format(" ほか {} 課(kyodo role list)", sections - kShown),
                          fmt::format(" and {} more sections (kyodo role list)", sections - kShown)});
  context.output().field({"空席の役割", "vacant seats"}, text);
}

template <class T>
std::int64_t count_of(Context& context, const char* status) {
  return static_cast<std::int64_t>(
      context.store().find<T>({.where = {office::eq("status", std::string(status))}}).size());
}

}  // namespace

Result<void> status(Context& context) {
  auto rights = context.rights();
  if (!rights) return rights.error();
  JsonObject json{{"today", to_string(context.today())}};
  Output& output = context.output();
  output.line({calendar::era_date(context.today()), to_string(context.today())});
  output.line({"", ""});
  stages(context, **rights, json);
  deadlines(context, **rights, json);
  output.heading({"その他", "Other"});
  vacancies(context, json);
  const std::int64_t incidents = count_of<office::Incident>(context, "open");
  const std::int64_t notices = count_of<office::Notice>(context, "pending");
  const std::int64_t queued = count_of<office::Message>(context, "queued"),
                     failed = count_of<office::Message>(context, "failed");
  auto paused = context.store().get<office::Setting>("notices_paused");
  const bool is_paused = paused && paused->value.is_bool() && paused->value.get_bool();
  auto tick = context.store().get<runtime::Meta>("last_tick");
  json["incidents"] = incidents;
  json["notices_waiting"] = notices;
  json["messages_queued"] = queued;
  json["messages_failed"] = failed;
  json["notices_paused"] = is_paused;
  const auto closed = notify::closed_way(context.store());
  if (closed) json["mail_closed_since"] = calendar::to_rfc3339(context.calendar(), closed->since);
  if (tick)
    json["last_tick"] =
        calendar::to_rfc3339(context.calendar(), {std::strtoll(tick->value.c_str(), nullptr, 10)});
  output.field({"障害", "incidents"}, incidents ? fmt::format("{} (kyodo incident list)", incidents) : "0");
  output.field({"お知らせ待ち", "notices"},
               std::to_string(notices) + (is_paused ? context.text({"(停止中)", " (paused)"}) : ""));
  output.field({"再送待ち", "to be resent"}, queued ? std::to_string(queued) : "");
  if (closed)
    output.field(
        {"メール", "mail"},
        context.text(
            {calendar::local_time_text(context.calendar(), closed->since) + " から送れません(kyodo doctor)",
             "cannot leave since " + calendar::local_time_text(context.calendar(), closed->since) +
                 " (kyodo doctor)"}));
  output.field({"不達", "undelivered"}, failed ? std::to_string(failed) : "");
  output.field(
      {"最後の処理", "last tick"},
      tick ? calendar::local_time_text(context.calendar(), {std::strtoll(tick->value.c_str(), nullptr, 10)})
           : context.text(
                 {"まだ(kyodo tick を定期的に動かしてください)", "never (run kyodo tick regularly)"}));
  output.print_json(json);
  return {};
}

}  // namespace kyodo::cli
