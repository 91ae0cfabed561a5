#include "chart/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/strong_components.hpp>

#include "chart/flow.h"

namespace kyodo::chart {
namespace {

std::string shown(const Chart& chart, StateIndex index) {
  const State& state = chart.states[index];
  return state.id.empty() ? to_string(state.where) : state.id;
}

Finding warning(const char* rule, const Where& where, std::string ja, std::string en, std::string advice_ja,
                std::string advice_en) {
  return {false, rule, where, {std::move(ja), std::move(en)}, {std::move(advice_ja), std::move(advice_en)}};
}

bool is_top_final(const Chart& chart, StateIndex index) {
  return chart.states[index].kind == StateKind::final_state && chart.states[index].parent == 0;
}

void find_unreachable(const Chart& chart, const std::vector<bool>& seen, std::vector<Finding>& findings) {
  for (StateIndex i = 1; i < chart.states.size(); ++i) {
    const State& state = chart.states[i];
    if (seen[active(i)] || seen[entered(i)]) continue;
    // What lies inside an unreachable state needs no finding of its own.
    if (state.parent != 0 && !seen[active(state.parent)]) continue;
    findings.push_back(warning("unreachable-state", state.where,
                               fmt::format("状態「{}」にはどこからも入れません。", shown(chart, i)),
                               fmt::format("Nothing leads into the state \"{}\".", shown(chart, i)),
                               "この状態を target とする遷移を書くか、状態を取り除いてください。",
                               "Write a transition to it or remove it."));
  }
}

void find_dead_ends(const Chart& chart, const Graph& graph, const std::vector<bool>& seen,
                    std::vector<Finding>& findings) {
  std::vector<Vertex> finals;
  for (StateIndex i = 1; i < chart.states.size(); ++i)
    if (is_top_final(chart, i)) finals.push_back(active(i));
  if (finals.empty()) {
    findings.push_back(
        warning("no-final", chart.states[0].where, "終了状態がなく、この流れ図は終わりません。",
                "There is no final state, so this chart never ends.",
                "<scxml> の直下に <final> を書いてください。", "Write a <final> directly inside <scxml>."));
    return;
  }
  const std::vector<bool> ends = reachable(reversed(graph), finals);
  for (StateIndex i = 1; i < chart.states.size(); ++i) {
    const StateKind kind = chart.states[i].kind;
    if ((kind != StateKind::atomic && kind != StateKind::final_state) || !seen[active(i)] || ends[active(i)])
      continue;
    findings.push_back(
        warning("no-way-to-final", chart.states[i].where,
                fmt::format("状態「{}」から終了状態へ行く道がありません。", shown(chart, i)),
                fmt::format("No way leads from the state \"{}\" to a final state.", shown(chart, i)),
                "終了へ向かう遷移を書いてください。", "Write a transition towards the end."));
  }
}

bool covers(const std::string& wide, const std::string& narrow) {
  return wide == "*" || wide == narrow || (narrow.starts_with(wide) && narrow[wide.size()] == '.');
}

// Whether every event that `later` takes is taken by `earlier`.
bool covers(const Transition& earlier, const Transition& later) {
  if (earlier.events.empty()) return true;  // goes before any event is looked at
  if (later.events.empty()) return false;
  return std::all_of(later.events.begin(), later.events.end(), [&](const std::string& narrow) {
    return std::any_of(earlier.events.begin(), earlier.events.end(),
                       [&](const std::string& wide) { return covers(wide, narrow); });
  });
}

void find_dead_transitions(const Chart& chart, std::vector<Finding>& findings) {
  for (const State& state : chart.states) {
    // Only unguarded ones can shadow, and the few of them that are not shadowed themselves suffice.
    std::vector<const Transition*> shadows;
    for (const std::uint32_t index : state.transitions) {
      const Transition& transition = chart.transitions[index];
      if (transition.events.empty() && !transition.cond) {
        shadows.push_back(&transition);
        break;
      }
    }
    for (const std::uint32_t index : state.transitions) {
      const Transition& transition = chart.transitions[index];
      const auto shadow = std::find_if(shadows.begin(), shadows.end(), [&](const Transition* earlier) {
        const bool goes_first =
            earlier->index < transition.index || (earlier->events.empty() && !transition.events.empty());
        return earlier != &transition && goes_first && covers(*earlier, transition);
      });
      if (shadow != shadows.end()) {
        findings.push_back(
            warning("dead-transition", transition.where,
                    fmt::format("この遷移は選ばれません。{} の遷移がいつも先に選ばれます。",
                                to_string((*shadow)->where)),
                    fmt::format("This transition is never taken: the one at {} always comes first.",
                                to_string((*shadow)->where)),
                    "先にある遷移に cond を付けるか、順序を変えるか、取り除いてください。",
                    "Give the earlier one a cond, change the order or remove this one."));
      } else if (!transition.cond && !transition.events.empty() && shadows.size() < 100) {
        shadows.push_back(&transition);
      }
    }
  }
}

void find_endless_rounds(const Chart& chart, std::vector<Finding>& findings) {
  const Graph graph = eventless_graph(chart);
  std::vector<std::size_t> component(num_vertices(graph));
  boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  std::vector<bool> said(component.size(), false);
  for (const Transition& transition : chart.transitions) {
    if (!surely_taken_at_once(chart, transition)) continue;
    const std::size_t own = component[active(transition.source)];
    const bool round = transition.targets.empty() ||
                       std::any_of(transition.targets.begin(), transition.targets.end(),
                                   [&](StateIndex target) { return component[entered(target)] == own; });
    if (!round) continue;
    if (!transition.targets.empty() && said[own]) continue;
    said[own] = true;
    findings.push_back(
        warning("cycle-without-wait", transition.where, "イベントも条件もない遷移が回り続けます。",
                "Transitions without event and condition go round for ever.",
                "どれかの遷移に event か cond を付けてください。", "Give one of them an event or a cond."));
  }
}

}  // namespace

std::vector<Finding> analyse(const Chart& chart) {
  std::vector<Finding> findings;
  const Graph graph = flow_graph(chart);
  const std::vector<bool> seen = reachable(graph, {entered(0)});
  find_unreachable(chart, seen, findings);
  find_dead_ends(chart, graph, seen, findings);
  find_dead_transitions(chart, findings);
  find_endless_rounds(chart, findings);
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  });
  if (findings.size() > kMaxFindings) findings.resize(kMaxFindings);
  return findings;
}

}  // namespace kyodo::chart
