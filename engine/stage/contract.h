// What a stage says, held against docs/formats/stage.md: its description and its answers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "stage/limits.h"

namespace kyodo::stage {

struct ActionInfo {
  std::string name;
  Text title;
  JsonObject schema;                   // of the action's data
  std::vector<std::string> roles;      // "task" = the holders of the task
  std::vector<std::string> on_states;  // task states in which it may be taken
};

// What describe() said, checked.
struct StageInfo {
  std::string type;
  Text title;
  int behaviour_min = 1;
  int behaviour_max = 1;
  JsonObject settings_schema;
  std::vector<ActionInfo> actions;
  std::vector<std::string> outcomes;
  std::vector<std::string> facts;
  std::vector<std::string>
      engine_actions;  // which of enter, timeout, child, selected, not_selected it handles
  std::map<std::string, Text, std::less<>>
      words;  // how members of attributes and of task data are called in lists
  bool ranks = false;
  std::string library;  // path of the shared library
  std::string version;

  const ActionInfo* find_action(std::string_view name) const;
};

// Reads what describe() answered for the stage `type`. Everything wrong with it is in the Error's problems
// (Code::plugin): unknown or missing members, wrong types, names used twice, schemas outside the subset of
// check_schema. library and version are left empty.
Result<StageInfo> read_description(const Json& described, const std::string& type);

// Holds an answer of decide() against the contract: known members, types, limits. Code::plugin on nonsense.
Result<void> check_answer(const JsonObject& answer, const std::string& type);
Result<void> check_ranking(const JsonObject& answer, const std::string& type);

// The subset of JSON Schema that settings and action data may use: type, properties, required,
// additionalProperties (true or false), items (a schema), enum, format "date", minimum, maximum, minLength,
// maxLength, minItems, maxItems, default, title, description and members that begin with "x-".
// `at` is the JSON pointer of the schema, put before the fields of the problems.
std::vector<Problem> check_schema(const Json& schema, const std::string& at = "");

}  // namespace kyodo::stage
