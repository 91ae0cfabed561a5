// Due-date rules and ladders of notices, as they stand in charts and settings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "calendar/calendar.h"

namespace kyodo::calendar {

// Rules, each optionally followed by "next", "previous" or "as is" for a date that falls on a closed day
// (default next; a number of business days never does):
//   "10 business days" · "2 weeks" · "14 days" · "3 months"   counted from the start day
//   "8/31"                       the next such day on or after the start day
//   "end of month" · "end of fiscal year" · "end of next fiscal year"
//   "2018-08-31"                 that day
// A due date passes at local midnight at its end. due_date refuses a date whose holidays are not known
// (check_known) unless the rule says "as is", and one that reaches kLastDate.
inline constexpr int kMaxDueCount = 3660;  // of days, weeks, months or business days
struct DueRule {
  enum class Kind {
    business_days,
    weeks,
    days,
    months,
    month_day,
    end_of_month,
    end_of_fiscal_year,
    end_of_next_fiscal_year,
    date
  };
  enum class Closed { next, previous, as_is };
  Kind kind = Kind::business_days;
  int count = 0;  // of days, weeks or months
  int month = 0, day = 0;
  LocalDate date;
  Closed closed = Closed::next;
};
Result<DueRule> parse_due_rule(std::string_view text);
Result<LocalDate> due_date(const Calendar& calendar, const DueRule& rule, LocalDate start);

// One notice around a due date. days counts business days from the due date: -5 five before, 0 on the day.
// role is empty for a reminder to the task's own role, else the role it is escalated to.
struct Rung {
  int days = 0;
  std::string role;
  bool operator==(const Rung&) const = default;
};
// Sorted by days, reminders before escalations of the same day. At most kMaxRungs.
using Ladder = std::vector<Rung>;
inline constexpr int kMaxRungs = 40;
inline constexpr int kMaxRungDays = 260;  // business days before or after: about a year

// remind: "-5 -1 0 +1 +3"; escalate: "+3 promoter, +5 chief, +10 coordinator"; either may be empty or "none".
Result<Ladder> parse_ladder(std::string_view remind, std::string_view escalate);
LocalDate rung_date(const Calendar& calendar, const Rung& rung, LocalDate due);

}  // namespace kyodo::calendar
