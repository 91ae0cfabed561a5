// Events to rows: the only code that changes projections. Used when a command is decided and when the journal
// is replayed, so both give the same rows. Depends on nothing but the event and the rows.
#pragma once

#include "runtime/store_port.h"

namespace kyodo::runtime {

void apply_event(Tables& tables, journal::Event event);

// After all events of one entry: what a change to the project itself counts.
void apply_entry_end(Tables& tables, const std::string& project);

}  // namespace kyodo::runtime
