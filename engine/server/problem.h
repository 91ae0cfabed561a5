// Errors as problem details (RFC 9457): the codes are those of the command line.
#pragma once

#include "base/result.h"
#include "server/message.h"

namespace kyodo::server {

unsigned status_of(Code code);

// {"type":"urn:kyodo:problem:bad_input","title","status","code","detail","detail_en","problems":[…]}, with
// every problem of a sheet at once. Never says where on this machine anything lies.
Response problem(const Error& error);
// 503: so much waits for the writer that no more is taken; nothing was changed.
Response too_busy();
// The same for what is not an Error of the engine: 404, 405, 415, …
Response problem(unsigned status, std::string_view code, const Text& detail);

}  // namespace kyodo::server
