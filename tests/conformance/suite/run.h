// Running one document by the program and judging what it says.
#pragma once

#include <string>

#include "suite.h"

namespace kyodo::conformance {

enum class Mode {
  run,     // kyodo scxml run
  thawed,  // the same, frozen to bytes and thawed before every step
  stored,  // as a workflow in a database, killed before and after every commit; nobody sees a log there
};

struct Programs {
  std::string kyodo, stored_chart;
};

// "" when everything is as it must be, else what is not. `scratch` is a folder for this call alone.
std::string verdict(const Programs& programs, const Document& document, Mode mode,
                    const std::string& scratch);

// Workflows have no HTTP.
bool applies(const Document& document, Mode mode);

}  // namespace kyodo::conformance
