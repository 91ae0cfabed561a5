// Which transitions an event enables (Appendix D: selectTransitions, removeConflictingTransitions).
#include <set>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using chart::StateKind;
using chart::Transition;

namespace {

// "a.b" takes "a.b" and "a.b.c", not "a.bc" (SCXML 1.0, 3.12.1).
bool matches(const Transition& transition, const std::string& name) {
  for (const std::string& descriptor : transition.events) {
    if (descriptor == "*") return true;
    if (name.starts_with(descriptor) && (name.size() == descriptor.size() || name[descriptor.size()] == '.'))
      return true;
  }
  return false;
}

}  // namespace

// Without an event: the eventless ones. A guard is asked once, however many states would ask it.
Transitions Machine::select_transitions(const Event* event) {
  Transitions enabled;
  std::map<std::uint32_t, bool> asked;
  const auto is_enabled = [&](const Transition& transition) {
    if (event ? !matches(transition, event->name) : !transition.events.empty()) return false;
    if (!transition.cond) return true;
    const auto [answer, is_new] = asked.try_emplace(transition.index, false);
    if (is_new) answer->second = condition(transition.cond).value_or(false);
    return answer->second;
  };
  std::set<std::uint32_t> chosen;
  for (const StateIndex atomic : configuration_.states()) {
    const StateKind kind = chart_.states[atomic].kind;
    if (kind != StateKind::atomic && kind != StateKind::final_state) continue;
    const Transition* found = nullptr;
    for (StateIndex state = atomic; state != 0 && !found; state = chart_.states[state].parent)
      for (const std::uint32_t index : chart_.states[state].transitions)
        if (is_enabled(chart_.transitions[index])) {
          found = &chart_.transitions[index];
          break;
        }
    if (found && chosen.insert(found->index).second) enabled.push_back(found);
  }
  return enabled.size() > 1 ? remove_conflicting_transitions(enabled) : enabled;
}

// Two exit sets meet exactly when one domain is the other or contains it: a domain always has active
// descendants. So instead of comparing sets pair by pair, domains are looked up.
Transitions Machine::remove_conflicting_transitions(const Transitions& enabled) const {
  std::map<StateIndex, const Transition*> filtered;  // by domain; those without targets exit nothing
  std::set<const Transition*> kept;
  for (const Transition* transition : enabled) {
    if (transition->targets.empty()) {
      kept.insert(transition);
      continue;
    }
    const StateIndex domain = transition_domain(*transition);
    std::vector<StateIndex> rivals;
    for (auto at = filtered.lower_bound(domain);
         at != filtered.end() && at->first <= chart_.states[domain].last_descendant; ++at)
      rivals.push_back(at->first);
    for (StateIndex outer = domain; outer != 0;) {
      outer = chart_.states[outer].parent;
      if (filtered.contains(outer)) rivals.push_back(outer);
    }
    bool preempted = false;
    for (const StateIndex rival : rivals)
      preempted = preempted || !chart_.is_descendant(transition->source, filtered.at(rival)->source);
    if (preempted) continue;
    for (const StateIndex rival : rivals) {
      kept.erase(filtered.at(rival));
      filtered.erase(rival);
    }
    filtered.emplace(domain, transition);
    kept.insert(transition);
  }
  Transitions result;
  for (const Transition* transition : enabled)
    if (kept.contains(transition)) result.push_back(transition);
  return result;
}

std::vector<StateIndex> Machine::effective_targets(const Transition& transition) const {
  std::vector<StateIndex> targets;
  const auto add = [&](StateIndex state) {
    if (std::find(targets.begin(), targets.end(), state) == targets.end()) targets.push_back(state);
  };
  for (const StateIndex target : transition.targets) {
    const StateKind kind = chart_.states[target].kind;
    if (kind != StateKind::history_shallow && kind != StateKind::history_deep) {
      add(target);
    } else if (const auto recorded = history_value_.find(target); recorded != history_value_.end()) {
      for (const StateIndex state : recorded->second) add(state);
    } else {
      for (const StateIndex state : effective_targets(chart_.states[target].initial)) add(state);
    }
  }
  return targets;
}

// The compound state (or <scxml>, 0) all of whose active descendants the transition leaves.
StateIndex Machine::transition_domain(const Transition& transition) const {
  if (transition.source == 0) return 0;
  const std::vector<StateIndex> targets = effective_targets(transition);
  const auto holds_all = [&](StateIndex state) {
    return std::all_of(targets.begin(), targets.end(),
                       [&](StateIndex t) { return chart_.is_descendant(t, state); });
  };
  if (transition.internal && chart_.states[transition.source].kind == StateKind::compound &&
      holds_all(transition.source))
    return transition.source;
  StateIndex ancestor = chart_.states[transition.source].parent;
  while (ancestor != 0 && (chart_.states[ancestor].kind != StateKind::compound || !holds_all(ancestor)))
    ancestor = chart_.states[ancestor].parent;
  return ancestor;
}

}  // namespace kyodo::interpreter
