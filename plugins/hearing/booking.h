// Booking a slot without taking the section or the place twice (KM-10).
#pragma once

#include "state.h"

namespace kyodo::hearing {

void book(stage::Call& call, State& state, const Booking& wanted);
void rebook(stage::Call& call, State& state, const Booking& wanted);
void release_slot(stage::Call& call, const State& state);

}  // namespace kyodo::hearing
