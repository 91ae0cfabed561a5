#include "cli/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kyodo::cli {
namespace {

const calendar::Calendar kCalendar;

TEST(Line, ComesBackAsItWasPrinted) {
  const std::string text =
      R"({"command":"task.submit","args":{"task":"T-17","answers":{"a":1}},"as":"kankyo-tanto","reason":"提出","key":"k1",)"
      R"("now":"2018-06-04T09:00:00+09:00","at":"2018-06-01T10:30:00+09:00","expect":3})";
  auto line = parse_line(text, kCalendar);
  ASSERT_TRUE(line) << line.error().text.en;
  EXPECT_EQ(line->as, "kankyo-tanto");
  EXPECT_EQ(line->expect, 3);
  EXPECT_EQ(print_line(*line, kCalendar), text);
}

TEST(Line, LeavesOutWhatIsNotSet) {
  EXPECT_EQ(print_line({kTick}, kCalendar), R"({"command":"tick"})");
  EXPECT_EQ(print_line({"round.open", {{"id", "H30"}}}, kCalendar),
            R"({"command":"round.open","args":{"id":"H30"}})");
}

TEST(Line, SaysWhereItIsMalformed) {
  auto line = parse_line(R"({"command":"tick",)", kCalendar, {"a.jsonl", 12, 0});
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().where->file, "a.jsonl");
  EXPECT_EQ(line.error().where->line, 12);
}

TEST(Line, RefusesUnknownMembersAndWrongTypes) {
  for (const char* text : {R"({"command":"tick","nwo":"2018-06-01"})", R"({"args":{}})", R"({"command":1})",
                           R"([])", R"({"command":"tick","now":"yesterday"})",
                           R"({"command":"tick","expect":"3"})", R"({"command":"tick"} x)"}) {
    auto line = parse_line(text, kCalendar, {"a.jsonl", 1, 0});
    EXPECT_FALSE(line) << text;
    if (!line) {
      EXPECT_EQ(line.error().code, Code::bad_input) << text;
    }
  }
}

TEST(Line, RefusesMoreThanItsLimit) {
  auto line = parse_line(std::string(kMaxLineBytes + 1, ' '), kCalendar, {"a.jsonl", 2, 0});
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().code, Code::limit);
}

}  // namespace
}  // namespace kyodo::cli
