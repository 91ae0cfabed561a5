// Names of ECMAScript.
#pragma once

#include <string_view>

namespace kyodo::datamodel {

bool is_identifier(std::string_view name);  // and no reserved word
// System variables, In and the built-in globals: no data item may be called so.
bool is_reserved(std::string_view name);

}  // namespace kyodo::datamodel
