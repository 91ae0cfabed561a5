// A mail as text: RFC 5322 headers, RFC 2047 encoded words, and the body twice (RFC 2046, 5.1.4): as plain
// text and as the HTML made of it (notify/html.h), both UTF-8 in base64.
#pragma once

#include "notify/channel.h"

namespace kyodo::notify {

inline constexpr std::size_t kMaxSubjectBytes = 1'000;  // also of a name
inline constexpr std::size_t kMaxBodyBytes = 1u << 20;

// CRLF line ends, no line over 76 characters but those of an address or Message-ID that is longer itself (RFC
// 5322 allows 998). An encoded word never parts a character. Auto-Submitted: auto-generated (RFC 3834) keeps
// absence notes from answering. The same mail gives the same bytes at every attempt.
//
// Refused with Code::bad_input, so that no field can add a header: control characters in any header field (CR
// and LF among them), text that is not UTF-8, NUL in the body, addresses and Message-IDs that are not plain
// ASCII "local@domain". Code::limit for a subject, a name or a body beyond the limits above.
Result<std::string> to_message(const Mail& mail);

}  // namespace kyodo::notify
