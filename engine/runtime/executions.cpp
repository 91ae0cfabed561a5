#include "runtime/executions.h"

#include "office/entities.h"

namespace kyodo::runtime {

Executions::Kept& Executions::kept_for(const std::shared_ptr<const chart::Chart>& chart, Tables& tables) {
  tables_ = &tables;
  if (auto found = kept_.find(chart.get()); found != kept_.end()) return found->second;
  if (kept_.size() >= kMaxKeptExecutions) kept_.clear();
  interpreter::Surroundings around{[this](std::string_view session) {
                                     return tables_->get<office::SessionRow>(std::string(session)) != nullptr;
                                   },
                                   ""};
  interpreter::Execution made(*chart, std::move(around));
  return kept_.emplace(chart.get(), Kept{chart, std::move(made)}).first->second;
}

interpreter::Execution& Executions::of(const std::shared_ptr<const chart::Chart>& chart, Tables& tables) {
  Kept& kept = kept_for(chart, tables);
  kept.holds = nullptr;
  return kept.execution;
}

Result<interpreter::Step> Executions::step(const std::shared_ptr<const chart::Chart>& chart, Tables& tables,
                                           const Session& session, const interpreter::Event& event) {
  Kept& kept = kept_for(chart, tables);
  const bool held = kept.holds == session && session->started && !session->done;
  kept.holds = nullptr;
  if (!held) return interpreter::step(kept.execution, *session, event);
  auto turn = kept.execution.take(event);
  if (!turn) return turn.error();
  return interpreter::Step{std::move(*turn), kept.execution.session()};
}

void Executions::holds(const std::shared_ptr<const chart::Chart>& chart, Session session) {
  if (auto found = kept_.find(chart.get()); found != kept_.end()) found->second.holds = std::move(session);
}

}  // namespace kyodo::runtime
