// The tables, as numbered migrations that only ever go forward (docs/formats/database.md).
#pragma once

#include <vector>

namespace kyodo::store {

// migrations()[n] brings a file from version n to n + 1. What is released here is never changed again.
const std::vector<const char*>& migrations();

}  // namespace kyodo::store
