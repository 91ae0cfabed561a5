#include "stage_kit/dates.h"

#include <algorithm>

namespace kyodo::stage_kit {

LocalDate add_months(LocalDate date, int months) {
  months = std::clamp(months, -12 * 2000, 12 * 2000);
  const int index = date.year * 12 + (date.month - 1) + months;
  const int year = index / 12;
  const int month = index % 12 + 1;
  if (year < kFirstDate.year) return kFirstDate;
  if (year > kLastDate.year) return kLastDate;
  for (int day = date.day; day > 28; --day)
    if (const auto there = make_date(year, month, day)) return *there;
  return make_date(year, month, std::min(date.day, 28)).value_or(date);
}

LocalDate end_of_month(LocalDate date) {
  int day = 31;
  while (day > 28 && !make_date(date.year, date.month, day)) --day;
  return {date.year, date.month, day};
}

int fiscal_year_of(LocalDate date) {
  return date.month >= 4 ? date.year : date.year - 1;
}

LocalDate add_weekdays(LocalDate date, int count) {
  while (count > 0 && date < kLastDate) {
    date = add_days(date, 1);
    if (weekday(date) != 0 && weekday(date) != 6) --count;
  }
  return date;
}

LocalDate today_of(const stage::Call& call) {
  return parse_date(call.today()).value_or(LocalDate{});
}

}  // namespace kyodo::stage_kit
