// What can be said of a chart without running it, on Boost.Graph.
#pragma once

#include <string>
#include <vector>

#include "chart/chart.h"

namespace kyodo::chart {

// unreachable-state, no-way-to-final, dead-transition (never enabled because an earlier one without a guard
// takes the same events), cycle-without-wait (eventless transitions that can go round for ever).
std::vector<Finding> analyse(const Chart& chart);

// Fewest and most (without repeating a state) person-involving states on a way from the start to a final.
struct Ways {
  std::vector<std::string> shortest;  // state ids
  std::vector<std::string> longest;
};
Ways ways(const Chart& chart);

std::string to_dot(const Chart& chart);      // Graphviz, compound states as clusters
std::string to_mermaid(const Chart& chart);  // stateDiagram-v2

}  // namespace kyodo::chart
