// Who is at the other side of the API.
#pragma once

#include <optional>

#include "runtime/store_port.h"

namespace kyodo::runtime {

inline constexpr std::size_t kMaxTokens = 20;  // of one person
inline constexpr std::int64_t kMaxTokenDays = 3'660;

// After so many wrong passwords in a row the next attempt has to wait, twice as long each time.
inline constexpr std::int64_t kFreeAttempts = 5;
inline constexpr std::int64_t kFirstWaitMs = 30'000;
inline constexpr std::int64_t kLongestWaitMs = 15LL * 60'000;
inline constexpr std::int64_t kLoginMs = 12LL * 3'600'000;  // how long a login lasts

inline constexpr std::int64_t kClaimMs = 30LL * 86'400'000;  // how long the code of a new database is good

// Lets whoever has the code become the first administrator; the code itself is not kept. (Meta "claim")
void offer_claim(Tables& tables, std::string_view code, TimePoint now);

// Whether what this person reads is history (docs/formats/journal.md).
bool is_audited(Tables& tables, const std::string& person, LocalDate today);

// The login of a cookie, by its hash, if it has not expired and its person is active.
std::optional<Login> find_login(Tables& tables, const std::string& hash, TimePoint now);

// The token that is given, if it is known, has not expired and its person is active; Code::not_authorised
// otherwise, never saying which of these it is.
Result<Token> check_token(Tables& tables, std::string_view token, TimePoint now);

}  // namespace kyodo::runtime
