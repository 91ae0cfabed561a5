// Who is at the other side of the API.
#pragma once

#include "runtime/store_port.h"

namespace kyodo::runtime {

inline constexpr std::size_t kMaxTokens = 20;  // of one person
inline constexpr std::int64_t kMaxTokenDays = 3'660;

// The token that is given, if it is known, has not expired and its person is active; Code::not_authorised
// otherwise, never saying which of these it is.
Result<Token> check_token(Tables& tables, std::string_view token, TimePoint now);

}  // namespace kyodo::runtime
