// Inputs to try a stage with: a call as the engine would make it, data by a schema, and broken variants.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "stage/contract.h"

namespace kyodo::stage {

// A value that a schema of the subset allows; texts are short, numbers small, arrays as short as they may be.
Json sample_of(const JsonObject& schema);
// The sample with one property at a time of a wrong type, and one with a member nobody knows.
std::vector<JsonObject> wrong_samples_of(const JsonObject& schema);

// A decide() input for a project that stands at the beginning of the visit; facts are empty but of their
// shape.
JsonObject sample_input(const StageInfo& info, int behaviour, const std::string& action);

// A visit that goes on as the engine would let it: who tries a stage asks for the next call and applies
// answers.
class SampleVisit {
 public:
  SampleVisit(const StageInfo& info, int behaviour) : input_(sample_input(info, behaviour, "enter")) {}

  const JsonObject& entering() const { return input_; }
  // The name of the first task on which the action may be taken now; "" if there is none.
  std::string task_for(const ActionInfo& action) const;
  JsonObject call(const ActionInfo& action, const JsonObject& data) const;
  // The state, the tasks and the attributes after an answer to `call`, which was not refused.
  void apply(const JsonObject& call, const JsonObject& answer);

 private:
  JsonObject input_;
  std::map<std::string, std::vector<std::string>, std::less<>> actions_;  // of each task
};
JsonObject sample_rank_input();

// Texts that are no input at all, and inputs with one member of a wrong type; each with what is wrong with
// it.
struct Malformed {
  std::string what;  // "not JSON"
  std::string text;
};
std::vector<Malformed> malformed_inputs(const JsonObject& input);

}  // namespace kyodo::stage
