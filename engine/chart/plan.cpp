#include "chart/plan.h"

#include <algorithm>

#include "chart/chart.h"

namespace kyodo::chart {
namespace {

// Whether a comes before b when the parts between dots are compared one by one.
bool before(std::string_view a, std::string_view b) {
  const auto rank = [](char c) { return c == '.' ? 0 : static_cast<unsigned char>(c) + 1; };
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [&](char x, char y) { return rank(x) < rank(y); });
}

bool takes(std::string_view descriptor, std::string_view name) {
  return descriptor.empty() || (name.starts_with(descriptor) &&
                                (name.size() == descriptor.size() || name[descriptor.size()] == '.'));
}

}  // namespace

EventTable::EventTable(std::vector<std::string> descriptors) {
  descriptors.emplace_back();
  std::sort(descriptors.begin(), descriptors.end(), before);
  descriptors.erase(std::unique(descriptors.begin(), descriptors.end()), descriptors.end());
  for (std::string& text : descriptors) {
    const auto index = static_cast<EventIndex>(entries_.size());
    EventIndex outer = index == 0 ? 0 : index - 1;
    while (!takes(entries_.empty() ? "" : entries_[outer].text, text)) outer = entries_[outer].outer;
    by_text_.emplace(text, index);
    entries_.push_back({std::move(text), outer, index});
  }
  for (EventIndex index = static_cast<EventIndex>(entries_.size()); index-- > 1;) {
    Entry& outer = entries_[entries_[index].outer];
    outer.last = std::max(outer.last, entries_[index].last);
  }
}

// Most events are called as a descriptor is written. What takes any other begins or stands before its place.
EventIndex EventTable::find(std::string_view name) const {
  if (const auto exact = by_text_.find(name); exact != by_text_.end()) return exact->second;
  const auto after =
      std::upper_bound(entries_.begin() + 1, entries_.end(), name,
                       [](std::string_view text, const Entry& entry) { return before(text, entry.text); });
  auto found = static_cast<EventIndex>(after - entries_.begin()) - 1;
  while (!takes(entries_[found].text, name)) found = entries_[found].outer;
  return found;
}

Plan make_plan(const Chart& chart) {
  Plan plan;
  std::vector<std::string> descriptors;
  for (const Transition& transition : chart.transitions)
    for (const std::string& event : transition.events)
      if (event != "*") descriptors.push_back(event);
  plan.events = EventTable(std::move(descriptors));

  const auto nearest = [&](StateIndex state, StateIndex parent, StateIndex Plan::Node::*kind, bool has) {
    return has ? state : state == 0 ? 0 : plan.nodes[parent].*kind;
  };
  for (StateIndex index = 0; index < chart.states.size(); ++index) {
    const State& state = chart.states[index];
    Plan::Node node;
    node.parent = index == 0 ? 0 : state.parent;
    node.last_descendant = state.last_descendant;
    node.is_basic = state.kind == StateKind::atomic || state.kind == StateKind::final_state;
    const bool quiet = state.invokes.empty() && state.histories.empty();
    node.enters_quietly = quiet && state.onentry.empty() && state.data.empty() &&
                          state.initial.content.empty() && state.kind != StateKind::final_state;
    node.leaves_quietly = quiet && state.onexit.empty();
    node.arms = static_cast<std::uint32_t>(plan.arms.size());
    for (const std::uint32_t transition : state.transitions)
      for (const std::string& event : chart.transitions[transition].events) {
        const EventIndex first = event == "*" ? 0 : plan.events.find(event);
        plan.arms.push_back({first, plan.events.last(first), transition});
      }
    node.eventless = static_cast<std::uint32_t>(plan.arms.size());
    for (const std::uint32_t transition : state.transitions)
      if (chart.transitions[transition].events.empty()) plan.arms.push_back({0, 0, transition});
    node.end = static_cast<std::uint32_t>(plan.arms.size());
    node.with_events = nearest(index, node.parent, &Plan::Node::with_events, node.arms != node.eventless);
    node.without_events =
        nearest(index, node.parent, &Plan::Node::without_events, node.eventless != node.end);
    plan.has_eventless = plan.has_eventless || node.eventless != node.end;
    plan.nodes.push_back(node);
  }

  for (const Transition& transition : chart.transitions) {
    const bool by_history =
        std::any_of(transition.targets.begin(), transition.targets.end(), [&](StateIndex target) {
          return chart.states[target].kind == StateKind::history_deep ||
                 chart.states[target].kind == StateKind::history_shallow;
        });
    plan.domains.push_back(by_history ? kNoState : transition_domain(chart, transition, transition.targets));
  }
  return plan;
}

StateIndex transition_domain(const Chart& chart, const Transition& transition,
                             const std::vector<StateIndex>& targets) {
  if (transition.source == 0) return 0;
  const auto holds_all = [&](StateIndex state) {
    return std::all_of(targets.begin(), targets.end(),
                       [&](StateIndex t) { return chart.is_descendant(t, state); });
  };
  if (transition.internal && chart.states[transition.source].kind == StateKind::compound &&
      holds_all(transition.source))
    return transition.source;
  StateIndex ancestor = chart.states[transition.source].parent;
  while (ancestor != 0 && (chart.states[ancestor].kind != StateKind::compound || !holds_all(ancestor)))
    ancestor = chart.states[ancestor].parent;
  return ancestor;
}

}  // namespace kyodo::chart
