// A set of states in document order.
#pragma once

#include <algorithm>
#include <vector>

#include "chart/chart.h"

namespace kyodo::interpreter {

using chart::StateIndex;

class StateSet {
 public:
  bool contains(StateIndex state) const { return std::binary_search(states_.begin(), states_.end(), state); }
  void add(StateIndex state) {
    if (states_.empty() || states_.back() < state) return states_.push_back(state);
    const auto at = std::lower_bound(states_.begin(), states_.end(), state);
    if (at == states_.end() || *at != state) states_.insert(at, state);
  }
  void remove(StateIndex state) {
    const auto at = std::lower_bound(states_.begin(), states_.end(), state);
    if (at != states_.end() && *at == state) states_.erase(at);
  }
  // Members in (low, high]: with a state and its last descendant, its proper descendants.
  bool any_in(StateIndex low, StateIndex high) const {
    const auto at = std::upper_bound(states_.begin(), states_.end(), low);
    return at != states_.end() && *at <= high;
  }
  template <class Visit>
  void each_in(StateIndex low, StateIndex high, Visit visit) const {
    for (auto at = std::upper_bound(states_.begin(), states_.end(), low); at != states_.end() && *at <= high;
         ++at)
      visit(*at);
  }
  const std::vector<StateIndex>& states() const { return states_; }
  bool operator==(const StateSet&) const = default;
  bool empty() const { return states_.empty(); }
  void clear() { states_.clear(); }

 private:
  std::vector<StateIndex> states_;
};

}  // namespace kyodo::interpreter
