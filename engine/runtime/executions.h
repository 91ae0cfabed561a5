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
  // For one step of a session of this chart, among the sessions of `tables`. Good until the next call.
  interpreter::Execution& of(const std::shared_ptr<const chart::Chart>& chart, Tables& tables);

 private:
  struct Kept {
    std::shared_ptr<const chart::Chart> chart;
    interpreter::Execution execution;
  };
  std::unordered_map<const chart::Chart*, Kept> kept_;
  Tables* tables_ = nullptr;  // of the step under way
};

}  // namespace kyodo::runtime
