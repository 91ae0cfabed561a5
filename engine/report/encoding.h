// Text of Japanese offices to UTF-8 and back: UTF-8 itself and CP932.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kyodo::report {

bool is_ascii(std::string_view bytes);
bool is_valid_utf8(std::string_view bytes);

// None if a byte is not CP932.
std::optional<std::string> utf8_of_cp932(std::string_view bytes);

struct Cp932Text {
  std::string bytes;
  std::string missing;  // the first character that CP932 lacks; then bytes means nothing
};
// `text` is valid UTF-8. Characters of JIS X 0208 that Windows knows by another code take that one; see
// csv.h.
Cp932Text cp932_of_utf8(std::string_view text);

}  // namespace kyodo::report
