// Any text as a due-date rule, a ladder, a time and a date: what is accepted gives a date within the
// calendar's range.
#include <cstdint>
#include <cstdlib>

#include "calendar/due.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo;
  using namespace kyodo::calendar;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static const Calendar calendar;
  if (const auto rule = parse_due_rule(text)) {
    const auto due = due_date(calendar, *rule, LocalDate{2018, 4, 2});
    if (due && (*due < kFirstDate || *due > kLastDate)) std::abort();
  }
  if (const auto ladder = parse_ladder(text, "")) {
    if (ladder->size() > static_cast<std::size_t>(kMaxRungs)) std::abort();
    for (const Rung& rung : *ladder) (void)rung_date(calendar, rung, LocalDate{2018, 4, 2});
  }
  (void)parse_ladder("", text);
  (void)parse_time(calendar, text);
  if (const auto date = parse_date(text); date && to_string(*date) != text) std::abort();
  return 0;
}
