// `kyodo serve`: one process that answers the API, fires timers and delivers notices until it is told to
// stop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "cli/context.h"
#include "server/message.h"

namespace kyodo::server {

// One line for each request: what came of it, and no more about whom it concerned than its path says.
struct Access {
  std::string id, method, path;  // without the query
  unsigned status = 0;
  std::chrono::microseconds took{};
};

// What ended a wait: the time was over, or the process was told to.
enum class Wake { time, reload, stop };

struct ServiceParts {
  std::function<void(const Access&)> log_access;  // on any thread
  // Waits so long. busy: whether a backup is being made or mail is leaving, for who wants to see the end of
  // that.
  std::function<Wake(std::chrono::milliseconds, const std::function<bool()>& busy)> wait;
};

// Opens the database that the context names, says on the context's output where it listens, and returns once
// it was told to stop and what it had taken is answered. Told to reload, it reads the settings anew: office,
// notices, backups and tick_seconds are taken over, the rest with the next start; a file with an error
// changes nothing.
Result<void> serve(cli::Context& context, const ServiceParts& parts);

}  // namespace kyodo::server
