// The C++ companion of kyodo/stage_abi.h: write a stage plugin without touching C or parsing JSON.
//
//   struct Settings { std::string role = "chief"; };       // <param>s of the <invoke>; absent = the default
//   struct Approve { std::string comment; };
//   BOOST_DESCRIBE_STRUCT(Settings, (), (role))
//   BOOST_DESCRIBE_STRUCT(Approve, (), (comment))
//
//   void define(kyodo::stage::Definition& stage) {
//     stage.settings<Settings>();
//     stage.outcome("approved", {"承認", "Approved"});
//     stage.on_enter([](kyodo::stage::Call& call) {
//       call.open({.name = "approve", .title = {"承認", "Approve"}, .role =
//       call.settings_as<Settings>().role,
//                  .actions = {"approve"}});
//     });
//     stage.action<Approve>("approve", {"承認する", "Approve"}, {"task"}, {{"comment", {"コメント",
//     "Comment"}}},
//                           [](kyodo::stage::Call& call, const Approve& data) {
//                             call.close("approve");
//                             call.outcome("approved", {{"comment", data.comment}});
//                           });
//   }
//   KYODO_STAGE_PLUGIN("approve", "1.0.0", (kyodo::Text{"承認", "Approval"}), 1, 1, define)
//
// A handler changes nothing but its Call. After refuse() or problem() all else it said is dropped. Handlers
// are pure (no clock, file, network, randomness); what they may know comes in through the Call.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/record.h"
#include "kyodo/stage_abi.h"

namespace kyodo::stage {

// One thing asked of one role in one unit, or of a partner. Names are unique within a visit.
struct TaskSpec {
  std::string name;           // "diagnosis", "report-2018-06"
  Text title;                 // what people see in their list
  std::string role = "";      // "" = the role setting of the invoke (ky:role)
  std::string unit = "";      // "" = the project's unit
  std::string partner = "";   // id of a partner; then role is "partner" and unit is not used
  std::string sheet = "";     // id of a sheet of the workflow package; submit is checked against it
  std::string due = "";       // due-date rule ("10 business days", "2018-08-31"); "" = ky:due
  std::string remind = "";    // ladder before/after due in business days ("-5 -1 +1"); "" = ky:remind
  std::string escalate = "";  // ("+3 promoter, +5 chief"); "" = ky:escalate; "none" = no escalation
  JsonObject data = {};       // shown with the task (questions asked, the sheet to approve, …)
  bool sealed = false;        // answers are hidden from everybody but the task's own side until unsealed
  std::vector<std::string> actions = {};  // actions possible on this task; empty = submit
};

// One decide() call: what is known, and what the stage answers.
class Call {
 public:
  explicit Call(const JsonObject& input);  // of the shape docs/formats/stage.md has; outlives the Call

  // --- what is known ---
  int behaviour() const;            // the one this visit began with
  std::string action() const;       // "enter", "submit", "book", …
  std::string task() const;         // name of the task acted on, "" if none
  const JsonObject& data() const;   // the raw payload of the action
  std::string comment() const;      // the reason or comment given with the command
  const JsonObject& actor() const;  // person, name, role, unit, partner
  std::string today() const;        // local date "2018-06-01"
  std::int64_t now_ms() const;
  int fiscal_year() const;  // April to March, by its first year
  const JsonObject& project()
      const;  // id, code, name, unit, fiscal_year, round, parent, predecessor, attributes
  const JsonObject& settings() const;  // raw; see settings_as
  const JsonArray& tasks() const;      // of this visit: name, state, role, unit, partner, due, data, answers;
                                       // a task just submitted stands there as submitted, with its answers
  const JsonObject* find_task(std::string_view name) const;
  const Json& fact(std::string_view name) const;  // null when not asked for in the definition
  JsonObject& state() { return state_; }          // of the visit; {} at enter. Changes are kept
  template <class T>
  T settings_as() const {  // defaults where not given; what does not fit was refused before the handler ran
    auto read = from_json_or_defaults<T>(settings(), "settings");
    return read ? *read : T{};
  }

  // --- the answer ---
  void open(TaskSpec task);
  void close(std::string_view name);   // done
  void cancel(std::string_view name);  // no longer needed
  // Back to the person who did it, with a comment; due "" keeps the old due date if it still lies ahead.
  void reopen(std::string_view name, std::string_view comment, std::string_view due = "");
  void unseal(std::string_view name);
  void task_data(std::string_view name, JsonObject data);  // replaces what is shown with the task
  // One notice beside the ladder's: kind names a message of the package. role or partner receives it.
  void notice(std::string_view kind, std::string_view role, std::string_view unit, JsonObject data = {});
  void notice_partner(std::string_view kind, std::string_view partner, JsonObject data = {});
  // Unique per round: what another project holds is refused by the engine with a sentence.
  void reserve(std::string_view kind, std::string_view key);
  void release(std::string_view kind, std::string_view key);
  // code, name, chart ("work" for a child, "" = workflow), unit, fiscal_year, relation ("child"|"successor"),
  // attributes. The engine answers by creating it in the same commit.
  void create_project(JsonObject project);
  void send_event(std::string_view project, std::string_view event, JsonObject data = {});
  void attributes(JsonObject merge);  // merged into the project's attributes: class, total, …
  void outcome(std::string_view name, JsonObject data = {});  // ends the visit
  void refuse(std::string ja, std::string en);                // the command is refused with this sentence
  void problem(std::string field, std::string keyword, std::string ja, std::string en);
  bool refused() const { return !refusal_.ja.empty() || !problems_.empty(); }

  JsonObject answer() &&;  // as docs/formats/stage.md has it

 private:
  const JsonObject& input_;
  JsonObject state_;
  JsonObject out_;
  Text refusal_;
  std::vector<Problem> problems_;
};

// The label of one field of an action's data, for forms and help.
struct Field {
  std::string name;
  Text title;
};

class Definition {
 public:
  Definition(std::string type, Text title) : type_(std::move(type)), title_(std::move(title)) {}

  // T: a described struct. Every member may be left out of the chart and then has its default.
  template <class T>
  Definition& settings() {
    settings_schema_ = schema_of<T>({});
    settings_schema_.erase("required");
    check_settings_ = [](const JsonObject& given) {
      auto read = from_json_or_defaults<T>(given, "settings");
      return read ? std::vector<Problem>{} : read.error().problems;
    };
    return *this;
  }
  Definition& outcome(std::string name, Text title);
  // visits, answers, reservations, partners, children, round, unit, sheets
  Definition& fact(std::string name);
  // How a member of the attributes or of a task's data is called in lists; without it, by its name. A member
  // "x_en" beside "x" is shown in its place to readers of English.
  Definition& words(std::vector<std::pair<std::string, Text>> names);
  Definition& on_enter(std::function<void(Call&)> handler);
  // Engine actions: "timeout" (a task's due day has passed), "child" (a child project ended or moved),
  // "selected"/"not_selected" (the round was decided). Data is not typed by the plugin.
  Definition& on(std::string engine_action, std::function<void(Call&)> handler);
  // submit of a task's sheet: call.data() holds the answers, already valid by the sheet.
  Definition& on_submit(std::function<void(Call&)> handler, std::vector<std::string> roles = {"task"});
  // An action people take. T is a described struct; its fields are checked and all problems reported before
  // the handler runs. roles: who may, besides the holders of the task ("task"). on_states: task states.
  template <class T>
  Definition& action(std::string name, Text title, std::vector<std::string> roles, std::vector<Field> fields,
                     std::function<void(Call&, const T&)> handler,
                     std::vector<std::string> on_states = {"open", "returned"}) {
    add_action(std::move(name), std::move(title), std::move(roles), schema_of<T>(fields),
               std::move(on_states), [handler = std::move(handler)](Call& call) {
                 T value{};
                 std::vector<Problem> problems;
                 record_detail::read(Json(call.data()), value, "", problems);
                 for (Problem& p : problems) call.problem(p.field, p.keyword, p.text.ja, p.text.en);
                 if (problems.empty()) handler(call, value);
               });
    return *this;
  }
  Definition& rank(std::function<JsonObject(const JsonObject& input)> handler);

  JsonObject describe(int behaviour_min, int behaviour_max) const;
  kyodo_code decide(std::string_view input, kyodo_sink* out) const;
  kyodo_code rank_all(std::string_view input, kyodo_sink* out) const;
  bool ranks() const { return static_cast<bool>(rank_); }
  const std::string& type() const { return type_; }

  template <class T>
  static JsonObject schema_of(const std::vector<Field>& fields);

 private:
  void add_action(std::string name, Text title, std::vector<std::string> roles, JsonObject schema,
                  std::vector<std::string> on_states, std::function<void(Call&)> handler);

  std::string type_;
  Text title_;
  JsonObject settings_schema_;
  std::function<std::vector<Problem>(const JsonObject&)> check_settings_;
  JsonArray outcomes_, facts_, actions_, engine_actions_;
  JsonObject words_;
  std::map<std::string, std::function<void(Call&)>, std::less<>> handlers_;
  std::function<JsonObject(const JsonObject&)> rank_;
};

namespace detail {

template <class T>
JsonObject type_schema() {
  using namespace record_detail;
  if constexpr (std::is_same_v<T, bool>)
    return {{"type", "boolean"}};
  else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, int>)
    return {{"type", "integer"}};
  else if constexpr (std::is_same_v<T, std::string>)
    return {{"type", "string"}};
  else if constexpr (std::is_same_v<T, LocalDate>)
    return {{"type", "string"}, {"format", "date"}};
  else if constexpr (std::is_same_v<T, JsonObject>)
    return {{"type", "object"}};
  else if constexpr (std::is_same_v<T, JsonArray>)
    return {{"type", "array"}};
  else if constexpr (std::is_same_v<T, Json>)
    return {};
  else if constexpr (is_optional<T>::value)
    return type_schema<typename T::value_type>();
  else if constexpr (is_vector<T>::value)
    return {{"type", "array"}, {"items", type_schema<typename T::value_type>()}};
  else
    return Definition::schema_of<T>({});
}

}  // namespace detail

template <class T>
JsonObject Definition::schema_of(const std::vector<Field>& fields) {
  using namespace record_detail;
  JsonObject properties;
  JsonArray required;
  boost::mp11::mp_for_each<members<T>>([&](auto d) {
    using M = std::remove_cv_t<std::remove_reference_t<decltype(std::declval<T>().*d.pointer)>>;
    JsonObject one = detail::type_schema<M>();
    for (const Field& field : fields) {
      if (field.name != d.name) continue;
      one["title"] = field.title.ja;
      one["x-title-en"] = field.title.en;
    }
    properties[d.name] = std::move(one);
    if (!is_optional<M>::value && !is_vector<M>::value && !std::is_same_v<M, JsonObject> &&
        !std::is_same_v<M, JsonArray> && !std::is_same_v<M, Json>)
      required.emplace_back(d.name);
  });
  JsonObject schema{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

}  // namespace kyodo::stage

// Exports the plugin. type: string literal; title: kyodo::Text in parentheses; define: void(Definition&).
#define KYODO_STAGE_PLUGIN(type_name, version_text, title_text, oldest, newest, define)                     \
  namespace {                                                                                               \
  const ::kyodo::stage::Definition& kyodo_definition() {                                                    \
    static const ::kyodo::stage::Definition definition = [] {                                               \
      ::kyodo::stage::Definition d(type_name, title_text);                                                  \
      define(d);                                                                                            \
      return d;                                                                                             \
    }();                                                                                                    \
    return definition;                                                                                      \
  }                                                                                                         \
  kyodo_code kyodo_describe(kyodo_sink* out) {                                                              \
    return ::kyodo::stage::guarded(out, [&] {                                                               \
      return ::kyodo::stage::write(out, ::kyodo::Json(kyodo_definition().describe(oldest, newest)));        \
    });                                                                                                     \
  }                                                                                                         \
  kyodo_code kyodo_decide(const char* input, size_t length, kyodo_sink* out) {                              \
    return ::kyodo::stage::guarded(out, [&] { return kyodo_definition().decide({input, length}, out); });   \
  }                                                                                                         \
  kyodo_code kyodo_rank(const char* input, size_t length, kyodo_sink* out) {                                \
    return ::kyodo::stage::guarded(out, [&] { return kyodo_definition().rank_all({input, length}, out); }); \
  }                                                                                                         \
  }                                                                                                         \
  extern "C" __attribute__((visibility("default"))) const kyodo_plugin* kyodo_plugin_entry(void) {          \
    static const kyodo_stage stage{sizeof(kyodo_stage), type_name,    oldest,    newest,                    \
                                   kyodo_describe,      kyodo_decide, kyodo_rank};                          \
    static const kyodo_stage* const stages[] = {&stage};                                                    \
    static const kyodo_plugin plugin{                                                                       \
        sizeof(kyodo_plugin), KYODO_STAGE_ABI, type_name, version_text, 1, stages};                         \
    return &plugin;                                                                                         \
  }

namespace kyodo::stage {

kyodo_code write(kyodo_sink* out, const Json& json);
// Runs fn; an exception becomes KYODO_FAULT with its text, since none may cross the boundary.
kyodo_code guarded(kyodo_sink* out, const std::function<kyodo_code()>& fn);

}  // namespace kyodo::stage
