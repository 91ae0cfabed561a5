#include "testkit/stage_bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/local_date.h"

namespace kyodo::testkit {
namespace {

std::string text_of(const JsonObject& object, std::string_view member) {
  return std::string(string_or(object, member, ""));
}

std::string text_of(const Json& json) {
  return std::string(json.get_string());
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Roles that are held for the whole city and not in a unit.
bool is_city_role(std::string_view role) {
  return contains({"office", "admin", "contractor", "evaluator", "auditor"}, role);
}

[[noreturn]] void fault(const Error& error) {
  std::string all = error.text.en;
  for (const Problem& p : error.problems) all += fmt::format("\n  {}: {}", p.field, p.text.en);
  throw PluginFault(all);
}

Json task_json(const BenchTask& task) {
  return JsonObject{{"name", task.name}, {"state", task.state},     {"role", task.role},
                    {"unit", task.unit}, {"partner", task.partner}, {"due", task.due},
                    {"data", task.data}, {"answers", task.answers}};
}

BenchTask opened(const JsonObject& spec, const std::string& project_unit) {
  BenchTask task;
  task.name = text_of(spec, "name");
  task.title = {text_of(object_or_empty(spec, "title"), "ja"), text_of(object_or_empty(spec, "title"), "en")};
  task.role = text_of(spec, "role");
  task.unit = text_of(spec, "unit");
  task.partner = text_of(spec, "partner");
  if (!task.partner.empty())
    task.role = "partner";
  else if (task.unit.empty() && !is_city_role(task.role))
    task.unit = project_unit;
  task.sheet = text_of(spec, "sheet");
  task.due = text_of(spec, "due");
  task.remind = text_of(spec, "remind");
  task.escalate = text_of(spec, "escalate");
  task.data = object_or_empty(spec, "data");
  task.sealed = bool_or(spec, "sealed", false);
  for (const Json& action : array_or_empty(spec, "actions")) task.actions.push_back(text_of(action));
  if (task.actions.empty()) task.actions = {"submit"};
  return task;
}

}  // namespace

std::string Step::why() const {
  if (!error) return "accepted: " + to_text(answer);
  std::string all = error->text.en;
  for (const Problem& p : error->problems)
    all += fmt::format("\n  {} ({}): {}", p.field, p.keyword, p.text.en);
  return all;
}

const Problem* Step::problem(std::string_view field) const {
  if (error)
    for (const Problem& p : error->problems)
      if (p.field == field) return &p;
  return nullptr;
}

StageBench::StageBench(const std::string& library, const std::string& type) : catalog_(nullptr) {
  if (auto loaded = catalog_.load_library(library); !loaded) fault(loaded.error());
  info_ = type.empty() ? catalog_.all().front() : catalog_.find(type);
  if (!info_) throw PluginFault(fmt::format("{} has no stage \"{}\"", library, type));
  behaviour_ = info_->behaviour_max;
  project_ = {{"id", "P-1"},          {"code", "0301-01"},
              {"name", "里山の保全"}, {"unit", "0301"},
              {"fiscal_year", 2018},  {"round", "H30"},
              {"parent", ""},         {"predecessor", ""},
              {"category", ""},       {"attributes", JsonObject{}}};
  facts_ = {{"visits", JsonObject{}},
            {"answers", JsonObject{}},
            {"partners", JsonArray{}},
            {"children", JsonArray{}},
            {"sheets", JsonObject{}},
            {"round", nullptr},
            {"unit", JsonObject{{"id", "0301"}, {"name", "環境課"}, {"parent", "03"}}}};
  today("2018-06-01");
  as("section");
}

StageBench& StageBench::settings(JsonObject settings) {
  settings_ = std::move(settings);
  return *this;
}

StageBench& StageBench::project(const JsonObject& merge) {
  for (const auto& [key, value] : merge) project_[key] = value;
  return *this;
}

StageBench& StageBench::as(std::string role, std::string unit, std::string partner) {
  person_ = partner.empty() ? fmt::format("{}-{}", unit, role) : partner;
  actor_ = {{"role", role}, {"unit", unit}, {"partner", partner}};
  return *this;
}

StageBench& StageBench::person(std::string id) {
  person_ = std::move(id);
  return *this;
}

StageBench& StageBench::today(std::string_view date) {
  if (!parse_date(date)) throw std::invalid_argument(fmt::format("today: {} is no date", date));
  date_ = date;
  return *this;
}

StageBench& StageBench::fact(std::string name, Json value) {
  if (!contains(info_->facts, name))
    throw std::invalid_argument(
        fmt::format("the stage \"{}\" does not ask for the fact \"{}\"", info_->type, name));
  if (name == "reservations")
    reservations_ = value.as_array();
  else
    facts_[name] = std::move(value);
  return *this;
}

StageBench& StageBench::behaviour(int number) {
  behaviour_ = number;
  return *this;
}

Step StageBench::enter() {
  return call("enter", "", {}, "");
}

Step StageBench::act(const std::string& action, const std::string& task, JsonObject data,
                     const std::string& comment) {
  if (auto error = forbidden(action, task)) return {std::move(error), {}};
  return call(action, task, std::move(data), comment);
}

Step StageBench::submit(const std::string& task, JsonObject answers, const std::string& comment) {
  if (auto error = forbidden("submit", task)) return {std::move(error), {}};
  BenchTask& submitted = existing(task, "submit");
  const BenchTask before = submitted;
  const JsonObject facts_before = facts_;
  submitted.state = "submitted";
  submitted.answers = answers;
  if (!submitted.sheet.empty()) facts_["answers"].get_object()[submitted.sheet] = answers;
  Step step = call("submit", task, std::move(answers), comment);
  if (!step.ok()) {
    existing(task, "submit") = before;
    facts_ = facts_before;
  }
  return step;
}

Step StageBench::engine(const std::string& action, JsonObject data, const std::string& task) {
  if (!contains(info_->engine_actions, action))
    return {};  // the engine does not send what a stage does not answer
  return call(action, task, std::move(data), "");
}

Step StageBench::timeout(const std::string& task) {
  return engine("timeout", {}, task);
}

JsonObject StageBench::rank(const std::vector<RankedVisit>& visits, int count,
                            const std::vector<std::string>& chosen) {
  JsonArray all, named;
  for (const RankedVisit& visit : visits) {
    JsonObject merged = project_;
    for (const auto& [key, value] : visit.project) merged[key] = value;
    all.push_back(JsonObject{{"project", std::move(merged)}, {"state", visit.state}});
  }
  for (const std::string& project : chosen) named.emplace_back(project);
  JsonObject asked{{"settings", settings_},
                   {"round", JsonObject{{"id", "H30"}, {"fiscal_year", 2018}, {"target", count}}},
                   {"count", count},
                   {"chosen", std::move(named)},
                   {"visits", std::move(all)}};
  auto answer = catalog_.rank(info_->type, asked);
  if (!answer) fault(answer.error());
  auto again = catalog_.rank(info_->type, asked);
  if (!again || to_text(*again) != to_text(*answer))
    throw PluginFault(fmt::format("{}: rank gives other bytes for the same input", info_->type));
  return std::move(*answer);
}

const BenchTask* StageBench::find_task(std::string_view name) const {
  for (const BenchTask& task : tasks_)
    if (task.name == name) return &task;
  return nullptr;
}

std::string StageBench::task_state(std::string_view name) const {
  const BenchTask* task = find_task(name);
  return task ? task->state : "";
}

std::vector<std::string> StageBench::tasks_in(std::string_view state) const {
  std::vector<std::string> names;
  for (const BenchTask& task : tasks_)
    if (task.state == state) names.push_back(task.name);
  return names;
}

const JsonObject& StageBench::attributes() const {
  return object_or_empty(project_, "attributes");
}

JsonObject StageBench::input(const std::string& action, const std::string& task, JsonObject data,
                             const std::string& comment) const {
  const LocalDate date = *parse_date(date_);
  JsonObject actor{{"person", person_}, {"name", person_}};
  for (const auto& [key, value] : actor_) actor[key] = value;
  JsonArray tasks;
  for (const BenchTask& one : tasks_) tasks.push_back(task_json(one));
  JsonObject facts;
  for (const std::string& name : info_->facts)
    facts[name] = name == "reservations" ? Json(reservations_) : facts_.at(name);
  const std::int64_t noon_in_japan = (std::int64_t{days_since_epoch(date)} * 24 + 3) * 3600 * 1000;
  return {{"behaviour", behaviour_},
          {"action",
           JsonObject{{"name", action}, {"task", task}, {"data", std::move(data)}, {"comment", comment}}},
          {"actor", std::move(actor)},
          {"now", JsonObject{{"ms", noon_in_japan},
                             {"date", date_},
                             {"fiscal_year", date.month >= 4 ? date.year : date.year - 1}}},
          {"settings", settings_},
          {"project", project_},
          {"visit", JsonObject{{"id", "V-1"}, {"state", state_}}},
          {"tasks", std::move(tasks)},
          {"facts", std::move(facts)}};
}

// What the engine refuses before it asks the stage.
std::optional<Error> StageBench::forbidden(const std::string& action, const std::string& task) const {
  auto refused = [](Code code, std::string en) { return fail(code, "受け付けられません。", std::move(en)); };
  if (!entered_) return refused(Code::refused, "the visit has not begun; call enter()");
  const stage::ActionInfo* known = info_->find_action(action);
  if (!known)
    return refused(Code::unknown_id, fmt::format("the stage does not describe the action \"{}\"", action));
  const BenchTask* on = find_task(task);
  if (!task.empty()) {
    if (!on) return refused(Code::unknown_id, fmt::format("there is no task \"{}\"", task));
    if (!contains(on->actions, action))
      return refused(Code::refused,
                     fmt::format("the task \"{}\" was opened without the action \"{}\"", task, action));
    if (!contains(known->on_states, on->state))
      return refused(Code::refused,
                     fmt::format("\"{}\" is not possible on a task that is {}", action, on->state));
  }
  const std::string role = text_of(actor_, "role"), unit = text_of(actor_, "unit"),
                    partner = text_of(actor_, "partner");
  // A task without a role has the one the chart gives, which the bench does not know.
  const bool holder =
      on && (on->partner.empty()
                 ? on->role.empty() || (on->role == role && (is_city_role(role) || on->unit == unit))
                 : on->partner == partner);
  if (role != "admin" && !contains(known->roles, role) &&
      !(contains(known->roles, "task") && (holder || !on)))
    return refused(Code::not_authorised,
                   fmt::format("the role \"{}\" of unit \"{}\" may not \"{}\"", role, unit, action));
  return std::nullopt;
}

Step StageBench::call(const std::string& action, const std::string& task, JsonObject data,
                      const std::string& comment) {
  if (!outcome_.empty())
    return {
        fail(Code::refused, "受け付けられません。", fmt::format("the visit has ended with \"{}\"", outcome_)),
        {}};
  stage::StageCall asked{info_->type, "P-1", "V-1", action, input(action, task, data, comment)};
  auto answer = catalog_.decide(asked);
  if (!answer) fault(answer.error());
  auto again = catalog_.decide(asked);
  if (!again || to_text(*again) != to_text(*answer))
    throw PluginFault(fmt::format("{}.{}: decide gives other bytes for the same input", info_->type, action));

  if (const Json* refuse = answer->if_contains("refuse"))
    return {fail(Code::refused, text_of(refuse->get_object(), "ja"), text_of(refuse->get_object(), "en")),
            *answer};
  if (const JsonArray& problems = array_or_empty(*answer, "problems"); !problems.empty()) {
    Error error = fail(Code::bad_input, "入力に誤りがあります。", "the stage found problems");
    for (const Json& p : problems)
      error.problems.push_back({text_of(p.get_object(), "field"),
                                text_of(p.get_object(), "keyword"),
                                {text_of(object_or_empty(p.get_object(), "text"), "ja"),
                                 text_of(object_or_empty(p.get_object(), "text"), "en")}});
    return {std::move(error), *answer};
  }
  if (auto error = reserve(*answer)) return {std::move(error), *answer};
  entered_ = true;
  apply(*answer);
  return {std::nullopt, std::move(*answer)};
}

// Released first, so that a slot can be moved in one answer.
std::optional<Error> StageBench::reserve(const JsonObject& answer) {
  auto same = [](const JsonObject& a, const JsonObject& b) {
    return text_of(a, "kind") == text_of(b, "kind") && text_of(a, "key") == text_of(b, "key");
  };
  JsonArray next;
  const std::string us = text_of(project_, "id");
  for (const Json& held : reservations_) {
    const JsonArray& released = array_or_empty(answer, "release");
    const bool ours = text_of(held.get_object(), "project") == us;
    if (!ours || std::none_of(released.begin(), released.end(),
                              [&](const Json& r) { return same(r.get_object(), held.get_object()); }))
      next.push_back(held);
  }
  for (const Json& wanted : array_or_empty(answer, "reserve")) {
    const auto taken = std::find_if(next.begin(), next.end(), [&](const Json& held) {
      return same(held.get_object(), wanted.get_object());
    });
    if (taken == next.end()) {
      JsonObject mine = wanted.get_object();
      mine["project"] = us;
      next.push_back(std::move(mine));
    } else if (text_of(taken->get_object(), "project") != us) {
      return fail(Code::refused, "すでに予約されています。",
                  fmt::format("\"{}\" is already reserved", text_of(wanted.get_object(), "key")));
    }
  }
  reservations_ = std::move(next);
  return std::nullopt;
}

BenchTask& StageBench::existing(std::string_view name, const char* what) {
  for (BenchTask& task : tasks_)
    if (task.name == name) return task;
  throw PluginFault(
      fmt::format("{}: {} names the task \"{}\", which does not exist", info_->type, what, name));
}

void StageBench::apply(const JsonObject& answer) {
  if (const Json* state = answer.if_contains("state")) state_ = state->get_object();
  for (const Json& name : array_or_empty(answer, "close")) existing(text_of(name), "close").state = "done";
  for (const Json& name : array_or_empty(answer, "cancel"))
    existing(text_of(name), "cancel").state = "cancelled";
  for (const Json& name : array_or_empty(answer, "unseal")) existing(text_of(name), "unseal").sealed = false;
  for (const Json& item : array_or_empty(answer, "task_data"))
    existing(text_of(item.get_object(), "name"), "task_data").data =
        object_or_empty(item.get_object(), "data");
  for (const Json& item : array_or_empty(answer, "reopen")) {
    const JsonObject& reopened = item.get_object();
    BenchTask& task = existing(text_of(reopened, "name"), "reopen");
    task.state = "returned";
    task.comment = text_of(reopened, "comment");
    if (std::string due = text_of(reopened, "due"); !due.empty()) task.due = due;
  }
  for (const Json& spec : array_or_empty(answer, "open")) {
    BenchTask task = opened(spec.get_object(), text_of(project_, "unit"));
    if (find_task(task.name))
      throw PluginFault(fmt::format("{}: opens the task \"{}\" a second time", info_->type, task.name));
    for (const std::string& action : task.actions)
      if (!info_->find_action(action))
        throw PluginFault(
            fmt::format("{}: the task \"{}\" has the action \"{}\", which describe does not name",
                        info_->type, task.name, action));
    tasks_.push_back(std::move(task));
  }
  for (const Json& notice : array_or_empty(answer, "notices")) notices_.push_back(notice);
  for (const Json& request : array_or_empty(answer, "requests")) requests_.push_back(request);
  for (const auto& [key, value] : object_or_empty(answer, "attributes"))
    project_["attributes"].get_object()[key] = value;
  if (const Json* outcome = answer.if_contains("outcome")) {
    outcome_ = text_of(outcome->get_object(), "name");
    outcome_data_ = object_or_empty(outcome->get_object(), "data");
    for (BenchTask& task : tasks_)
      if (task.state != "done") task.state = "cancelled";
  }
}

}  // namespace kyodo::testkit
