// What can be said of a chart without running it, on Boost.Graph.
#pragma once

#include <string>
#include <vector>

#include "chart/chart.h"

namespace kyodo::chart {

// unreachable-state, no-way-to-final, no-final (there is no top-level final), dead-transition (never enabled
// because an earlier one without a guard takes the same events, or an eventless one goes first),
// cycle-without-wait (eventless transitions without a guard that go round for ever). All are warnings.
std::vector<Finding> analyse(const Chart& chart);

inline constexpr std::size_t kMaxWayStates = 500;  // states with <invoke>; of larger charts no ways are given
inline constexpr int kMaxWaySteps = 200'000;       // spent on the longest way; then it is the longest found

// Person-involving states are those with an <invoke>. Fewest and most (without repeating a state)
// person-involving states on a way from the start to a final.
struct Ways {
  std::vector<std::string> shortest;  // state ids
  std::vector<std::string> longest;
};
Ways ways(const Chart& chart);

std::string to_dot(const Chart& chart);      // Graphviz, compound states as clusters
std::string to_mermaid(const Chart& chart);  // stateDiagram-v2
std::string to_svg(const Chart& chart);  // a picture of its own: states below each other, ways at their right

}  // namespace kyodo::chart
