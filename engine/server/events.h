// Changes as they happen (text/event-stream): one event for each row of the journal that the caller may see.
#pragma once

#include "server/message.h"
#include "server/readers.h"

namespace kyodo::server {

inline constexpr std::size_t kMaxEventsAtOnce = 100;  // rows of the journal in one piece of the stream

// A stream from after the row `after` of the journal. An event's id is the number of its row, so that a
// client that lost its connection goes on where it was (Last-Event-ID); its data says which project was
// changed by which command, and no more: who wants to know reads it. Rows that the caller may not see are
// passed over. Ends when the database cannot be read any more.
Response event_stream(Readers& readers, const cli::Machine& machine, const std::string& person,
                      std::int64_t after);

}  // namespace kyodo::server
