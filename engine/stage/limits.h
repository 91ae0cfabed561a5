// Limits of the stage contract (docs/formats/stage.md).
#pragma once

#include <cstddef>

namespace kyodo::stage {

inline constexpr std::size_t kMaxAnswerBytes =
    1u << 20;  // one answer of describe, decide or rank (rank: kMaxRankBytes)
inline constexpr std::size_t kMaxRankBytes = 8u << 20;
inline constexpr std::size_t kMaxTasksPerVisit = 200;
inline constexpr std::size_t kMaxRequests = 64;      // requests in one answer
inline constexpr std::size_t kMaxAnswerItems = 200;  // any other list in one answer: notices, reservations, …
inline constexpr std::size_t kMaxStagesPerLibrary = 16;
inline constexpr int kMaxDecideSeconds = 5;  // then the watchdog ends the process

}  // namespace kyodo::stage
