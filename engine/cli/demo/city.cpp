#include "cli/demo/city.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/views.h"

namespace kyodo::cli::demo_city {
namespace {

template <class T>
T existing(runtime::Store& store, const std::string& id) {
  auto found = store.get<T>(id);
  if (!found)
    throw Stopped{fail(Code::unknown_id, fmt::format("見本の手順に誤りがあります: {} がありません。", id),
                       fmt::format("The demo's steps are wrong: there is no {}.", id))};
  return *found;
}

}  // namespace

City::City(runtime::Engine& engine, LineContext around, Recorder recorder)
    : engine_(engine), around_(std::move(around)), recorder_(std::move(recorder)), now_(around_.now) {
  auto calendar = engine.calendar();
  if (!calendar) throw Stopped{calendar.error()};
  calendar_ = *calendar;
  today_ = calendar::local_date(calendar_, now_);
}

void City::go_to(LocalDate day, int minute) {
  TimePoint wanted = calendar::at_time(calendar_, day, minute / 60, minute % 60);
  now_ = wanted > now_ ? wanted : TimePoint{now_.ms + 1000};
  today_ = calendar::local_date(calendar_, now_);
}

Result<JsonObject> City::execute(Line line) {
  line.now = now_;
  auto answer = cli::execute(engine_, line, around_);
  if (!answer) return answer.error();
  if (recorder_) recorder_(line);
  const JsonObject& object = answer->as_object();
  if (const JsonArray& incidents = array_or_empty(object, "incidents"); !incidents.empty())
    return fail(Code::plugin, fmt::format("見本の途中で障害が起きました: {}", to_text(incidents)),
                fmt::format("Incidents opened during the demo: {}", to_text(incidents)));
  return line.command == kTick ? object : object_or_empty(object, "data");
}

Result<JsonObject> City::attempt(const std::string& command, JsonObject args, const std::string& as,
                                 const std::string& reason) {
  return execute({.command = command, .args = std::move(args), .as = as, .reason = reason});
}

JsonObject City::done(const std::string& command, JsonObject args, const std::string& as,
                      const std::string& reason) {
  Line line{.command = command, .args = std::move(args), .as = as, .reason = reason};
  auto answer = execute(line);
  if (answer) return std::move(*answer);
  line.now = now_;
  Error error = answer.error();
  std::string shown = print_line(line, calendar_).substr(0, 400);
  error.text.ja = fmt::format("{}(見本の手順: {})", error.text.ja, shown);
  error.text.en = fmt::format("{} (step of the demo: {})", error.text.en, shown);
  throw Stopped{std::move(error)};
}

void City::act(const std::string& task, const std::string& action, JsonObject data, const std::string& as,
               const std::string& reason) {
  done("task.do", {{"task", task}, {"action", action}, {"data", std::move(data)}}, as, reason);
}

void City::submit(const std::string& task, Json answers, const std::string& as, const std::string& reason) {
  done("task.submit", {{"task", task}, {"answers", std::move(answers)}}, as, reason);
}

void City::tick() {
  done(kTick, {}, "");
}

office::Project City::project(const std::string& id) {
  return existing<office::Project>(store(), id);
}
office::Task City::task(const std::string& id) {
  return existing<office::Task>(store(), id);
}
office::Visit City::visit(const std::string& id) {
  return existing<office::Visit>(store(), id);
}

std::optional<office::Task> City::task_named(const std::string& visit, const std::string& name) {
  auto found = store().find<office::Task>({.where = {office::eq("visit", visit), office::eq("name", name)}});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::string City::unit_name(const std::string& id) {
  auto unit = store().get<office::Unit>(id);
  return unit ? unit->name : id;
}

std::vector<std::string> City::holders(const std::string& role, const std::string& unit) {
  std::vector<std::string> ids;
  for (const office::Person& person : runtime::holders_of(store(), role, unit, today_))
    ids.push_back(person.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string City::account_of(const std::string& partner) {
  auto accounts = store().find<office::Person>({.where = {office::eq("partner", partner)}, .order = {"id"}});
  return accounts.empty() ? "" : accounts.front().id;
}

bool City::is_tick_due() {
  const bool timers =
      !store()
           .find<office::Timer>({.where = {office::eq("paused", std::int64_t{0}), office::le("due", now_.ms)},
                                 .order = {"due", "id"},
                                 .limit = 1})
           .empty();
  return timers ||
         !store()
              .find<office::Notice>({.where = {office::eq("status", std::string("pending"))}, .limit = 1})
              .empty();
}

std::vector<office::Task> City::new_tasks() {
  std::vector<office::Task> opened;
  auto last = store().get<office::Sequence>("T");
  while (last && tasks_seen_ < last->last) opened.push_back(task(fmt::format("T-{}", ++tasks_seen_)));
  return opened;
}

}  // namespace kyodo::cli::demo_city
