// From a large chart that shows a difference to a small one that shows one of the same kind.
#pragma once

#include "compare.h"

namespace kyodo::differential {

struct Shrunk {
  Case made;
  Difference difference;
};
Shrunk shrink(const Case& made, const Difference& difference);

}  // namespace kyodo::differential
