#include "calendar/due.h"

#include <gtest/gtest.h>

namespace kyodo::calendar {
namespace {

LocalDate d(std::string_view text) {
  return parse_date(text).value();
}

Calendar years_2015_to_2025() {
  Calendar calendar;
  calendar.known_from = d("2015-01-01");
  calendar.known_to = d("2025-12-31");
  calendar.holidays = {d("2018-07-16"), d("2018-09-17"), d("2018-09-24")};
  return calendar;
}

std::string due(std::string_view rule, std::string_view start) {
  const Result<DueRule> parsed = parse_due_rule(rule);
  if (!parsed) return "unreadable";
  const Result<LocalDate> date = due_date(years_2015_to_2025(), *parsed, d(start));
  return date ? to_string(*date) : code_name(date.error().code);
}

TEST(DueRule, CountsFromTheStartDay) {
  EXPECT_EQ(due("10 business days", "2018-06-01"), "2018-06-15");
  EXPECT_EQ(due("1 business day", "2018-07-13"), "2018-07-17");
  EXPECT_EQ(due("2 weeks", "2018-06-01"), "2018-06-15");
  EXPECT_EQ(due("14 days", "2018-06-01"), "2018-06-15");
  EXPECT_EQ(due("3 months", "2018-06-01"), "2018-09-03");  // 9/1 is a Saturday
}

TEST(DueRule, KeepsMonthsWithinTheirLastDay) {
  EXPECT_EQ(due("3 months as is", "2018-11-30"), "2019-02-28");
  EXPECT_EQ(due("3 months as is", "2019-11-30"), "2020-02-29");
  EXPECT_EQ(due("1 month as is", "2018-01-31"), "2018-02-28");
  EXPECT_EQ(due("12 months as is", "2020-02-29"), "2021-02-28");
  EXPECT_EQ(due("12 months as is", "2019-02-28"), "2020-02-28");
  EXPECT_EQ(due("13 months as is", "2018-12-15"), "2020-01-15");
}

TEST(DueRule, TakesTheNextSuchDayOnOrAfterTheStart) {
  EXPECT_EQ(due("8/31", "2018-06-01"), "2018-08-31");
  EXPECT_EQ(due("8/31", "2018-08-31"), "2018-08-31");
  EXPECT_EQ(due("8/31 as is", "2018-09-01"), "2019-08-31");
  EXPECT_EQ(due("2/29 as is", "2016-03-01"), "2020-02-29");
}

TEST(DueRule, KnowsTheEndsOfMonthsAndFiscalYears) {
  EXPECT_EQ(due("end of month", "2018-07-05"), "2018-07-31");
  EXPECT_EQ(due("end of month as is", "2020-02-01"), "2020-02-29");
  EXPECT_EQ(due("end of fiscal year as is", "2018-03-31"), "2018-03-31");
  EXPECT_EQ(due("end of fiscal year as is", "2018-04-01"), "2019-03-31");
  EXPECT_EQ(due("end of next fiscal year as is", "2018-04-01"), "2020-03-31");
}

TEST(DueRule, MovesADateOnAClosedDayAsAsked) {
  EXPECT_EQ(due("2018-09-24", "2018-06-01"), "2018-09-25");
  EXPECT_EQ(due("2018-09-24 next", "2018-06-01"), "2018-09-25");
  EXPECT_EQ(due("2018-09-24 previous", "2018-06-01"), "2018-09-21");
  EXPECT_EQ(due("2018-09-24 as is", "2018-06-01"), "2018-09-24");
  EXPECT_EQ(due("end of fiscal year previous", "2018-04-01"), "2019-03-29");
}

TEST(DueRule, AllowsBlanksAroundItsWords) {
  EXPECT_EQ(due("  10   business\tdays ", "2018-06-01"), "2018-06-15");
}

TEST(DueRule, RefusesDatesWhoseHolidaysAreNotKnown) {
  EXPECT_EQ(due("10 business days", "2025-12-26"), "bad_input");
  EXPECT_EQ(due("end of month", "2025-12-01"), "bad_input");  // 12/31 is closed; the next day lies in 2026
  EXPECT_EQ(due("end of next fiscal year", "2024-04-01"), "bad_input");
  EXPECT_EQ(due("end of next fiscal year as is", "2024-04-01"), "2026-03-31");
  EXPECT_EQ(due("3660 months as is", "2800-01-01"), "limit");
}

TEST(DueRule, SaysWhatIsAllowedWhenItCannotBeRead) {
  for (const char* text : {"",
                           "soon",
                           "10",
                           "ten days",
                           "0 days",
                           "-3 days",
                           "3661 days",
                           "99999999999 days",
                           "10 hours",
                           "2/30",
                           "13/1",
                           "8/",
                           "/31",
                           "2018-02-29",
                           "1867-01-01",
                           "3000-01-01",
                           "end of year",
                           "next",
                           "8/31 later",
                           "10 business days next previous",
                           "1.5 days",
                           "8/31 next as is"})
    EXPECT_EQ(due(text, "2018-06-01"), "unreadable") << text;
  const Result<DueRule> read = parse_due_rule("soon");
  EXPECT_NE(read.error().text.ja.find("「soon」"), std::string::npos);
  EXPECT_NE(read.error().text.en.find("10 business days"), std::string::npos);
  EXPECT_NE(read.error().text.en.find("as is"), std::string::npos);
}

TEST(Ladder, SortsByDayWithRemindersFirst) {
  const Ladder ladder = parse_ladder("+3 -5 -1 0", "+5 chief, +3 promoter").value();
  EXPECT_EQ(ladder, (Ladder{{-5, ""}, {-1, ""}, {0, ""}, {3, ""}, {3, "promoter"}, {5, "chief"}}));
}

TEST(Ladder, MayBeEmpty) {
  EXPECT_TRUE(parse_ladder("", "")->empty());
  EXPECT_TRUE(parse_ladder("none", " none ")->empty());
}

TEST(Ladder, CountsBusinessDaysAroundTheDueDate) {
  const Calendar calendar = years_2015_to_2025();
  EXPECT_EQ(rung_date(calendar, {-5, ""}, d("2018-06-15")), d("2018-06-08"));
  EXPECT_EQ(rung_date(calendar, {0, ""}, d("2018-06-16")), d("2018-06-16"));
  EXPECT_EQ(rung_date(calendar, {1, "chief"}, d("2018-07-13")), d("2018-07-17"));
}

TEST(Ladder, RefusesWhatItCannotRead) {
  EXPECT_FALSE(parse_ladder("soon", ""));
  EXPECT_FALSE(parse_ladder("+-1", ""));
  EXPECT_FALSE(parse_ladder("-1, 0", ""));
  EXPECT_FALSE(parse_ladder("261", ""));
  EXPECT_FALSE(parse_ladder("-1 -1", ""));
  EXPECT_FALSE(parse_ladder("", "+3"));
  EXPECT_FALSE(parse_ladder("", "promoter +3"));
  EXPECT_FALSE(parse_ladder("", "+3 Promoter"));
  EXPECT_FALSE(parse_ladder("", "+3 promoter,"));
  const Result<Ladder> read = parse_ladder("", "+3 promoter, later chief");
  EXPECT_NE(read.error().text.ja.find("later chief"), std::string::npos);
}

TEST(Ladder, HasAtMostSoManyRungs) {
  std::string rungs;
  for (int day = 1; day <= kMaxRungs; ++day) rungs += std::to_string(day) + " ";
  EXPECT_TRUE(parse_ladder(rungs, ""));
  const Result<Ladder> read = parse_ladder(rungs + "0", "");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::limit);
}

}  // namespace
}  // namespace kyodo::calendar
