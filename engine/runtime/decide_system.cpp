#include <fmt/format.h>

#include <algorithm>

#include "runtime/authority.h"
#include "runtime/deciders.h"
#include "runtime/sessions.h"
#include "runtime/stages.h"
#include "runtime/tasks.h"

namespace kyodo::runtime {
namespace {

void fire_task(Work& work, const office::Timer& timer) {
  office::Task task = work.task(timer.task);
  bool was_overdue = task.overdue;
  climb_ladder(work, task);
  office::Task now = work.task(task.id);
  if (was_overdue || !now.overdue) return;
  office::Visit visit = work.visit(task.visit);
  const stage::StageInfo* info = work.stages.find(visit.stage);
  if (info && (visit.status == "open" || visit.status == kParked) &&
      std::find(info->engine_actions.begin(), info->engine_actions.end(), "timeout") !=
          info->engine_actions.end())
    act(work, visit.id, {"timeout", task.name}, false);
  interpreter::Event event =
      json_event(visit.invoke + ".deadline", JsonObject{{"task", task.name}, {"id", task.id}});
  event.invokeid = visit.invoke;
  send_signal(work, visit.session, event);
}

// A chart that was being started is not started again (chart_to_start). Of one under way the project is
// suspended, so that what comes meanwhile waits and nothing runs into the same again.
void park_chart(Work& work, const ParkProject& command) {
  auto project = work.tables.get<office::Project>(command.project);
  const Text how = command.timed_out ? Text{"時間内に終わりませんでした", "did not come to rest in time"}
                                     : Text{"の途中でプログラムが終了しました", "ended the program"};
  if (command.visit.empty()) {
    const JsonObject died{{"kind", "died"}, {"chart", command.action}};
    for (const office::Incident& incident : work.tables.find<office::Incident>(
             {.where = {office::eq("status", std::string("open"))}, .order = {"id"}}))
      if (incident.action == died) return;
    return open_incident(
        work, project ? project->id : "", "", "chart",
        {fmt::format("流れ図 {} の開始{}。スクリプトを確かめ、直したワークフローを登録してから "
                     "kyodo incident resume を実行してください。",
                     command.action, how.ja),
         fmt::format("The start of the chart {} {}. Check its scripts, install a corrected "
                     "workflow, then run kyodo incident resume.",
                     command.action, how.en)},
        died);
  }
  if (!project || project->status != "active")
    return;  // suspended already: it died right after it was parked
  work.emit(project->id, journal::ProjectStatusChanged{project->id, "suspended", "stop"});
  pause_timers(work, project->id);
  open_incident(
      work, project->id, "", "chart",
      {fmt::format(
           "流れ図によるイベント「{}」の処理{}。事業 {} を中断しました。スクリプトを確かめてから kyodo "
           "incident resume で再開してください。",
           command.action, how.ja, project->id),
       fmt::format("The chart's handling of \"{}\" {}. Project {} was suspended. Check the scripts, then go "
                   "on with kyodo incident resume.",
                   command.action, how.en, project->id)},
      {{"kind", "suspended"}});
}

}  // namespace

void decide(Work& work, const FireTimer& command) {
  authorise(work, {.name = "timer.fire"});
  auto timer = work.tables.get<office::Timer>(command.timer);
  if (!timer || timer->paused || timer->due > work.now) return;  // cleared or moved meanwhile
  office::Project project = work.project(timer->project);
  if (timer->kind == "task") {
    fire_task(work, *timer);
  } else {
    work.emit(timer->project, journal::TimerCleared{timer->id});
    send_or_say(work, {std::string(string_or(timer->event, "target", timer->session)),
                       interpreter::thaw_event(timer->event), bool_or(timer->event, "must_be_taken", false),
                       timer->session});
  }
  deliver_all(work);
}

void decide(Work& work, const SetAsideTimer& command) {
  authorise(work, {.name = "timer.set_aside"});
  auto timer = work.tables.get<office::Timer>(command.timer);
  if (!timer) return;
  work.emit(timer->project, journal::TimerCleared{timer->id});
  open_incident(work, timer->project, "", "timer", {command.ja, command.en},
                {{"kind", "timer"}, {"timer", to_json(*timer)}});
}

void decide(Work& work, const BeginFiscalYear& command) {
  authorise(work, {.name = "fiscal_year.begin"});
  auto begun = work.tables.get<office::Setting>("fiscal_year_begun");
  if (begun && begun->value.is_int64() && begun->value.get_int64() >= command.year) return;
  work.emit("", journal::SettingChanged{"fiscal_year_begun", command.year});
  if (!begun) return;  // the first tick of a new database: no April 1 has passed
  for (const office::Project& project : work.tables.find<office::Project>(
           {.where = {office::in("status", {"active", "suspended"})}, .order = {"id"}})) {
    send_signal(work, project.id, json_event("fiscal_year.begins", JsonObject{{"year", command.year}}));
    deliver_all(work);
    work.delivered = 0;
  }
}

void decide(Work& work, const ResumeIncident& command) {
  authorise(work, {.name = "incident.resume"});
  auto incident = work.tables.get<office::Incident>(command.incident);
  if (!incident)
    refuse(Code::unknown_id,
           fmt::format("障害「{}」はありません。kyodo incident list で確かめてください。", command.incident),
           fmt::format("There is no incident \"{}\". See kyodo incident list.", command.incident));
  if (incident->status != "open")
    refuse(Code::refused, fmt::format("障害 {} はすでに再開されています。", incident->id),
           fmt::format("Incident {} was resumed already.", incident->id));
  work.emit(incident->project, journal::IncidentResumed{incident->id});
  const JsonObject action = incident->action;
  auto text = [&](std::string_view key) { return std::string(string_or(action, key, "")); };
  if (text("kind") == "stage") {
    office::Visit visit = work.visit(text("visit"));
    if (visit.status == kParked)
      work.emit(visit.project, journal::VisitStatusChanged{visit.id, "open", "", std::nullopt});
    if (visit.status == kParked || visit.status == "open") {
      if (!text("action").empty())
        act(work, visit.id, {text("action"), text("task"), object_or_empty(action, "data"), text("comment")},
            false);
    }
  } else if (text("kind") == "signal") {
    work.signals.push_back(
        {text("session"), interpreter::thaw_event(action), bool_or(action, "must_be_taken", false)});
  } else if (text("kind") == "timer") {
    // Set again as it was: the next tick tries it.
    auto timer = from_json<office::Timer>(action.at("timer"), "timer");
    if (timer) work.emit(incident->project, journal::TimerSet{*timer});
  } else if (text("kind") == "suspended" && work.project(incident->project).status == "suspended") {
    work.emit(incident->project, journal::ProjectStatusChanged{incident->project, "active", ""});
    restart_timers(work, incident->project);
  }
  deliver_all(work);
  work.answer.data["incident"] = incident->id;
}

void decide(Work& work, const ParkProject& command) {
  authorise(work, {.name = "incident.park"});
  if (command.stage.empty()) return park_chart(work, command);
  Text text{fmt::format("段階「{}」の操作「{}」の途中で{}。プラグインを確かめてから kyodo incident resume "
                        "を実行してください。",
                        command.stage, command.action,
                        command.timed_out ? "時間切れになりました" : "プログラムが終了しました"),
            fmt::format(
                "The stage \"{}\" {} during \"{}\". Check the plugin, then run kyodo incident resume.",
                command.stage, command.timed_out ? "ran out of time" : "ended the program", command.action)};
  auto visit = work.tables.get<office::Visit>(command.visit);
  // Another process may have given the id of a visit that was never committed to one of its own.
  if (visit && (visit->project != command.project || visit->stage != command.stage)) visit.reset();
  if (visit && visit->status == "open") {
    work.emit(visit->project, journal::VisitStatusChanged{visit->id, kParked, "", std::nullopt});
    open_incident(work, visit->project, visit->id, "plugin", text,
                  {{"kind", "stage"}, {"visit", visit->id}, {"action", ""}});
    return;
  }
  // A visit that is parked already has its incident: it died while being resumed, or right after it was
  // parked.
  if (visit && visit->status == kParked) return;
  // The visit was never committed. Its next entering is parked instead of tried (open_visit), once is enough.
  const JsonObject died{{"kind", "died"}, {"project", command.project}, {"stage", command.stage}};
  for (const office::Incident& incident : work.tables.find<office::Incident>(
           {.where = {office::eq("status", std::string("open"))}, .order = {"id"}}))
    if (incident.action == died) return;
  auto project = work.tables.get<office::Project>(command.project);
  open_incident(work, project ? project->id : "", "", "plugin", text, died);
}

}  // namespace kyodo::runtime
