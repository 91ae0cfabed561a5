#include "runtime/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "runtime/stages.h"
#include "runtime/tasks.h"

namespace kyodo::runtime {
namespace {

using interpreter::Step;

std::string project_of(const std::string& session) {
  return session.substr(0, session.find('/'));
}

std::shared_ptr<const chart::Chart> chart_of(Work& work, const office::Project& project,
                                             const std::string& name) {
  if (name.starts_with('<')) {
    auto chart = work.packages.open_inline(name);
    if (!chart) refuse(chart.error());
    return *chart;
  }
  auto package = work.package(project.package);
  auto found = package->charts.find(name);
  if (found == package->charts.end())
    refuse(Code::bad_input,
           fmt::format("ワークフロー「{}」に流れ図「{}.scxml」がありません。", package->name, name),
           fmt::format("The workflow \"{}\" has no chart \"{}.scxml\".", package->name, name));
  return found->second;
}

// Of a session that is there; thawed once for each row.
std::shared_ptr<const interpreter::Session> thawed(Work& work, const std::string& id) {
  office::RowPtr row = work.tables.get_row(office::table_of<office::SessionRow>(), id);
  const auto& made = row->made<interpreter::Session>([&] {
    auto session = interpreter::thaw(row->as<office::SessionRow>().frozen);
    if (!session) refuse(session.error());
    return std::move(*session);
  });
  return {std::move(row), &made};
}

datamodel::Item json_item(Json json) {
  return {datamodel::Item::Kind::json, std::move(json), ""};
}

// The chart sees its project as it is now, if it declares the item.
std::shared_ptr<const interpreter::Session> with_project(std::shared_ptr<const interpreter::Session> session,
                                                         const office::Project& project) {
  const auto at = std::find_if(session->data.begin(), session->data.end(),
                               [](const auto& item) { return item.first == "project"; });
  if (at == session->data.end()) return session;
  datamodel::Item now = json_item(project_json(project));
  if (at->second.kind == now.kind && same_text(now.json, at->second.json)) return session;
  auto shown = std::make_shared<interpreter::Session>(*session);
  shown->data[static_cast<std::size_t>(at - session->data.begin())].second = std::move(now);
  return shown;
}

std::string bare_chart_name(std::string src) {
  if (src.starts_with("file:")) src = src.substr(5);
  if (src.starts_with("./")) src = src.substr(2);
  if (src.ends_with(".scxml")) src.resize(src.size() - 6);
  return src;
}

// `before`: the session as it is kept; null when it begins.
void absorb(Work& work, const office::SessionRow& row, const std::shared_ptr<const chart::Chart>& chart,
            Step step, const interpreter::Session* before);

// A chart whose start once ended the program (ParkProject) is not started again before somebody has looked at
// it. Its name for the guard.
std::string chart_to_start(Work& work, const office::Project& project, const std::string& chart) {
  const std::string name = fmt::format("{}/{}", project.package.substr(0, 12), chart);
  for (const office::Incident& incident : work.tables.find<office::Incident>(
           {.where = {office::eq("status", std::string("open")), office::eq("kind", std::string("chart"))},
 .order = {"id"}}))
    if (string_or(incident.action, "kind", "") == "died" && string_or(incident.action, "chart", "") == name)
      refuse(Code::refused,
             fmt::format("流れ図「{}」は前回の開始が終わらなかったため止めています(障害 {})。図を直してから "
                         "kyodo incident resume を実行してください。",
                         chart, incident.id),
             fmt::format("The chart \"{}\" never came to rest when it was last started (incident {}). "
                         "Correct it, then run kyodo incident resume.",
                         chart, incident.id));
  return name;
}

// What an incident keeps of an event, to be delivered again on resume.
JsonObject signal_json(const std::string& session, const interpreter::Event& event, bool must_be_taken) {
  JsonObject kept = interpreter::freeze(event);
  kept["kind"] = "signal";
  kept["session"] = session;
  kept["must_be_taken"] = must_be_taken;
  return kept;
}

// What the interpreter could not know stands before everything that waits, as if it were in the session's
// internal queue, which is empty between two steps (ADR 15).
void signal_error(Work& work, const std::string& session, const char* name, const std::string& sendid,
                  const Text& reason) {
  interpreter::Event event{name, "platform", sendid};
  event.data = json_item(JsonObject{{"reason", reason.en}, {"reason_ja", reason.ja}});
  work.signals.push_front({session, std::move(event)});
}

std::string chart_named_by(const interpreter::StartInvoke& invoke) {
  if (!invoke.src.empty()) return bare_chart_name(invoke.src);
  const datamodel::Item& content = invoke.content;
  std::string document = content.kind == datamodel::Item::Kind::json && content.json.is_string()
                             ? std::string(content.json.get_string())
                             : content.xml;
  document.erase(0, document.find_first_not_of(" \t\r\n"));
  return document;
}

void start_child_chart(Work& work, const office::SessionRow& parent, const interpreter::StartInvoke& invoke) {
  office::SessionRow row{
      parent.id + "/" + invoke.id, parent.project, chart_named_by(invoke), parent.id, invoke.id, {}};
  const office::Project& project = work.project(parent.project);
  auto cannot = [&](const Text& reason) { signal_error(work, parent.id, "error.communication", "", reason); };
  if (std::count(row.id.begin(), row.id.end(), '/') > kMaxInvokeDepth)
    return cannot({fmt::format("流れ図が流れ図を呼び出す段が深すぎます(上限 {} 段)。", kMaxInvokeDepth),
                   fmt::format("Charts invoke charts too deeply (at most {} levels).", kMaxInvokeDepth)});
  std::shared_ptr<const chart::Chart> chart;
  if (carries_its_chart(row)) {
    auto parsed = work.packages.open_inline(row.chart);
    if (!parsed) return cannot(parsed.error().text);
    chart = *parsed;
  } else {
    auto package = work.package(project.package);
    const auto found = package->charts.find(row.chart);
    if (found == package->charts.end())
      return cannot({fmt::format("ワークフローに流れ図「{}.scxml」がありません。", row.chart),
                     fmt::format("The workflow has no chart \"{}.scxml\".", row.chart)});
    chart = found->second;
  }
  auto step = [&] {
    stage::Watched watched(work.guard,
                           {"", project.id, "",
                            chart_to_start(work, project, carries_its_chart(row) ? "<content>" : row.chart)});
    return interpreter::start(work.executions.of(chart, work.tables), row.id, invoke.params);
  }();
  if (!step) return cannot(step.error().text);
  absorb(work, row, chart, std::move(*step), nullptr);
}

void end_child_chart(Work& work, const office::SessionRow& row) {
  for (const office::SessionRow& child :
       work.tables.find<office::SessionRow>({.where = {office::eq("parent", row.id)}, .order = {"id"}}))
    end_child_chart(work, child);
  for (const office::Visit& visit : visits_under_way(work, row.project))
    if (visit.session == row.id) close_visit(work, visit, "cancelled", "");
  for (const office::Timer& timer :
       work.tables.find<office::Timer>({.where = {office::eq("session", row.id)}, .order = {"id"}}))
    work.emit(row.project, journal::TimerCleared{timer.id});
  work.emit(row.project, journal::SessionEnded{row.id});
}

void tell_parent(Work& work, const office::Project& project, const interpreter::Done& done) {
  if (project.parent.empty()) return;
  JsonObject data{{"project", project.id}, {"outcome", done.state}, {"data", done.data.json}};
  send_signal(work, project.parent, json_event("child.done", data));
  for (const office::Visit& visit : visits_under_way(work, project.parent)) {
    const stage::StageInfo* info = work.stages.find(visit.stage);
    if (info && std::find(info->engine_actions.begin(), info->engine_actions.end(), "child") !=
                    info->engine_actions.end())
      act(work, visit.id, {"child", "", data}, false);
  }
}

void stop_child_chart(Work& work, const office::SessionRow& row);

struct Perform {
  Work& work;
  const office::SessionRow& row;

  void operator()(const interpreter::StartInvoke& e) const {
    if (interpreter::is_chart_type(e.type))
      start_child_chart(work, row, e);
    else
      open_visit(work, row, e);
  }
  void operator()(const interpreter::CancelInvoke& e) const {
    for (const office::Visit& visit : visits_under_way(work, row.project))
      if (visit.session == row.id && visit.invoke == e.id) close_visit(work, visit, "cancelled", "");
    if (auto child = work.tables.get<office::SessionRow>(row.id + "/" + e.id)) stop_child_chart(work, *child);
  }
  void operator()(const interpreter::SendEvent& e) const {
    std::string target = row.id;
    interpreter::Event event = e.event;
    if (e.target == "#_parent")
      target = row.parent;
    else if (e.target.starts_with("#_scxml_"))
      target = e.target.substr(8);
    else if (e.target.starts_with("#_"))
      target = row.id + "/" + e.target.substr(2);
    if (target == row.parent) event.invokeid = row.invoke;
    if (e.delay_ms > 0) {
      JsonObject kept = interpreter::freeze(event);
      kept["target"] = target;
      work.emit(row.project, journal::TimerSet{{"send/" + row.id + "/" + e.id,
                                                {work.now.ms + e.delay_ms},
                                                "send",
                                                row.project,
                                                row.id,
                                                "",
                                                std::move(kept),
                                                false}});
    } else {
      send_or_say(work, {target, std::move(event), false, row.id});
    }
  }
  void operator()(const interpreter::CancelSend& e) const {
    for (const office::Timer& timer :
         work.tables.find<office::Timer>({.where = {office::eq("session", row.id)}, .order = {"id"}}))
      if (timer.kind == "send" && string_or(timer.event, "sendid", "") == e.sendid)
        work.emit(row.project, journal::TimerCleared{timer.id});
  }
  void operator()(const interpreter::ForwardEvent& e) const {
    send_signal(work, row.id + "/" + e.invokeid, e.event, row.id);
  }
  void operator()(const interpreter::LogLine&) const {}  // a chart's log is for its author (kyodo scxml run)
  void operator()(const interpreter::Done& e) const {
    if (row.parent.empty()) {
      const office::Project& project = work.project(row.project);
      cancel_all(work, row.project);
      work.emit(row.project, journal::ProjectMoved{row.project, "", "", e.state, true});
      tell_parent(work, project, e);
      return;
    }
    interpreter::Event done;
    done.name = "done.invoke." + row.invoke;
    done.invokeid = row.invoke;
    done.data = e.data;
    send_signal(work, row.parent, done, row.id);
    end_child_chart(work, row);
  }
};

// The invoking state was left: the child's onexit still runs, then nothing of it remains, and nothing that it
// sent reaches the invoker any more, not even when the next invocation has its name (SCXML 1.0, 6.4).
void stop_child_chart(Work& work, const office::SessionRow& row) {
  auto chart = chart_of(work, work.project(row.project), row.chart);
  auto step = [&] {
    stage::Watched watched(work.guard, {"", row.project, row.id, "onexit"});
    return interpreter::stop(work.executions.of(chart, work.tables), *thawed(work, row.id));
  }();
  if (step)
    for (const interpreter::Effect& effect : step->effects)
      if (!std::holds_alternative<interpreter::Done>(effect)) std::visit(Perform{work, row}, effect);
  end_child_chart(work, row);
  for (Signal& signal : work.signals)
    if (signal.session == row.id || (signal.from == row.id && signal.session == row.parent))
      signal.session.clear();
}

void absorb(Work& work, const office::SessionRow& row, const std::shared_ptr<const chart::Chart>& chart,
            Step step, const interpreter::Session* before) {
  if (!before) {
    office::SessionRow begun = row;
    begun.frozen = interpreter::freeze(step.session);
    work.emit(row.project, journal::SessionStarted{std::move(begun)});
  } else if (JsonObject changed = interpreter::freeze_changes(*before, step.session); !changed.empty()) {
    work.emit(row.project, journal::SessionMoved{row.id, std::move(changed)});
  }
  work.tables.get_row(office::table_of<office::SessionRow>(), row.id)->keep(std::move(step.session));
  work.executions.holds(chart, thawed(work, row.id));
  for (const std::string& error : step.unhandled_errors)
    open_incident(work, row.project, "", "chart",
                  {fmt::format("流れ図の実行で誤りが起きました: {}。ワークフローを見直してください。", error),
                   fmt::format("The chart ran into an error: {}. Look at the workflow.", error)},
                  {});
  for (const interpreter::Effect& effect : step.effects) std::visit(Perform{work, row}, effect);
}

void write_summaries(Work& work, const std::set<std::string>& projects) {
  for (const std::string& id : projects) {
    auto row = work.tables.get<office::SessionRow>(id);
    auto project = work.tables.get<office::Project>(id);
    if (!row || !project || !project->outcome.empty() || project->status == "withdrawn") continue;
    auto chart = chart_of(work, *project, row->chart);
    std::string state, stages;
    for (const std::string& one : interpreter::atomic_states(*chart, *thawed(work, id)))
      state += (state.empty() ? "" : " ") + one;
    for (const office::Visit& visit : visits_under_way(work, id))
      stages += (stages.empty() ? "" : " ") + visit.stage;
    if (state != project->state || stages != project->stage)
      work.emit(id, journal::ProjectMoved{id, state, stages, "", false});
  }
}

}  // namespace

bool carries_its_chart(const office::SessionRow& row) {
  return row.chart.starts_with('<');
}

interpreter::Event json_event(std::string name, Json data) {
  interpreter::Event event;
  event.name = std::move(name);
  event.data = json_item(std::move(data));
  return event;
}

void start_project(Work& work, office::Project project) {
  if (project.id.empty()) project.id = work.next_id<office::Project>("P");
  project.created = work.now;
  project.status = "active";
  auto chart = chart_of(work, project, project.chart);
  work.emit(project.id, journal::ProjectCreated{project});
  auto step = [&] {
    stage::Watched watched(work.guard, {"", project.id, "", chart_to_start(work, project, project.chart)});
    return interpreter::start(work.executions.of(chart, work.tables), project.id,
                              {{"project", json_item(project_json(project))}});
  }();
  if (!step) refuse(step.error());
  absorb(work, {project.id, project.id, project.chart, "", "", {}}, chart, std::move(*step), nullptr);
}

void send_signal(Work& work, const std::string& session, interpreter::Event event, const std::string& from) {
  work.signals.push_back({session, std::move(event), false, from});
}

void send_or_say(Work& work, Signal signal) {
  if (!signal.session.empty() && work.tables.get<office::SessionRow>(signal.session))
    return work.signals.push_back(std::move(signal));
  if (work.tables.get<office::SessionRow>(signal.from))
    signal_error(work, signal.from, "error.communication", signal.event.sendid,
                 {fmt::format("送り先のセッション {} がありません。", signal.session),
                  fmt::format("There is no session {} to send to.", signal.session)});
}

bool deliver(Work& work, const std::string& session, const interpreter::Event& event) {
  auto row = work.tables.get<office::SessionRow>(session);
  if (!row) return false;
  const auto project = work.tables.get<office::Project>(row->project);
  const auto chart = chart_of(work, *project, row->chart);
  const auto before = thawed(work, session);
  auto step = [&] {
    stage::Watched watched(work.guard, {"", project->id, row->id, event.name});
    return work.executions.step(chart, work.tables, with_project(before, *project), event);
  }();
  if (!step) {
    open_incident(work, row->project, "", "chart", step.error().text, signal_json(session, event, false));
    return true;
  }
  bool taken = step->taken;
  absorb(work, *row, chart, std::move(*step), before.get());
  return taken;
}

void deliver_all(Work& work) {
  while (!work.signals.empty()) {
    if (++work.delivered > kMaxSignals)
      refuse(Code::limit,
             fmt::format(
                 "一つの操作で {} を超える出来事が続きました。流れ図が回り続けていないか確かめてください。",
                 kMaxSignals),
             fmt::format("More than {} events followed from one command. Check the charts for a circle.",
                         kMaxSignals));
    Signal signal = std::move(work.signals.front());
    work.signals.pop_front();
    auto project = work.tables.get<office::Project>(project_of(signal.session));
    if (!project || project->status == "withdrawn") continue;
    if (project->status == "suspended") {
      // Held until the project is resumed; nothing that reaches a suspended project is lost.
      office::Timer held{fmt::format("send/{}/held-{}-{}", signal.session, project->version, work.delivered),
                         {0},
                         "send",
                         project->id,
                         signal.session,
                         "",
                         interpreter::freeze(signal.event),
                         true};
      held.event["target"] = signal.session;
      held.event["must_be_taken"] = signal.must_be_taken;
      work.emit(project->id, journal::TimerSet{held});
      continue;
    }
    bool taken = deliver(work, signal.session, signal.event);
    if (!taken && signal.must_be_taken)
      open_incident(
          work, project->id, "", "unhandled",
          {fmt::format("段階の結果「{}」を受ける遷移が流れ図にありません。ワークフローを直してください。",
                       signal.event.name),
           fmt::format("No transition takes the stage outcome \"{}\". Correct the workflow.",
                       signal.event.name)},
          signal_json(signal.session, signal.event, true));
  }
  write_summaries(work, work.moved);
  work.moved.clear();
}

void outcome_reached(Work& work, const office::Visit& visit, const std::string& outcome, const Json& data) {
  interpreter::Event event = json_event(visit.invoke + "." + outcome, data);
  event.invokeid = visit.invoke;
  work.signals.push_back({visit.session, event, true});
  event.name = "done.invoke." + visit.invoke;
  work.signals.push_back({visit.session, event, false});
}

void cancel_all(Work& work, const std::string& project) {
  for (const office::Visit& visit : visits_under_way(work, project))
    close_visit(work, visit, "cancelled", "");
  for (const office::Timer& timer :
       work.tables.find<office::Timer>({.where = {office::eq("project", project)}, .order = {"id"}}))
    work.emit(project, journal::TimerCleared{timer.id});
  for (const office::SessionRow& child :
       work.tables.find<office::SessionRow>({.where = {office::eq("project", project)}, .order = {"id"}}))
    if (!child.parent.empty() && work.tables.get<office::SessionRow>(child.id)) end_child_chart(work, child);
}

}  // namespace kyodo::runtime
