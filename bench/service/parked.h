// What very many waiting projects cost.
#pragma once

#include "service/office.h"

namespace kyodo::bench {

// The scheduler's look when nothing is due: poll_empty_us.
JsonObject empty_polls(const fs::path& file, const Places& places);

// Completions of projects spread over two databases, of `many` and of `few`, one commit each, by turns:
//   latency_many_vs_few, and of either p50_ms, p99_ms, group_per_s (64 in one commit), checkpoint_ms (median
//   of the commits that carried one), checkpoints (of all completions, one in …)
// Changes both.
struct Parked {
  fs::path file;
  int projects;
};
JsonObject latency(const Parked& many, const Parked& few, const Places& places, int completions);

// As many reminders due at once as there are projects, fired by the scheduler, beside the bare loop that
// writes the same rows in the same transactions: timers_fired_ratio, timers_fired_per_s, bare_timers_per_s.
JsonObject due_timers(const fs::path& folder, const Places& places, int projects);

}  // namespace kyodo::bench
