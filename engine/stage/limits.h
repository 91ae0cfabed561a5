// Limits of the stage contract (docs/formats/stage.md).
#pragma once

#include <cstddef>

namespace kyodo::stage {

inline constexpr std::size_t kMaxAnswerBytes = 1u << 20;   // one answer of describe, decide or rank (rank: ×16)
inline constexpr std::size_t kMaxTasksPerVisit = 200;
inline constexpr std::size_t kMaxRequests = 64;            // requests in one answer
inline constexpr int kMaxDecideSeconds = 5;                // then the watchdog ends the process

}  // namespace kyodo::stage
