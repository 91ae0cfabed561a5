// Shortest and longest ways through the states in which people have something to do.
#include <algorithm>
#include <deque>

#include "chart/analysis.h"
#include "chart/flow.h"

namespace kyodo::chart {
namespace {

// The stops of a chart: 0 is the start, then the states with an <invoke>; `ends` tells whence a final can be
// reached without another stop.
struct Stops {
  std::vector<StateIndex> states{0};
  std::vector<std::vector<std::size_t>> next;
  std::vector<bool> ends;
};

void look_around(const Chart& chart, const Graph& graph, const std::vector<std::size_t>& stop_of,
                 std::size_t stop, Stops& stops) {
  std::vector<bool> seen(num_vertices(graph), false);
  std::deque<Vertex> open{stop == 0 ? entered(0) : active(stops.states[stop])};
  seen[open.front()] = true;
  while (!open.empty()) {
    const Vertex at = open.front();
    open.pop_front();
    const auto state = static_cast<StateIndex>(at / 2);
    if (at == active(state) && chart.states[state].kind == StateKind::final_state &&
        chart.states[state].parent == 0)
      stops.ends[stop] = true;
    const auto [begin, end] = adjacent_vertices(at, graph);
    for (auto next = begin; next != end; ++next) {
      if (seen[*next]) continue;
      seen[*next] = true;
      const auto to = static_cast<StateIndex>(*next / 2);
      if (*next == active(to) && stop_of[to] != 0)
        stops.next[stop].push_back(stop_of[to]);
      else
        open.push_back(*next);
    }
  }
  std::sort(stops.next[stop].begin(), stops.next[stop].end());
}

Stops find_stops(const Chart& chart) {
  Stops stops;
  std::vector<std::size_t> stop_of(chart.states.size(), 0);
  for (StateIndex i = 1; i < chart.states.size(); ++i) {
    if (chart.states[i].invokes.empty()) continue;
    stop_of[i] = stops.states.size();
    stops.states.push_back(i);
  }
  stops.next.resize(stops.states.size());
  stops.ends.resize(stops.states.size(), false);
  if (stops.states.size() > kMaxWayStates) return stops;
  const Graph graph = flow_graph(chart);
  for (std::size_t stop = 0; stop < stops.states.size(); ++stop)
    look_around(chart, graph, stop_of, stop, stops);
  return stops;
}

std::vector<std::string> named(const Chart& chart, const Stops& stops, const std::vector<std::size_t>& way) {
  std::vector<std::string> ids;
  for (const std::size_t stop : way)
    if (stop != 0) ids.push_back(chart.states[stops.states[stop]].id);
  return ids;
}

std::vector<std::size_t> shortest_way(const Stops& stops) {
  constexpr std::size_t kNone = SIZE_MAX;
  std::vector<std::size_t> from(stops.states.size(), kNone);
  std::deque<std::size_t> open{0};
  from[0] = 0;
  while (!open.empty()) {
    std::size_t at = open.front();
    open.pop_front();
    if (stops.ends[at]) {
      std::vector<std::size_t> way{at};
      while (at != 0) way.push_back(at = from[at]);
      std::reverse(way.begin(), way.end());
      return way;
    }
    for (const std::size_t next : stops.next[at]) {
      if (from[next] != kNone) continue;
      from[next] = at;
      open.push_back(next);
    }
  }
  return {};
}

// Finding the longest is a hard problem, so the search ends after kMaxWaySteps.
std::vector<std::size_t> longest_way(const Stops& stops) {
  std::vector<std::size_t> best;
  std::vector<bool> on_way(stops.states.size(), false);
  std::vector<std::pair<std::size_t, std::size_t>> way{{0, 0}};  // stop, next branch
  on_way[0] = true;
  for (int steps = 0; !way.empty() && steps < kMaxWaySteps; ++steps) {
    auto& [at, branch] = way.back();
    if (branch == 0 && stops.ends[at] && way.size() > best.size()) {
      best.clear();
      for (const auto& [stop, unused] : way) best.push_back(stop);
    }
    if (branch == stops.next[at].size()) {
      on_way[at] = false;
      way.pop_back();
      continue;
    }
    const std::size_t next = stops.next[at][branch++];
    if (on_way[next]) continue;
    on_way[next] = true;
    way.emplace_back(next, 0);
  }
  return best;
}

}  // namespace

Ways ways(const Chart& chart) {
  const Stops stops = find_stops(chart);
  return {named(chart, stops, shortest_way(stops)), named(chart, stops, longest_way(stops))};
}

}  // namespace kyodo::chart
