// Base64 (RFC 4648, 4) by libcrypto, without line ends.
#pragma once

#include <string>
#include <string_view>

namespace kyodo::notify {

std::string base64(std::string_view bytes);

}  // namespace kyodo::notify
