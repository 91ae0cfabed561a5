#include "shrink.h"

#include <functional>
#include <map>
#include <set>

namespace kyodo::differential {

using namespace reference;

namespace {

// A number of small cuts, tried one after the other on a copy: cut(i) makes the i-th, and says whether there
// is one.
class Cutter {
 public:
  explicit Cutter(Case made) : made_(std::move(made)) {}

  bool cut(std::size_t wanted) {
    left_ = wanted;
    if (here(made_.style != 0)) return made_.style = 0, true;
    if (list(made_.events)) return true;
    if (here(made_.document.late_binding)) return made_.document.late_binding = false, true;
    const bool found = state(made_.document.scxml);
    if (found) repair();
    return found;
  }
  Case& result() { return made_; }

 private:
  // Whether the wanted cut is this one; none that is not possible counts.
  bool here(bool possible) { return possible && left_-- == 0; }

  template <class T>
  bool list(std::vector<T>& all) {
    for (std::size_t i = 0; i < all.size(); ++i)
      if (here(true)) return all.erase(all.begin() + static_cast<std::ptrdiff_t>(i)), true;
    return false;
  }

  bool state(State& s) {
    if (list(s.children)) return true;
    for (std::size_t i = 0; i < s.children.size(); ++i)  // what was inside takes its place
      if (here(!s.children[i].children.empty())) {
        std::vector<State> inner = std::move(s.children[i].children);
        const auto at = s.children.erase(s.children.begin() + static_cast<std::ptrdiff_t>(i));
        s.children.insert(at, std::make_move_iterator(inner.begin()), std::make_move_iterator(inner.end()));
        return true;
      }
    if (here(s.kind == State::Kind::parallel)) return s.kind = State::Kind::state, true;
    if (here(s.kind == State::Kind::deep)) return s.kind = State::Kind::shallow, true;
    if (!isHistoryState(s)) {
      if (here(!s.initial.target.empty())) return s.initial = {}, s.initial_element = false, true;
      if (here(s.initial_element)) return s.initial_element = false, s.initial.content.clear(), true;
    }
    if (list(s.initial.target) || block(s.initial.content)) return true;
    if (list(s.transitions) || list(s.onentry) || list(s.onexit) || list(s.invokes) || list(s.data))
      return true;
    if (here(s.donedata.kind != Donedata::Kind::none)) return s.donedata = {}, true;
    for (Block& each : s.onentry)
      if (block(each)) return true;
    for (Block& each : s.onexit)
      if (block(each)) return true;
    for (Transition& each : s.transitions)
      if (transition(each)) return true;
    for (State& child : s.children)
      if (state(child)) return true;
    return false;
  }

  bool transition(Transition& t) {
    if (here(t.cond.kind != Condition::Kind::none)) return t.cond = {}, true;
    if (here(t.internal)) return t.internal = false, true;
    if (here(t.event.find(' ') != std::string::npos)) return t.event.resize(t.event.find(' ')), true;
    if (here(!t.event.empty() && t.event != "a" && t.event != "*")) return t.event = "*", true;
    return list(t.target) || block(t.content);
  }

  bool block(Block& b) {
    if (list(b)) return true;
    for (Action& each : b) {
      if (here(each.kind == Action::Kind::log && each.has_value)) return each.has_value = false, true;
      if (list(each.items) || block(each.body)) return true;
      for (Branch& branch : each.branches)
        if (block(branch.body)) return true;
      if (each.branches.size() > 1 && list(each.branches)) return true;
    }
    return false;
  }

  // What was cut may have been referred to.
  void repair() {
    std::set<std::string> ids, variables;
    visit(made_.document.scxml, [&](State& s) {
      ids.insert(s.id);
      for (const Variable& each : s.data) variables.insert(each.name);
    });
    const auto known = [&](Transition& t) {
      std::erase_if(t.target, [&](const std::string& id) { return !ids.contains(id); });
    };
    visit(made_.document.scxml, [&](State& s) {
      known(s.initial);
      if (!isHistoryState(s) && s.initial.target.empty()) s.initial = {}, s.initial_element = false;
      if (isHistoryState(s) && s.initial.target.empty()) orphans_.insert(s.id);
      std::erase_if(s.transitions, [&](Transition& t) {
        const bool had = !t.target.empty();
        known(t);
        return had && t.target.empty();
      });
    });
    visit(made_.document.scxml, [&](State& s) {
      std::erase_if(s.children, [&](const State& child) { return orphans_.contains(child.id); });
    });
    if (!orphans_.empty()) {
      orphans_.clear();
      repair();
    }
  }

  static void visit(State& s, const std::function<void(State&)>& fn) {
    fn(s);
    for (State& child : s.children) visit(child, fn);
  }

  Case made_;
  std::size_t left_ = 0;
  std::set<std::string> orphans_;
};

// Cuts may leave what only the reference would accept; such a chart shows nothing.
bool is_legal(const State& s, std::set<std::string> variables) {
  std::size_t regions = 0;
  for (const Variable& each : s.data) variables.insert(each.name);
  for (const State& child : s.children) {
    if (!isHistoryState(child)) ++regions;
    if (s.kind == State::Kind::parallel && child.kind == State::Kind::final) return false;
    if (!is_legal(child, variables)) return false;
  }
  const auto knows = [&](const Block& block) {
    std::function<bool(const Block&)> all = [&](const Block& each) {
      for (const Action& action : each) {
        const bool names = action.kind == Action::Kind::assign || action.kind == Action::Kind::foreach_;
        if (names && !variables.contains(action.name)) return false;
        const auto kind = action.value.kind;
        if ((kind == Expression::Kind::variable || kind == Expression::Kind::sum) &&
            !variables.contains(action.value.variable))
          return false;
        if (!all(action.body)) return false;
        for (const Branch& branch : action.branches) {
          const auto asked = branch.condition.kind;
          const bool compares = asked == Condition::Kind::less || asked == Condition::Kind::greater ||
                                asked == Condition::Kind::equal;
          if (compares && !variables.contains(branch.condition.name)) return false;
          if (!all(branch.body)) return false;
        }
      }
      return true;
    };
    return all(block);
  };
  for (const Block& each : s.onentry)
    if (!knows(each)) return false;
  for (const Block& each : s.onexit)
    if (!knows(each)) return false;
  if (!knows(s.initial.content)) return false;
  for (const Transition& t : s.transitions) {
    const bool compares = t.cond.kind == Condition::Kind::less || t.cond.kind == Condition::Kind::greater ||
                          t.cond.kind == Condition::Kind::equal;
    if (!knows(t.content) || (compares && !variables.contains(t.cond.name))) return false;
    if (t.event.empty() && t.target.empty() && t.cond.kind == Condition::Kind::none) return false;
  }
  if (s.donedata.kind != Donedata::Kind::none && !s.donedata.value.variable.empty() &&
      !variables.contains(s.donedata.value.variable))
    return false;
  return regions > 0 ||
         (s.kind != State::Kind::scxml && s.kind != State::Kind::parallel && s.children.empty());
}

}  // namespace

Shrunk shrink(const Case& made, const Difference& difference) {
  Shrunk smallest{made, difference};
  Counts ignored;
  for (std::size_t i = 0;;) {
    Cutter cutter(smallest.made);
    if (!cutter.cut(i)) break;
    Case& smaller = cutter.result();
    const auto found = is_legal(smaller.document.scxml, {}) ? compare(smaller, ignored) : std::nullopt;
    if (found && found->kind == difference.kind)
      smallest = {std::move(smaller), *found};  // the next cut now has the same number
    else
      ++i;
  }
  return smallest;
}

}  // namespace kyodo::differential
