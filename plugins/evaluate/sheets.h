// The sheets of both sides, sealed until all are in, the checklist, and the sheets of others who are heard.
#pragma once

#include "state.h"

namespace kyodo::evaluate {

struct Waive {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Waive, (), (reason))

void enter(stage::Call& call);
void submit(stage::Call& call, State& state);
void waive(stage::Call& call, State& state, const Waive& data);
bool others_are_in(const State& state, const Settings& settings);

}  // namespace kyodo::evaluate
