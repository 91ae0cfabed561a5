// A backup each day, and no more of them than are kept.
#pragma once

#include "cli/context.h"

namespace kyodo::server {

// Makes the day's when its time has passed and there is none yet, in a file of the date's name
// ("kyodo-2018-06-01.db"), and takes away the oldest beyond those that are kept. Nothing when no folder is
// set. Says what it made. `store` is one that may write. Errors: Code::io, Code::storage; the next call tries
// again.
Result<std::optional<Text>> back_up_if_due(cli::Context& context, const cli::Settings& settings,
                                           runtime::Store& store, const calendar::Calendar& calendar,
                                           TimePoint now);

}  // namespace kyodo::server
