// A day in the office's calendar, without time and zone.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace kyodo {

// Always a real day of the proleptic Gregorian calendar between 1868-01-01 and 2999-12-31 (kFirst/kLast).
struct LocalDate {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
  auto operator<=>(const LocalDate&) const = default;
};

inline constexpr LocalDate kFirstDate{1868, 1, 1};
inline constexpr LocalDate kLastDate{2999, 12, 31};

std::optional<LocalDate> make_date(int year, int month, int day);  // none if no such day or out of range
std::optional<LocalDate> parse_date(std::string_view text);        // "2018-06-01" and nothing else
std::string to_string(LocalDate date);                             // "2018-06-01"
int days_since_epoch(LocalDate date);                              // 1970-01-01 is 0
LocalDate date_of_days(int days);                                  // inverse; clamps to the range
LocalDate add_days(LocalDate date, int days);                      // clamps to the range
int weekday(LocalDate date);                                       // 0 Sunday … 6 Saturday

}  // namespace kyodo
