#include "runtime/tasks.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/people.h"
#include "stage/limits.h"

namespace kyodo::runtime {
namespace {

using namespace calendar;

JsonArray ladder_json(const Ladder& ladder) {
  JsonArray array;
  for (const Rung& rung : ladder) array.push_back(JsonObject{{"days", rung.days}, {"role", rung.role}});
  return array;
}

Rung rung_at(const office::Task& task, std::int64_t index) {
  const JsonObject& object = task.ladder[static_cast<std::size_t>(index)].as_object();
  return {static_cast<int>(int_or(object, "days", 0)), std::string(string_or(object, "role", ""))};
}

std::string text_of(const JsonObject& object, std::string_view key, std::string_view otherwise = "") {
  return std::string(string_or(object, key, otherwise));
}

std::string timer_id(const office::Task& task) {
  return "task/" + task.id;
}

// Rungs before the day the task was opened (or extended) are not made up for.
std::int64_t first_rung(const Calendar& calendar, const office::Task& task, LocalDate today) {
  std::int64_t i = 0;
  const auto size = static_cast<std::int64_t>(task.ladder.size());
  while (i < size && rung_date(calendar, rung_at(task, i), *task.due) <= today) ++i;
  return i;
}

void set_timer(Work& work, const office::Task& task) {
  std::optional<TimePoint> next;
  if (task.due) {
    if (task.next_rung < static_cast<std::int64_t>(task.ladder.size()))
      next = start_of_day(work.calendar, rung_date(work.calendar, rung_at(task, task.next_rung), *task.due));
    if (!task.overdue) {
      TimePoint passed = start_of_day(work.calendar, add_days(*task.due, 1));
      if (!next || passed < *next) next = passed;
    }
  }
  if (next)
    work.emit(task.project,
              journal::TimerSet{{timer_id(task), *next, "task", task.project, "", task.id, {}, false}});
  else if (work.tables.get<office::Timer>(timer_id(task)))
    work.emit(task.project, journal::TimerCleared{timer_id(task)});
}

LocalDate due_by_rule(Work& work, const std::string& rule, const std::string& what) {
  auto parsed = parse_due_rule(rule);
  if (!parsed) refuse(parsed.error());
  auto due = due_date(work.calendar, *parsed, work.today);
  if (!due) refuse(due.error());
  if (auto known = check_known(work.calendar, *due); !known) {
    Error error = known.error();
    error.text.ja = what + ": " + error.text.ja;
    refuse(error);
  }
  return *due;
}

std::string unit_for(Work& work, const std::string& role, const office::Project& project) {
  if (is_city_role(role)) return "";
  if (role != "coordinator") return project.unit;
  auto chain = unit_and_parents(work.tables, project.unit);
  return chain.size() > 1 ? chain[1] : project.unit;
}

void notify_person(Work& work, const std::string& kind, const office::Person& person,
                   const std::string& project, const std::string& task, const JsonObject& data) {
  work.emit(project, journal::NoticeAdded{{work.next_id<office::Notice>("N"), person.id, project, task, kind,
                                           data, "pending", "", work.now}});
}

}  // namespace

bool is_waiting(const office::Task& task) {
  return task.status == "open" || task.status == "returned";
}

Found<office::Task> tasks_of(Work& work, const std::string& visit) {
  return work.tables.find<office::Task>({.where = {office::eq("visit", visit)}, .order = {"id"}});
}

const office::Task* find_task(Work& work, const std::string& visit, const std::string& name) {
  for (const office::Task& task : tasks_of(work, visit))
    if (task.name == name) return &work.task(task.id);
  return nullptr;
}

void open_task(Work& work, const office::Visit& visit, const JsonObject& spec) {
  const office::Project& project = work.project(visit.project);
  office::Task task;
  task.name = text_of(spec, "name");
  const auto others = tasks_of(work, visit.id);
  if (std::any_of(others.begin(), others.end(),
                  [&](const office::Task& one) { return one.name == task.name; }))
    refuse(Code::plugin,
           fmt::format("段階「{}」がタスク「{}」を二度開こうとしました。", visit.stage, task.name),
           fmt::format("The stage \"{}\" opened the task \"{}\" twice.", visit.stage, task.name));
  if (others.size() >= stage::kMaxTasksPerVisit)
    refuse(Code::limit, fmt::format("一つの段階で開けるタスクは {} 件までです。", stage::kMaxTasksPerVisit),
           fmt::format("A visit has at most {} tasks.", stage::kMaxTasksPerVisit));
  task.id = work.next_id<office::Task>("T");
  task.visit = visit.id;
  task.project = visit.project;
  const JsonObject& title = object_or_empty(spec, "title");
  task.title = text_of(title, "ja", task.name);
  task.title_en = text_of(title, "en");
  task.partner = text_of(spec, "partner");
  auto given_or_default = [&](std::string_view key) {
    std::string given = text_of(spec, key);
    return given.empty() ? text_of(visit.defaults, key) : given;
  };
  task.role = task.partner.empty() ? given_or_default("role") : "partner";
  if (task.role.empty()) task.role = "office";
  task.unit = text_of(spec, "unit");
  if (task.unit.empty() && task.partner.empty())
    task.unit = text_of(visit.defaults, "unit").empty() ? unit_for(work, task.role, project)
                                                        : text_of(visit.defaults, "unit");
  task.sheet = text_of(spec, "sheet");
  if (!task.sheet.empty() && !work.package(project.package)->sheets.contains(task.sheet))
    refuse(Code::plugin, fmt::format("シート「{}」がワークフローにありません。", task.sheet),
           fmt::format("The workflow has no sheet \"{}\".", task.sheet));
  task.data = object_or_empty(spec, "data");
  task.sealed = bool_or(spec, "sealed", false);
  task.actions = array_or_empty(spec, "actions");
  if (task.actions.empty()) task.actions.emplace_back("submit");
  task.opened = work.now;
  if (std::string rule = given_or_default("due"); !rule.empty()) {
    task.due = due_by_rule(work, rule, task.title);
    std::string escalate = given_or_default("escalate");
    auto ladder = parse_ladder(given_or_default("remind"), escalate == "none" ? "" : escalate);
    if (!ladder) refuse(ladder.error());
    task.ladder = ladder_json(*ladder);
    task.next_rung = first_rung(work.calendar, task, work.today);
  }
  task.version = 1;
  const std::string id = task.id;
  work.emit(visit.project, journal::TaskOpened{std::move(task)});
  const office::Task& opened = work.task(id);
  set_timer(work, opened);
  if (opened.partner.empty())
    notify_role(work, "asked", opened.role, opened.unit, project, &opened, {});
  else
    notify_partner(work, "asked", opened.partner, project, &opened, {});
}

void finish_task(Work& work, const office::Task& task, const std::string& status) {
  if (task.status == "done" || task.status == "cancelled") return;
  work.emit(task.project, journal::TaskStatusChanged{task.id, status, "", std::nullopt, work.now});
  if (work.tables.get<office::Timer>(timer_id(task)))
    work.emit(task.project, journal::TimerCleared{timer_id(task)});
  drop_notices_of(work, task.id);
  work.tables.erase<Draft>(task.id);
}

void return_task(Work& work, const office::Task& task, const std::string& comment,
                 const std::string& due_rule) {
  std::optional<LocalDate> due;
  if (!due_rule.empty())
    due = due_by_rule(work, due_rule, task.title);
  else if (!task.due || *task.due < work.today)
    due = due_by_rule(work, "5 business days", task.title);
  // What was written is where the next version starts from.
  auto last = work.tables.get<office::Submission>(fmt::format("{}/{}", task.id, task.submissions));
  if (last) work.tables.put(Draft{task.id, last->person, last->answers, work.now});
  work.emit(task.project, journal::TaskStatusChanged{task.id, "returned", comment, due, work.now});
  office::Task now = work.task(task.id);
  now.next_rung = now.due ? first_rung(work.calendar, now, work.today) : 0;
  now.overdue = false;
  work.emit(task.project, journal::TaskRung{task.id, now.next_rung, false});
  set_timer(work, now);
  const office::Project& project = work.project(task.project);
  JsonObject data{{"comment", comment}};
  if (now.partner.empty())
    notify_role(work, "returned", now.role, now.unit, project, &now, data);
  else
    notify_partner(work, "returned", now.partner, project, &now, data);
}

void extend_task(Work& work, const office::Task& task, LocalDate due) {
  work.emit(task.project, journal::TaskExtended{task.id, task.due, due});
  office::Task now = work.task(task.id);
  now.next_rung = first_rung(work.calendar, now, work.today);
  now.overdue = due < work.today;
  work.emit(task.project, journal::TaskRung{task.id, now.next_rung, now.overdue});
  set_timer(work, now);
  drop_notices(work, {.where = {office::eq("task", task.id), office::eq("status", std::string("pending")),
                                office::in("kind", {"remind", "due-today", "overdue", "escalate"})}});
  const office::Project& project = work.project(task.project);
  JsonObject data{
      {"due", to_string(due)},
      {"text", fmt::format("「{}」の期限が{}に変わりました。", now.title, calendar::era_date(due))}};
  if (now.partner.empty())
    notify_role(work, "changed", now.role, now.unit, project, &now, data);
  else
    notify_partner(work, "changed", now.partner, project, &now, data);
}

void climb_ladder(Work& work, const office::Task& task) {
  const office::Project& project = work.project(task.project);
  office::Task now = task;
  if (!now.due) return;
  const auto size = static_cast<std::int64_t>(now.ladder.size());
  bool remind = false;
  std::vector<std::string> escalate_to;
  while (now.next_rung < size &&
         rung_date(work.calendar, rung_at(now, now.next_rung), *now.due) <= work.today) {
    Rung rung = rung_at(now, now.next_rung++);
    if (rung.role.empty())
      remind = true;
    else
      escalate_to.push_back(rung.role);
  }
  if (*now.due < work.today) now.overdue = true;
  work.emit(now.project, journal::TaskRung{now.id, now.next_rung, now.overdue});
  set_timer(work, now);

  // However many rungs passed while nobody looked, one reminder says it all.
  int days = business_days_between(work.calendar, work.today, *now.due);
  JsonObject data{{"days", days}};
  if (remind) {
    const char* kind = *now.due < work.today ? "overdue" : *now.due == work.today ? "due-today" : "remind";
    if (now.partner.empty())
      notify_role(work, kind, now.role, now.unit, project, &now, data);
    else
      notify_partner(work, kind, now.partner, project, &now, data);
  }
  for (const std::string& role : escalate_to)
    notify_role(work, "escalate", role,
                role == "coordinator" ? unit_for(work, role, project)
                : now.unit.empty()    ? project.unit
                                      : now.unit,
                project, &now, data);
}

void pause_timers(Work& work, const std::string& project) {
  for (office::Timer timer :
       work.tables.find<office::Timer>({.where = {office::eq("project", project)}, .order = {"id"}})) {
    if (timer.paused) continue;
    timer.paused = true;
    timer.due.ms = std::max<std::int64_t>(0, timer.due.ms - work.now.ms);
    work.emit(project, journal::TimerSet{timer});
  }
}

void restart_timers(Work& work, const std::string& project) {
  for (office::Timer timer :
       work.tables.find<office::Timer>({.where = {office::eq("project", project)}, .order = {"id"}})) {
    if (!timer.paused) continue;
    timer.paused = false;
    if (timer.kind == "task") {
      // A stopped due date moves on by the days that were left, so that nobody loses time to the suspension.
      office::Task task = work.task(timer.task);
      TimePoint passing{work.now.ms + timer.due.ms};
      TimePoint planned =
          task.overdue || !task.due
              ? passing
              : start_of_day(
                    work.calendar,
                    task.next_rung < static_cast<std::int64_t>(task.ladder.size())
                        ? std::min(rung_date(work.calendar, rung_at(task, task.next_rung), *task.due),
                                   add_days(*task.due, 1))
                        : add_days(*task.due, 1));
      int later = days_since_epoch(local_date(work.calendar, passing)) -
                  days_since_epoch(local_date(work.calendar, planned));
      if (task.due && later > 0) {
        LocalDate due = next_business_day(work.calendar, add_days(*task.due, later));
        work.emit(project, journal::TaskExtended{task.id, task.due, due});
        task = work.task(task.id);
        task.next_rung = first_rung(work.calendar, task, work.today);
        work.emit(project, journal::TaskRung{task.id, task.next_rung, task.overdue});
      }
      set_timer(work, task);
    } else {
      timer.due.ms += work.now.ms;
      work.emit(project, journal::TimerSet{timer});
    }
  }
}

void notify_role(Work& work, const std::string& kind, const std::string& role, const std::string& unit,
                 const office::Project& project, const office::Task* task, JsonObject data) {
  if (work.silent) return;
  std::vector<office::Person> people = holders(work.tables, role, unit, work.today);
  const std::string task_id = task ? task->id : "";
  if (people.empty()) {
    data["vacant_role"] = role;
    data["vacant_unit"] = unit;
    data["instead"] = kind;
    for (const office::Person& person : holders(work.tables, "office", "", work.today))
      notify_person(work, "vacant", person, project.id, task_id, data);
    work.answer.warnings.push_back(
        {fmt::format("{} の役割「{}」の担当者がいないため、事務局に知らせました。",
                     unit.empty() ? "全庁" : unit, role),
         fmt::format("Nobody holds the role \"{}\" in {}; the office was told instead.", role,
                     unit.empty() ? "the city" : unit)});
    return;
  }
  for (const office::Person& person : people) notify_person(work, kind, person, project.id, task_id, data);
}

void notify_partner(Work& work, const std::string& kind, const std::string& partner,
                    const office::Project& project, const office::Task* task, JsonObject data) {
  if (work.silent) return;
  std::vector<office::Person> people = partner_accounts(work.tables, partner);
  if (people.empty()) {
    // A partner without an account is reached by the office (by telephone or on paper).
    data["partner"] = partner;
    notify_role(work, kind, "office", "", project, task, std::move(data));
    return;
  }
  for (const office::Person& person : people)
    notify_person(work, kind, person, project.id, task ? task->id : "", data);
}

void drop_notices(Work& work, const office::Query& query) {
  for (const office::Notice& notice : work.tables.find<office::Notice>(query))
    work.emit(notice.project, journal::NoticeDropped{notice.id});
}

void drop_notices_of(Work& work, const std::string& task) {
  drop_notices(work, {.where = {office::eq("task", task), office::eq("status", std::string("pending"))},
                      .order = {"id"}});
}

}  // namespace kyodo::runtime
