// Any JSON as a sheet, and as answers to a sheet with conditions: problems or not, but always an end.
#include <cstdint>
#include <cstdlib>

#include "sheet/sheet.h"

namespace {

const kyodo::sheet::Sheet& conditional() {
  static const auto sheet =
      kyodo::sheet::Sheet::compile(*kyodo::parse_json(R"({"type":"object","title":"試し","properties":{
        "already":{"type":"boolean","title":"協働しているか"},
        "partner":{"type":"string","title":"協働相手","minLength":1,"maxLength":20,"pattern":"^[^<>]*$"},
        "since":{"type":"string","format":"date","title":"開始日"},
        "points":{"type":"array","title":"点","maxItems":5,"items":{"type":"integer","title":"点","minimum":1,"maximum":5}}},
        "required":["already"],"additionalProperties":false,
        "if":{"properties":{"already":{"const":true}}},"then":{"required":["partner"]}})"),
                                   "fuzz.json");
  return *sheet;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo;
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto problems = conditional().check(*json);
  if (problems.size() > sheet::kMaxProblems) std::abort();
  for (const Problem& problem : problems)
    if (problem.text.ja.empty() || problem.text.en.empty()) std::abort();
  (void)sheet::readable(conditional(), *json);
  (void)sheet::differences(conditional(), *json, Json(nullptr));
  if (const auto sheet = sheet::Sheet::compile(*json, "fuzz.json")) {
    (void)sheet->check(*json);
    (void)sheet->check(JsonObject{}, true);
  }
  return 0;
}
