// Base64 (RFC 4648, 4) by libcrypto, without line ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kyodo::notify {

std::string base64(std::string_view bytes);
// None when the text is not base64 with its padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace kyodo::notify
