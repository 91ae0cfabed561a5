// Any bytes as the target of a request: what is decoded is clean text, which written out again says the same,
// and a route takes its places from nowhere else.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "report/encoding.h"
#include "server/routes.h"

namespace {

using namespace kyodo::server;

bool is_clean(const std::string& text) {
  return kyodo::report::is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

std::string encoded(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

std::string written(const Target& target) {
  std::string text;
  for (const std::string& segment : target.path) text += "/" + encoded(segment);
  char before = '?';
  for (const auto& [name, value] : target.query) {
    text += before + encoded(name) + "=" + encoded(value);
    before = '&';
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = read_target({reinterpret_cast<const char*>(data), size});
  if (!target) {
    if (target.error().code != kyodo::Code::wrong_usage || target.error().text.ja.empty()) std::abort();
    return 0;
  }
  if (target->path.empty()) std::abort();
  for (const std::string& segment : target->path)
    if (!is_clean(segment) || segment.find('/') != std::string::npos) std::abort();
  for (const auto& [name, value] : target->query)
    if (!is_clean(name) || !is_clean(value)) std::abort();
  const auto again = read_target(written(*target));
  if (!again || again->path != target->path || again->query != target->query) std::abort();
  for (const char* method : {"GET", "POST", "PATCH", "PUT", "DELETE"}) {
    const Found found = find_route(method, target->path);
    if (!found.route) continue;
    if (found.route->method != method || found.route->path.size() != target->path.size()) std::abort();
    for (const auto& [name, value] : found.places)
      if (std::find(target->path.begin(), target->path.end(), value) == target->path.end()) std::abort();
  }
  return 0;
}
