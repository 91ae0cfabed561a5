// What a text can do to its heap, as far as that can be told without running it.
#pragma once

#include <optional>
#include <string_view>

namespace kyodo::datamodel {

// Whether the expression, in a heap where nothing but JSON and the language's own functions lies, changes
// nothing: no assignment, no function, no call but In() and, when `with_calls`, those of a list of harmless
// functions of the language. When in doubt, it is not plain.
bool is_plain(std::string_view expression, bool with_calls);

// Whether the script consists of function declarations alone, so that running it depends on no data.
bool is_declarations_only(std::string_view script);

// In('state') or !In('state') and nothing else.
struct InPredicate {
  std::string_view state;
  bool negated = false;
};
std::optional<InPredicate> in_predicate(std::string_view expression);

std::string_view trimmed(std::string_view text);  // without white space around it

}  // namespace kyodo::datamodel
