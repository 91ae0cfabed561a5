// The scheduler's pass: everything due by now, in due order, each timer a command of its own.
#pragma once

#include "runtime/engine.h"

namespace kyodo::runtime {

inline constexpr int kMaxTimersPerTick = 100'000;

struct TickReport {
  std::int64_t fired = 0;
  std::vector<std::string> incidents;
};
// Fires due timers; first, if April 1 has passed since the fiscal year that was last begun, begins the
// present one.
Result<TickReport> fire_due(Engine& engine, TimePoint now);
// The same, and leaves a heartbeat in Meta "last_tick".
Result<TickReport> tick(Engine& engine, TimePoint now);

}  // namespace kyodo::runtime
