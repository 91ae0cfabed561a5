// Names of ECMAScript.
#pragma once

#include <string_view>

namespace kyodo::datamodel {

bool is_identifier(std::string_view name);  // and no reserved word
// System variables, In and the built-in globals: no data item may be called so.
bool is_reserved(std::string_view name);

// An expression as it is evaluated: authors (and W3C's test 452) end some with a semicolon.
std::string_view expression_part(std::string_view text);

}  // namespace kyodo::datamodel
