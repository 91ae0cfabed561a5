#include "runtime/migration.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/record.h"
#include "interpreter/migrate.h"
#include "runtime/authority.h"
#include "runtime/deciders.h"
#include "runtime/sessions.h"
#include "runtime/stages.h"
#include "runtime/tasks.h"

namespace kyodo::runtime {
namespace {

constexpr std::size_t kShortestHash = 8;

// The map of one chart as it is written.
struct WrittenMap {
  JsonObject states, data, invocations, values;
};
BOOST_DESCRIBE_STRUCT(WrittenMap, (), (states, data, invocations, values))

[[noreturn]] void refuse_map(const std::string& where, std::string ja, std::string en) {
  refuse(Code::bad_input, fmt::format("対応表の {}: {}", where, ja),
         fmt::format("The map, {}: {}", where, en));
}

std::string name_in_map(const Json& value, const std::string& where) {
  if (!value.is_string()) refuse_map(where, "名前を文字列で書いてください。", "give the name as a text.");
  return std::string(value.get_string());
}

interpreter::ChartMap chart_map(const JsonObject& map, const std::string& chart) {
  for (const auto& member : map)
    if (member.key() != "charts")
      refuse_map(std::string(member.key()), "このメンバーはありません。charts だけです。",
                 "there is no such member, only charts.");
  const JsonObject& charts = object_or_empty(map, "charts");
  const Json* written = charts.if_contains(chart);
  if (!written) return {};
  auto read = from_json_or_defaults<WrittenMap>(*written, "charts/" + chart);
  if (!read) refuse(read.error());
  interpreter::ChartMap made;
  const std::string at = "charts/" + chart + "/";
  for (const auto& member : read->states)
    made.states[std::string(member.key())] = name_in_map(member.value(), at + "states");
  for (const auto& member : read->invocations)
    made.invocations[std::string(member.key())] = name_in_map(member.value(), at + "invocations");
  for (const auto& member : read->data)
    made.data[std::string(member.key())] =
        member.value().is_null() ? std::nullopt : std::optional(name_in_map(member.value(), at + "data"));
  for (const auto& member : read->values)
    made.values[std::string(member.key())] = {datamodel::Item::Kind::json, member.value(), {}};
  return made;
}

// A map for a chart that the old package does not have says something that was not meant.
void check_charts(const JsonObject& map, const workflow::Package& from) {
  for (const auto& member : object_or_empty(map, "charts"))
    if (!from.charts.contains(std::string(member.key())))
      refuse_map("charts/" + std::string(member.key()), "元のワークフローにこの流れ図はありません。",
                 "the old workflow has no such chart.");
}

std::vector<office::SessionRow> sessions_of(Work& work, const std::string& project) {
  return work.tables.find<office::SessionRow>({.where = {office::eq("project", project)}, .order = {"id"}});
}

// Sheets are looked up in the project's package: those of open tasks must be there.
void check_sheets(Work& work, const office::Project& project, const workflow::Package& to,
                  MigrationPlan& plan) {
  for (const office::Task& task :
       work.tables.find<office::Task>({.where = {office::eq("project", project.id)}, .order = {"id"}}))
    if (!task.sheet.empty() && !to.sheets.contains(task.sheet))
      plan.problems.push_back(
          {"sheet " + task.sheet,
           "image",
           {fmt::format("{} の様式「{}」が新しいワークフローにありません。", task.id, task.sheet),
            fmt::format("The sheet \"{}\" of {} is not in the new workflow.", task.sheet, task.id)}});
}

void move_visits(Work& work, const office::SessionRow& row, const interpreter::ChartMap& map,
                 journal::ProjectMigrated& event) {
  for (const office::Visit& visit :
       work.tables.find<office::Visit>({.where = {office::eq("session", row.id)}, .order = {"id"}})) {
    const auto named = map.invocations.find(visit.invoke);
    if (named != map.invocations.end() && named->second != visit.invoke &&
        (visit.status == "open" || visit.status == kParked))
      event.visits.push_back({visit.id, visit.invoke, named->second});
  }
}

void emit_migrated(Work& work, const journal::ProjectMigrated& event) {
  work.emit(event.project, event);
}

// The projects named, or all of the package; each of them must be pinned to it and under way.
std::vector<office::Project> chosen_projects(Work& work, const std::vector<std::string>& ids,
                                             const office::Workflow& package) {
  if (ids.empty()) return projects_of_package(work.tables, package.hash);
  std::vector<office::Project> projects;
  for (const std::string& id : ids) {
    office::Project project = work.project(id);
    if (project.package != package.hash)
      refuse(Code::refused,
             fmt::format("事業 {} はワークフロー「{}」({})では動いていません。", id, package.name,
                         package.hash.substr(0, 12)),
             fmt::format("Project {} does not run on the workflow \"{}\" ({}).", id, package.name,
                         package.hash.substr(0, 12)));
    projects.push_back(std::move(project));
  }
  return projects;
}

void check_count(std::size_t count) {
  if (count > kMaxMigrated)
    refuse(Code::limit,
           fmt::format("一度に移せるのは {} 事業(kMaxMigrated)までです。projects で分けてください。",
                       kMaxMigrated),
           fmt::format("One command moves at most {} projects (kMaxMigrated). Name fewer under projects.",
                       kMaxMigrated));
}

// The migration that is the last thing that happened to the project, if it is one.
std::optional<journal::ProjectMigrated> last_migration(Work& work, const std::string& project) {
  std::optional<journal::ProjectMigrated> last;
  work.store.read_journal(0, project, [&](const journal::Entry& entry) {
    last.reset();
    if (auto events = journal::decode(entry.payload))
      for (const journal::Event& event : *events)
        if (const auto* migrated = std::get_if<journal::ProjectMigrated>(&event)) last = *migrated;
    return true;
  });
  return last;
}

JsonArray texts_json(const std::vector<Text>& texts) {
  JsonArray list;
  for (const Text& text : texts) list.push_back(JsonObject{{"ja", text.ja}, {"en", text.en}});
  return list;
}

JsonArray states_json(const chart::Chart& chart, const JsonObject& frozen) {
  JsonArray list;
  if (auto session = interpreter::thaw(frozen))
    for (const std::string& state : interpreter::atomic_states(chart, *session)) list.emplace_back(state);
  return list;
}

}  // namespace

std::vector<office::Project> projects_of_package(Tables& tables, const std::string& hash) {
  return tables.find<office::Project>(
      {.where = {office::eq("package", hash), office::in("status", {"active", "suspended"})},
       .order = {"id"}});
}

Result<office::Workflow> installed_workflow(Tables& tables, const std::string& name_or_hash) {
  std::optional<office::Workflow> found, by_hash;
  for (const office::Workflow& one : tables.find<office::Workflow>({.order = {"installed", "hash"}})) {
    if (one.hash == name_or_hash ||
        (name_or_hash.size() >= kShortestHash && one.hash.starts_with(name_or_hash)))
      by_hash = one;
    if (one.name == name_or_hash) found = one;
  }
  if (by_hash) return *by_hash;
  if (found) return *found;
  return fail(Code::unknown_id,
              fmt::format("ワークフロー「{}」は登録されていません。kyodo workflow list で確かめ、kyodo "
                          "workflow install で登録してください。",
                          name_or_hash),
              fmt::format("The workflow \"{}\" is not installed. See kyodo workflow list; install it with "
                          "kyodo workflow install.",
                          name_or_hash));
}

MigrationPlan plan_migration(Work& work, const office::Project& project, const office::Workflow& from,
                             const office::Workflow& to, const JsonObject& map) {
  const auto old_package = work.package(from.hash), new_package = work.package(to.hash);
  check_charts(map, *old_package);
  MigrationPlan plan;
  journal::ProjectMigrated event{project.id, from.hash, to.hash, {}, {}};
  for (const office::SessionRow& row : sessions_of(work, project.id)) {
    if (carries_its_chart(row)) continue;
    const auto new_chart = new_package->charts.find(row.chart);
    if (new_chart == new_package->charts.end()) {
      plan.problems.push_back({"chart " + row.chart,
                               "image",
                               {fmt::format("新しいワークフローに流れ図「{}」がありません。", row.chart),
                                fmt::format("The new workflow has no chart \"{}\".", row.chart)}});
      continue;
    }
    interpreter::ChartMap chosen = chart_map(map, row.chart);
    auto session = interpreter::thaw(row.frozen);
    if (!session) refuse(session.error());
    // A chart that a session invoked has the id of its invocation in its own: it cannot get another.
    for (const office::SessionRow& child : sessions_of(work, project.id))
      if (child.parent == row.id && chosen.invocations.contains(child.invoke) &&
          chosen.invocations[child.invoke] != child.invoke)
        plan.problems.push_back(
            {"invocation " + child.invoke,
             "image",
             {fmt::format("動いている流れ図の呼び出し「{}」の名前は変えられません。", child.invoke),
              fmt::format("The invocation \"{}\" of a running chart cannot be renamed.", child.invoke)}});
    auto moved =
        interpreter::migrate(*old_package->charts.at(row.chart), *new_chart->second, *session, chosen);
    if (!moved) {
      for (const Problem& problem : moved.error().problems) plan.problems.push_back(problem);
      continue;
    }
    plan.notes.insert(plan.notes.end(), moved->notes.begin(), moved->notes.end());
    event.sessions.push_back({row.id, row.frozen, interpreter::freeze(moved->session)});
    move_visits(work, row, chosen, event);
  }
  check_sheets(work, project, *new_package, plan);
  if (plan.problems.empty()) plan.event = std::move(event);
  return plan;
}

JsonObject plan_json(Work& work, const office::Project& project, const MigrationPlan& plan) {
  JsonArray sessions, problems;
  if (plan.event) {
    const auto from = work.package(plan.event->from), to = work.package(plan.event->to);
    for (const journal::SessionImage& one : plan.event->sessions) {
      const std::string chart = work.tables.get<office::SessionRow>(one.session)->chart;
      sessions.push_back(JsonObject{{"session", one.session},
                                    {"before", states_json(*from->charts.at(chart), one.before)},
                                    {"after", states_json(*to->charts.at(chart), one.after)}});
    }
  } else {
    for (const office::SessionRow& row : sessions_of(work, project.id)) {
      if (carries_its_chart(row)) continue;
      const auto from = work.package(project.package);
      sessions.push_back(JsonObject{{"session", row.id},
                                    {"before", states_json(*from->charts.at(row.chart), row.frozen)},
                                    {"after", nullptr}});
    }
  }
  for (const Problem& problem : plan.problems)
    problems.push_back(
        JsonObject{{"field", problem.field}, {"ja", problem.text.ja}, {"en", problem.text.en}});
  return {{"project", project.id},
          {"code", project.code},
          {"name", project.name},
          {"sessions", std::move(sessions)},
          {"notes", texts_json(plan.notes)},
          {"problems", std::move(problems)}};
}

JsonArray plan_migrations(Work& work, const MigrateWorkflow& command) {
  const office::Workflow from = must(installed_workflow(work.tables, command.from)),
                         to = must(installed_workflow(work.tables, command.to));
  JsonArray plans;
  for (const office::Project& project :
       chosen_projects(work, command.projects.value_or(std::vector<std::string>{}), from))
    plans.push_back(plan_json(work, project,
                              plan_migration(work, project, from, to, command.map.value_or(JsonObject{}))));
  return plans;
}

// Projects without an image stay as they are and are listed: one must not hold up the others.
void decide(Work& work, const MigrateWorkflow& command) {
  authorise(work, {.name = "workflow.migrate"});
  const office::Workflow from = must(installed_workflow(work.tables, command.from)),
                         to = must(installed_workflow(work.tables, command.to));
  if (from.hash == to.hash)
    refuse(Code::bad_input,
           "元と先が同じワークフローです。同じ名前の版が複数あるときはハッシュで指定してください(kyodo "
           "workflow list)。",
           "Both are the same workflow. Where several versions have one name, give hashes (kyodo workflow "
           "list).");
  const auto projects = chosen_projects(work, command.projects.value_or(std::vector<std::string>{}), from);
  check_count(projects.size());
  if (work.command.reason.empty())
    refuse(Code::bad_input, "移行には理由(--reason)が必要です。", "A migration needs a reason (--reason).");
  JsonArray migrated, refused;
  for (const office::Project& project : projects) {
    const MigrationPlan plan = plan_migration(work, project, from, to, command.map.value_or(JsonObject{}));
    (plan.event ? migrated : refused).push_back(plan_json(work, project, plan));
    if (plan.event) emit_migrated(work, *plan.event);
  }
  deliver_all(work);
  work.answer.data["migrated"] = std::move(migrated);
  work.answer.data["refused"] = std::move(refused);
}

void decide(Work& work, const UndoMigration& command) {
  authorise(work, {.name = "workflow.migrate"});
  const office::Workflow from = must(installed_workflow(work.tables, command.from)),
                         to = must(installed_workflow(work.tables, command.to));
  const auto projects = chosen_projects(work, command.projects.value_or(std::vector<std::string>{}), to);
  check_count(projects.size());
  JsonArray restored, refused;
  for (const office::Project& project : projects) {
    auto last = last_migration(work, project.id);
    if (last && last->from == from.hash && last->to == to.hash) {
      std::swap(last->from, last->to);
      for (journal::SessionImage& one : last->sessions) std::swap(one.before, one.after);
      for (journal::VisitImage& one : last->visits) std::swap(one.before, one.after);
      emit_migrated(work, *last);
      restored.emplace_back(project.id);
    } else {
      refused.push_back(JsonObject{
          {"project", project.id},
          {"code", project.code},
          {"name", project.name},
          {"problems",
           JsonArray{JsonObject{
               {"field", ""},
               {"ja", "移行の後に出来事があったため、元に戻せません。"},
               {"en", "Something happened after the migration, or there was none: it cannot be undone."}}}}});
    }
  }
  deliver_all(work);
  work.answer.data["restored"] = std::move(restored);
  work.answer.data["refused"] = std::move(refused);
}

}  // namespace kyodo::runtime
