#include "interpreter.h"

namespace kyodo::reference {

namespace {

using Kind = State::Kind;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

// SCXML 1.0, 3.12.1: token by token; "*", ".*" and "." at the end say nothing more.
bool nameMatch(const std::string& descriptors, const std::string& name) {
  const std::vector<std::string> tokens = split(name, '.');
  for (const std::string& descriptor : split(descriptors, ' ')) {
    std::vector<std::string> wanted = split(descriptor, '.');
    while (!wanted.empty() && (wanted.back() == "*" || wanted.back().empty())) wanted.pop_back();
    if (descriptor.empty() || wanted.size() > tokens.size()) continue;
    bool all = true;
    for (std::size_t i = 0; i < wanted.size(); ++i) all = all && wanted[i] == tokens[i];
    if (all) return true;
  }
  return false;
}

}  // namespace

Interpreter::Interpreter(const Document& document, const Bounds& bounds)
    : document_(document), bounds_(bounds) {
  learn(document_.scxml, nullptr);
}

void Interpreter::learn(const State& state, const State* parent) {
  documentOrder_.push_back(&state);
  parent_[&state] = parent;
  if (!state.id.empty()) byId_[state.id] = &state;
  for (const Transition& transition : state.transitions) source_[&transition] = &state;
  source_[&state.initial] = &state;
  Transition& first = firstChild_[&state];
  source_[&first] = &state;
  for (const State& child : state.children) learn(child, &state);
}

std::string Interpreter::nameOf(const State* state) const {
  if (!state->id.empty()) return state->id;
  return "#" + std::to_string(numberOf(state));
}

std::size_t Interpreter::numberOf(const State* state) const {
  const auto at = std::find(documentOrder_.begin(), documentOrder_.end(), state);
  return static_cast<std::size_t>(at - documentOrder_.begin());
}

// --- interpret, mainEventLoop, exitInterpreter

Seen Interpreter::interpret() {
  try {
    for (const State* state : documentOrder_)
      for (const Variable& variable : state->data) datamodel[variable.name] = Value{};
    initializeDatamodel(document_.scxml);
    if (!document_.late_binding)
      for (const State* state : documentOrder_)
        if (state != &document_.scxml) initializeDatamodel(*state);
    running = true;
    seen_.taken = true;
    const Transition& initial = document_.scxml.initial;
    domains_ = {{initial.target.empty() ? &firstChild_.at(&document_.scxml) : &initial, &document_.scxml}};
    enterStates({initial.target.empty() ? &firstChild_.at(&document_.scxml) : &initial});
    mainEventLoop();
  } catch (const Endless&) {
    seen_.endless = true;
  }
  return see();
}

Seen Interpreter::take(const std::string& external) {
  seen_ = Seen{};
  microsteps_ = executed_ = 0;
  if (!running) return see();
  try {
    const Event event{external};
    event_ = event;
    const TransitionSet enabledTransitions = selectTransitions(event);
    seen_.taken = !enabledTransitions.isEmpty();
    if (enabledTransitions.isEmpty())
      noteUnhandled(event);
    else
      microstep(enabledTransitions.toList());
    mainEventLoop();
  } catch (const Endless&) {
    seen_.endless = true;
  }
  return see();
}

// From after the external event up to the wait for the next one.
void Interpreter::mainEventLoop() {
  while (running) {
    bool macrostepDone = false;
    while (running && !macrostepDone) {
      TransitionSet enabledTransitions = selectEventlessTransitions();
      if (enabledTransitions.isEmpty()) {
        if (internalQueue.empty()) {
          macrostepDone = true;
        } else {
          const Event internalEvent = internalQueue.front();
          internalQueue.pop_front();
          event_ = internalEvent;
          enabledTransitions = selectTransitions(internalEvent);
          if (enabledTransitions.isEmpty()) {
            if (++microsteps_ > bounds_.microsteps) throw Endless{};
            noteUnhandled(internalEvent);
          }
        }
      }
      if (!enabledTransitions.isEmpty()) microstep(enabledTransitions.toList());
    }
    if (!running) break;
    for (const State* state : sortedByDocumentOrder(statesToInvoke))
      for (const std::string& invoke : state->invokes) {
        active_.insert(invoke);
        effect("invoke " + invoke);
      }
    statesToInvoke.clear();
    if (internalQueue.empty()) return;
  }
  exitInterpreter();
}

void Interpreter::exitInterpreter() {
  std::vector<const State*> statesToExit = sortedByDocumentOrder(configuration);
  std::reverse(statesToExit.begin(), statesToExit.end());
  for (const State* s : statesToExit) {
    for (const Block& content : s->onexit) executeContent(content);
    for (const std::string& invoke : s->invokes)
      if (active_.erase(invoke)) effect("cancel " + invoke);
    configuration.remove(s);
    if (s->kind == Kind::final && parent_.at(s) == &document_.scxml) {
      const Event done = doneEvent("done", s->donedata);
      std::string data = done.d ? std::to_string(*done.d) : "undefined";
      if (done.data == Event::Data::object) data = "{\"d\":" + data + "}";
      effect("done " + s->id + " " + data);
      seen_.configuration = {nameOf(s)};
    }
  }
  for (const Event& event : internalQueue) noteUnhandled(event);
  internalQueue.clear();
}

Seen Interpreter::see() {
  seen_.done = !running;
  if (running)
    for (const State* state : sortedByDocumentOrder(configuration))
      seen_.configuration.push_back(nameOf(state));
  for (const auto& [history, states] : historyValue)
    for (const State* state : sortedByDocumentOrder(states))
      seen_.history[nameOf(history)].push_back(nameOf(state));
  for (const auto& [name, value] : datamodel) seen_.data[name] = value.shown();
  seen_.invokes.assign(active_.begin(), active_.end());
  return seen_;
}

// --- Selecting transitions

Interpreter::TransitionSet Interpreter::selectEventlessTransitions() {
  failedGuards_.clear();
  TransitionSet enabledTransitions;
  for (const State* state : sortedByDocumentOrder(configuration)) {
    if (!isAtomicState(state)) continue;
    std::vector<const State*> chain{state};
    for (const State* ancestor : getProperAncestors(state, nullptr)) chain.push_back(ancestor);
    bool found = false;
    for (const State* s : chain)
      for (const Transition& t : s->transitions)
        if (!found && t.event.empty() && conditionMatch(t)) {
          enabledTransitions.add(&t);
          found = true;
        }
  }
  return removeConflictingTransitions(enabledTransitions);
}

Interpreter::TransitionSet Interpreter::selectTransitions(const Event& event) {
  failedGuards_.clear();
  TransitionSet enabledTransitions;
  for (const State* state : sortedByDocumentOrder(configuration)) {
    if (!isAtomicState(state)) continue;
    std::vector<const State*> chain{state};
    for (const State* ancestor : getProperAncestors(state, nullptr)) chain.push_back(ancestor);
    bool found = false;
    for (const State* s : chain)
      for (const Transition& t : s->transitions)
        if (!found && !t.event.empty() && nameMatch(t.event, event.name) && conditionMatch(t)) {
          enabledTransitions.add(&t);
          found = true;
        }
  }
  return removeConflictingTransitions(enabledTransitions);
}

// ADR 0002: a guard that fails raises its error once per selection,
// however many states ask it.
bool Interpreter::conditionMatch(const Transition& transition) {
  if (transition.cond.kind == Condition::Kind::fails) {
    if (failedGuards_.insert(&transition).second) raiseError();
    return false;
  }
  return holds(transition.cond);
}

Interpreter::TransitionSet Interpreter::removeConflictingTransitions(
    const TransitionSet& enabledTransitions) {
  TransitionSet filteredTransitions;
  for (const Transition* t1 : enabledTransitions.toList()) {
    bool t1Preempted = false;
    TransitionSet transitionsToRemove;
    for (const Transition* t2 : filteredTransitions.toList()) {
      if (!computeExitSet({t1}).hasIntersection(computeExitSet({t2}))) continue;
      if (isDescendant(source_.at(t1), source_.at(t2))) {
        transitionsToRemove.add(t2);
      } else {
        t1Preempted = true;
        break;
      }
    }
    ++counts[t1Preempted ? "transitions preempted" : "transitions kept"];
    if (t1Preempted) continue;
    for (const Transition* t3 : transitionsToRemove.toList()) {
      ++counts["transitions removed for a descendant's"];
      filteredTransitions.remove(t3);
    }
    filteredTransitions.add(t1);
  }
  return filteredTransitions;
}

// --- A microstep

void Interpreter::microstep(const std::vector<const Transition*>& enabledTransitions) {
  if (++microsteps_ > bounds_.microsteps) throw Endless{};
  ++counts["microsteps"];
  if (enabledTransitions.size() > 1) ++counts["microsteps of several transitions"];
  // ADR 0002: leaving states changes what histories remember, and to the letter the appendix would look for
  // the domain again after that, and enter less than it left.
  domains_.clear();
  for (const Transition* t : enabledTransitions) domains_[t] = getTransitionDomain(t);
  exitStates(enabledTransitions);
  executeTransitionContent(enabledTransitions);
  enterStates(enabledTransitions);
}

void Interpreter::exitStates(const std::vector<const Transition*>& enabledTransitions) {
  const StateSet exitSet = computeExitSet(enabledTransitions);
  for (const State* s : exitSet.toList()) statesToInvoke.remove(s);
  std::vector<const State*> statesToExit = sortedByDocumentOrder(exitSet);
  std::reverse(statesToExit.begin(), statesToExit.end());
  for (const State* s : statesToExit)
    for (const State& h : s->children) {
      if (!isHistoryState(h)) continue;
      StateSet value;
      for (const State* s0 : configuration.toList())
        if (h.kind == Kind::deep ? isAtomicState(s0) && isDescendant(s0, s) : parent_.at(s0) == s)
          value.add(s0);
      historyValue[&h] = value;
      ++counts["histories recorded"];
    }
  for (const State* s : statesToExit) {
    for (const Block& content : s->onexit) executeContent(content);
    for (const std::string& invoke : s->invokes)
      if (active_.erase(invoke)) effect("cancel " + invoke);
    configuration.remove(s);
  }
}

Interpreter::StateSet Interpreter::computeExitSet(const std::vector<const Transition*>& transitions) const {
  StateSet statesToExit;
  for (const Transition* t : transitions) {
    if (t->target.empty()) continue;
    const State* domain = getTransitionDomain(t);
    for (const State* s : configuration.toList())
      if (isDescendant(s, domain)) statesToExit.add(s);
  }
  return statesToExit;
}

void Interpreter::executeTransitionContent(const std::vector<const Transition*>& enabledTransitions) {
  for (const Transition* t : enabledTransitions) {
    const State* source = source_.at(t);
    taken.emplace(numberOf(source), static_cast<std::size_t>(t - source->transitions.data()));
    executeContent(t->content);
  }
}

void Interpreter::enterStates(const std::vector<const Transition*>& enabledTransitions) {
  Entry entry;
  computeEntrySet(enabledTransitions, entry);
  for (const State* s : sortedByDocumentOrder(entry.statesToEnter)) {
    entered.insert(numberOf(s));
    configuration.add(s);
    statesToInvoke.add(s);
    if (document_.late_binding && firstEntryDone_.insert(s).second) initializeDatamodel(*s);
    for (const Block& content : s->onentry) executeContent(content);
    if (entry.statesForDefaultEntry.isMember(s)) executeContent(s->initial.content);
    if (entry.defaultHistoryContent.contains(s)) executeContent(*entry.defaultHistoryContent.at(s));
    if (s->kind != Kind::final) continue;
    const State* parent = parent_.at(s);
    if (parent == &document_.scxml) {
      running = false;
      continue;
    }
    const State* grandparent = parent_.at(parent);
    enqueue(doneEvent("done.state." + nameOf(parent), s->donedata));
    if (grandparent->kind != Kind::parallel) continue;
    const std::vector<const State*> regions = getChildStates(grandparent);
    if (std::all_of(regions.begin(), regions.end(),
                    [&](const State* region) { return isInFinalState(region); }))
      enqueue(Event{"done.state." + nameOf(grandparent)});
  }
}

void Interpreter::computeEntrySet(const std::vector<const Transition*>& transitions, Entry& entry) {
  for (const Transition* t : transitions) {
    const State* ancestor = entry.domain = domains_[t];
    for (const State* s : getTargets(t)) addDescendantStatesToEnter(s, entry);
    for (const State* s : getEffectiveTargetStates(t).toList()) addAncestorStatesToEnter(s, ancestor, entry);
  }
}

void Interpreter::addDescendantStatesToEnter(const State* state, Entry& entry) {
  if (isHistoryState(*state)) {
    const State* parent = parent_.at(state);
    if (historyValue.contains(state)) {
      ++counts["histories restored"];
      for (const State* s : historyValue.at(state).toList()) addDescendantStatesToEnter(s, entry);
      for (const State* s : historyValue.at(state).toList()) addAncestorStatesToEnter(s, parent, entry);
    } else {
      ++counts["histories by default"];
      entry.defaultHistoryContent[parent] = &state->initial.content;
      for (const State* s : getTargets(&state->initial)) addDescendantStatesToEnter(s, entry);
      for (const State* s : getTargets(&state->initial)) addAncestorStatesToEnter(s, parent, entry);
    }
    return;
  }
  entry.statesToEnter.add(state);
  if (isCompoundState(state)) {
    entry.statesForDefaultEntry.add(state);
    const Transition* initial = state->initial.target.empty() ? &firstChild_.at(state) : &state->initial;
    for (const State* s : getTargets(initial)) addDescendantStatesToEnter(s, entry);
    for (const State* s : getTargets(initial)) addAncestorStatesToEnter(s, state, entry);
  } else if (state->kind == Kind::parallel) {
    for (const State* child : getChildStates(state))
      if (!entry.statesToEnter.some([&](const State* s) { return isDescendant(s, child); }))
        addDescendantStatesToEnter(child, entry);
  }
}

// ADR 0002: a history may belong to a state outside the domain. To the letter the appendix would then enter
// states again that are still active, and second children beside active ones; its words are that "ancestors
// outside of the domain of the transition will not have been exited".
void Interpreter::addAncestorStatesToEnter(const State* state, const State* ancestor, Entry& entry) {
  for (const State* anc : getProperAncestors(state, ancestor)) {
    if (anc == entry.domain) break;
    entry.statesToEnter.add(anc);
    if (anc->kind != Kind::parallel) continue;
    for (const State* child : getChildStates(anc))
      if (!entry.statesToEnter.some([&](const State* s) { return isDescendant(s, child); }))
        addDescendantStatesToEnter(child, entry);
  }
}

bool Interpreter::isInFinalState(const State* state) const {
  const std::vector<const State*> children = getChildStates(state);
  if (isCompoundState(state))
    return std::any_of(children.begin(), children.end(),
                       [&](const State* s) { return s->kind == Kind::final && configuration.isMember(s); });
  if (state->kind == Kind::parallel)
    return std::all_of(children.begin(), children.end(), [&](const State* s) { return isInFinalState(s); });
  return false;
}

const State* Interpreter::getTransitionDomain(const Transition* transition) const {
  const StateSet tstates = getEffectiveTargetStates(transition);
  const State* source = source_.at(transition);
  if (tstates.isEmpty()) return nullptr;
  if (source == &document_.scxml) return source;  // the initial transition of the document
  if (transition->internal && isCompoundState(source) &&
      !tstates.some([&](const State* s) { return !isDescendant(s, source); }))
    return source;
  std::vector<const State*> stateList{source};
  for (const State* s : tstates.toList()) stateList.push_back(s);
  return findLCCA(stateList);
}

const State* Interpreter::findLCCA(const std::vector<const State*>& stateList) const {
  for (const State* anc : getProperAncestors(stateList.front(), nullptr)) {
    if (!isCompoundState(anc) && anc->kind != Kind::scxml) continue;
    if (std::all_of(stateList.begin() + 1, stateList.end(),
                    [&](const State* s) { return isDescendant(s, anc); }))
      return anc;
  }
  return nullptr;
}

Interpreter::StateSet Interpreter::getEffectiveTargetStates(const Transition* transition) const {
  StateSet targets;
  for (const State* s : getTargets(transition)) {
    if (!isHistoryState(*s))
      targets.add(s);
    else if (historyValue.contains(s))
      targets.unite(historyValue.at(s));
    else
      targets.unite(getEffectiveTargetStates(&s->initial));
  }
  return targets;
}

std::vector<const State*> Interpreter::getProperAncestors(const State* state1, const State* state2) const {
  if (state2 && (state1 == state2 || isDescendant(state2, state1))) return {};
  std::vector<const State*> ancestors;
  for (const State* s = parent_.at(state1); s && s != state2; s = parent_.at(s)) ancestors.push_back(s);
  return ancestors;
}

bool Interpreter::isDescendant(const State* state1, const State* state2) const {
  for (const State* s = parent_.at(state1); s; s = parent_.at(s))
    if (s == state2) return true;
  return false;
}

std::vector<const State*> Interpreter::getChildStates(const State* state) const {
  std::vector<const State*> children;
  for (const State& child : state->children)
    if (!isHistoryState(child)) children.push_back(&child);
  return children;
}

std::vector<const State*> Interpreter::getTargets(const Transition* transition) const {
  const State* source = source_.at(transition);
  if (transition == &firstChild_.at(source)) return {getChildStates(source).front()};
  std::vector<const State*> targets;
  for (const std::string& id : transition->target) targets.push_back(byId_.at(id));
  return targets;
}

bool Interpreter::isCompoundState(const State* state) const {
  return state->kind == Kind::state && !getChildStates(state).empty();
}

bool Interpreter::isAtomicState(const State* state) const {
  return state->kind == Kind::final || (state->kind == Kind::state && getChildStates(state).empty());
}

std::vector<const State*> Interpreter::sortedByDocumentOrder(const StateSet& states) const {
  std::vector<const State*> sorted;
  for (const State* state : documentOrder_)
    if (states.isMember(state)) sorted.push_back(state);
  return sorted;
}

// --- Executable content and data

void Interpreter::executeContent(const Block& block) {
  try {
    execute(block);
  } catch (const Failed&) {
    ++counts["blocks cut short by an error"];
  }
}

void Interpreter::execute(const Block& block) {
  for (const Action& action : block) execute(action);
}

void Interpreter::execute(const Action& action) {
  if (++executed_ > bounds_.actions) throw Endless{};
  switch (action.kind) {
    case Action::Kind::raise:
      return enqueue(Event{action.name});
    case Action::Kind::send:
      return effect("send " + action.name);
    case Action::Kind::log:
      return effect("log " + action.name + ": " + (action.has_value ? evaluate(action.value).shown() : ""));
    case Action::Kind::assign:
      datamodel[action.name] = evaluate(action.value);
      return;
    case Action::Kind::if_:
      return executeIf(action);
    case Action::Kind::foreach_:
      for (const int item : action.items) {
        datamodel[action.name] = Value{item, {}};
        if (++executed_ > bounds_.actions) throw Endless{};
        execute(action.body);
      }
      return;
  }
}

// SCXML 1.0, 5.9.1: a condition that fails raises its error and counts as false; the block ends after the
// <if>.
void Interpreter::executeIf(const Action& action) {
  bool failed = false;
  for (const Branch& branch : action.branches) {
    if (branch.condition.kind == Condition::Kind::fails) {
      raiseError();
      failed = true;
    } else if (holds(branch.condition)) {
      execute(branch.body);
      break;
    }
  }
  if (failed) throw Failed{};
}

bool Interpreter::holds(const Condition& condition) const {
  switch (condition.kind) {
    case Condition::Kind::none:
      return true;
    case Condition::Kind::in:
    case Condition::Kind::not_in: {
      const auto state = byId_.find(condition.name);
      const bool active = state != byId_.end() && configuration.isMember(state->second);
      return active == (condition.kind == Condition::Kind::in);
    }
    case Condition::Kind::less:
      return datamodel.at(condition.name).number.value_or(condition.number) < condition.number;
    case Condition::Kind::greater:
      return datamodel.at(condition.name).number.value_or(condition.number) > condition.number;
    case Condition::Kind::equal:
      return datamodel.at(condition.name).number == condition.number;
    case Condition::Kind::fails:  // asked by those who call
      break;
  }
  return false;
}

Interpreter::Value Interpreter::evaluate(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::number:
      return {expression.number, {}};
    case Expression::Kind::variable:
      return datamodel.at(expression.variable);
    case Expression::Kind::sum:
      if (!datamodel.at(expression.variable).number) break;
      return {(*datamodel.at(expression.variable).number + expression.number) % 7, {}};
    case Expression::Kind::event_name:
      if (!event_) break;
      return {{}, event_->name};
    case Expression::Kind::event_data:
      if (!event_ || event_->data == Event::Data::none) break;
      return {event_->data == Event::Data::object ? event_->d : std::nullopt, {}};
    case Expression::Kind::fails:
      break;
  }
  raiseError();
  throw Failed{};
}

std::string Interpreter::Value::shown() const {
  if (text) return *text;
  return number ? std::to_string(*number) : "undefined";
}

void Interpreter::initializeDatamodel(const State& state) {
  for (const Variable& variable : state.data) datamodel[variable.name] = Value{variable.initial, {}};
}

Interpreter::Event Interpreter::doneEvent(const std::string& name, const Donedata& donedata) {
  if (donedata.kind == Donedata::Kind::none) return Event{name};
  return Event{name, donedata.kind == Donedata::Kind::param ? Event::Data::object : Event::Data::number,
               evaluate(donedata.value).number};
}

void Interpreter::raiseError() {
  enqueue(Event{"error.execution", Event::Data::object});
}

void Interpreter::enqueue(Event event) {
  if (internalQueue.size() >= bounds_.internal_events) throw Endless{};
  internalQueue.push_back(std::move(event));
}

void Interpreter::effect(std::string line) {
  if (seen_.actions.size() >= bounds_.effects) throw Endless{};
  seen_.actions.push_back(std::move(line));
}

void Interpreter::noteUnhandled(const Event& event) {
  if (event.name == "error" || event.name.starts_with("error.")) ++seen_.unhandled_errors;
}

}  // namespace kyodo::reference
