#include "base/local_date.h"

#include <algorithm>
#include <cstdio>

namespace kyodo {
namespace {

std::chrono::year_month_day ymd(LocalDate d) {
  return std::chrono::year{d.year} / d.month / d.day;
}

int digits(std::string_view text) {
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return -1;
    value = 10 * value + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<LocalDate> make_date(int year, int month, int day) {
  LocalDate date{year, month, day};
  if (month < 1 || month > 12 || day < 1 || day > 31 || !ymd(date).ok()) return std::nullopt;
  if (date < kFirstDate || date > kLastDate) return std::nullopt;
  return date;
}

std::optional<LocalDate> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return make_date(year, month, day);
}

std::string to_string(LocalDate date) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
  return text;
}

int days_since_epoch(LocalDate date) {
  return static_cast<int>(std::chrono::sys_days{ymd(date)}.time_since_epoch().count());
}

LocalDate date_of_days(int days) {
  days = std::clamp(days, days_since_epoch(kFirstDate), days_since_epoch(kLastDate));
  std::chrono::year_month_day d{std::chrono::sys_days{std::chrono::days{days}}};
  return LocalDate{static_cast<int>(d.year()), static_cast<int>(static_cast<unsigned>(d.month())),
                   static_cast<int>(static_cast<unsigned>(d.day()))};
}

LocalDate add_days(LocalDate date, int days) {
  return date_of_days(days_since_epoch(date) + days);
}

int weekday(LocalDate date) {
  return static_cast<int>(std::chrono::weekday{std::chrono::sys_days{ymd(date)}}.c_encoding());
}

}  // namespace kyodo
