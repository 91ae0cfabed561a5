// A mail as text: RFC 5322 headers, RFC 2047 encoded words, a UTF-8 plain text body in base64.
#pragma once

#include "notify/channel.h"

namespace kyodo::notify {

inline constexpr std::size_t kMaxSubjectBytes = 1'000;
inline constexpr std::size_t kMaxBodyBytes = 1u << 20;

// CRLF line ends, no line over 76 characters. Control characters in any header field (CR and LF among them) and
// addresses that are not plain ASCII "local@domain" are refused with Code::bad_input, so no field can add a header.
Result<std::string> to_message(const Mail& mail);

}  // namespace kyodo::notify
