// Any bytes as the header Cookie, and as the value of one: what is found stands in the header as it was set,
// and other cookies around it change nothing.
#include <cstdint>
#include <cstdlib>

#include "server/cookie.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo::server;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string found = cookie_in(text);
  if (found.find(';') != std::string::npos) std::abort();
  if (!found.empty() && text.find(std::string(kCookie) + "=" + found) == std::string::npos) std::abort();
  if (text.find(std::string(kCookie) + "=") == std::string::npos && !found.empty()) std::abort();
  const std::string set = set_cookie(found, 60, true);
  const std::string pair = set.substr(0, set.find(';'));
  if (cookie_in(pair) != found || cookie_in("a=b; " + pair + "; " + text) != found) std::abort();
  return 0;
}
