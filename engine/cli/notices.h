// Notices at the command line: delivering what waits, and `kyodo notify`.
#pragma once

#include "cli/context.h"

namespace kyodo::cli {

// What a tick does after it has fired: today's messages into the configured channel.
Deliver deliver_notices(Context& context);

Result<void> notify_list(Context& context);
Result<void> notify_preview(Context& context);
Result<void> notify_run(Context& context);

}  // namespace kyodo::cli
