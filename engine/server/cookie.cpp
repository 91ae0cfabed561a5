#include "server/cookie.h"

#include <fmt/format.h>

#include <algorithm>

namespace kyodo::server {

std::string cookie_in(std::string_view header) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    std::string_view one = header.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(kCookie) && one.substr(kCookie.size()).starts_with('='))
      return std::string(one.substr(kCookie.size() + 1));
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return "";
}

// Out of reach of scripts and of other sites, and of anybody on the way where TLS stands in front.
std::string set_cookie(std::string_view value, std::int64_t seconds, bool secure) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", kCookie, value, seconds,
                     secure ? "; Secure" : "");
}

}  // namespace kyodo::server
