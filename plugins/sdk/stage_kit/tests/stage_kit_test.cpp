#include <gtest/gtest.h>

#include "stage_kit/checks.h"
#include "stage_kit/dates.h"
#include "stage_kit/visit_state.h"

namespace kyodo::stage_kit {
namespace {

const JsonObject kInput{{"now", JsonObject{{"date", "2018-06-01"}}},
                        {"action", JsonObject{{"name", "x"}, {"comment", "窓口で受領"}}}};

// The keyword of the one problem a check reported, "" if none.
template <class Check>
std::string keyword(Check check) {
  stage::Call call(kInput);
  check(call);
  const JsonObject answer = std::move(call).answer();
  const JsonArray& problems = array_or_empty(answer, "problems");
  return problems.empty() ? "" : std::string(problems.at(0).at("keyword").as_string());
}

const Asked kAsked{"/x", {"項目", "Item"}};

TEST(Checks, TextMustSaySomething) {
  EXPECT_EQ(keyword([](auto& call) { check_text(call, kAsked, " \u3000\n"); }), "required");
  EXPECT_EQ(keyword([](auto& call) { check_optional_text(call, kAsked, ""); }), "");
  EXPECT_EQ(keyword([](auto& call) { check_text(call, kAsked, "協働\n市"); }), "");
}

TEST(Checks, LengthsCountCharactersAndEndAtTheLimit) {
  const std::string three = "協働市";
  EXPECT_EQ(keyword([&](auto& call) { check_text(call, kAsked, three, 3); }), "");
  EXPECT_EQ(keyword([&](auto& call) { check_text(call, kAsked, three + "民", 3); }), "maxLength");
}

TEST(Checks, ControlCharactersAreRefused) {
  EXPECT_EQ(keyword([](auto& call) { check_text(call, kAsked, "a\x1b[2J"); }), "pattern");
  EXPECT_EQ(keyword([](auto& call) { check_line(call, kAsked, "a\nb"); }), "pattern");
}

TEST(Checks, AmountsAreWholeYenFromZero) {
  EXPECT_EQ(keyword([](auto& call) { check_yen(call, kAsked, 0); }), "");
  EXPECT_EQ(keyword([](auto& call) { check_yen(call, kAsked, -1); }), "minimum");
  EXPECT_EQ(keyword([](auto& call) { check_yen(call, kAsked, kMaxYen + 1); }), "maximum");
}

TEST(Checks, WithinBytesNeverCutsACharacter) {
  EXPECT_EQ(within_bytes("協働", 6), "協働");
  EXPECT_EQ(within_bytes("協働", 5), "協");
  EXPECT_EQ(within_bytes("協働", 2), "");
}

TEST(Dates, MonthsEndOnTheirLastDay) {
  EXPECT_EQ(add_months({2018, 1, 31}, 1), (LocalDate{2018, 2, 28}));
  EXPECT_EQ(add_months({2020, 2, 29}, 12), (LocalDate{2021, 2, 28}));
  EXPECT_EQ(add_months({2018, 4, 1}, -4), (LocalDate{2017, 12, 1}));
  EXPECT_EQ(end_of_month({2020, 2, 3}), (LocalDate{2020, 2, 29}));
  EXPECT_EQ(end_of_month({2999, 12, 1}), kLastDate);
  EXPECT_EQ(add_months({2999, 12, 1}, 1), kLastDate);
}

TEST(Dates, FiscalYearsBeginInApril) {
  EXPECT_EQ(fiscal_year_of({2019, 3, 31}), 2018);
  EXPECT_EQ(fiscal_year_of({2019, 4, 1}), 2019);
}

TEST(Dates, WeekdaysSkipSaturdayAndSunday) {
  EXPECT_EQ(add_weekdays({2018, 6, 29}, 1), (LocalDate{2018, 7, 2}));  // Friday to Monday
  EXPECT_EQ(add_weekdays({2018, 6, 30}, 10), (LocalDate{2018, 7, 13}));
}

TEST(VisitState, TheCommentOfTheFieldGoesBeforeThatOfTheCommand) {
  const stage::Call call(kInput);
  EXPECT_EQ(comment_of(call, "欄のコメント"), "欄のコメント");
  EXPECT_EQ(comment_of(call, " "), "窓口で受領");
  EXPECT_EQ(comment_of(call, std::nullopt), "窓口で受領");
}

}  // namespace
}  // namespace kyodo::stage_kit
