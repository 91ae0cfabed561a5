// What holds of every configuration (SCXML 1.0, 3.11): parents of active states are active, a compound state
// has one active child, a parallel state all of them.
#pragma once

#include "interpreter/interpreter.h"

namespace kyodo::differential {

bool is_legal(const chart::Chart& chart, const interpreter::Session& session);

}  // namespace kyodo::differential
