// The one cookie of a browser that signed on, as it stands in headers (RFC 6265).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kyodo::server {

inline constexpr std::string_view kCookie = "kyodo_login";

// Its value in the header Cookie ("a=b; kyodo_login=…"): the first of that name. "": it is not there.
std::string cookie_in(std::string_view header);
// The header Set-Cookie. `value` holds no semicolon; `seconds` 0 takes the cookie back; `secure`: by TLS
// only.
std::string set_cookie(std::string_view value, std::int64_t seconds, bool secure);

}  // namespace kyodo::server
