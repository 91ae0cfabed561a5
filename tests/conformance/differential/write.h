// The text of a random chart.
#pragma once

#include <string>

#include "generate.h"

namespace kyodo::differential {

std::string write(const Case& made, bool ecmascript);

}  // namespace kyodo::differential
