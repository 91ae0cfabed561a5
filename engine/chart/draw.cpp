// Charts as pictures: Graphviz and Mermaid.
#include <fmt/format.h>

#include "chart/analysis.h"
#include "chart/label.h"

namespace kyodo::chart {
namespace {

// Inside the quotes of Graphviz.
std::string dot_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

// A label of Mermaid, where these characters have a meaning of their own.
std::string mermaid_text(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '"' || c == ';' || c == ':' || c == '#' || c == '<' || c == '>' || c == '%')
      out += fmt::format("#{};", static_cast<int>(c));
    else
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  return out;
}

bool has_inside(const State& state) {
  return !state.children.empty();
}

void dot_state(const Chart& chart, StateIndex index, int depth, std::string& out) {
  const State& state = chart.states[index];
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  const std::string label = dot_text(label_of(chart, index));
  if (!has_inside(state)) {
    const char* shape = state.kind == StateKind::final_state ? "doublecircle"
                        : state.kind == StateKind::atomic    ? "box"
                                                             : "circle";
    out += fmt::format("{}s{} [label=\"{}\", shape={}, style=rounded];\n", indent, index, label, shape);
    return;
  }
  out += fmt::format("{}subgraph cluster_{} {{\n{}  label=\"{}\"; style=\"{}\";\n", indent, index, indent,
                     label, state.kind == StateKind::parallel ? "dashed" : "rounded");
  out += fmt::format("{}  s{} [shape=point, label=\"\"];\n", indent, index);  // where its edges begin and end
  for (StateIndex child = index + 1; child <= state.last_descendant;
       child = chart.states[child].last_descendant + 1)
    dot_state(chart, child, depth + 1, out);
  out += indent + "}\n";
}

void dot_edge(const Chart& chart, StateIndex from, StateIndex to, const std::string& label, const char* style,
              std::string& out) {
  std::string attributes = fmt::format("label=\"{}\"", dot_text(label));
  if (*style) attributes += fmt::format(", style={}", style);
  if (has_inside(chart.states[to]) && from != to && !chart.is_descendant(from, to))
    attributes += fmt::format(", lhead=cluster_{}", to);
  if (has_inside(chart.states[from]) && from != to && !chart.is_descendant(to, from))
    attributes += fmt::format(", ltail=cluster_{}", from);
  out += fmt::format("  s{} -> s{} [{}];\n", from, to, attributes);
}

void mermaid_state(const Chart& chart, StateIndex index, int depth, std::string& out) {
  const State& state = chart.states[index];
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  if (index != 0)
    out += fmt::format("{}state \"{}\" as s{}{}\n", indent, mermaid_text(label_of(chart, index)), index,
                       has_inside(state) ? " {" : "");
  bool first = true;
  for (StateIndex child = index + 1; child <= state.last_descendant;
       child = chart.states[child].last_descendant + 1) {
    if (state.kind == StateKind::parallel && !first) out += indent + "  --\n";
    first = false;
    mermaid_state(chart, child, depth + 1, out);
  }
  if (has_inside(state)) {
    for (const StateIndex target : state.initial.targets)
      out += fmt::format("{}  [*] --> s{}\n", indent, target);
    if (index != 0) out += indent + "}\n";
  }
  if (state.kind == StateKind::final_state) out += fmt::format("{}s{} --> [*]\n", indent, index);
}

}  // namespace

std::string to_dot(const Chart& chart) {
  std::string out = "digraph chart {\n  compound=true; rankdir=LR; fontname=\"sans-serif\";\n";
  out += "  node [fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\"];\n  start [shape=point];\n";
  for (StateIndex child = 1; child < chart.states.size(); child = chart.states[child].last_descendant + 1)
    dot_state(chart, child, 1, out);
  for (const StateIndex target : chart.states[0].initial.targets)
    out += fmt::format("  start -> s{};\n", target);
  for (StateIndex i = 1; i < chart.states.size(); ++i)
    for (const StateIndex target : chart.states[i].initial.targets)
      dot_edge(chart, i, target, "", "dotted", out);
  for (const Transition& transition : chart.transitions) {
    if (transition.targets.empty())
      dot_edge(chart, transition.source, transition.source, events_of(transition), "dashed", out);
    for (const StateIndex target : transition.targets)
      dot_edge(chart, transition.source, target, events_of(transition), "", out);
  }
  return out + "}\n";
}

std::string to_mermaid(const Chart& chart) {
  std::string out = "stateDiagram-v2\n";
  mermaid_state(chart, 0, 0, out);
  for (const Transition& transition : chart.transitions) {
    const std::string label = mermaid_text(events_of(transition));
    const std::string suffix = label.empty() ? "" : " : " + label;
    if (transition.targets.empty()) out += fmt::format("  s{0} --> s{0}{1}\n", transition.source, suffix);
    for (const StateIndex target : transition.targets)
      out += fmt::format("  s{} --> s{}{}\n", transition.source, target, suffix);
  }
  return out;
}

}  // namespace kyodo::chart
