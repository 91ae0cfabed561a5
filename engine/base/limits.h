// Every limit that belongs to no single folder. Reaching one is an error of Code::limit or bad_input that
// names it. Limits of one folder stand in that folder's header; docs/limits.md lists all.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kyodo {

inline constexpr std::size_t kMaxJsonBytes = 8u << 20;  // one JSON document
inline constexpr int kMaxJsonDepth = 64;                // nesting of a JSON document
inline constexpr int kMaxStoredDepth = 256;             // nesting of JSON that kyodo itself has written
inline constexpr std::size_t kMaxTextBytes = 1u << 20;  // one text given on the command line or in a field
inline constexpr std::size_t kMaxIdBytes = 100;         // ids and codes chosen by people

}  // namespace kyodo
