// What came of the suite, for people.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "run.h"

namespace kyodo::conformance {

struct Outcome {
  Test test;
  std::map<Mode, std::string> wrong;  // by the modes that apply: "" where everything was as it must be
};

std::string summary(const std::vector<Outcome>& outcomes);  // a few lines
std::string report(const std::vector<Outcome>& outcomes);   // docs/scxml-conformance.md

}  // namespace kyodo::conformance
