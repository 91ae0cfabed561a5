// Charts kept ready to run between commands: what their scripts need stays made and compiled (ADR 0016).
#pragma once

#include <memory>
#include <unordered_map>

#include "interpreter/interpreter.h"
#include "runtime/store_port.h"

namespace kyodo::runtime {

inline constexpr std::size_t kMaxKeptExecutions = 16;  // beyond it all are made anew

class Executions {
 public:
  using Session = std::shared_ptr<const interpreter::Session>;

  // For one step of a session of this chart, among the sessions of `tables`. Good until the next call.
  interpreter::Execution& of(const std::shared_ptr<const chart::Chart>& chart, Tables& tables);

  // As interpreter::step. A session that this chart's last step left behind (holds) is not taken up anew.
  Result<interpreter::Step> step(const std::shared_ptr<const chart::Chart>& chart, Tables& tables,
                                 const Session& session, const interpreter::Event& event);
  void holds(const std::shared_ptr<const chart::Chart>& chart, Session session);

 private:
  struct Kept {
    std::shared_ptr<const chart::Chart> chart;
    interpreter::Execution execution;
    Session holds = nullptr;
  };
  Kept& kept_for(const std::shared_ptr<const chart::Chart>& chart, Tables& tables);
  std::unordered_map<const chart::Chart*, Kept> kept_;
  Tables* tables_ = nullptr;  // of the step under way
};

}  // namespace kyodo::runtime
