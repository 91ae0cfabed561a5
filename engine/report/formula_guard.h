// The apostrophe before a text that a spreadsheet would take for a formula; see csv.h.
#pragma once

#include <string>
#include <string_view>

namespace kyodo::report {

// Both take valid UTF-8; without_guard(with_guard(text)) == text for every text.
std::string with_guard(std::string_view text);
std::string_view without_guard(std::string_view text);

}  // namespace kyodo::report
