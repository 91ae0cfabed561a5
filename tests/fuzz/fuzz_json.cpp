// Any bytes as JSON: what is read is written and read again unchanged; what is not carries a position.
#include <cstdint>
#include <cstdlib>

#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo;
  const auto json = parse_json({reinterpret_cast<const char*>(data), size}, "fuzz.json");
  if (!json) {
    if (json.error().text.ja.empty() || !json.error().where) std::abort();
    return 0;
  }
  const auto again = parse_json(to_text(*json));
  const auto pretty = parse_json(to_pretty_text(*json));
  if (!again || !pretty || *again != *json || *pretty != *json) std::abort();
  return 0;
}
