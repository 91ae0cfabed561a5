// Whatever a plugin answers, it is refused with problems or it keeps the contract; nothing else may happen.
#include <cstdint>
#include <cstdlib>

#include "stage/contract.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json =
      kyodo::parse_json({reinterpret_cast<const char*>(data), size}, "", kyodo::stage::kMaxAnswerBytes);
  if (!json) return 0;
  const auto described = kyodo::stage::read_description(*json, "fuzz");
  if (!described && described.error().problems.empty()) std::abort();
  if (!json->is_object()) return 0;
  for (auto* check : {kyodo::stage::check_answer, kyodo::stage::check_ranking}) {
    const auto checked = check(json->get_object(), "fuzz");
    if (!checked && (checked.error().problems.empty() || checked.error().text.ja.empty())) std::abort();
  }
  return 0;
}
