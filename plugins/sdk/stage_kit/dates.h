// Days as stages reckon with them: months, fiscal years, and weekdays where no calendar is at hand.
#pragma once

#include "base/local_date.h"
#include "kyodo/stage.h"

namespace kyodo::stage_kit {

// The same day that many months later; the month's last day where there is no such day (1/31 + 1 = 2/28).
// Clamps to kFirstDate … kLastDate.
LocalDate add_months(LocalDate date, int months);
LocalDate end_of_month(LocalDate date);
// April to March, named by its first year.
int fiscal_year_of(LocalDate date);
// That many Mondays to Fridays later. Stages know no holidays: the engine moves a due date that falls on a
// closed day to the next open one.
LocalDate add_weekdays(LocalDate date, int count);
// The day of the call; 1970-01-01 when the input has none, which only malformed input does.
LocalDate today_of(const stage::Call& call);

}  // namespace kyodo::stage_kit
