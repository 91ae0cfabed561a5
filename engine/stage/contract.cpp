#include "stage/contract.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

#include "stage/shape.h"

namespace kyodo::stage {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kTaskStates[]{"open", "returned", "submitted", "done", "cancelled"};
constexpr std::string_view kFacts[]{"visits",   "answers", "reservations", "partners",
                                    "children", "round",   "unit",         "sheets"};
constexpr std::string_view kEngineActions[]{"enter", "timeout", "child", "selected", "not_selected"};

bool contains(Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_text(Shape& shape, const Json& text, const std::string& at) {
  shape.object(text, at, {{"ja", Kind::name, true}, {"en", Kind::name, true}});
}

// A member that is an array: its length is checked, then `one` sees each item and its pointer.
template <class F>
void each(Shape& shape, const JsonObject& object, const std::string& at, std::string_view member,
          std::size_t limit, F&& one) {
  const Json* list = object.if_contains(member);
  if (!list || !list->is_array()) return;
  const std::string pointer = fmt::format("{}/{}", at, member);
  if (list->get_array().size() > limit)
    return shape.add(pointer, "limit", fmt::format("項目は {} 個までです。", limit),
                     fmt::format("holds {} items, at most {} are allowed", list->get_array().size(), limit));
  std::size_t i = 0;
  for (const Json& item : list->get_array()) one(item, fmt::format("{}/{}", pointer, i++));
}

std::vector<std::string> read_names(Shape& shape, const JsonObject& object, std::string_view member,
                                    Names allowed, const std::string& at = "") {
  std::vector<std::string> names;
  each(shape, object, at, member, kMaxAnswerItems, [&](const Json& item, const std::string& pointer) {
    if (!shape.is(item, Kind::name, pointer)) return;
    names.emplace_back(item.get_string());
    if (!allowed.empty() && !contains(allowed, names.back()))
      shape.add(pointer, "enum", fmt::format("「{}」という値は使えません。", names.back()),
                fmt::format("\"{}\" is not one of {}", names.back(), fmt::join(allowed, ", ")));
  });
  return names;
}

void once(Shape& shape, std::set<std::string>& seen, std::string_view name, const std::string& at) {
  if (!name.empty() && !seen.emplace(name).second)
    shape.add(at, "unique", fmt::format("「{}」が二度書かれています。", name),
              fmt::format("names \"{}\" a second time", name));
}

void check_open(Shape& shape, const JsonObject& answer) {
  std::set<std::string> opened;
  each(shape, answer, "", "open", kMaxTasksPerVisit, [&](const Json& task, const std::string& at) {
    if (!shape.object(task, at,
                      {{"name", Kind::name, true},
                       {"title", Kind::object, true},
                       {"role", Kind::text},
                       {"unit", Kind::text},
                       {"partner", Kind::text},
                       {"sheet", Kind::text},
                       {"due", Kind::text},
                       {"remind", Kind::text},
                       {"escalate", Kind::text},
                       {"data", Kind::object},
                       {"sealed", Kind::boolean},
                       {"actions", Kind::array}}))
      return;
    const JsonObject& object = task.get_object();
    check_text(shape, object.at("title"), at + "/title");
    read_names(shape, object, "actions", {}, at);
    once(shape, opened, string_or(object, "name", ""), at + "/name");
  });
}

// close, cancel and reopen: one task can only go one way.
void check_ways(Shape& shape, const JsonObject& answer) {
  std::set<std::string> gone;
  for (const char* member : {"close", "cancel"})
    each(shape, answer, "", member, kMaxTasksPerVisit, [&](const Json& name, const std::string& at) {
      if (shape.is(name, Kind::name, at)) once(shape, gone, name.get_string(), at);
    });
  each(shape, answer, "", "reopen", kMaxTasksPerVisit, [&](const Json& item, const std::string& at) {
    if (shape.object(item, at, {{"name", Kind::name, true}, {"comment", Kind::text}, {"due", Kind::text}}))
      once(shape, gone, string_or(item.get_object(), "name", ""), at + "/name");
  });
  read_names(shape, answer, "unseal", {});
  each(shape, answer, "", "task_data", kMaxTasksPerVisit, [&](const Json& item, const std::string& at) {
    shape.object(item, at, {{"name", Kind::name, true}, {"data", Kind::object, true}});
  });
}

void check_request(Shape& shape, const Json& request, const std::string& at) {
  if (!request.is_object()) return shape.add(at, "type", "オブジェクトが必要です。", "must be an object");
  const std::string_view type = string_or(request.get_object(), "type", "");
  if (type == "create_project") {
    if (!shape.object(request, at,
                      {{"type", Kind::name, true},
                       {"code", Kind::text},
                       {"name", Kind::name, true},
                       {"chart", Kind::text},
                       {"relation", Kind::name, true},
                       {"unit", Kind::text},
                       {"fiscal_year", Kind::integer},
                       {"attributes", Kind::object}}))
      return;
    const std::string_view relation = string_or(request.get_object(), "relation", "");
    if (relation != "child" && relation != "successor")
      shape.add(at + "/relation", "enum", "child か successor が必要です。", "must be child or successor");
  } else if (type == "send_event") {
    shape.object(request, at,
                 {{"type", Kind::name, true},
                  {"project", Kind::name, true},
                  {"event", Kind::name, true},
                  {"data", Kind::object}});
  } else {
    shape.add(at + "/type", "enum", "create_project か send_event が必要です。",
              "must be create_project or send_event");
  }
}

void check_notice(Shape& shape, const Json& notice, const std::string& at) {
  if (!shape.object(notice, at,
                    {{"kind", Kind::name, true},
                     {"role", Kind::text},
                     {"unit", Kind::text},
                     {"partner", Kind::text},
                     {"data", Kind::object}}))
    return;
  if (string_or(notice.get_object(), "role", "").empty() &&
      string_or(notice.get_object(), "partner", "").empty())
    shape.add(at + "/role", "required", "role か partner が必要です。", "must name a role or a partner");
}

Result<void> verdict(Shape&& shape, const std::string& type, const char* what_ja, const char* what_en) {
  if (shape.problems().empty()) return {};
  const Problem& first = shape.problems().front();
  Error error = fail(
      Code::plugin,
      fmt::format(
          "プラグイン「{}」の{}が取り決めに合いません({}: {})。プラグインの作成者に知らせてください。", type,
          what_ja, first.field, first.text.ja),
      fmt::format("The {} of the stage plugin \"{}\" does not keep the contract ({} {}). Tell its author.",
                  what_en, type, first.field, first.text.en));
  error.problems = std::move(shape).problems();
  return error;
}

Text text_of(const JsonObject& text) {
  return {std::string(string_or(text, "ja", "")), std::string(string_or(text, "en", ""))};
}

Text read_title(Shape& shape, const JsonObject& object, const std::string& at) {
  if (const Json* title = object.if_contains("title"); title && title->is_object())
    check_text(shape, *title, at + "/title");
  return text_of(object_or_empty(object, "title"));
}

void read_behaviour(Shape& shape, const JsonObject& object, StageInfo& info) {
  const JsonObject& range = object_or_empty(object, "behaviour");
  if (!object.contains("behaviour") ||
      !shape.object(range, "/behaviour", {{"min", Kind::integer, true}, {"max", Kind::integer, true}}))
    return;
  const std::int64_t min = range.at("min").get_int64(), max = range.at("max").get_int64();
  if (min < 1 || min > max || !std::in_range<int>(max))
    return shape.add("/behaviour", "range", "範囲が正しくありません。", "is no range of behaviour numbers");
  info.behaviour_min = static_cast<int>(min);
  info.behaviour_max = static_cast<int>(max);
}

ActionInfo read_action(Shape& shape, const Json& item, const std::string& at) {
  shape.object(item, at,
               {{"name", Kind::name, true},
                {"title", Kind::object, true},
                {"schema", Kind::object, true},
                {"roles", Kind::array, true},
                {"on_states", Kind::array, true}});
  ActionInfo action;
  if (!item.is_object()) return action;
  const JsonObject& object = item.get_object();
  action.name = string_or(object, "name", "");
  if (contains(kEngineActions, action.name))
    shape.add(at + "/name", "reserved", "この名前はシステムが使います。",
              "is a name of the engine's own actions");
  action.title = read_title(shape, object, at);
  action.schema = object_or_empty(object, "schema");
  shape.add(check_schema(action.schema, at + "/schema"));
  action.roles = read_names(shape, object, "roles", {}, at);
  if (action.roles.empty())
    shape.add(at + "/roles", "minItems", "役割が一つも書かれていません。", "must name at least one role");
  action.on_states = read_names(shape, object, "on_states", kTaskStates, at);
  return action;
}

}  // namespace

const ActionInfo* StageInfo::find_action(std::string_view wanted) const {
  for (const ActionInfo& action : actions)
    if (action.name == wanted) return &action;
  return {};
}

Result<StageInfo> read_description(const Json& described, const std::string& type) {
  Shape shape;
  StageInfo info;
  shape.object(described, "",
               {{"type", Kind::name, true},
                {"title", Kind::object, true},
                {"behaviour", Kind::object, true},
                {"settings", Kind::object, true},
                {"actions", Kind::array, true},
                {"outcomes", Kind::array, true},
                {"facts", Kind::array, true},
                {"ranks", Kind::boolean, true},
                {"words", Kind::object},
                {"engine_actions", Kind::array, true}});
  // On with what is there: an author wants to see everything at once.
  const JsonObject& object = described.is_object() ? described.get_object() : object_or_empty({}, "");
  info.type = string_or(object, "type", "");
  if (info.type != type)
    shape.add("/type", "const", "入口の表の名前と異なります。", "differs from the name in the entry table");
  info.title = read_title(shape, object, "");
  read_behaviour(shape, object, info);
  info.settings_schema = object_or_empty(object, "settings");
  shape.add(check_schema(info.settings_schema, "/settings"));
  if (string_or(info.settings_schema, "type", "") != "object")
    shape.add("/settings/type", "const", "object が必要です。", "must be object");
  std::set<std::string> actions, outcomes;
  each(shape, object, "", "actions", kMaxAnswerItems, [&](const Json& item, const std::string& at) {
    info.actions.push_back(read_action(shape, item, at));
    once(shape, actions, info.actions.back().name, at + "/name");
  });
  each(shape, object, "", "outcomes", kMaxAnswerItems, [&](const Json& item, const std::string& at) {
    shape.object(item, at, {{"name", Kind::name, true}, {"title", Kind::object, true}});
    if (!item.is_object()) return;
    read_title(shape, item.get_object(), at);
    info.outcomes.emplace_back(string_or(item.get_object(), "name", ""));
    once(shape, outcomes, info.outcomes.back(), at + "/name");
  });
  info.facts = read_names(shape, object, "facts", kFacts);
  info.engine_actions = read_names(shape, object, "engine_actions", kEngineActions);
  if (!std::count(info.engine_actions.begin(), info.engine_actions.end(), "enter"))
    shape.add("/engine_actions", "contains", "enter が必要です。", "must contain enter");
  for (const auto& word : object_or_empty(object, "words")) {
    check_text(shape, word.value(), "/words/" + std::string(word.key()));
    if (word.value().is_object()) info.words[word.key()] = text_of(word.value().get_object());
  }
  info.ranks = bool_or(object, "ranks", false);
  if (auto checked = verdict(std::move(shape), type, "説明", "description"); !checked) return checked.error();
  return info;
}

Result<void> check_answer(const JsonObject& answer, const std::string& type) {
  Shape shape;
  shape.object(answer, "",
               {{"state", Kind::object},
                {"refuse", Kind::object},
                {"problems", Kind::array},
                {"open", Kind::array},
                {"close", Kind::array},
                {"cancel", Kind::array},
                {"reopen", Kind::array},
                {"unseal", Kind::array},
                {"task_data", Kind::array},
                {"notices", Kind::array},
                {"reserve", Kind::array},
                {"release", Kind::array},
                {"requests", Kind::array},
                {"attributes", Kind::object},
                {"outcome", Kind::object}});
  if (const Json* refuse = answer.if_contains("refuse")) check_text(shape, *refuse, "/refuse");
  each(shape, answer, "", "problems", kMaxAnswerItems, [&](const Json& problem, const std::string& at) {
    if (shape.object(
            problem, at,
            {{"field", Kind::text, true}, {"keyword", Kind::name, true}, {"text", Kind::object, true}}))
      check_text(shape, problem.get_object().at("text"), at + "/text");
  });
  check_open(shape, answer);
  check_ways(shape, answer);
  each(shape, answer, "", "notices", kMaxAnswerItems,
       [&](const Json& notice, const std::string& at) { check_notice(shape, notice, at); });
  for (const char* member : {"reserve", "release"})
    each(shape, answer, "", member, kMaxAnswerItems, [&](const Json& item, const std::string& at) {
      shape.object(item, at, {{"kind", Kind::name, true}, {"key", Kind::name, true}});
    });
  each(shape, answer, "", "requests", kMaxRequests,
       [&](const Json& request, const std::string& at) { check_request(shape, request, at); });
  if (const Json* outcome = answer.if_contains("outcome"))
    shape.object(*outcome, "/outcome", {{"name", Kind::name, true}, {"data", Kind::object}});
  return verdict(std::move(shape), type, "回答", "answer");
}

Result<void> check_ranking(const JsonObject& answer, const std::string& type) {
  Shape shape;
  JsonObject known = answer;
  if (const Json* line = known.if_contains("line"); line && line->is_null()) known.erase("line");
  shape.object(known, "",
               {{"ranking", Kind::array, true},
                {"line", Kind::number},
                {"ties", Kind::array},
                {"unscored", Kind::array},
                {"settled", Kind::boolean, true}});
  each(shape, answer, "", "ranking", kMaxRankBytes, [&](const Json& item, const std::string& at) {
    shape.object(item, at,
                 {{"project", Kind::name, true},
                  {"rank", Kind::integer, true},
                  {"total", Kind::number, true},
                  {"selected", Kind::boolean, true},
                  {"tie", Kind::boolean},
                  {"scorers", Kind::integer}});
  });
  for (const char* member : {"ties", "unscored"})
    each(shape, answer, "", member, kMaxRankBytes,
         [&](const Json& name, const std::string& at) { shape.is(name, Kind::name, at); });
  return verdict(std::move(shape), type, "順位表", "ranking");
}

}  // namespace kyodo::stage
