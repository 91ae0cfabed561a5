// JSON values as sheets see them: kinds, equality, lengths, and the way people read them.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "sheet/schema.h"

namespace kyodo::sheet {

inline std::string_view view(const boost::json::string& text) {
  return {text.data(), text.size()};
}

unsigned kinds_of(const Json& value);      // bits of Kind: 3 is both an integer and a number
long double as_number(const Json& value);  // of a value that is one
// Equal text for values that JSON Schema holds equal: 1 and 1.0, members in any order.
std::string canonical(const Json& value);
// はい, 3, text; anything else as JSON. Options of the question are named by their titles.
std::string shown(const Json& value, const Question* question);

std::size_t count_characters(std::string_view utf8);                 // code points
std::string shorten(std::string_view utf8, std::size_t characters);  // with … when cut
std::string pointer_part(std::string_view name);                     // "/a~1b" for "a/b"

}  // namespace kyodo::sheet
