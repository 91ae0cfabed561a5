#include "runtime/executions.h"

#include "office/entities.h"

namespace kyodo::runtime {

interpreter::Execution& Executions::of(const std::shared_ptr<const chart::Chart>& chart, Tables& tables) {
  tables_ = &tables;
  if (auto found = kept_.find(chart.get()); found != kept_.end()) return found->second.execution;
  if (kept_.size() >= kMaxKeptExecutions) kept_.clear();
  interpreter::Surroundings around{[this](std::string_view session) {
                                     return tables_->get<office::SessionRow>(std::string(session)) != nullptr;
                                   },
                                   ""};
  interpreter::Execution made(*chart, std::move(around));
  return kept_.emplace(chart.get(), Kept{chart, std::move(made)}).first->second.execution;
}

}  // namespace kyodo::runtime
