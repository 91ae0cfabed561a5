// Tries a stage plugin before it is put to use: `kyodo plugin check FILE`.
//
// The library is loaded and called in a child process of its own, with limits on time and memory, so that a
// crash or a loop is a finding and nothing worse. Not to be called while another thread holds a lock that
// the child would need (the CLI calls it before it starts any thread).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "stage/limits.h"

namespace kyodo::stage {

inline constexpr std::size_t kMaxCheckMemoryBytes = std::size_t{2} << 30;  // address space of the child

struct Finding {
  std::string name;  // "load", "hearing/describe", "hearing/enter/1", "hearing/action/book", …
  bool ok = false;
  Text text;
};

struct CheckReport {
  std::vector<Finding> findings;  // in the order they were tried; after a crash nothing more is tried
  bool ok() const;                // at least one finding, and all are ok
};

// seconds: what one try may take. Never fails itself: whatever goes wrong is a finding.
CheckReport check_plugin(const std::string& file, int seconds = kMaxDecideSeconds);

}  // namespace kyodo::stage
