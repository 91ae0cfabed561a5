// The sheets of both sides, sealed until all are in, and the checklist.
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

}  // namespace kyodo::evaluate
