// Which days are open, counting in business days, and the calendar's file.
#include "calendar/calendar.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/record.h"
#include "calendar/zone.h"

namespace kyodo::calendar {
namespace {

// The file as it is written; Calendar holds the same as sets.
struct CalendarFile {
  std::optional<std::string> zone;
  LocalDate known_from, known_to;
  std::optional<bool> year_end;
  std::vector<LocalDate> closed, holidays;
};
BOOST_DESCRIBE_STRUCT(CalendarFile, (), (zone, known_from, known_to, year_end, closed, holidays))

void fill(std::set<LocalDate>& days, const std::vector<LocalDate>& listed, const std::string& member,
          std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < listed.size(); ++i)
    if (!days.insert(listed[i]).second)
      problems.push_back({fmt::format("/{}/{}", member, i),
                          "uniqueItems",
                          {fmt::format("{} が二度書かれています。一つにしてください。", to_string(listed[i])),
                           fmt::format("{} stands twice; keep one", to_string(listed[i]))}});
}

bool in_year_end(LocalDate date) {
  return (date.month == 12 && date.day >= 29) || (date.month == 1 && date.day <= 3);
}

// The next open day in the direction of step (+1 or -1), or the last day of the range.
LocalDate next_open(const Calendar& calendar, LocalDate date, int step) {
  const LocalDate end = step > 0 ? kLastDate : kFirstDate;
  while (date != end) {
    date = add_days(date, step);
    if (is_business_day(calendar, date)) break;
  }
  return date;
}

}  // namespace

Result<Calendar> calendar_from_json(const Json& json) {
  const std::string what = "休日表";
  Result<CalendarFile> read = from_json<CalendarFile>(json, what);
  if (!read) return read.error();
  Calendar calendar;
  std::vector<Problem> problems;
  if (read->zone) calendar.zone = *read->zone;
  if (!zone_exists(calendar.zone))
    problems.push_back({"/zone",
                        "zone",
                        {"知らない時間帯です。Asia/Tokyo のような IANA の名前を書いてください。",
                         "is not a known time zone; write an IANA name such as Asia/Tokyo"}});
  calendar.known_from = read->known_from;
  calendar.known_to = read->known_to;
  if (calendar.known_to < calendar.known_from)
    problems.push_back({"/known_to",
                        "minimum",
                        {"known_from より前の日付です。known_from 以後の日付を書いてください。",
                         "is before known_from; write a date on or after it"}});
  calendar.year_end = read->year_end.value_or(true);
  fill(calendar.closed, read->closed, "closed", problems);
  fill(calendar.holidays, read->holidays, "holidays", problems);
  for (std::size_t i = 0; i < read->holidays.size(); ++i) {
    LocalDate holiday = read->holidays[i];
    if (calendar.known_from <= holiday && holiday <= calendar.known_to) continue;
    problems.push_back(
        {fmt::format("/holidays/{}", i),
         "range",
         {"known_from から known_to までの外の日付です。範囲を広げるか、この日を消してください。",
          "lies outside known_from..known_to; widen the range or remove the day"}});
  }
  if (!problems.empty()) return record_error(std::move(problems), what);
  return calendar;
}

Json to_json(const Calendar& calendar) {
  CalendarFile file{calendar.zone,
                    calendar.known_from,
                    calendar.known_to,
                    calendar.year_end,
                    {calendar.closed.begin(), calendar.closed.end()},
                    {calendar.holidays.begin(), calendar.holidays.end()}};
  return kyodo::to_json(file);
}

Result<void> check_known(const Calendar& calendar, LocalDate date) {
  if (calendar.known_from <= date && date <= calendar.known_to) return {};
  std::string from = to_string(calendar.known_from), to = to_string(calendar.known_to);
  return fail(
      Code::bad_input,
      fmt::format("{} の祝日がわかりません(休日表にあるのは {} から {} まで)。休日表を更新してください。",
                  to_string(date), from, to),
      fmt::format("The public holidays of {} are not known (the calendar covers {} to {}). Update the "
                  "calendar file.",
                  to_string(date), from, to));
}

bool is_business_day(const Calendar& calendar, LocalDate date) {
  int day = weekday(date);
  if (day == 0 || day == 6 || (calendar.year_end && in_year_end(date))) return false;
  return !calendar.holidays.contains(date) && !calendar.closed.contains(date);
}

LocalDate add_business_days(const Calendar& calendar, LocalDate date, int n) {
  const LocalDate end = n > 0 ? kLastDate : kFirstDate;
  for (; n > 0 && date != end; --n) date = next_open(calendar, date, 1);
  for (; n < 0 && date != end; ++n) date = next_open(calendar, date, -1);
  return date;
}

LocalDate next_business_day(const Calendar& calendar, LocalDate date) {
  return is_business_day(calendar, date) ? date : next_open(calendar, date, 1);
}

LocalDate previous_business_day(const Calendar& calendar, LocalDate date) {
  return is_business_day(calendar, date) ? date : next_open(calendar, date, -1);
}

int business_days_between(const Calendar& calendar, LocalDate from, LocalDate to) {
  if (to < from) return -business_days_between(calendar, to, from);
  int count = 0;
  for (int day = days_since_epoch(from) + 1, last = days_since_epoch(to); day <= last; ++day)
    if (is_business_day(calendar, date_of_days(day))) ++count;
  return count;
}

}  // namespace kyodo::calendar
