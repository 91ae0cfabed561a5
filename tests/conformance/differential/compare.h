// One chart through both interpreters.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "generate.h"

namespace kyodo::differential {

struct Difference {
  enum class Kind {
    refused,    // engine/chart does not take the document
    behaviour,  // after some step something that can be seen is not the same
    analysis,   // engine/chart calls something unreachable or dead that was entered or taken
  };
  Kind kind = Kind::behaviour;
  bool ecmascript = false;
  std::string text;  // where, and what both sides show
};

// How many charts and steps were endless, ended, restored a history …
using Counts = std::map<std::string, long>;

// Runs the chart in every data model it can have, step by step, kept ready, and frozen and thawed between the
// steps.
std::optional<Difference> compare(const Case& made, Counts& counts);

}  // namespace kyodo::differential
