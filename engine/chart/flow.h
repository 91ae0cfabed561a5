// The graph behind the analyses: two vertices for each state, since being active and being entered by default
// lead to different places.
#pragma once

#include <boost/graph/adjacency_list.hpp>
#include <vector>

#include "chart/chart.h"

namespace kyodo::chart {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
using Vertex = Graph::vertex_descriptor;

inline Vertex active(StateIndex state) {
  return 2 * static_cast<Vertex>(state);
}
inline Vertex entered(StateIndex state) {
  return 2 * static_cast<Vertex>(state) + 1;
}

// Edges say "may lead to": every transition, every default, every region. It never misses a way, so what it
// cannot reach is unreachable.
Graph flow_graph(const Chart& chart);
// What surely happens without an event, for finding endless rounds.
bool surely_taken_at_once(const Chart& chart, const Transition& transition);
Graph eventless_graph(const Chart& chart);

std::vector<bool> reachable(const Graph& graph, const std::vector<Vertex>& from);
Graph reversed(const Graph& graph);

}  // namespace kyodo::chart
