// Leaving and entering states (Appendix D: exitStates, enterStates and the procedures they use).
#include <algorithm>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using chart::State;
using chart::StateKind;
using chart::Transition;

namespace {

bool is_history(const State& state) {
  return state.kind == StateKind::history_shallow || state.kind == StateKind::history_deep;
}

}  // namespace

void Machine::exit_states(const Transitions& transitions) {
  leaving_.clear();
  domains_.clear();
  for (const Transition* transition : transitions) {
    domains_.push_back(transition->targets.empty() ? 0 : transition_domain(*transition));
    if (transition->targets.empty()) continue;
    const StateIndex domain = domains_.back();
    place_.configuration.each_in(domain, chart_.plan.nodes[domain].last_descendant,
                                 [&](StateIndex s) { leaving_.add(s); });
  }
  for (const StateIndex state : leaving_.states()) {
    if (chart_.plan.nodes[state].leaves_quietly) continue;
    states_to_invoke_.remove(state);
    for (const StateIndex history : chart_.states[state].histories) {
      std::vector<StateIndex> value;
      const bool deep = chart_.states[history].kind == StateKind::history_deep;
      place_.configuration.each_in(state, chart_.states[state].last_descendant, [&](StateIndex s) {
        if (deep ? chart_.plan.nodes[s].is_basic : chart_.states[s].parent == state) value.push_back(s);
      });
      place_.record(history, std::move(value));
    }
  }
  leave(leaving_.states());
}

// The last in document order first.
void Machine::leave(const std::vector<StateIndex>& states) {
  for (auto at = states.rbegin(); at != states.rend(); ++at) {
    if (!chart_.plan.nodes[*at].leaves_quietly) {
      for (const chart::Executable& content : chart_.states[*at].onexit) execute(content);
      std::erase_if(place_.invokes, [&](const Place::Invocation& each) {
        if (each.state != *at) return false;
        add_effect(CancelInvoke{each.active.id});
        return true;
      });
    }
    place_.configuration.remove(*at);
  }
}

void Machine::enter_states(const Transitions& transitions) {
  entry_.states.clear();
  entry_.default_entry.clear();
  entry_.default_history.clear();
  for (std::size_t i = 0; i < transitions.size(); ++i) {
    if (transitions[i]->targets.empty()) continue;
    entry_.domain = domains_[i];
    for (const StateIndex target : transitions[i]->targets) add_descendants(target);
    for (const StateIndex target : effective_targets(*transitions[i])) add_ancestors(target, entry_.domain);
  }
  for (const StateIndex state : entry_.states.states()) {
    if (failure_) return;
    enter(state);
  }
}

void Machine::enter(StateIndex index) {
  if (trace_) trace_->entered.push_back(index);
  place_.configuration.add(index);
  if (chart_.plan.nodes[index].enters_quietly) return;
  const State& state = chart_.states[index];
  if (!state.invokes.empty()) states_to_invoke_.add(index);
  if (!chart_.early_binding && !state.data.empty() &&
      std::find(place_.entered.begin(), place_.entered.end(), index) == place_.entered.end()) {
    place_.entered.push_back(index);
    initialise_data(index, {});
  }
  for (const chart::Executable& content : state.onentry) execute(content);
  if (entry_.default_entry.contains(index)) execute(state.initial.content);
  for (const auto& [parent, content] : entry_.default_history)
    if (parent == index) execute(*content);
  if (state.kind == StateKind::final_state) enter_final(index);
}

void Machine::enter_final(StateIndex index) {
  const StateIndex parent = chart_.states[index].parent;
  if (parent == 0) {
    running_ = false;
    return;
  }
  const StateIndex grandparent = chart_.states[parent].parent;
  Event done{"done.state." + name_of(parent), "platform"};
  done.data = done_data(index);
  enqueue(std::move(done));
  if (chart_.states[grandparent].kind == StateKind::parallel && is_in_final_state(grandparent))
    enqueue(Event{"done.state." + name_of(grandparent), "platform"});
}

bool Machine::is_in_final_state(StateIndex index) const {
  const State& state = chart_.states[index];
  const auto& children = state.children;
  if (state.kind == StateKind::compound)
    return std::any_of(children.begin(), children.end(), [&](StateIndex child) {
      return chart_.states[child].kind == StateKind::final_state && place_.configuration.contains(child);
    });
  if (state.kind == StateKind::parallel)
    return std::all_of(children.begin(), children.end(),
                       [&](StateIndex child) { return is_in_final_state(child); });
  return false;
}

void Machine::add_descendants(StateIndex index) {
  if (chart_.plan.nodes[index].is_basic) return entry_.states.add(index);
  const State& state = chart_.states[index];
  if (is_history(state)) {
    const std::vector<StateIndex>* recorded = place_.recorded(index);
    if (!recorded) {
      std::erase_if(entry_.default_history, [&](const auto& each) { return each.first == state.parent; });
      entry_.default_history.emplace_back(state.parent, &state.initial.content);
    }
    const std::vector<StateIndex>& targets = recorded ? *recorded : state.initial.targets;
    for (const StateIndex target : targets) add_descendants(target);
    for (const StateIndex target : targets) add_ancestors(target, state.parent);
    return;
  }
  entry_.states.add(index);
  if (state.kind == StateKind::compound) {
    entry_.default_entry.add(index);
    for (const StateIndex target : state.initial.targets) add_descendants(target);
    for (const StateIndex target : state.initial.targets) add_ancestors(target, index);
  } else if (state.kind == StateKind::parallel) {
    for (const StateIndex child : state.children) enter_region(child);
  }
}

// Nothing outside the domain was left, so nothing there is entered: a history may belong to a state further
// out.
void Machine::add_ancestors(StateIndex index, StateIndex ancestor) {
  const auto& nodes = chart_.plan.nodes;
  for (StateIndex above = nodes[index].parent; above != ancestor && above != entry_.domain && above != 0;
       above = nodes[above].parent) {
    entry_.states.add(above);
    if (chart_.states[above].kind != StateKind::parallel) continue;
    for (const StateIndex child : chart_.states[above].children) enter_region(child);
  }
}

// A region of a parallel state is entered by default unless something inside it is entered anyway.
void Machine::enter_region(StateIndex child) {
  if (!entry_.states.any_in(child, chart_.states[child].last_descendant)) add_descendants(child);
}

}  // namespace kyodo::interpreter
