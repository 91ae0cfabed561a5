#include "stage/sample.h"

#include <fmt/format.h>

#include <algorithm>

namespace kyodo::stage {
namespace {

Json fact_sample(std::string_view name) {
  if (name == "round") return nullptr;
  if (name == "unit") return JsonObject{{"id", "0301"}, {"name", "環境課"}, {"parent", "03"}};
  if (name == "visits" || name == "answers" || name == "sheets") return JsonObject{};
  return JsonArray{};
}

Json of_another_type(const Json& value) {
  if (value.is_string()) return 7;
  return "文字列";
}

}  // namespace

Json sample_of(const JsonObject& schema) {
  if (const JsonArray& allowed = array_or_empty(schema, "enum"); !allowed.empty()) return allowed.front();
  const std::string_view type = string_or(schema, "type", "object");
  if (type == "string") return string_or(schema, "format", "") == "date" ? "2018-06-01" : "例";
  if (type == "integer" || type == "number") return int_or(schema, "minimum", 1);
  if (type == "boolean") return true;
  if (type == "array") {
    JsonArray items;
    for (std::int64_t i = 0; i < int_or(schema, "minItems", 0) && i < 16; ++i)
      items.push_back(sample_of(object_or_empty(schema, "items")));
    return items;
  }
  JsonObject object;
  for (const auto& [name, property] : object_or_empty(schema, "properties"))
    if (property.is_object()) object[name] = sample_of(property.get_object());
  return object;
}

std::vector<JsonObject> wrong_samples_of(const JsonObject& schema) {
  std::vector<JsonObject> wrong;
  const JsonObject right = sample_of(schema).as_object();
  for (const auto& [name, property] : object_or_empty(schema, "properties")) {
    // A property of any type cannot be of a wrong one.
    if (!property.is_object() || !property.get_object().contains("type")) continue;
    JsonObject one = right;
    one[name] = of_another_type(right.at(name));
    wrong.push_back(std::move(one));
  }
  if (!bool_or(schema, "additionalProperties", true)) {
    JsonObject one = right;
    one["no-such-member"] = 1;
    wrong.push_back(std::move(one));
  }
  return wrong;
}

JsonObject sample_input(const StageInfo& info, int behaviour, const std::string& action) {
  JsonObject facts;
  for (const std::string& name : info.facts) facts[name] = fact_sample(name);
  return {{"behaviour", behaviour},
          {"action", JsonObject{{"name", action}, {"task", ""}, {"data", JsonObject{}}, {"comment", "試し"}}},
          {"actor", JsonObject{{"person", "jimukyoku"},
                               {"name", "事務局"},
                               {"role", "office"},
                               {"unit", "0201"},
                               {"partner", ""}}},
          {"now", JsonObject{{"ms", 1527811200000}, {"date", "2018-06-01"}, {"fiscal_year", 2018}}},
          {"settings", JsonObject{}},
          {"project", JsonObject{{"id", "P-1"},
                                 {"code", "0301-01"},
                                 {"name", "里山の保全"},
                                 {"unit", "0301"},
                                 {"fiscal_year", 2018},
                                 {"round", "H30"},
                                 {"parent", ""},
                                 {"predecessor", ""},
                                 {"category", ""},
                                 {"attributes", JsonObject{}}}},
          {"visit", JsonObject{{"id", "V-1"}, {"state", JsonObject{}}}},
          {"tasks", JsonArray{}},
          {"facts", std::move(facts)}};
}

std::string SampleVisit::task_for(const ActionInfo& action) const {
  for (const Json& item : array_or_empty(input_, "tasks")) {
    const std::string name(string_or(item.get_object(), "name", ""));
    const std::vector<std::string>& has = actions_.at(name);
    if (std::count(has.begin(), has.end(), action.name) &&
        std::count(action.on_states.begin(), action.on_states.end(),
                   string_or(item.get_object(), "state", "")))
      return name;
  }
  return "";
}

JsonObject SampleVisit::call(const ActionInfo& action, const JsonObject& data) const {
  const std::string task = task_for(action);
  JsonObject next = input_;
  next["action"] = JsonObject{{"name", action.name}, {"task", task}, {"data", data}, {"comment", "試し"}};
  if (action.name == "submit")
    for (Json& item : next["tasks"].get_array())
      if (string_or(item.get_object(), "name", "") == task) {
        item.get_object()["state"] = "submitted";
        item.get_object()["answers"] = data;
      }
  return next;
}

void SampleVisit::apply(const JsonObject& call, const JsonObject& answer) {
  input_ = call;
  if (const Json* state = answer.if_contains("state")) input_["visit"].get_object()["state"] = *state;
  for (const auto& [key, value] : object_or_empty(answer, "attributes"))
    input_["project"].get_object()["attributes"].get_object()[key] = value;
  JsonArray& tasks = input_["tasks"].get_array();
  auto move = [&](std::string_view name, std::string_view state) {
    for (Json& item : tasks)
      if (string_or(item.get_object(), "name", "") == name) item.get_object()["state"] = state;
  };
  for (const Json& name : array_or_empty(answer, "close")) move(name.get_string(), "done");
  for (const Json& name : array_or_empty(answer, "cancel")) move(name.get_string(), "cancelled");
  for (const Json& item : array_or_empty(answer, "reopen"))
    move(string_or(item.get_object(), "name", ""), "returned");
  for (const Json& item : array_or_empty(answer, "open")) {
    const JsonObject& spec = item.get_object();
    const std::string name(string_or(spec, "name", ""));
    std::vector<std::string>& actions = actions_[name];
    for (const Json& action : array_or_empty(spec, "actions")) actions.emplace_back(action.get_string());
    if (actions.empty()) actions.emplace_back("submit");
    tasks.push_back(JsonObject{{"name", name},
                               {"state", "open"},
                               {"role", string_or(spec, "role", "")},
                               {"unit", string_or(spec, "unit", "")},
                               {"partner", string_or(spec, "partner", "")},
                               {"due", "2018-08-31"},
                               {"data", object_or_empty(spec, "data")},
                               {"answers", nullptr}});
  }
}

JsonObject sample_rank_input() {
  return {{"settings", JsonObject{}},
          {"round", JsonObject{{"id", "H30"}, {"fiscal_year", 2018}, {"target", 3}}},
          {"count", 3},
          {"chosen", JsonArray{}},
          {"visits", JsonArray{}}};
}

std::vector<Malformed> malformed_inputs(const JsonObject& input) {
  const std::string whole = to_text(input);
  std::vector<Malformed> all{{"nothing", ""},
                             {"not JSON", "{\"action\":"},
                             {"not UTF-8", "{\"\xff\xfe\":1}"},
                             {"a NUL", std::string("\0{}", 3)},
                             {"an array", "[]"},
                             {"null", "null"},
                             {"an empty object", "{}"},
                             {"deep nesting", std::string(200000, '[')},
                             {"deep objects",
                              [] {
                                std::string text;
                                for (int i = 0; i < 20000; ++i) text += "{\"a\":";
                                return text;
                              }()},
                             {"a cut input", whole.substr(0, whole.size() / 2)}};
  for (const auto& [name, value] : input) {
    if (!value.is_object() && !value.is_array()) continue;
    JsonObject wrong = input;
    wrong[name] = "文字列";
    all.push_back({fmt::format("\"{}\" as a text", std::string_view(name)), to_text(wrong)});
  }
  return all;
}

}  // namespace kyodo::stage
