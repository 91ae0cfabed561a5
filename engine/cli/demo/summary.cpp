#include "cli/demo/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/demo/world.h"
#include "cli/shown.h"
#include "runtime/verify.h"

namespace kyodo::cli::demo_city {
namespace {

using office::eq;

std::vector<office::Project> projects_of_round(runtime::Store& store) {
  std::vector<office::Project> all =
      store.find<office::Project>({.where = {eq("round", std::string(kRound))}, .order = {"code"}});
  std::erase_if(all, [](const office::Project& project) { return !project.parent.empty(); });
  return all;
}

void count_projects(Context& context, const std::vector<office::Project>& projects, Summary& summary) {
  std::map<std::pair<std::size_t, std::string>, std::int64_t> states;
  for (const office::Project& project : projects) {
    ++summary.projects;
    ++states[{place_in_chart(context, project), state_name(context, project)}];
    if (project.outcome == "excluded")
      ++summary.excluded[std::string(string_or(project.attributes, "excluded", ""))];
    if (project.outcome == "withdrawn") ++summary.withdrawn;
  }
  for (const auto& [state, count] : states) summary.states.push_back({state.second, count});
}

// The line and those that share its total; why some of them were taken stands in the journal.
void look_at_selection(runtime::Store& store, Summary& summary) {
  auto round = store.get<office::Round>(kRound);
  if (!round) return;
  const JsonArray& ranking = array_or_empty(round->selection, "ranking");
  const Json* line = nullptr;
  for (const Json& item : ranking)
    if (bool_or(item.as_object(), "selected", false)) {
      ++summary.selected;
      line = item.as_object().if_contains("total");
    }
  if (!line) return;
  summary.line_total = fmt::format("{:g}", line->to_number<double>());
  for (const Json& item : ranking)
    if (item.as_object().at("total") == *line) {
      ++summary.tied;
      if (bool_or(item.as_object(), "selected", false)) ++summary.tied_selected;
    }
  store.read_journal(1, "", [&](const journal::Entry& entry) {
    if (entry.command != "round.select") return true;
    summary.tie_reason = entry.reason;
    return false;
  });
}

std::string text_of(const JsonObject& object, std::string_view key) {
  return std::string(string_or(object, key, ""));
}

// The first classification of each project; those looked at again two years later do not count here.
void count_classes(Context& context, Summary& summary) {
  summary.classes = {{"high", "協働事業化の可能性が高い", "可能性が高い"},
                     {"continue", "協働事業化に向けた継続検討を促す", "継続検討"},
                     {"explore", "協働の可能性を模索してもらう", "可能性を模索"}};
  auto count = [&](const std::string& code) -> ClassCount* {
    for (ClassCount& one : summary.classes)
      if (one.code == code) return &one;
    return nullptr;
  };
  for (const office::Visit& visit : context.store().find<office::Visit>(
           {.where = {eq("stage", std::string("classify")), eq("outcome", std::string("classified"))},
  .order = {"id"}})) {
    if (calendar::fiscal_year(calendar::local_date(context.calendar(), visit.opened)) != 2018) continue;
    const JsonObject& decision = object_or_empty(visit.state, "decision");
    if (ClassCount* one = count(text_of(decision, "suggested"))) ++one->suggested;
    if (ClassCount* one = count(text_of(decision, "class"))) ++one->decided;
    if (bool_or(decision, "as_suggested", true)) continue;
    auto project = context.store().get<office::Project>(visit.project);
    summary.other_decisions.push_back({project ? project->code : "", project ? project->name : "",
                                       text_of(decision, "suggested"), text_of(decision, "class"),
                                       text_of(decision, "reason")});
  }
  std::sort(summary.other_decisions.begin(), summary.other_decisions.end(),
            [](const auto& a, const auto& b) { return a.code < b.code; });
}

// A task is late when its due date passed while it was waited for, whether or not it came in afterwards.
void count_tasks(Context& context, Summary& summary) {
  std::map<std::string, SectionCount> sections;
  for (const office::Task& task : context.store().find<office::Task>({.order = {"id"}})) {
    if (!task.due || task.status == "cancelled") continue;
    const bool on_time = task.status == "done" && !task.overdue;
    if (task.overdue) ++summary.tasks_late;
    if (on_time) ++summary.tasks_on_time;
    if (task.role != "section" || task.sheet.empty()) continue;
    SectionCount& one = sections[task.unit];
    if (task.overdue) ++one.late;
    if (on_time) ++one.on_time;
    if (task.submissions > 1) ++one.again;
  }
  for (auto& [unit, one] : sections) {
    auto section = context.store().get<office::Unit>(unit);
    one.unit = unit;
    one.section = section ? section->name : unit;
    one.department = section ? context.unit_name(section->parent) : "";
    summary.sections.push_back(one);
  }
}

void look_at_works(Context& context, const std::vector<office::Project>& projects, Summary& summary) {
  for (const office::Project& project : projects) {
    const auto works =
        context.store().find<office::Project>({.where = {eq("parent", project.id)}, .order = {"code"}});
    if (!works.empty()) ++summary.supported;
    for (const office::Project& work : works) {
      WorkLine line{work.code,
                    work.name,
                    text_of(work.attributes, "partner_name"),
                    "",
                    "",
                    state_name(context, work),
                    text_of(work.attributes, "direction")};
      for (const office::Visit& visit :
           context.store().find<office::Visit>({.where = {eq("project", work.id)}, .order = {"id"}})) {
        if (visit.stage == "implement") {
          line.from = text_of(visit.state, "from");
          line.to = text_of(visit.state, "to");
        }
        if (visit.stage != "improve") continue;
        for (const Json& action : array_or_empty(visit.state, "actions")) {
          ++summary.actions;
          if (action.as_object().contains("done_by")) ++summary.actions_done;
        }
      }
      for (const office::Project& next :
           context.store().find<office::Project>({.where = {eq("predecessor", work.id)}, .order = {"id"}}))
        summary.successor += (summary.successor.empty() ? "" : "、") + next.code + " " + next.name;
      summary.works.push_back(std::move(line));
    }
  }
}

void count_messages(runtime::Store& store, Summary& summary) {
  for (const office::Message& message : store.find<office::Message>({.order = {"id"}})) {
    if (message.status == "sent") ++summary.sent;
    if (message.status == "failed") ++summary.failed;
  }
  for (const office::Notice& notice :
       store.find<office::Notice>({.where = {eq("status", std::string("queued"))}, .order = {"id"}})) {
    ++summary.notices;
    if (notice.kind == "escalate") ++summary.escalated;
  }
}

}  // namespace

Summary summarise(Context& context, std::uint64_t seed) {
  Summary summary;
  summary.seed = seed;
  const auto projects = projects_of_round(context.store());
  count_projects(context, projects, summary);
  look_at_selection(context.store(), summary);
  count_classes(context, summary);
  count_tasks(context, summary);
  look_at_works(context, projects, summary);
  count_messages(context.store(), summary);
  auto scratch = context.machine().databases.open_scratch();
  const runtime::VerifyReport report = runtime::verify(context.store(), *scratch, std::nullopt, nullptr);
  summary.entries = report.entries;
  summary.head = report.head;
  summary.verified = report.ok();
  if (!report.ok()) summary.first_finding = report.findings.front().text.en;
  return summary;
}

JsonObject to_json(const Summary& s) {
  std::int64_t excluded = 0;
  JsonObject reasons, classes, suggested, states;
  for (const auto& [reason, count] : s.excluded) {
    excluded += count;
    reasons[reason] = count;
  }
  for (const ClassCount& one : s.classes) {
    classes[one.code] = one.decided;
    suggested[one.code] = one.suggested;
  }
  for (const StateCount& one : s.states) states[one.name] = one.count;
  JsonArray sections;
  std::int64_t again = 0;
  for (const SectionCount& one : s.sections) {
    sections.push_back(JsonObject{{"unit", one.unit},
                                  {"name", one.section},
                                  {"on_time", one.on_time},
                                  {"late", one.late},
                                  {"again", one.again}});
    again += one.again;
  }
  return {{"seed", s.seed},
          {"projects", s.projects},
          {"excluded", excluded},
          {"excluded_by_reason", std::move(reasons)},
          {"selected", s.selected},
          {"tie", JsonObject{{"total", s.line_total},
                             {"projects", s.tied},
                             {"selected", s.tied_selected},
                             {"reason", s.tie_reason}}},
          {"withdrawn", s.withdrawn},
          {"returned", again},
          {"states", std::move(states)},
          {"classes", std::move(classes)},
          {"classes_suggested", std::move(suggested)},
          {"decided_otherwise", static_cast<std::int64_t>(s.other_decisions.size())},
          {"support",
           JsonObject{{"projects", s.supported}, {"works", static_cast<std::int64_t>(s.works.size())}}},
          {"improvements",
           JsonObject{{"actions", s.actions}, {"done", s.actions_done}, {"successor", s.successor}}},
          {"notices",
           JsonObject{
               {"sent", s.sent}, {"failed", s.failed}, {"reasons", s.notices}, {"escalations", s.escalated}}},
          {"tasks", JsonObject{{"on_time", s.tasks_on_time}, {"late", s.tasks_late}}},
          {"sections", std::move(sections)},
          {"journal", JsonObject{{"entries", s.entries}, {"head", s.head}, {"verified", s.verified}}},
          {"seconds", s.seconds}};
}

}  // namespace kyodo::cli::demo_city
