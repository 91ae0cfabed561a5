// Local dates, SHA-256 and the catalogue of errors.
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "base/local_date.h"
#include "base/result.h"
#include "base/sha256.h"

namespace kyodo {
namespace {

TEST(LocalDate, IsReadOnlyFromItsOneForm) {
  EXPECT_EQ(parse_date("2018-06-01"), (LocalDate{2018, 6, 1}));
  for (const char* text : {"", "2018-6-1", "2018/06/01", "2018-06-01 ", "2018-06-1x", "+018-06-01",
                           "2018-13-01", "2018-00-10", "2018-06-31", "２０１８"})
    EXPECT_FALSE(parse_date(text)) << text;
}

TEST(LocalDate, KnowsLeapYears) {
  EXPECT_TRUE(parse_date("2020-02-29"));
  EXPECT_TRUE(parse_date("2000-02-29"));
  EXPECT_FALSE(parse_date("2019-02-29"));
  EXPECT_FALSE(parse_date("1900-02-29"));
}

TEST(LocalDate, LiesWithinItsRange) {
  EXPECT_TRUE(parse_date("1868-01-01"));
  EXPECT_TRUE(parse_date("2999-12-31"));
  EXPECT_FALSE(parse_date("1867-12-31"));
  EXPECT_FALSE(parse_date("3000-01-01"));
  EXPECT_EQ(date_of_days(std::numeric_limits<int>::max()), kLastDate);
  EXPECT_EQ(date_of_days(std::numeric_limits<int>::min()), kFirstDate);
  EXPECT_EQ(add_days(kLastDate, 1), kLastDate);
}

TEST(LocalDate, CountsDaysBothWays) {
  EXPECT_EQ(days_since_epoch({1970, 1, 1}), 0);
  EXPECT_EQ(days_since_epoch({2000, 1, 1}), 10957);
  for (int day = days_since_epoch(kFirstDate); day <= days_since_epoch(kLastDate); day += 97) {
    EXPECT_EQ(days_since_epoch(date_of_days(day)), day);
    EXPECT_EQ(parse_date(to_string(date_of_days(day))), date_of_days(day));
  }
  EXPECT_EQ(add_days({2020, 2, 28}, 2), (LocalDate{2020, 3, 1}));
}

TEST(LocalDate, KnowsItsWeekday) {
  EXPECT_EQ(weekday({2018, 6, 3}), 0);
  EXPECT_EQ(weekday({2018, 6, 9}), 6);
  EXPECT_EQ(weekday({1868, 1, 1}), 3);
}

TEST(LocalDate, StaysWithinTheRangeHoweverManyDaysAreAdded) {
  EXPECT_EQ(add_days({2018, 6, 1}, 10'000'000), kLastDate);
  EXPECT_EQ(add_days({2018, 6, 1}, -10'000'000), kFirstDate);
}

TEST(Sha256, GivesThePublishedDigests) {  // FIPS 180-4, examples
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, TellsListsOfPartsApart) {
  const auto hash = [](std::initializer_list<std::string_view> parts) {
    Sha256 sha;
    for (std::string_view part : parts) sha.add(part);
    return sha.hex();
  };
  EXPECT_EQ(hash({"ab", "c"}), hash({"ab", "c"}));
  const std::set<std::string> different = {hash({}),         hash({""}),        hash({"", ""}),
                                           hash({"abc"}),    hash({"ab", "c"}), hash({"a", "bc"}),
                                           sha256_hex("abc")};
  EXPECT_EQ(different.size(), 7u);
}

TEST(Errors, HaveDistinctStableNames) {
  std::set<std::string> names;
  for (int code = 0; code <= static_cast<int>(Code::io); ++code)
    names.insert(code_name(static_cast<Code>(code)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Code::io) + 1);
  EXPECT_TRUE(names.contains("bad_input"));
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(Errors, WriteWhereTheyWereFound) {
  EXPECT_EQ(to_string(Where{"a.scxml", 12, 5}), "a.scxml:12:5");
  EXPECT_EQ(to_string(Where{"a.scxml", 12, 0}), "a.scxml:12");
  EXPECT_EQ(to_string(Where{"a.scxml"}), "a.scxml");
}

}  // namespace
}  // namespace kyodo
