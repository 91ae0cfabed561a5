// Which transitions an event enables (Appendix D: selectTransitions, removeConflictingTransitions).
#include <algorithm>
#include <map>
#include <set>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using chart::StateKind;
using chart::Transition;

// Without an event: the eventless ones. Valid until the next selection.
const Transitions& Machine::select_transitions(const Event* event) {
  const chart::Plan& plan = chart_.plan;
  enabled_.clear();
  if (!event && !plan.has_eventless) return enabled_;
  const chart::EventIndex name = event ? plan.events.find(event->name) : 0;
  const auto nearest = event ? &chart::Plan::Node::with_events : &chart::Plan::Node::without_events;
  asked_.clear();
  for (const StateIndex active : place_.configuration.states()) {
    if (!plan.nodes[active].is_basic) continue;
    for (StateIndex state = plan.nodes[active].*nearest; state != 0;
         state = plan.nodes[plan.nodes[state].parent].*nearest) {
      // Whatever another active state found here or further out is chosen already: a guard is asked once.
      if (!plan.nodes[state].is_basic) {
        if (asked_.contains(state)) break;
        asked_.add(state);
      }
      if (const Transition* found = first_enabled(state, event, name)) {
        enabled_.push_back(found);
        break;
      }
    }
  }
  if (may_conflict(enabled_)) enabled_ = remove_conflicting_transitions(enabled_);
  return enabled_;
}

const Transition* Machine::first_enabled(StateIndex state, const Event* event, chart::EventIndex name) {
  const chart::Plan& plan = chart_.plan;
  const chart::Plan::Node& node = plan.nodes[state];
  const chart::Arm* end = plan.arms.data() + (event ? node.eventless : node.end);
  const Transition* asked = nullptr;  // the arms of one transition stand side by side
  for (const chart::Arm* arm = plan.arms.data() + (event ? node.arms : node.eventless); arm != end; ++arm) {
    if (name < arm->first || name > arm->last) continue;
    const Transition& transition = chart_.transitions[arm->transition];
    if (&transition == asked) continue;
    asked = &transition;
    if (!transition.cond) return &transition;
    element_ = "transition";
    if (condition(transition.cond).value_or(false)) return &transition;
  }
  return nullptr;
}

// Most often each transition stays within a region of its own, one after the other.
bool Machine::may_conflict(const Transitions& enabled) {
  StateIndex end = 0;  // of the regions so far
  bool first = true;
  for (const Transition* transition : enabled) {
    if (transition->targets.empty()) continue;
    const StateIndex domain = transition_domain(*transition);
    if (!first && domain <= end) return true;
    end = chart_.plan.nodes[domain].last_descendant;
    first = false;
  }
  return false;
}

// Two exit sets meet exactly when one domain is the other or contains it: a domain always has active
// descendants. So instead of comparing sets pair by pair, domains are looked up.
Transitions Machine::remove_conflicting_transitions(const Transitions& enabled) {
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

// Histories replaced by what they remember. Valid until the next call.
const std::vector<StateIndex>& Machine::effective_targets(const Transition& transition) {
  if (transition.source != 0 && chart_.plan.domains[transition.index] != chart::kNoState)
    return transition.targets;
  targets_.clear();
  add_effective_targets(transition.targets);
  return targets_;
}

void Machine::add_effective_targets(const std::vector<StateIndex>& targets) {
  for (const StateIndex target : targets) {
    const StateKind kind = chart_.states[target].kind;
    if (kind != StateKind::history_shallow && kind != StateKind::history_deep) {
      if (std::find(targets_.begin(), targets_.end(), target) == targets_.end()) targets_.push_back(target);
    } else {
      const auto* recorded = place_.recorded(target);
      add_effective_targets(recorded ? *recorded : chart_.states[target].initial.targets);
    }
  }
}

StateIndex Machine::transition_domain(const Transition& transition) {
  if (transition.source == 0) return 0;
  const StateIndex known = chart_.plan.domains[transition.index];
  return known != chart::kNoState
             ? known
             : chart::transition_domain(chart_, transition, effective_targets(transition));
}

}  // namespace kyodo::interpreter
