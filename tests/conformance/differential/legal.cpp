#include "legal.h"

#include <algorithm>
#include <set>

namespace kyodo::differential {

bool is_legal(const chart::Chart& chart, const interpreter::Session& session) {
  std::set<chart::StateIndex> active;
  for (const std::string& name : session.configuration)
    active.insert(name.starts_with('#') ? static_cast<chart::StateIndex>(std::stoul(name.substr(1)))
                                        : chart.find(name));
  if (session.done) return active.size() <= 1;
  active.insert(0);
  for (const chart::StateIndex index : active) {
    const chart::State& state = chart.states[index];
    if (index != 0 && !active.contains(state.parent)) return false;
    const auto inside = static_cast<std::size_t>(
        std::count_if(state.children.begin(), state.children.end(),
                      [&](chart::StateIndex child) { return active.contains(child); }));
    if (state.kind == chart::StateKind::compound && inside != 1) return false;
    if (state.kind == chart::StateKind::parallel && inside != state.children.size()) return false;
  }
  return true;
}

}  // namespace kyodo::differential
