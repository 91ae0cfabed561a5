#include "calendar/calendar.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

namespace kyodo::calendar {
namespace {

LocalDate d(std::string_view text) {
  return parse_date(text).value();
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Calendar shipped() {
  const std::string path = std::string(KYODO_SOURCE_DIR) + "/config/calendar.json";
  return calendar_from_json(parse_json(read_file(path), path).value()).value();
}

TEST(BusinessDays, SkipWeekendsHolidaysAndSubstituteDays) {
  const Calendar calendar = shipped();
  EXPECT_TRUE(is_business_day(calendar, d("2018-06-01")));
  EXPECT_FALSE(is_business_day(calendar, d("2018-06-02")));  // Saturday
  EXPECT_FALSE(is_business_day(calendar, d("2018-06-03")));  // Sunday
  EXPECT_FALSE(is_business_day(calendar, d("2018-07-16")));  // 海の日
  EXPECT_FALSE(is_business_day(calendar, d("2018-09-24")));  // substitute for Sunday 9/23
}

TEST(BusinessDays, AreClosedFromTheEveOfTheNewEraToTheDayAfter) {
  const Calendar calendar = shipped();
  for (const char* day : {"2019-04-29", "2019-04-30", "2019-05-01", "2019-05-02", "2019-05-03", "2019-05-06"})
    EXPECT_FALSE(is_business_day(calendar, d(day))) << day;
  EXPECT_EQ(add_business_days(calendar, d("2019-04-26"), 1), d("2019-05-07"));
}

TEST(BusinessDays, AreClosedAtYearEndUnlessTheCalendarSaysOtherwise) {
  Calendar calendar = shipped();
  EXPECT_EQ(add_business_days(calendar, d("2017-12-28"), 1), d("2018-01-04"));
  calendar.year_end = false;
  EXPECT_EQ(add_business_days(calendar, d("2017-12-28"), 1), d("2017-12-29"));
}

TEST(BusinessDays, SkipTheCitysOwnDays) {
  Calendar calendar = shipped();
  calendar.closed.insert(d("2018-06-04"));
  EXPECT_EQ(next_business_day(calendar, d("2018-06-02")), d("2018-06-05"));
}

TEST(BusinessDays, CountForwardsBackwardsAndNotAtAll) {
  const Calendar calendar = shipped();
  EXPECT_EQ(add_business_days(calendar, d("2018-06-01"), 10), d("2018-06-15"));
  EXPECT_EQ(add_business_days(calendar, d("2018-06-15"), -10), d("2018-06-01"));
  EXPECT_EQ(add_business_days(calendar, d("2018-06-02"), 0), d("2018-06-02"));
  EXPECT_EQ(add_business_days(calendar, d("2018-06-02"), 1), d("2018-06-04"));
  EXPECT_EQ(add_business_days(calendar, d("2018-06-02"), -1), d("2018-06-01"));
}

TEST(BusinessDays, BetweenIsTheInverseOfAdd) {
  const Calendar calendar = shipped();
  const LocalDate start = d("2018-12-20");
  for (int n = -60; n <= 60; ++n)
    EXPECT_EQ(business_days_between(calendar, start, add_business_days(calendar, start, n)), n);
  EXPECT_EQ(business_days_between(calendar, d("2018-06-01"), d("2018-06-04")), 1);
}

TEST(BusinessDays, NextAndPreviousKeepAnOpenDay) {
  const Calendar calendar = shipped();
  EXPECT_EQ(next_business_day(calendar, d("2018-06-01")), d("2018-06-01"));
  EXPECT_EQ(previous_business_day(calendar, d("2018-06-01")), d("2018-06-01"));
  EXPECT_EQ(next_business_day(calendar, d("2018-09-22")), d("2018-09-25"));
  EXPECT_EQ(previous_business_day(calendar, d("2018-09-24")), d("2018-09-21"));
}

TEST(BusinessDays, StopAtTheEndsOfTheRangeHoweverFarTheyAreSent) {
  const Calendar calendar = shipped();
  EXPECT_EQ(add_business_days(calendar, d("2018-06-01"), 2'000'000'000), kLastDate);
  EXPECT_EQ(add_business_days(calendar, d("2018-06-01"), -2'000'000'000), kFirstDate);
  EXPECT_EQ(next_business_day(calendar, kLastDate), kLastDate);
  EXPECT_EQ(previous_business_day(calendar, kFirstDate), kFirstDate);
}

TEST(Known, RefusesYearsWhoseHolidaysAreNotListed) {
  const Calendar calendar = shipped();
  EXPECT_TRUE(check_known(calendar, d("2027-12-31")));
  const Result<void> after = check_known(calendar, d("2028-01-01"));
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, Code::bad_input);
  EXPECT_NE(after.error().text.ja.find("2027-12-31"), std::string::npos);
  EXPECT_FALSE(check_known(calendar, d("1954-12-31")));
}

TEST(CalendarFile, RoundTrips) {
  Calendar calendar = shipped();
  calendar.closed.insert(d("2018-08-14"));
  calendar.year_end = false;
  const Calendar again = calendar_from_json(to_json(calendar)).value();
  EXPECT_EQ(to_json(again), to_json(calendar));
  EXPECT_EQ(again.closed, calendar.closed);
  EXPECT_FALSE(again.year_end);
}

TEST(CalendarFile, NamesEveryMistakeAtOnce) {
  const Json json = parse_json(R"({"zone":"Asia/Nowhere","known_from":"2018-01-01","known_to":"2017-01-01",
      "holidays":["2018-01-01"],"closed":["2018-08-14","2018-08-14"]})")
                        .value();
  const Result<Calendar> read = calendar_from_json(json);
  ASSERT_FALSE(read);
  std::vector<std::string> fields;
  for (const Problem& problem : read.error().problems) fields.push_back(problem.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"/zone", "/known_to", "/closed/1", "/holidays/0"}));
}

TEST(CalendarFile, RefusesDaysThatDoNotExistAndUnknownMembers) {
  const Json json = parse_json(R"({"known_from":"2018-01-01","known_to":"2018-12-31","holiday":[],
      "holidays":["2018-02-29"]})")
                        .value();
  const Result<Calendar> read = calendar_from_json(json);
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().problems.size(), 2u);
  EXPECT_EQ(read.error().problems[0].field, "/holidays/0");
  EXPECT_EQ(read.error().problems[1].field, "/holiday");
}

TEST(CalendarFile, HoldsWhatTheCabinetOfficePublished) {
  std::ifstream in(std::string(KYODO_SOURCE_DIR) + "/../shared/data/syukujitsu.csv", std::ios::binary);
  if (!in) GTEST_SKIP() << "the published list is not beside the source tree";
  std::set<LocalDate> published;
  for (std::string line; std::getline(in, line);) {  // the first column is ASCII in any encoding
    int year = 0, month = 0, day = 0;
    if (std::sscanf(line.c_str(), "%d/%d/%d,", &year, &month, &day) == 3)
      published.insert(make_date(year, month, day).value());
  }
  EXPECT_GT(published.size(), 1000u);
  EXPECT_EQ(shipped().holidays, published);
}

TEST(FiscalYear, RunsFromAprilToMarch) {
  EXPECT_EQ(fiscal_year(d("2018-03-31")), 2017);
  EXPECT_EQ(fiscal_year(d("2018-04-01")), 2018);
  EXPECT_EQ(fiscal_year_first(2018), d("2018-04-01"));
  EXPECT_EQ(fiscal_year_last(2018), d("2019-03-31"));
}

TEST(FiscalYear, IsNamedByTheEraOfItsFirstDay) {
  EXPECT_EQ(fiscal_year_text(2017), "平成29年度");
  EXPECT_EQ(fiscal_year_text(2018), "平成30年度");
  EXPECT_EQ(fiscal_year_text(2019), "平成31年度");
  EXPECT_EQ(fiscal_year_text(2020), "令和2年度");
  EXPECT_EQ(fiscal_year_text(1989), "平成元年度");
  EXPECT_EQ(fiscal_year_text(1988), "昭和63年度");
}

TEST(FiscalYear, StaysWithinTheRangeOfDates) {
  EXPECT_EQ(fiscal_year_first(fiscal_year(kFirstDate)), kFirstDate);
  EXPECT_EQ(fiscal_year_last(fiscal_year(kLastDate)), kLastDate);
  EXPECT_EQ(fiscal_year_last(2'147'483'647), kLastDate);
}

TEST(EraDate, ChangesEraOnTheDay) {
  EXPECT_EQ(era_date(d("2018-08-31")), "平成30年8月31日(金)");
  EXPECT_EQ(era_date(d("2019-04-30")), "平成31年4月30日(火)");
  EXPECT_EQ(era_date(d("2019-05-01")), "令和元年5月1日(水)");
  EXPECT_EQ(era_date(d("2020-02-29")), "令和2年2月29日(土)");
  EXPECT_EQ(era_date(d("1989-01-07")), "昭和64年1月7日(土)");
  EXPECT_EQ(era_date(d("1989-01-08")), "平成元年1月8日(日)");
  EXPECT_EQ(era_date(kFirstDate).substr(0, 12), "明治元年");
  EXPECT_EQ(short_date(d("2018-08-31")), "8/31(金)");
}

}  // namespace
}  // namespace kyodo::calendar
