#include "generate.h"

#include <algorithm>
#include <map>
#include <optional>

namespace kyodo::differential {

using namespace reference;

namespace {

// How much of each thing one chart has. Drawn per chart: charts full of one feature find what an even mixture
// hides.
struct Taste {
  int states, parallel, final, history, multi, initial, deep_initial;
  int eventless, internal, targetless, guards, content, failing, wild_events, no_id, invokes;
  bool data, late;

  explicit Taste(Choices& c) {
    const auto some = [&](int low, int high) { return c.percent(30) ? 0 : c.between(low, high); };
    states = c.percent(70) ? c.between(3, 14) : c.between(15, 40);
    parallel = some(10, 70);
    final = some(10, 60);
    history = some(10, 80);
    multi = some(10, 80);
    initial = some(20, 80);
    deep_initial = some(20, 80);
    eventless = some(1, 6);
    internal = some(10, 70);
    targetless = some(5, 30);
    guards = some(10, 70);
    content = c.between(10, 80);
    failing = c.percent(80) ? 0 : c.between(2, 15);
    wild_events = c.between(0, 60);
    no_id = c.percent(85) ? 0 : 20;
    invokes = c.percent(80) ? 0 : c.between(5, 25);
    data = c.percent(60);
    late = c.percent(20);
  }
};

class Generator {
 public:
  explicit Generator(const Choices& choices) : c_(choices), taste_(c_) {}

  Case run() {
    Case made;
    made.style = c_.below(1u << 30);
    made.data = taste_.data;
    Document& document = made.document;
    document.late_binding = taste_.data && taste_.late;
    document.scxml.kind = State::Kind::scxml;
    left_ = taste_.states;
    children(document.scxml, 0);
    learn(document.scxml, nullptr);
    declare(document.scxml, 3);
    for (State* state : all_)
      if (document.late_binding &&
          (state->kind == State::Kind::state || state->kind == State::Kind::parallel) && c_.percent(20))
        declare(*state, 1);
    for (State* state : all_) complete(*state);
    if (taste_.no_id)
      for (State* state : all_)
        if (!referred_.contains(state->id) && c_.percent(taste_.no_id)) state->id.clear();
    for (int i = c_.between(3, 14); i > 0; --i) made.events.push_back(event());
    return made;
  }

 private:
  // --- the tree

  void children(State& state, int depth) {
    const bool parallel = state.kind == State::Kind::parallel;
    int count = parallel ? c_.between(1, 3) : c_.between(state.kind == State::Kind::scxml ? 2 : 1, 4);
    for (; count > 0; --count) {
      State child;
      child.id = name();
      --left_;
      const bool inner = depth < 7 && left_ > 0;
      if (inner && c_.percent(taste_.parallel)) {
        child.kind = State::Kind::parallel;
        children(child, depth + 1);
      } else if (inner && c_.percent(parallel ? 80 : 45)) {
        children(child, depth + 1);
      }
      state.children.push_back(std::move(child));
      if (left_ <= 0 && state.children.size() > 1) break;
    }
    const auto insert = [&](State::Kind kind) {
      State child;
      child.kind = kind;
      child.id = name();
      const std::size_t at = c_.below(state.children.size() + 1);
      state.children.insert(state.children.begin() + static_cast<std::ptrdiff_t>(at), std::move(child));
    };
    const int finals = state.kind == State::Kind::scxml ? taste_.final / 3 : taste_.final;
    if (!parallel && c_.percent(finals)) insert(State::Kind::final);
    if (state.kind == State::Kind::scxml) return;
    for (int i = 0; i < 2; ++i)
      if (c_.percent(taste_.history)) insert(c_.percent(50) ? State::Kind::deep : State::Kind::shallow);
  }

  // Prefixes of one another, and letters beyond ASCII.
  std::string name() {
    const std::string number = std::to_string(++named_);
    if (c_.percent(5) && named_ > 1) return "s" + std::to_string(c_.between(1, named_ - 1)) + ".s" + number;
    return (c_.percent(5) ? "状態" : "s") + number;
  }

  void learn(State& state, State* parent) {
    all_.push_back(&state);
    parent_[&state] = parent;
    for (State& child : state.children) learn(child, &state);
  }

  static std::vector<State*> regions(State& state, bool histories) {
    std::vector<State*> found;
    for (State& child : state.children)
      if (isHistoryState(child) == histories) found.push_back(&child);
    return found;
  }

  // --- targets: legal by construction, since several states part in a parallel state only

  std::vector<std::string> inside(State& state, bool histories, int deeper) {
    std::vector<State*> children = regions(state, false), own = regions(state, true);
    if (histories && !own.empty() && c_.percent(25)) return {named(*c_.of(own))};
    std::vector<std::string> targets;
    if (state.kind == State::Kind::parallel && children.size() > 1 && c_.percent(taste_.multi)) {
      c_.shuffle(children);
      children.resize(2 + c_.below(children.size() - 1));
      for (State* child : children)
        for (std::string& id : at_or_inside(*child, deeper)) targets.push_back(std::move(id));
      return targets;
    }
    return at_or_inside(*c_.of(children), deeper);
  }

  std::vector<std::string> at_or_inside(State& state, int deeper) {
    if (state.children.empty() || regions(state, false).empty() || !c_.percent(deeper)) return {named(state)};
    return inside(state, true, deeper);
  }

  std::vector<std::string> targets(State& source) {
    std::vector<State*> others(all_.begin() + 1, all_.end());
    const std::size_t way = c_.below(10);
    if (way < 4) return {named(*c_.of(others))};
    if (way < 6) return inside(*all_.front(), true, 70);
    State* around = way < 9 ? &source : parent_.at(&source);
    if (!regions(*around, false).empty()) return inside(*around, true, 50);
    return {named(source)};
  }

  std::string named(const State& state) {
    referred_[state.id] = true;
    return state.id;
  }

  // --- what stands in a state

  void complete(State& state) {
    if (isHistoryState(state)) return complete_history(state);
    const bool compound = state.kind != State::Kind::parallel && !regions(state, false).empty();
    if (compound && c_.percent(taste_.initial)) {
      state.initial.target = inside(state, true, taste_.deep_initial);
      state.initial_element = state.kind != State::Kind::scxml && c_.percent(50);
      if (state.initial_element) state.initial.content = block(state, 2);
    }
    if (state.kind == State::Kind::scxml) return;
    for (int i = 0; i < 2; ++i) {
      if (c_.percent(taste_.content)) state.onentry.push_back(block(state, 2));
      if (c_.percent(taste_.content)) state.onexit.push_back(block(state, 2));
    }
    if (state.kind == State::Kind::final) {
      if (taste_.data && c_.percent(40)) {
        state.donedata.kind = c_.percent(60) ? Donedata::Kind::param : Donedata::Kind::content;
        state.donedata.value = sum(state);
      }
      return;
    }
    if (c_.percent(taste_.invokes)) state.invokes.push_back("i" + std::to_string(++invoked_));
    for (int i = c_.between(0, 3); i > 0; --i) state.transitions.push_back(transition(state));
  }

  void complete_history(State& state) {
    State& parent = *parent_.at(&state);
    std::vector<State*> children = regions(parent, false);
    if (state.kind == State::Kind::deep) {
      state.initial.target = inside(parent, false, 60);
    } else if (parent.kind == State::Kind::parallel && c_.percent(taste_.multi)) {
      c_.shuffle(children);
      children.resize(1 + c_.below(children.size()));
      for (State* child : children) state.initial.target.push_back(named(*child));
    } else {
      state.initial.target = {named(*c_.of(children))};
    }
    state.initial.content = block(parent, 2);
  }

  Transition transition(State& state) {
    Transition made;
    if (!c_.percent(taste_.eventless)) made.event = descriptors();
    if (c_.percent(made.event.empty() ? std::max(taste_.guards, 80) : taste_.guards))
      made.cond = condition(state, true);
    if (!c_.percent(taste_.targetless)) made.target = targets(state);
    // One that asks for nothing and goes nowhere would never end, nor is it allowed.
    if (made.event.empty() && made.target.empty() && made.cond.kind == Condition::Kind::none)
      made.event = "a";
    made.internal = c_.percent(taste_.internal);
    made.content = block(state, 3);
    return made;
  }

  // --- events

  std::string event() {
    static const std::vector<std::string> plain{"a", "b", "c"};
    static const std::vector<std::string> wild{"a.b", "a.b.c",   "ab",   "b.a",
                                               "A",   "error.x", "事象", "done.state"};
    return c_.percent(taste_.wild_events / 2) ? c_.of(wild) : c_.of(plain);
  }

  // Not sent from outside, and seldom waited for: a chart that answers itself for ever shows little.
  std::string raised() { return c_.percent(50) ? "r" : "r.t"; }

  std::string descriptor() {
    if (c_.percent(12)) return raised();
    if (c_.percent(100 - taste_.wild_events)) return event();
    static const std::vector<std::string> wild{
        "a.*",         "a.",      "*",          "a.b",    "a.b.*",
        "error",       "error.*", "done.state", "done.*", "error.execution",
        "done.state.*"};
    if (c_.percent(40)) return "done.state." + c_.of(all_)->id;
    return c_.of(wild);
  }

  std::string descriptors() {
    std::string all = descriptor();
    while (c_.percent(15)) all += " " + descriptor();
    return all == "done.state." ? "a" : all;
  }

  // --- content and data

  void declare(State& state, int count) {
    if (!taste_.data) return;
    for (int i = 0; i < count; ++i)
      state.data.push_back({"x" + std::to_string(++variables_), c_.between(0, 4)});
  }

  std::vector<std::string> variables(State& state) {
    std::vector<std::string> found;
    for (State* s = &state; s; s = parent_.at(s))
      for (const Variable& variable : s->data) found.push_back(variable.name);
    return found;
  }

  Expression sum(State& state) {
    Expression made{Expression::Kind::sum, c_.of(variables(state)), c_.between(0, 6)};
    if (c_.percent(30)) made.kind = Expression::Kind::variable;
    if (c_.percent(20)) made.kind = Expression::Kind::number;
    return made;
  }

  Condition condition(State& state, bool may_fail) {
    if (!taste_.data || c_.percent(40)) {
      const bool negated = taste_.data && c_.percent(30);
      return {negated ? Condition::Kind::not_in : Condition::Kind::in, named(*c_.of(all_of_states()))};
    }
    if (may_fail && c_.percent(taste_.failing)) return {Condition::Kind::fails};
    static const std::vector<Condition::Kind> kinds{Condition::Kind::less, Condition::Kind::greater,
                                                    Condition::Kind::equal};
    return {c_.of(kinds), c_.of(variables(state)), c_.between(0, 5)};
  }

  std::vector<State*> all_of_states() {
    std::vector<State*> found;
    for (State* state : all_)
      if (state->kind != State::Kind::scxml && !isHistoryState(*state)) found.push_back(state);
    return found;
  }

  Block block(State& state, int most) {
    Block made;
    for (int i = c_.between(0, most); i > 0; --i) made.push_back(action(state, 0));
    return made;
  }

  Action action(State& state, int depth) {
    Action made;
    const std::size_t way = c_.below(20);
    if (way < 2) {
      made.name = c_.percent(15) ? event() : raised();
    } else if (way < 3) {
      made.kind = Action::Kind::send;
      made.name = event();
    } else if (way < 5 && depth < 2) {
      made.kind = Action::Kind::if_;
      for (int i = c_.between(1, 3); i > 0; --i)
        made.branches.push_back({condition(state, true), body(state, depth)});
      if (c_.percent(50)) made.branches.push_back({{}, body(state, depth)});
    } else if (way < 6 && depth < 2 && taste_.data) {
      made.kind = Action::Kind::foreach_;
      made.name = c_.of(variables(state));
      for (int i = c_.between(0, 3); i > 0; --i) made.items.push_back(c_.between(0, 9));
      made.body = body(state, depth);
    } else if (way < 12 && taste_.data) {
      made.kind = Action::Kind::assign;
      made.name = c_.of(variables(state));
      made.value = c_.percent(taste_.failing) ? Expression{Expression::Kind::fails} : sum(state);
    } else {
      made.kind = Action::Kind::log;
      made.name = "l" + std::to_string(++logged_);
      if (taste_.data && c_.percent(50)) {
        made.has_value = true;
        made.value = sum(state);
        if (c_.percent(15)) made.value = {Expression::Kind::event_name};
        if (c_.percent(10)) made.value = {Expression::Kind::event_data};
        if (c_.percent(taste_.failing)) made.value = {Expression::Kind::fails};
      }
    }
    return made;
  }

  Block body(State& state, int depth) {
    Block made;
    for (int i = c_.between(0, 2); i > 0; --i) made.push_back(action(state, depth + 1));
    return made;
  }

  Choices c_;
  Taste taste_;
  int left_ = 0, named_ = 0, variables_ = 0, logged_ = 0, invoked_ = 0;
  std::vector<State*> all_;
  std::map<const State*, State*> parent_;
  std::map<std::string, bool> referred_;
};

}  // namespace

Case generate(const Choices& choices) {
  return Generator(choices).run();
}

}  // namespace kyodo::differential
