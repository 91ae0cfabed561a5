#include "stage_kit/sheets.h"

#include <fmt/format.h>

#include "stage_kit/visit_state.h"

namespace kyodo::stage_kit {

Text sheet_title(const stage::Call& call, std::string_view sheet) {
  const Json& sheets = call.fact("sheets");
  const JsonObject known = sheets.is_object() ? object_or_empty(sheets.get_object(), sheet) : JsonObject{};
  Text title{text_of(known, "ja"), text_of(known, "en")};
  if (title.ja.empty()) title.ja = fmt::format("シート「{}」", sheet);
  if (title.en.empty()) title.en = fmt::format("Sheet \"{}\"", sheet);
  return title;
}

}  // namespace kyodo::stage_kit
