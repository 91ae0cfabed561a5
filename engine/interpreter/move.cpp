// Leaving and entering states (Appendix D: exitStates, enterStates and the procedures they use).
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
  StateSet leaving;
  for (const Transition* transition : transitions) {
    if (transition->targets.empty()) continue;
    const StateIndex domain = transition_domain(*transition);
    configuration_.each_in(domain, chart_.states[domain].last_descendant,
                           [&](StateIndex s) { leaving.add(s); });
  }
  for (const StateIndex state : leaving.states()) states_to_invoke_.remove(state);
  for (const StateIndex state : leaving.states())
    for (const StateIndex history : chart_.states[state].histories) {
      std::vector<StateIndex> value;
      const bool deep = chart_.states[history].kind == StateKind::history_deep;
      configuration_.each_in(state, chart_.states[state].last_descendant, [&](StateIndex s) {
        const StateKind kind = chart_.states[s].kind;
        if (deep ? kind == StateKind::atomic || kind == StateKind::final_state
                 : chart_.states[s].parent == state)
          value.push_back(s);
      });
      history_value_[history] = std::move(value);
    }
  leave(std::vector<StateIndex>(leaving.states().rbegin(), leaving.states().rend()));
}

void Machine::leave(const std::vector<StateIndex>& exit_order) {
  for (const StateIndex state : exit_order) {
    for (const chart::Executable& content : chart_.states[state].onexit) execute(content);
    if (!chart_.states[state].invokes.empty()) {
      const std::string name = name_of(state);
      std::erase_if(session_.invokes, [&](const ActiveInvoke& active) {
        if (active.state != name) return false;
        add_effect(CancelInvoke{active.id});
        return true;
      });
    }
    configuration_.remove(state);
  }
}

void Machine::enter_states(const Transitions& transitions) {
  Entry entry;
  for (const Transition* transition : transitions) {
    if (transition->targets.empty()) continue;
    entry.domain = transition_domain(*transition);
    for (const StateIndex target : transition->targets) add_descendants(target, entry);
    for (const StateIndex target : effective_targets(*transition)) add_ancestors(target, entry.domain, entry);
  }
  for (const StateIndex index : entry.states.states()) {
    if (failure_) return;
    const State& state = chart_.states[index];
    if (trace_) trace_->entered.push_back(index);
    configuration_.add(index);
    states_to_invoke_.add(index);
    if (!chart_.early_binding && !state.data.empty()) {
      const std::string name = name_of(index);
      if (std::find(session_.entered.begin(), session_.entered.end(), name) == session_.entered.end()) {
        session_.entered.push_back(name);
        initialise_data(index, {});
      }
    }
    for (const chart::Executable& content : state.onentry) execute(content);
    if (entry.default_entry.contains(index)) execute(state.initial.content);
    if (const auto found = entry.default_history.find(index); found != entry.default_history.end())
      execute(*found->second);
    if (state.kind == StateKind::final_state) enter_final(index);
  }
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
      return chart_.states[child].kind == StateKind::final_state && configuration_.contains(child);
    });
  if (state.kind == StateKind::parallel)
    return std::all_of(children.begin(), children.end(),
                       [&](StateIndex child) { return is_in_final_state(child); });
  return false;
}

void Machine::add_descendants(StateIndex index, Entry& entry) const {
  const State& state = chart_.states[index];
  if (is_history(state)) {
    const auto recorded = history_value_.find(index);
    const bool known = recorded != history_value_.end();
    if (!known) entry.default_history[state.parent] = &state.initial.content;
    const std::vector<StateIndex>& targets = known ? recorded->second : state.initial.targets;
    for (const StateIndex target : targets) add_descendants(target, entry);
    for (const StateIndex target : targets) add_ancestors(target, state.parent, entry);
    return;
  }
  entry.states.add(index);
  if (state.kind == StateKind::compound) {
    entry.default_entry.add(index);
    for (const StateIndex target : state.initial.targets) add_descendants(target, entry);
    for (const StateIndex target : state.initial.targets) add_ancestors(target, index, entry);
  } else if (state.kind == StateKind::parallel) {
    for (const StateIndex child : state.children) enter_region(child, entry);
  }
}

// Nothing outside the domain was left, so nothing there is entered: a history may belong to a state further
// out.
void Machine::add_ancestors(StateIndex index, StateIndex ancestor, Entry& entry) const {
  for (StateIndex above = chart_.states[index].parent;
       above != ancestor && above != entry.domain && above != 0; above = chart_.states[above].parent) {
    entry.states.add(above);
    if (chart_.states[above].kind != StateKind::parallel) continue;
    for (const StateIndex child : chart_.states[above].children) enter_region(child, entry);
  }
}

// A region of a parallel state is entered by default unless something inside it is entered anyway.
void Machine::enter_region(StateIndex child, Entry& entry) const {
  if (!entry.states.any_in(child, chart_.states[child].last_descendant)) add_descendants(child, entry);
}

}  // namespace kyodo::interpreter
