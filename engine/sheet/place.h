// The way from the sheet to one answer, and how that answer is called.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sheet/schema.h"

namespace kyodo::sheet {

struct Step {
  std::string_view name;               // member; empty for an item of a list
  std::size_t index = 0;               // of the item, or the member's position in the sheet
  const Question* question = nullptr;  // null where the sheet says nothing about it
  bool is_item = false;
};
using Place = std::vector<Step>;  // names point into the answers or the sheet

// The member `name` of `parent`, whose position orders problems as the sheet orders questions.
Step member_step(const Question* parent, std::string_view name);
Step item_step(const Question* list, std::size_t index);

std::string pointer(const Place& place);  // JSON pointer into the answers
// 「協働相手」 or 「協働している部分」2件目の「協働相手」 / "Partner"; the question alone unless that would
// be unclear.
Text call(const Question& sheet, const Place& place);
std::string heading(
    const Place& place);  // 協働している部分(2件目)／協働相手; the pointer where it has no title

}  // namespace kyodo::sheet
