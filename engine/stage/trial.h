// The tries of `kyodo plugin check`, run inside the child process.
#pragma once

#include <functional>
#include <string>

#include "stage/plugin_check.h"

namespace kyodo::stage {

// begin: a try of this name starts. done: it came to this.
struct TrialSink {
  std::function<void(const std::string& name)> begin;
  std::function<void(const Finding& finding)> done;
};

void run_trial(const std::string& path, const TrialSink& sink);

}  // namespace kyodo::stage
