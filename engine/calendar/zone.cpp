// Points in time and local time in the office's zone, by ICU.
#include "calendar/zone.h"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <memory>

#include "calendar/calendar.h"

namespace kyodo::calendar {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

std::unique_ptr<icu::TimeZone> find_zone(const std::string& name) {
  return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
}

// Finding a zone in ICU costs microseconds, and nearly every office's zone has had no rules since 1952.
bool is_plain_tokyo(const std::string& zone, std::int64_t ms) {
  constexpr std::int64_t kFrom1952 = -568'080'000'000;
  return ms >= kFrom1952 && zone == "Asia/Tokyo";
}

std::int64_t offset_at(const Calendar& calendar, std::int64_t ms) {
  if (is_plain_tokyo(calendar.zone, ms)) return 9 * kHour;
  std::int32_t raw = 0, dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  find_zone(calendar.zone)->getOffset(static_cast<UDate>(ms), false, raw, dst, status);
  return raw + dst;
}

// A local time that a zone change skips or repeats is read with the offset before the change.
std::int64_t offset_at_local(const Calendar& calendar, std::int64_t local) {
  if (is_plain_tokyo(calendar.zone, local)) return 9 * kHour;
  std::int32_t raw = 0, dst = 0;
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::TimeZone> zone = find_zone(calendar.zone);
  if (const auto* rules = dynamic_cast<const icu::BasicTimeZone*>(zone.get()))
    rules->getOffsetFromLocal(static_cast<UDate>(local), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, dst,
                              status);
  return raw + dst;
}

TimePoint of_local(const Calendar& calendar, std::int64_t local) {
  return {local - offset_at_local(calendar, local)};
}

std::int64_t local_ms(LocalDate date, std::int64_t in_day) {
  return days_since_epoch(date) * kDay + in_day;
}

struct LocalTime {
  LocalDate date;
  std::int64_t in_day;  // ms
};

LocalTime split(std::int64_t local) {
  const std::int64_t day = floor_div(local, kDay);
  return {date_of_days(static_cast<int>(day)), local - day * kDay};
}

// So that no text holds a year of five digits and no sum overflows.
std::int64_t within_range(std::int64_t ms) {
  return std::clamp(ms, local_ms(kFirstDate, kDay), local_ms(kLastDate, 0));
}

std::string clock_text(std::int64_t in_day) {
  return fmt::format("{:02}:{:02}", in_day / kHour, in_day % kHour / kMinute);
}

// Reads a text from the left; every reader answers whether it found what it looks for.
struct Reader {
  std::string_view rest;

  bool sign(char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool two_digits(int below, std::int64_t& value) {
    auto digit = [&](std::size_t i) { return i < rest.size() && rest[i] >= '0' && rest[i] <= '9'; };
    if (!digit(0) || !digit(1)) return false;
    value = 10 * (rest[0] - '0') + (rest[1] - '0');
    rest.remove_prefix(2);
    return value < below;
  }
  bool clock(std::int64_t& in_day) {  // hh:mm[:ss[.f…]]
    std::int64_t hour = 0, minute = 0, second = 0, fraction = 0;
    if (!two_digits(24, hour) || !sign(':') || !two_digits(60, minute)) return false;
    if (sign(':')) {
      if (!two_digits(60, second)) return false;
      if (sign('.')) {
        std::size_t digits = 0;
        for (std::int64_t unit = 100; !rest.empty() && rest[0] >= '0' && rest[0] <= '9';
             unit /= 10, ++digits) {
          fraction += unit * (rest[0] - '0');
          rest.remove_prefix(1);
        }
        if (digits == 0) return false;
      }
    }
    in_day = hour * kHour + minute * kMinute + second * kSecond + fraction;
    return true;
  }
  bool offset(std::int64_t& ms) {  // Z or ±hh:mm
    ms = 0;
    if (sign('Z') || sign('z')) return true;
    const bool minus = sign('-');
    std::int64_t hour = 0, minute = 0;
    if ((!minus && !sign('+')) || !two_digits(24, hour) || !sign(':') || !two_digits(60, minute))
      return false;
    ms = (minus ? -1 : 1) * (hour * kHour + minute * kMinute);
    return true;
  }
};

Error not_a_time(std::string_view text) {
  std::string shown(text.substr(0, text.size() <= 40 ? text.size() : 0));
  return fail(
      Code::bad_input,
      fmt::format(
          "日時「{}」が読めません。実在する 1868 年から 2999 年までの日時を、2018-06-01、2018-06-01T09:30 "
          "または 2018-06-01T09:30:00+09:00 の形で書いてください。",
          shown),
      fmt::format("\"{}\" is not a time. Write a real one between the years 1868 and 2999 as 2018-06-01, "
                  "2018-06-01T09:30 or 2018-06-01T09:30:00+09:00.",
                  shown));
}

}  // namespace

bool zone_exists(const std::string& name) {
  return *find_zone(name) != icu::TimeZone::getUnknown();
}

LocalDate local_date(const Calendar& calendar, TimePoint time) {
  const std::int64_t ms = within_range(time.ms);
  return split(ms + offset_at(calendar, ms)).date;
}

TimePoint start_of_day(const Calendar& calendar, LocalDate date) {
  return of_local(calendar, local_ms(date, 0));
}

TimePoint at_time(const Calendar& calendar, LocalDate date, int hour, int minute) {
  return of_local(calendar, local_ms(date, hour * kHour + minute * kMinute));
}

std::string local_time_text(const Calendar& calendar, TimePoint time) {
  const std::int64_t ms = within_range(time.ms);
  const LocalTime local = split(ms + offset_at(calendar, ms));
  return to_string(local.date) + " " + clock_text(local.in_day);
}

std::string to_rfc3339(const Calendar& calendar, TimePoint time) {
  const std::int64_t ms = within_range(time.ms);
  // RFC 3339 writes offsets in whole minutes; a local mean time of the 19th century has seconds as well.
  const std::int64_t minutes = offset_at(calendar, ms) / kMinute;
  const LocalTime local = split(ms + minutes * kMinute);
  std::string text = to_string(local.date) + "T" + clock_text(local.in_day) +
                     fmt::format(":{:02}", local.in_day % kMinute / kSecond);
  if (local.in_day % kSecond != 0) text += fmt::format(".{:03}", local.in_day % kSecond);
  const std::int64_t size = minutes < 0 ? -minutes : minutes;
  return text + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

Result<TimePoint> parse_time(const Calendar& calendar, std::string_view text) {
  const std::optional<LocalDate> date = parse_date(text.substr(0, 10));
  if (!date) return not_a_time(text);
  if (text.size() == 10) return at_time(calendar, *date, 9, 0);
  Reader reader{text.substr(10)};
  std::int64_t in_day = 0, offset = 0;
  if (!(reader.sign('T') || reader.sign('t') || reader.sign(' ')) || !reader.clock(in_day))
    return not_a_time(text);
  const std::int64_t local = local_ms(*date, in_day);
  if (reader.rest.empty()) return of_local(calendar, local);
  if (!reader.offset(offset) || !reader.rest.empty()) return not_a_time(text);
  return TimePoint{local - offset};
}

}  // namespace kyodo::calendar
