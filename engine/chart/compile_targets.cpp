// References between states: they exist, they can be active together, and defaults lead inwards.
#include <fmt/format.h>

#include <algorithm>

#include "chart/compiler.h"

namespace kyodo::chart {
namespace {

bool is_history(const State& state) {
  return state.kind == StateKind::history_shallow || state.kind == StateKind::history_deep;
}

// Whether two states can be active together: neither contains the other and they part in a parallel state. A
// history stands for what was active anywhere in its parent.
bool orthogonal(const Chart& chart, StateIndex a, StateIndex b) {
  if (is_history(chart.states[a])) a = chart.states[a].parent;
  if (is_history(chart.states[b])) b = chart.states[b].parent;
  if (a == b || chart.is_descendant(a, b) || chart.is_descendant(b, a)) return false;
  StateIndex common = chart.states[a].parent;
  while (!chart.is_descendant(b, common)) common = chart.states[common].parent;
  return chart.states[common].kind == StateKind::parallel;
}

std::string shown(const State& state) {
  return state.id.empty() ? "(id なし)" : state.id;
}

}  // namespace

StateIndex Chart::find(std::string_view id) const {
  const auto found = by_id.find(id);
  return found == by_id.end() ? kNoState : found->second;
}

bool Compiler::look_up(const Reference& reference, std::vector<StateIndex>& found) {
  bool all = true;
  for (const std::string& name : reference.names) {
    const StateIndex index = chart_->find(name);
    if (index != kNoState) {
      found.push_back(index);
      continue;
    }
    all = false;
    error("unknown-target", reference.where, fmt::format("「{}」という状態はありません。", name),
          fmt::format("There is no state \"{}\".", name), "id のつづりを確かめてください。",
          "Check the spelling of the id.");
  }
  return all && !found.empty();
}

bool Compiler::check_target_set(const std::vector<StateIndex>& targets, const Where& at) {
  // In document order neighbours suffice: where two states part is where some pair of neighbours between them
  // does.
  std::vector<StateIndex> sorted = targets;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (orthogonal(*chart_, sorted[i - 1], sorted[i])) continue;
    const std::string a = shown(chart_->states[sorted[i - 1]]), b = shown(chart_->states[sorted[i]]);
    error("illegal-target-set", at, fmt::format("状態「{}」と「{}」は同時に有効になれません。", a, b),
          fmt::format("The states \"{}\" and \"{}\" cannot be active together.", a, b),
          "別々の <parallel> の領域にある状態を選ぶか、一つにしてください。",
          "Choose states in different regions of a <parallel>, or keep one.");
    return false;
  }
  return true;
}

void Compiler::resolve() {
  for (StateIndex i = 0; i < chart_->states.size(); ++i)
    if (is_history(chart_->states[i]))
      resolve_history(i);
    else
      resolve_initial(i);
  for (Transition& transition : chart_->transitions) {
    const Reference& reference = transition_targets_[transition.index];
    if (look_up(reference, transition.targets)) check_target_set(transition.targets, reference.where);
  }
  check_history_loops();
  check_datamodel();
}

// The null data model knows conditions with In() and nothing else: the rest is an error.execution when it
// comes to it.
void Compiler::check_datamodel() {
  if (chart_->datamodel != DatamodelKind::null) return;
  const auto complain = [&](const Where& at) {
    warning("needs-datamodel", at,
            "データモデル null では、In(状態) の条件のほかに式・データ・スクリプトを使えません。",
            "The null data model has no expressions, data and scripts but the condition In(state).",
            "<scxml> に datamodel=\"ecmascript\" を書いてください。",
            "Write datamodel=\"ecmascript\" on <scxml>.");
  };
  for (const State& state : chart_->states)
    for (const Data& data : state.data) complain(data.where);
  for_each_expression(*chart_, [&](const Expression& expression, bool is_script) {
    const std::size_t first = expression.text.find_first_not_of(" \t\r\n");
    if (is_script || first == std::string::npos || expression.text.compare(first, 2, "In") != 0)
      complain(expression.where);
  });
}

void Compiler::resolve_initial(StateIndex index) {
  State& state = chart_->states[index];
  const Reference& reference = initial_targets_[index];
  Transition& initial = state.initial;
  initial.source = index;
  if (!reference.where.line) {
    if (state.kind == StateKind::compound && !state.children.empty()) {
      initial.targets = {state.children.front()};
      initial.where = state.where;
    }
    return;
  }
  if (!initial.where.line) initial.where = reference.where;
  if (state.kind != StateKind::compound || state.children.empty()) {
    error("illegal-initial", reference.where,
          fmt::format("子のない状態「{}」に最初の状態は決められません。", shown(state)),
          fmt::format("\"{}\" has no children, so no initial state.", shown(state)),
          "initial を取り除くか、子の状態を書いてください。", "Remove initial or write child states.");
    return;
  }
  if (!look_up(reference, initial.targets)) return;
  for (const StateIndex target : initial.targets)
    if (!chart_->is_descendant(target, index))
      return error("illegal-initial", reference.where,
                   fmt::format("「{}」は「{}」の中の状態ではありません。", shown(chart_->states[target]),
                               shown(state)),
                   fmt::format("\"{}\" is not inside \"{}\".", shown(chart_->states[target]), shown(state)),
                   "この状態の中にある状態を選んでください。", "Choose a state inside this one.");
  check_target_set(initial.targets, reference.where);
}

void Compiler::resolve_history(StateIndex index) {
  State& state = chart_->states[index];
  const State& parent = chart_->states[state.parent];
  const Reference& reference = initial_targets_[index];
  state.initial.source = index;
  if (!reference.where.line)
    return error("missing-element", state.where,
                 fmt::format("history「{}」に既定の <transition> がありません。", shown(state)),
                 fmt::format("The history \"{}\" has no default <transition>.", shown(state)),
                 "<transition target=\"…\"/> を書いてください。", "Write <transition target=\"…\"/>.");
  if (!look_up(reference, state.initial.targets)) return;
  const bool shallow = state.kind == StateKind::history_shallow;
  for (const StateIndex target : state.initial.targets) {
    const bool inside =
        shallow ? chart_->states[target].parent == state.parent : chart_->is_descendant(target, state.parent);
    if (inside && target != index) continue;
    // A shallow history that begins deeper is plain enough to run.
    const bool is_error = target == index || !chart_->is_descendant(target, state.parent);
    report({is_error,
            "illegal-initial",
            reference.where,
            {fmt::format("「{}」は history「{}」の既定の状態になれません。", shown(chart_->states[target]),
                         shown(state)),
             fmt::format("\"{}\" cannot be the default of the history \"{}\".", shown(chart_->states[target]),
                         shown(state))},
            {shallow ? fmt::format("「{}」の直接の子を選んでください。", shown(parent))
                     : fmt::format("「{}」の中の状態を選んでください。", shown(parent)),
             shallow ? fmt::format("Choose a child of \"{}\".", shown(parent))
                     : fmt::format("Choose a state inside \"{}\".", shown(parent))}});
    if (is_error) return;
  }
  check_target_set(state.initial.targets, reference.where);
}

// A default that leads to a history of the same parent and so back again would never end.
void Compiler::check_history_loops() {
  enum class Mark { unseen, open, closed };
  std::vector<Mark> marks(chart_->states.size(), Mark::unseen);
  for (StateIndex start = 0; start < chart_->states.size(); ++start) {
    if (!is_history(chart_->states[start]) || marks[start] != Mark::unseen) continue;
    std::vector<std::pair<StateIndex, std::size_t>> path{{start, 0}};
    marks[start] = Mark::open;
    while (!path.empty()) {
      auto& [at, next] = path.back();
      const std::vector<StateIndex>& targets = chart_->states[at].initial.targets;
      if (next == targets.size()) {
        marks[at] = Mark::closed;
        path.pop_back();
        continue;
      }
      const StateIndex target = targets[next++];
      if (!is_history(chart_->states[target]) || marks[target] == Mark::closed) continue;
      if (marks[target] == Mark::open) {
        error("illegal-initial", chart_->states[target].where, "history の既定の遷移が堂々巡りしています。",
              "The default transitions of these histories go round in a circle.",
              "既定の遷移の行き先を状態にしてください。", "Let the default lead to a state.");
        marks[target] = Mark::closed;
        continue;
      }
      marks[target] = Mark::open;
      path.emplace_back(target, 0);
    }
  }
}

}  // namespace kyodo::chart
