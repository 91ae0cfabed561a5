#include "chart/label.h"

#include <fmt/format.h>

namespace kyodo::chart {

std::string label_of(const Chart& chart, StateIndex index) {
  const State& state = chart.states[index];
  if (state.kind == StateKind::history_shallow) return "H";
  if (state.kind == StateKind::history_deep) return "H*";
  if (!state.title.ja.empty()) return state.title.ja;
  if (!state.id.empty()) return state.id;
  return index == 0 ? chart.name : fmt::format("#{}", index);
}

std::string events_of(const Transition& transition) {
  std::string text = fmt::format("{}", fmt::join(transition.events, " "));
  if (transition.cond) text += fmt::format("{}[{}]", text.empty() ? "" : " ", transition.cond.text);
  return text;
}

}  // namespace kyodo::chart
