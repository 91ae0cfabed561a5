// `kyodo serve` on this machine: its signals, and a line for each request on standard error.
#pragma once

#include "cli/context.h"

namespace kyodo::app {

// Until SIGTERM or SIGINT.
Result<void> serve(cli::Context& context);

}  // namespace kyodo::app
