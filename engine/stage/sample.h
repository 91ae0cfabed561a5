// Inputs to try a stage with: a call as the engine would make it, data by a schema, and broken variants.
#pragma once

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
// The same visit after `answer` to it: its state, and its tasks open.
JsonObject sample_input_after(const JsonObject& input, const JsonObject& answer, const std::string& action,
                              const std::string& task, JsonObject data);
JsonObject sample_rank_input();

// Texts that are no input at all, and inputs with one member of a wrong type; each with what is wrong with
// it.
struct Malformed {
  std::string what;  // "not JSON"
  std::string text;
};
std::vector<Malformed> malformed_inputs(const JsonObject& input);

}  // namespace kyodo::stage
