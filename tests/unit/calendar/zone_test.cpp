#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "calendar/calendar.h"

namespace kyodo::calendar {
namespace {

LocalDate d(std::string_view text) {
  return parse_date(text).value();
}

Calendar in_zone(const char* zone) {
  Calendar calendar;
  calendar.zone = zone;
  return calendar;
}

constexpr TimePoint kMorning{1'527'813'000'000};  // 2018-06-01T00:30:00Z

TEST(Zone, GivesTheOfficesLocalTime) {
  const Calendar tokyo;
  EXPECT_EQ(local_time_text(tokyo, kMorning), "2018-06-01 09:30");
  EXPECT_EQ(local_date(tokyo, kMorning), d("2018-06-01"));
  EXPECT_EQ(local_date(tokyo, {kMorning.ms - 10 * 3'600'000}), d("2018-05-31"));
  EXPECT_EQ(to_rfc3339(tokyo, kMorning), "2018-06-01T09:30:00+09:00");
  EXPECT_EQ(start_of_day(tokyo, d("2018-06-01")).ms, kMorning.ms - 34'200'000);
  EXPECT_EQ(at_time(tokyo, d("2018-06-01"), 9, 30), kMorning);
}

TEST(Zone, IgnoresTheMachinesZone) {
  const Calendar tokyo;
  const char* before = std::getenv("TZ");
  const std::string kept = before ? before : "";
  for (const char* machine : {"America/New_York", "UTC", "Pacific/Apia"}) {
    setenv("TZ", machine, 1);
    tzset();
    EXPECT_EQ(local_time_text(tokyo, kMorning), "2018-06-01 09:30") << machine;
    EXPECT_EQ(parse_time(tokyo, "2018-06-01T09:30").value(), kMorning) << machine;
    EXPECT_EQ(local_date(tokyo, {-600'000'000'000}), d("1950-12-27")) << machine;  // by way of ICU
  }
  before ? setenv("TZ", kept.c_str(), 1) : unsetenv("TZ");
  tzset();
}

TEST(Zone, FollowsSummerTimeWhereThereIsOne) {
  const Calendar berlin = in_zone("Europe/Berlin");
  EXPECT_EQ(to_rfc3339(berlin, kMorning), "2018-06-01T02:30:00+02:00");
  EXPECT_EQ(to_rfc3339(berlin, start_of_day(berlin, d("2018-12-01"))), "2018-12-01T00:00:00+01:00");
  // 02:30 does not exist on 2018-03-25; read with the offset before the change it is 03:30.
  EXPECT_EQ(to_rfc3339(berlin, at_time(berlin, d("2018-03-25"), 2, 30)), "2018-03-25T03:30:00+02:00");
}

TEST(Zone, BeginsADayWithoutMidnightAtItsFirstInstant) {
  const Calendar sao_paulo = in_zone("America/Sao_Paulo");
  EXPECT_EQ(to_rfc3339(sao_paulo, start_of_day(sao_paulo, d("2018-11-04"))), "2018-11-04T01:00:00-02:00");
}

TEST(Zone, AgreesWithIcuWhereTokyoIsReadDirectly) {
  const Calendar tokyo, same = in_zone("Japan");
  for (int year = 1948; year < 2100; ++year) {
    const LocalDate day{year, 6, 15};
    EXPECT_EQ(start_of_day(tokyo, day), start_of_day(same, day)) << year;
    EXPECT_EQ(to_rfc3339(tokyo, start_of_day(tokyo, day)), to_rfc3339(same, start_of_day(same, day))) << year;
  }
}

TEST(ParseTime, ReadsOffsetsAndBareLocalTimes) {
  const Calendar tokyo;
  EXPECT_EQ(parse_time(tokyo, "2018-06-01T09:30:00+09:00").value(), kMorning);
  EXPECT_EQ(parse_time(tokyo, "2018-06-01T00:30:00Z").value(), kMorning);
  EXPECT_EQ(parse_time(tokyo, "2018-05-31T19:30:00-05:00").value(), kMorning);
  EXPECT_EQ(parse_time(tokyo, "2018-06-01T09:30").value(), kMorning);
  EXPECT_EQ(parse_time(tokyo, "2018-06-01 09:30").value(), kMorning);
  EXPECT_EQ(parse_time(tokyo, "2018-06-01T09:30:00.250").value().ms, kMorning.ms + 250);
  EXPECT_EQ(parse_time(tokyo, "2018-06-01").value(), at_time(tokyo, d("2018-06-01"), 9, 0));
}

TEST(ParseTime, ReadsBackWhatIsWritten) {
  for (const char* zone : {"Asia/Tokyo", "America/St_Johns", "Europe/Berlin"}) {
    const Calendar calendar = in_zone(zone);
    for (std::int64_t ms = -3'000'000'000'000; ms < 30'000'000'000'000; ms += 123'456'789'123)
      ASSERT_EQ(parse_time(calendar, to_rfc3339(calendar, {ms})).value().ms, ms) << zone;
  }
}

TEST(ParseTime, RefusesWhatIsNoTime) {
  const Calendar tokyo;
  for (const char* text :
       {"", "2018", "2018-02-29", "1867-12-31", "3000-01-01", "2018-06-01T", "2018-06-01T9:30",
        "2018-06-01T24:00", "2018-06-01T09:60", "2018-06-01T09:30:60", "2018-06-01T09:30:00+0900",
        "2018-06-01T09:30:00 JST", "2018-06-01T09:30:00.", "2018-06-01x09:30", "2018-06-01T09:30:00+24:00",
        "2018-06-01T09:30Zz", " 2018-06-01"}) {
    const Result<TimePoint> read = parse_time(tokyo, text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, Code::bad_input);
  }
}

TEST(Zone, KeepsTimesOutsideTheRangeAtItsEnds) {
  const Calendar tokyo;
  EXPECT_EQ(local_date(tokyo, {std::numeric_limits<std::int64_t>::max()}).year, 2999);
  EXPECT_EQ(local_date(tokyo, {std::numeric_limits<std::int64_t>::min()}).year, 1868);
  EXPECT_EQ(to_rfc3339(tokyo, {std::numeric_limits<std::int64_t>::max()}).size(), 25u);
}

}  // namespace
}  // namespace kyodo::calendar
