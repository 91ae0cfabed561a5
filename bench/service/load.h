// Clients of a running service.
#pragma once

#include "measure.h"

namespace kyodo::bench {

struct Load {
  std::uint16_t port = 0;
  std::string token;
  int projects = 0;  // P-1 …, read at random; their first tasks are completed from the last on
  int clients = 16;  // each with a connection, waiting for its answer
  int seconds = 5;
  int changes_percent = 0;  // of the requests; the rest reads a project
};
//   reads_per_s, reads_p50_ms, reads_p99_ms and the same of changes, where there are any. Anything but 200
//   ends the measurement.
JsonObject run_load(const Load& load);

}  // namespace kyodo::bench
