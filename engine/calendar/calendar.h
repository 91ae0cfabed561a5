// Business days, fiscal years, eras and the office's zone.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/local_date.h"
#include "base/result.h"
#include "base/time.h"

namespace kyodo::calendar {

// What an office regards as closed. A value; build it once and share it read-only between threads.
struct Calendar {
  std::string zone = "Asia/Tokyo";   // IANA name; the machine's own zone never matters
  LocalDate known_from{1955, 1, 1};  // public holidays are listed within known_from..known_to only
  LocalDate known_to{1955, 1, 1};
  std::set<LocalDate> holidays;  // national holidays with their substitute days
  std::set<LocalDate> closed;    // the city's own days
  bool year_end = true;          // 12/29 to 1/3
};

// config/calendar.json: {"zone":"Asia/Tokyo","known_from":"…","known_to":"…","holidays":["2018-01-01",…],
// "closed":[…],"year_end":true}. Errors name the member.
Result<Calendar> calendar_from_json(const Json& json);
Json to_json(const Calendar& calendar);

// The date lies in the years whose holidays are known; otherwise an Error of bad_input that says so.
Result<void> check_known(const Calendar& calendar, LocalDate date);

bool is_business_day(const Calendar& calendar, LocalDate date);
// n > 0: the n-th business day after date; n < 0: before; 0: date itself.
LocalDate add_business_days(const Calendar& calendar, LocalDate date, int n);
LocalDate next_business_day(const Calendar& calendar, LocalDate date);      // date itself if it is one
LocalDate previous_business_day(const Calendar& calendar, LocalDate date);  // date itself if it is one
// Business days in (from, to]; negative when to < from. How "3 business days left" is counted.
int business_days_between(const Calendar& calendar, LocalDate from, LocalDate to);

// Local time in the zone. The zone is checked when the calendar is read.
LocalDate local_date(const Calendar& calendar, TimePoint time);
TimePoint start_of_day(const Calendar& calendar, LocalDate date);
TimePoint at_time(const Calendar& calendar, LocalDate date, int hour, int minute);
std::string local_time_text(const Calendar& calendar, TimePoint time);  // "2018-06-01 09:30"
// RFC 3339 with offset ("2018-06-01T09:30:00+09:00") or a bare local "2018-06-01T09:30[:00]" / "2018-06-01"
// (then 09:00 local). Dates outside 1868..2999 or impossible ones are bad_input.
Result<TimePoint> parse_time(const Calendar& calendar, std::string_view text);
std::string to_rfc3339(const Calendar& calendar, TimePoint time);

// Fiscal year: April to March, named by the year it begins in.
int fiscal_year(LocalDate date);
LocalDate fiscal_year_first(int year);   // April 1
LocalDate fiscal_year_last(int year);    // March 31 of the next
std::string fiscal_year_text(int year);  // "平成30年度"; the era of its April 1 (2019 is "平成31年度")

// "平成30年8月31日(金)" — the era changes on 2019-05-01; the first year is 元年.
std::string era_date(LocalDate date);
std::string short_date(LocalDate date);  // "8/31(金)"

}  // namespace kyodo::calendar
