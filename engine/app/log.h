// The operator's log: what a scheduled run did and what went wrong, as lines of text with time and process,
// in a file that is kept small. It is for people who look after the machine; what happened to projects is in
// the journal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/machine.h"

namespace kyodo::app {

inline constexpr std::size_t kMaxLogBytes = 1u << 20;  // then the next file begins
inline constexpr std::size_t kMaxLogFiles = 3;         // besides the one being written; the oldest goes

// Appends one line to `file` (UTF-8, made if missing). A log that cannot be written stops nothing: it is left
// out.
void write_log(const std::string& file, cli::LogLevel level, std::string_view text);

}  // namespace kyodo::app
