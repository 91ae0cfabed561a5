#include "runtime/stages.h"

#include <fmt/format.h>

#include <boost/json/monotonic_resource.hpp>

#include "runtime/sessions.h"
#include "runtime/tasks.h"
#include "stage/limits.h"

namespace kyodo::runtime {
namespace {

constexpr std::size_t kInputBytes = 8'192;  // of most calls; a larger one takes several pieces
const Json kNoAnswers = nullptr;

std::string text_of(const JsonObject& object, std::string_view key) {
  return std::string(string_or(object, key, ""));
}

// --- facts: what a stage asked to know (docs/formats/stage.md) ---

Json visits_fact(Work& work, const office::Project& project) {
  JsonObject fact;
  for (const office::Visit& visit : work.tables.find<office::Visit>(
           {.where = {office::eq("project", project.id), office::eq("status", std::string("ended"))},
  .order = {"id"}}))
    fact[visit.stage] = JsonObject{{"state", visit.state}, {"outcome", visit.outcome}};
  return fact;
}

Json answers_fact(Work& work, const office::Project& project) {
  JsonObject fact;
  for (const office::Submission& one : work.tables.find<office::Submission>(
           {.where = {office::eq("project", project.id)}, .order = {"at", "id"}}))
    fact[one.sheet] = one.answers;
  return fact;
}

Json reservations_fact(Work& work, const office::Project& project) {
  JsonArray fact;
  for (const office::Reservation& one : work.tables.find<office::Reservation>(
           {.where = {office::eq("round", project.round)}, .order = {"id"}}))
    fact.push_back(JsonObject{{"kind", one.kind}, {"key", one.key}, {"project", one.project}});
  return fact;
}

Json partners_fact(Work& work) {
  JsonArray fact;
  for (const office::Partner& one : work.tables.find<office::Partner>({.order = {"id"}}))
    fact.push_back(JsonObject{{"id", one.id},
                              {"name", one.name},
                              {"kind", one.kind},
                              {"fields", one.fields},
                              {"area", one.area},
                              {"forms", one.forms},
                              {"active", one.active},
                              {"consent", one.consent}});
  return fact;
}

Json children_fact(Work& work, const office::Project& project) {
  JsonArray fact;
  for (const office::Project& one :
       work.tables.find<office::Project>({.where = {office::eq("parent", project.id)}, .order = {"id"}}))
    fact.push_back(JsonObject{{"id", one.id},
                              {"code", one.code},
                              {"name", one.name},
                              {"status", one.status},
                              {"state", one.state},
                              {"outcome", one.outcome}});
  return fact;
}

Json sheets_fact(Work& work, const office::Project& project) {
  JsonObject fact;
  for (const auto& [id, sheet] : work.package(project.package)->sheets)
    fact[id] = JsonObject{{"ja", sheet.title()}, {"en", sheet.title_en()}};
  return fact;
}

JsonObject facts_for(Work& work, const stage::StageInfo& info, const office::Project& project) {
  JsonObject facts;
  for (const std::string& name : info.facts) {
    if (name == "visits")
      facts[name] = visits_fact(work, project);
    else if (name == "answers")
      facts[name] = answers_fact(work, project);
    else if (name == "reservations")
      facts[name] = reservations_fact(work, project);
    else if (name == "partners")
      facts[name] = partners_fact(work);
    else if (name == "children")
      facts[name] = children_fact(work, project);
    else if (name == "sheets")
      facts[name] = sheets_fact(work, project);
    else if (name == "round") {
      auto round = work.tables.get<office::Round>(project.round);
      facts[name] =
          round ? Json(JsonObject{
                      {"id", round->id}, {"fiscal_year", round->fiscal_year}, {"target", round->target}})
                : Json(nullptr);
    } else if (name == "unit") {
      auto unit = work.tables.get<office::Unit>(project.unit);
      facts[name] = unit ? Json(JsonObject{{"id", unit->id}, {"name", unit->name}, {"parent", unit->parent}})
                         : Json(nullptr);
    }
  }
  return facts;
}

// In one piece of memory: it is read once and forgotten.
JsonObject input_for(Work& work, const stage::StageInfo& info, const office::Visit& visit,
                     const office::Project& project, const StageAction& action) {
  namespace json = boost::json;
  const auto piece = json::make_shared_resource<json::monotonic_resource>(kInputBytes);
  JsonArray tasks(piece);
  for (const office::Task& task : tasks_of(work, visit.id)) {
    std::shared_ptr<const office::Submission> last;
    if (task.submissions > 0)
      last = work.tables.get<office::Submission>(fmt::format("{}/{}", task.id, task.submissions));
    tasks.push_back(JsonObject({{"name", task.name},
                                {"state", task.status},
                                {"role", task.role},
                                {"unit", task.unit},
                                {"partner", task.partner},
                                {"due", task.due ? to_string(*task.due) : ""},
                                {"data", task.data},
                                {"answers", last ? last->answers : kNoAnswers}},
                               piece));
  }
  return JsonObject({{"behaviour", visit.behaviour},
                     {"action", JsonObject({{"name", action.name},
                                            {"task", action.task},
                                            {"data", action.data},
                                            {"comment", action.comment}},
                                           piece)},
                     {"actor", JsonObject({{"person", work.acting.person},
                                           {"name", work.acting.name},
                                           {"role", work.acting.role},
                                           {"unit", work.acting.unit},
                                           {"partner", work.acting.partner}},
                                          piece)},
                     {"now", JsonObject({{"ms", work.now.ms},
                                         {"date", to_string(work.today)},
                                         {"fiscal_year", calendar::fiscal_year(work.today)}},
                                        piece)},
                     {"settings", visit.settings},
                     {"project", project_json(project, piece)},
                     {"visit", JsonObject({{"id", visit.id}, {"state", visit.state}}, piece)},
                     {"tasks", std::move(tasks)},
                     {"facts", facts_for(work, info, project)}},
                    piece);
}

// --- answers ---

void reserve(Work& work, const office::Visit& visit, const office::Project& project, const JsonObject& wish) {
  office::Reservation one{"",         project.round, text_of(wish, "kind"), text_of(wish, "key"),
                          project.id, visit.id};
  one.id = one.round + "|" + one.kind + "|" + one.key;
  if (auto taken = work.tables.get<office::Reservation>(one.id); taken && taken->project != project.id) {
    const office::Project& other = work.project(taken->project);
    refuse(Code::refused,
           fmt::format("「{}」は事業 {}「{}」が先に取っています。別のものを選んでください。", one.key,
                       other.id, other.name),
           fmt::format("\"{}\" is already taken by project {} \"{}\". Choose another.", one.key, other.id,
                       other.name));
  }
  work.emit(project.id, journal::Reserved{one});
}

void release(Work& work, const office::Project& project, const JsonObject& wish) {
  std::string id = project.round + "|" + text_of(wish, "kind") + "|" + text_of(wish, "key");
  if (auto there = work.tables.get<office::Reservation>(id); there && there->project == project.id)
    work.emit(project.id, journal::Released{id});
}

void carry_out(Work& work, const office::Project& project, const JsonObject& request) {
  if (string_or(request, "type", "") == "send_event") {
    const office::Project& target = work.project(text_of(request, "project"));
    const Json* data = request.if_contains("data");
    send_signal(work, target.id, json_event(text_of(request, "event"), data ? *data : Json(nullptr)));
    return;
  }
  office::Project created;
  created.code = text_of(request, "code");
  created.name = text_of(request, "name");
  created.chart = text_of(request, "chart").empty() ? "workflow" : text_of(request, "chart");
  created.unit = text_of(request, "unit").empty() ? project.unit : text_of(request, "unit");
  created.fiscal_year = int_or(request, "fiscal_year", project.fiscal_year);
  created.package = project.package;
  created.attributes = object_or_empty(request, "attributes");
  if (text_of(request, "relation") == "child") {
    created.parent = project.id;
    created.round = project.round;
  } else {
    created.predecessor = project.id;
    // The next year's round, if it is open already; otherwise the project waits for it without one.
    for (const office::Round& round : work.tables.find<office::Round>(
             {.where = {office::eq("fiscal_year", created.fiscal_year)}, .order = {"id"}}))
      if (round.status == "open") {
        created.round = round.id;
        created.package = round.package;
        break;
      }
  }
  start_project(work, std::move(created));
}

void merge_attributes(Work& work, const office::Project& project, const JsonObject& attributes) {
  JsonObject old_values;
  for (const auto& member : attributes) {
    const Json* value = project.attributes.if_contains(member.key());
    old_values[member.key()] = value ? *value : Json(nullptr);
  }
  work.emit(project.id, journal::AttributesMerged{project.id, std::move(old_values), attributes});
}

void carry_out_answer(Work& work, const office::Visit& visit, const JsonObject& answer) {
  auto task_named = [&](const Json& name) -> const office::Task& {
    std::string text = name.is_string() ? std::string(name.get_string()) : std::string();
    const office::Task* task = find_task(work, visit.id, text);
    if (!task)
      refuse(Code::plugin,
             fmt::format("段階「{}」が、開いていないタスク「{}」を指定しました。", visit.stage, text),
             fmt::format("The stage \"{}\" named a task \"{}\" that it never opened.", visit.stage, text));
    return *task;
  };
  if (const Json* state = answer.if_contains("state");
      state && state->is_object() && state->get_object() != visit.state)
    work.emit(visit.project, journal::VisitChanged{visit.id, state->get_object()});
  if (const JsonObject& attributes = object_or_empty(answer, "attributes"); !attributes.empty())
    merge_attributes(work, work.project(visit.project), attributes);
  const office::Project& project = work.project(visit.project);
  for (const Json& one : array_or_empty(answer, "release")) release(work, project, one.as_object());
  for (const Json& one : array_or_empty(answer, "reserve")) reserve(work, visit, project, one.as_object());
  for (const Json& one : array_or_empty(answer, "close")) finish_task(work, task_named(one), "done");
  for (const Json& one : array_or_empty(answer, "cancel")) finish_task(work, task_named(one), "cancelled");
  for (const Json& one : array_or_empty(answer, "reopen")) {
    const JsonObject& object = one.as_object();
    return_task(work, task_named(object.at("name")), text_of(object, "comment"), text_of(object, "due"));
  }
  for (const Json& one : array_or_empty(answer, "unseal"))
    work.emit(visit.project, journal::TaskUnsealed{task_named(one).id});
  for (const Json& one : array_or_empty(answer, "task_data")) {
    const JsonObject& object = one.as_object();
    work.emit(visit.project,
              journal::TaskDataChanged{task_named(object.at("name")).id, object_or_empty(object, "data")});
  }
  for (const Json& one : array_or_empty(answer, "open")) open_task(work, visit, one.as_object());
  for (const Json& one : array_or_empty(answer, "notices")) {
    const JsonObject& object = one.as_object();
    if (text_of(object, "partner").empty())
      notify_role(work, text_of(object, "kind"), text_of(object, "role"), text_of(object, "unit"), project,
                  nullptr, object_or_empty(object, "data"));
    else
      notify_partner(work, text_of(object, "kind"), text_of(object, "partner"), project, nullptr,
                     object_or_empty(object, "data"));
  }
  for (const Json& one : array_or_empty(answer, "requests")) carry_out(work, project, one.as_object());
  if (const Json* outcome = answer.if_contains("outcome"); outcome && outcome->is_object()) {
    const JsonObject& object = outcome->get_object();
    std::string name = text_of(object, "name");
    close_visit(work, work.visit(visit.id), "ended", name);
    const Json* data = object.if_contains("data");
    outcome_reached(work, visit, name, data ? *data : Json(JsonObject{}));
  }
}

Error refusal_of(const JsonObject& answer) {
  Error error;
  if (const Json* refuse_text = answer.if_contains("refuse"); refuse_text && refuse_text->is_object()) {
    const JsonObject& object = refuse_text->get_object();
    error = fail(Code::refused, text_of(object, "ja"), text_of(object, "en"));
  } else {
    error = fail(Code::bad_input, "入力に誤りがあります。直してからやり直してください。",
                 "There are problems in the input. Correct them and try again.");
  }
  for (const Json& one : array_or_empty(answer, "problems")) {
    const JsonObject* object = one.if_object();
    if (!object) continue;
    const JsonObject& text = object_or_empty(*object, "text");
    error.problems.push_back(
        {text_of(*object, "field"), text_of(*object, "keyword"), {text_of(text, "ja"), text_of(text, "en")}});
  }
  return error;
}

JsonObject action_json(const office::Visit& visit, const StageAction& action) {
  return {{"kind", "stage"},     {"visit", visit.id},   {"action", action.name},
          {"task", action.task}, {"data", action.data}, {"comment", action.comment}};
}

void park(Work& work, const office::Visit& visit, const StageAction& action, const std::string& kind,
          const Text& text) {
  work.emit(visit.project, journal::VisitStatusChanged{visit.id, kParked, visit.outcome, std::nullopt});
  open_incident(work, visit.project, visit.id, kind, text, action_json(visit, action));
}

// The program ended when this stage was last entered for this project, before the visit was committed
// (ParkProject): entering it again by itself would end the program every time.
std::optional<office::Incident> died_on_entering(Work& work, const office::Visit& visit) {
  for (const office::Incident& incident : work.tables.find<office::Incident>(
           {.where = {office::eq("status", std::string("open")), office::eq("kind", std::string("plugin"))},
 .order = {"id"}}))
    if (text_of(incident.action, "kind") == "died" && text_of(incident.action, "project") == visit.project &&
        text_of(incident.action, "stage") == visit.stage)
      return incident;
  return std::nullopt;
}

}  // namespace

JsonObject project_json(const office::Project& project, boost::json::storage_ptr storage) {
  return JsonObject({{"id", project.id},
                     {"code", project.code},
                     {"name", project.name},
                     {"unit", project.unit},
                     {"fiscal_year", project.fiscal_year},
                     {"round", project.round},
                     {"parent", project.parent},
                     {"predecessor", project.predecessor},
                     {"category", project.category},
                     {"attributes", project.attributes}},
                    std::move(storage));
}

void open_incident(Work& work, const std::string& project, const std::string& visit, const std::string& kind,
                   Text text, JsonObject action) {
  office::Incident incident{work.next_id<office::Incident>("I"),
                            project,
                            visit,
                            kind,
                            std::move(text.ja),
                            std::move(text.en),
                            std::move(action),
                            "open",
                            work.now};
  work.answer.incidents.push_back(incident.id);
  work.emit(project, journal::IncidentOpened{incident});
}

void open_visit(Work& work, const office::SessionRow& session, const interpreter::StartInvoke& invoke) {
  const stage::StageInfo* info = work.stages.find(invoke.type);
  office::Visit visit;
  visit.id = work.next_id<office::Visit>("V");
  visit.project = session.project;
  visit.session = session.id;
  visit.stage = invoke.type;
  visit.invoke = invoke.id;
  visit.behaviour = info ? info->behaviour_max : 0;
  visit.settings = interpreter::object_of(invoke.params);
  visit.defaults = invoke.extensions;
  visit.opened = work.now;
  work.emit(visit.project, journal::VisitOpened{visit});
  if (auto died = died_on_entering(work, visit)) {
    // The visit's own incident takes its place: that one can be resumed.
    work.emit(died->project, journal::IncidentResumed{died->id});
    return park(work, visit, {"enter", ""}, "plugin", {died->ja, died->en});
  }
  act(work, visit.id, {"enter", ""}, false);
}

Found<office::Visit> visits_under_way(Work& work, const std::string& project) {
  return work.tables.find<office::Visit>(
      {.where = {office::eq("project", project), office::in("status", {"open", kParked})}, .order = {"id"}});
}

void close_visit(Work& work, const office::Visit& visit, const std::string& status,
                 const std::string& outcome) {
  if (visit.status == "ended" || visit.status == "cancelled") return;
  for (const office::Task& task : tasks_of(work, visit.id)) finish_task(work, task, "cancelled");
  if (status == "cancelled")
    for (const office::Reservation& one :
         work.tables.find<office::Reservation>({.where = {office::eq("visit", visit.id)}, .order = {"id"}}))
      work.emit(visit.project, journal::Released{one.id});
  work.emit(visit.project, journal::VisitStatusChanged{visit.id, status, outcome, work.now});
}

void act(Work& work, const std::string& visit_id, const StageAction& action, bool by_person) {
  const office::Visit& visit = work.visit(visit_id);
  const office::Project& project = work.project(visit.project);
  if (visit.status == kParked)  // kept until the stage is served again
    return open_incident(
        work, visit.project, visit.id, "plugin",
        {fmt::format("段階「{}」が止まっているため、操作「{}」を控えました。先の障害を再開した後に kyodo "
                     "incident resume を実行してください。",
                     visit.stage, action.name),
         fmt::format("The stage \"{}\" is parked, so \"{}\" was kept for later. Resume the earlier incident, "
                     "then this one.",
                     visit.stage, action.name)},
        action_json(visit, action));
  const stage::StageInfo* info = work.stages.find(visit.stage);
  if (!info || (visit.behaviour > 0 &&
                (visit.behaviour < info->behaviour_min || visit.behaviour > info->behaviour_max))) {
    Text text =
        info
            ? Text{fmt::format("段階「{}」の第 {} 版を扱えるプラグインがありません。対応する版を入れて kyodo "
                               "incident resume を実行してください。",
                               visit.stage, visit.behaviour),
                   fmt::format("No plugin serves behaviour {} of the stage \"{}\". Install one that does, "
                               "then run kyodo incident resume.",
                               visit.behaviour, visit.stage)}
            : Text{fmt::format("段階「{}」のプラグインがありません。入れてから kyodo incident resume "
                               "を実行してください。",
                               visit.stage),
                   fmt::format(
                       "There is no plugin for the stage \"{}\". Install it, then run kyodo incident resume.",
                       visit.stage)};
    return park(work, visit, action, "plugin", text);
  }
  if (visit.behaviour == 0) {  // opened while its plugin was missing
    office::Visit served = visit;
    served.behaviour = info->behaviour_max;
    work.emit(visit.project, journal::VisitOpened{std::move(served)});
    return act(work, visit_id, action, by_person);
  }
  stage::StageCall call{visit.stage, visit.project, visit.id, action.name,
                        input_for(work, *info, visit, project, action)};
  Result<JsonObject> answer = work.stages.decide(call);
  if (!answer) return park(work, visit, action, "plugin", answer.error().text);
  if (answer->contains("refuse") || !array_or_empty(*answer, "problems").empty()) {
    Error error = refusal_of(*answer);
    if (by_person) refuse(std::move(error));
    Text text = error.text;
    for (const Problem& problem : error.problems) {
      text.ja += " " + problem.field + ": " + problem.text.ja;
      text.en += " " + problem.field + ": " + problem.text.en;
    }
    return park(work, visit, action, "stage", text);
  }
  // An answer that cannot be carried out leaves no half: what it did is undone before the visit is parked.
  const Work::Mark mark = work.mark();
  try {
    carry_out_answer(work, visit, *answer);
  } catch (const Refusal& refusal) {
    if (by_person && refusal.error.code != Code::plugin) throw;
    work.undo_to(mark);
    park(work, visit, action, "stage", refusal.error.text);
  }
}

}  // namespace kyodo::runtime
