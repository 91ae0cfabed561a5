// What a picture of a chart says of a state and of a transition.
#pragma once

#include <string>

#include "chart/chart.h"

namespace kyodo::chart {

std::string label_of(const Chart& chart, StateIndex index);  // title, id or place
std::string events_of(const Transition& transition);         // "a b [cond]"

}  // namespace kyodo::chart
