// Fiscal years, and dates as offices write them.
#include <fmt/format.h>

#include <algorithm>

#include "calendar/calendar.h"

namespace kyodo::calendar {
namespace {

struct Era {
  const char* name;
  LocalDate first;
};
// The dates at which the eras are counted as beginning by law; 明治 covers the whole of 1868.
constexpr Era kEras[] = {{"令和", {2019, 5, 1}},
                         {"平成", {1989, 1, 8}},
                         {"昭和", {1926, 12, 25}},
                         {"大正", {1912, 7, 30}},
                         {"明治", kFirstDate}};

std::string era_year(LocalDate date) {
  const Era& era =
      *std::find_if(std::begin(kEras), std::end(kEras) - 1, [&](const Era& e) { return e.first <= date; });
  const int year = date.year - era.first.year + 1;
  return year == 1 ? fmt::format("{}元年", era.name) : fmt::format("{}{}年", era.name, year);
}

const char* weekday_name(LocalDate date) {
  constexpr const char* kNames[] = {"日", "月", "火", "水", "木", "金", "土"};
  return kNames[weekday(date)];
}

LocalDate within_range(LocalDate date) {
  return std::clamp(date, kFirstDate, kLastDate);
}

}  // namespace

int fiscal_year(LocalDate date) {
  return date.month >= 4 ? date.year : date.year - 1;
}

LocalDate fiscal_year_first(int year) {
  return within_range({year, 4, 1});
}

LocalDate fiscal_year_last(int year) {
  return within_range({std::min(year, kLastDate.year) + 1, 3, 31});
}

std::string fiscal_year_text(int year) {
  return era_year(fiscal_year_first(year)) + "度";
}

std::string era_date(LocalDate date) {
  return fmt::format("{}{}月{}日({})", era_year(date), date.month, date.day, weekday_name(date));
}

std::string short_date(LocalDate date) {
  return fmt::format("{}/{}({})", date.month, date.day, weekday_name(date));
}

}  // namespace kyodo::calendar
