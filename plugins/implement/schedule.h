// Which reports an agreement's period asks for, and when (NT-15, SK-36).
#pragma once

#include <string_view>
#include <vector>

#include "state.h"

namespace kyodo::implement {

struct Period {
  LocalDate from, to;  // both inclusive
};
// Cuts [from, to] at the ends of months, of quarters (6, 9, 12, 3) or of halves (9, 3) of the fiscal year.
// every: "month", "quarter", "half"; anything else gives none.
std::vector<Period> report_periods(LocalDate from, LocalDate to, std::string_view every);

// Longer than that many whole months.
bool is_longer_than(LocalDate from, LocalDate to, int months);
// The last day a period from that day may have; max_years 0 = kMostYears.
LocalDate last_day_allowed(LocalDate from, int max_years);

// Brings the tasks in line with the period of the state: opens what is missing, cancels what is no longer
// asked for. What was handed in stays as it is. Refuses when kMaxReports would be passed.
void plan_tasks(stage::Call& call, State& state, const Settings& settings);

Text report_title(const Report& report);

}  // namespace kyodo::implement
