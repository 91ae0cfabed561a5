#include "kyodo/stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <exception>

namespace kyodo::stage {
namespace {

Json text_json(const Text& text) {
  return JsonObject{{"ja", text.ja}, {"en", text.en}};
}

JsonArray strings(const std::vector<std::string>& values) {
  JsonArray array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

// Appends to the array `member` of the answer, which comes into being with its first item.
void append(JsonObject& out, std::string_view member, Json item) {
  Json& list = out[member];
  if (!list.is_array()) list.emplace_array();
  list.get_array().push_back(std::move(item));
}

void add_text(JsonObject& object, std::string_view member, std::string_view value) {
  if (!value.empty()) object[member] = value;
}

// What keeps the input from being read at all, "" if nothing. Handlers rely on this shape.
std::string wrong_shape(const JsonObject& input) {
  for (const char* member : {"action", "actor", "now", "settings", "project", "visit", "facts"}) {
    const Json* value = input.if_contains(member);
    if (!value || !value->is_object()) return fmt::format("\"{}\" must be an object", member);
  }
  if (string_or(object_or_empty(input, "action"), "name", "").empty()) return "action.name must be a text";
  if (const Json* data = object_or_empty(input, "action").if_contains("data"); data && !data->is_object())
    return "action.data must be an object";
  if (const Json* state = object_or_empty(input, "visit").if_contains("state"); state && !state->is_object())
    return "visit.state must be an object";
  const Json* tasks = input.if_contains("tasks");
  if (!tasks || !tasks->is_array()) return "\"tasks\" must be an array";
  for (const Json& task : tasks->get_array())
    if (!task.is_object()) return "every task must be an object";
  return "";
}

kyodo_code bad_input(kyodo_sink* out, const std::string& sentence) {
  out->write(out, sentence.data(), sentence.size());
  return KYODO_BAD_INPUT;
}

// Null if the text is not a JSON object; then the sink holds why. It is read and forgotten in one piece.
std::optional<Json> read_object(std::string_view text, kyodo_sink* out) {
  namespace json = boost::json;
  auto parsed = parse_json(text, "", kMaxJsonBytes,
                           json::make_shared_resource<json::monotonic_resource>(2 * text.size()));
  if (parsed && parsed->is_object()) return std::move(*parsed);
  bad_input(out, parsed ? "The input is not a JSON object." : parsed.error().text.en);
  return std::nullopt;
}

}  // namespace

Call::Call(const JsonObject& input)
    : input_(input), state_(object_or_empty(object_or_empty(input, "visit"), "state")) {}

int Call::behaviour() const {
  return static_cast<int>(int_or(input_, "behaviour", 0));
}
std::string Call::action() const {
  return std::string(string_or(object_or_empty(input_, "action"), "name", ""));
}
std::string Call::task() const {
  return std::string(string_or(object_or_empty(input_, "action"), "task", ""));
}
const JsonObject& Call::data() const {
  return object_or_empty(object_or_empty(input_, "action"), "data");
}
std::string Call::comment() const {
  return std::string(string_or(object_or_empty(input_, "action"), "comment", ""));
}
const JsonObject& Call::actor() const {
  return object_or_empty(input_, "actor");
}
std::string Call::today() const {
  return std::string(string_or(object_or_empty(input_, "now"), "date", ""));
}
std::int64_t Call::now_ms() const {
  return int_or(object_or_empty(input_, "now"), "ms", 0);
}
int Call::fiscal_year() const {
  return static_cast<int>(int_or(object_or_empty(input_, "now"), "fiscal_year", 0));
}
const JsonObject& Call::project() const {
  return object_or_empty(input_, "project");
}
const JsonObject& Call::settings() const {
  return object_or_empty(input_, "settings");
}
const JsonArray& Call::tasks() const {
  return array_or_empty(input_, "tasks");
}

const JsonObject* Call::find_task(std::string_view name) const {
  for (const Json& task : tasks())
    if (task.is_object() && string_or(task.get_object(), "name", "") == name) return &task.get_object();
  return nullptr;
}

const Json& Call::fact(std::string_view name) const {
  static const Json kNotAskedFor;
  const Json* value = object_or_empty(input_, "facts").if_contains(name);
  return value ? *value : kNotAskedFor;
}

void Call::open(TaskSpec task) {
  JsonObject json{{"name", task.name}, {"title", text_json(task.title)}};
  add_text(json, "role", task.role);
  add_text(json, "unit", task.unit);
  add_text(json, "partner", task.partner);
  add_text(json, "sheet", task.sheet);
  add_text(json, "due", task.due);
  add_text(json, "remind", task.remind);
  add_text(json, "escalate", task.escalate);
  if (!task.data.empty()) json["data"] = std::move(task.data);
  if (task.sealed) json["sealed"] = true;
  if (!task.actions.empty()) json["actions"] = strings(task.actions);
  append(out_, "open", std::move(json));
}

void Call::close(std::string_view name) {
  append(out_, "close", Json(name));
}
void Call::cancel(std::string_view name) {
  append(out_, "cancel", Json(name));
}
void Call::unseal(std::string_view name) {
  append(out_, "unseal", Json(name));
}

void Call::task_data(std::string_view name, JsonObject data) {
  append(out_, "task_data", JsonObject{{"name", name}, {"data", std::move(data)}});
}

void Call::reopen(std::string_view name, std::string_view comment, std::string_view due) {
  append(out_, "reopen", JsonObject{{"name", name}, {"comment", comment}, {"due", due}});
}

void Call::notice(std::string_view kind, std::string_view role, std::string_view unit, JsonObject data) {
  append(out_, "notices",
         JsonObject{{"kind", kind}, {"role", role}, {"unit", unit}, {"data", std::move(data)}});
}

void Call::notice_partner(std::string_view kind, std::string_view partner, JsonObject data) {
  append(out_, "notices",
         JsonObject{{"kind", kind}, {"role", "partner"}, {"partner", partner}, {"data", std::move(data)}});
}

void Call::reserve(std::string_view kind, std::string_view key) {
  append(out_, "reserve", JsonObject{{"kind", kind}, {"key", key}});
}

void Call::release(std::string_view kind, std::string_view key) {
  append(out_, "release", JsonObject{{"kind", kind}, {"key", key}});
}

void Call::create_project(JsonObject project) {
  JsonObject request{{"type", "create_project"}};
  for (auto& member : project) request[member.key()] = member.value();
  append(out_, "requests", std::move(request));
}

void Call::send_event(std::string_view project, std::string_view event, JsonObject data) {
  append(
      out_, "requests",
      JsonObject{{"type", "send_event"}, {"project", project}, {"event", event}, {"data", std::move(data)}});
}

void Call::attributes(JsonObject merge) {
  Json& all = out_["attributes"];
  if (!all.is_object()) all.emplace_object();
  for (auto& member : merge) all.get_object()[member.key()] = member.value();
}

void Call::outcome(std::string_view name, JsonObject data) {
  out_["outcome"] = JsonObject{{"name", name}, {"data", std::move(data)}};
}

void Call::refuse(std::string ja, std::string en) {
  refusal_ = {std::move(ja), std::move(en)};
}

void Call::problem(std::string field, std::string keyword, std::string ja, std::string en) {
  problems_.push_back({std::move(field), std::move(keyword), {std::move(ja), std::move(en)}});
}

JsonObject Call::answer() && {
  if (refused()) {
    JsonObject refusal;
    if (!refusal_.ja.empty()) refusal["refuse"] = text_json(refusal_);
    for (const Problem& p : problems_)
      append(refusal, "problems",
             JsonObject{{"field", p.field}, {"keyword", p.keyword}, {"text", text_json(p.text)}});
    return refusal;
  }
  JsonObject answer;
  if (state_ != object_or_empty(object_or_empty(input_, "visit"), "state"))
    answer["state"] = std::move(state_);
  for (auto& member : out_) answer[member.key()] = std::move(member.value());
  return answer;
}

Definition& Definition::outcome(std::string name, Text title) {
  outcomes_.push_back(JsonObject{{"name", name}, {"title", text_json(title)}});
  return *this;
}

Definition& Definition::fact(std::string name) {
  facts_.emplace_back(name);
  return *this;
}

Definition& Definition::words(std::vector<std::pair<std::string, Text>> names) {
  for (auto& [name, text] : names) words_[name] = text_json(text);
  return *this;
}

Definition& Definition::on_enter(std::function<void(Call&)> handler) {
  return on("enter", std::move(handler));
}

Definition& Definition::on(std::string engine_action, std::function<void(Call&)> handler) {
  engine_actions_.emplace_back(engine_action);
  handlers_[engine_action] = std::move(handler);
  return *this;
}

Definition& Definition::on_submit(std::function<void(Call&)> handler, std::vector<std::string> roles) {
  add_action("submit", {"提出する", "Submit"}, std::move(roles), {}, {"open", "returned"},
             std::move(handler));
  return *this;
}

Definition& Definition::rank(std::function<JsonObject(const JsonObject& input)> handler) {
  rank_ = std::move(handler);
  return *this;
}

void Definition::add_action(std::string name, Text title, std::vector<std::string> roles, JsonObject schema,
                            std::vector<std::string> on_states, std::function<void(Call&)> handler) {
  actions_.push_back(JsonObject{{"name", name},
                                {"title", text_json(title)},
                                {"schema", std::move(schema)},
                                {"roles", strings(roles)},
                                {"on_states", strings(on_states)}});
  handlers_[name] = std::move(handler);
}

JsonObject Definition::describe(int behaviour_min, int behaviour_max) const {
  JsonObject settings = settings_schema_;
  if (settings.empty())
    settings = {{"type", "object"}, {"properties", JsonObject{}}, {"additionalProperties", false}};
  return {{"type", type_},
          {"title", text_json(title_)},
          {"behaviour", JsonObject{{"min", behaviour_min}, {"max", behaviour_max}}},
          {"settings", std::move(settings)},
          {"actions", actions_},
          {"outcomes", outcomes_},
          {"facts", facts_},
          {"words", words_},
          {"ranks", ranks()},
          {"engine_actions", engine_actions_}};
}

kyodo_code Definition::decide(std::string_view input, kyodo_sink* out) const {
  auto json = read_object(input, out);
  if (!json) return KYODO_BAD_INPUT;
  const JsonObject& object = json->get_object();
  if (std::string wrong = wrong_shape(object); !wrong.empty())
    return bad_input(out, fmt::format("The input of decide is not of the stage contract: {}.", wrong));
  Call call(object);
  if (check_settings_) {
    auto problems = check_settings_(call.settings());
    if (!problems.empty())
      return bad_input(out,
                       fmt::format("The setting {} {}.", problems.front().field, problems.front().text.en));
  }
  auto handler = handlers_.find(call.action());
  if (handler == handlers_.end())
    return bad_input(out, fmt::format("The stage \"{}\" has no action \"{}\".", type_, call.action()));
  handler->second(call);
  return write(out, std::move(call).answer());
}

kyodo_code Definition::rank_all(std::string_view input, kyodo_sink* out) const {
  if (!rank_) return bad_input(out, fmt::format("The stage \"{}\" ranks nothing.", type_));
  auto json = read_object(input, out);
  if (!json) return KYODO_BAD_INPUT;
  const JsonObject& object = json->get_object();
  const Json* visits = object.if_contains("visits");
  auto is_object = [](const Json& visit) { return visit.is_object(); };
  if (!visits || !visits->is_array() ||
      !std::all_of(visits->get_array().begin(), visits->get_array().end(), is_object))
    return bad_input(
        out, "The input of rank is not of the stage contract: \"visits\" must be an array of objects.");
  return write(out, rank_(object));
}

kyodo_code write(kyodo_sink* out, const Json& json) {
  const std::string text = to_text(json);
  return out->write(out, text.data(), text.size()) == 0 ? KYODO_OK : KYODO_FAULT;
}

kyodo_code guarded(kyodo_sink* out, const std::function<kyodo_code()>& fn) {
  std::string_view why = "an exception of an unknown type";
  try {
    return fn();
  } catch (const std::exception& e) {
    why = e.what();
    out->write(out, why.data(), why.size());
  } catch (...) {
    out->write(out, why.data(), why.size());
  }
  return KYODO_FAULT;
}

}  // namespace kyodo::stage
