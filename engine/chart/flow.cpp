#include "chart/flow.h"

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/transpose_graph.hpp>

namespace kyodo::chart {
namespace {

void add_structure(const Chart& chart, Graph& graph) {
  for (StateIndex i = 0; i < chart.states.size(); ++i) {
    const State& state = chart.states[i];
    if (state.kind != StateKind::history_shallow && state.kind != StateKind::history_deep)
      add_edge(entered(i), active(i), graph);
    if (i != 0) add_edge(active(i), active(state.parent), graph);
    for (const StateIndex target : state.initial.targets) add_edge(entered(i), entered(target), graph);
    if (state.kind == StateKind::parallel)
      for (const StateIndex child : state.children) add_edge(entered(i), entered(child), graph);
  }
}

}  // namespace

Graph flow_graph(const Chart& chart) {
  Graph graph(2 * chart.states.size());
  add_structure(chart, graph);
  for (StateIndex i = 0; i < chart.states.size(); ++i)
    if (chart.states[i].kind == StateKind::parallel)
      for (const StateIndex child : chart.states[i].children) add_edge(active(i), entered(child), graph);
  // What a shallow history has seen active it enters by default.
  for (const State& state : chart.states)
    if (state.kind == StateKind::history_shallow)
      for (const StateIndex child : chart.states[state.parent].children)
        add_edge(active(child), entered(child), graph);
  for (const Transition& transition : chart.transitions)
    for (const StateIndex target : transition.targets)
      add_edge(active(transition.source), entered(target), graph);
  return graph;
}

// An earlier eventless transition of the same state, even with a guard, may be the way out.
bool surely_taken_at_once(const Chart& chart, const Transition& transition) {
  if (!transition.events.empty() || transition.cond) return false;
  for (const std::uint32_t index : chart.states[transition.source].transitions) {
    if (index == transition.index) return true;
    if (chart.transitions[index].events.empty()) return false;
  }
  return true;
}

Graph eventless_graph(const Chart& chart) {
  Graph graph(2 * chart.states.size());
  add_structure(chart, graph);
  for (const Transition& transition : chart.transitions)
    if (surely_taken_at_once(chart, transition))
      for (const StateIndex target : transition.targets)
        add_edge(active(transition.source), entered(target), graph);
  return graph;
}

std::vector<bool> reachable(const Graph& graph, const std::vector<Vertex>& from) {
  std::vector<bool> seen(num_vertices(graph), false);
  std::vector<boost::default_color_type> colours(num_vertices(graph), boost::white_color);
  boost::queue<Vertex> queue;
  const auto colour_map = boost::make_iterator_property_map(colours.begin(), get(boost::vertex_index, graph));
  boost::breadth_first_visit(graph, from.data(), from.data() + from.size(), queue,
                             boost::default_bfs_visitor(), colour_map);
  for (std::size_t i = 0; i < colours.size(); ++i) seen[i] = colours[i] != boost::white_color;
  return seen;
}

Graph reversed(const Graph& graph) {
  Graph other;
  boost::transpose_graph(graph, other);
  return other;
}

}  // namespace kyodo::chart
