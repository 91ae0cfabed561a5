// Answers and sheets made to hurt: each ends soon, with a problem.
#include <chrono>

#include "sheets.h"

namespace kyodo::sheet {
namespace {

Json nested(int depth) {
  Json value(1);
  for (int i = 1; i < depth; ++i) {
    JsonArray outer;
    outer.push_back(std::move(value));
    value = std::move(outer);
  }
  return value;
}

TEST(HostileAnswers, MayNotBeTooLarge) {
  const Sheet sheet = with(R"("a":{"title":"甲","type":"string","maxLength":10000000})");
  EXPECT_EQ(brief(sheet.check(JsonObject{{"a", std::string(kMaxAnswerBytes - 10, 'x')}})), Lines{});
  EXPECT_EQ(brief(sheet.check(JsonObject{{"a", std::string(kMaxAnswerBytes, 'x')}})), (Lines{" limit"}));
  EXPECT_EQ(brief(sheet.check(JsonObject{{"z", JsonArray(kMaxAnswerBytes, Json(1))}})), (Lines{" limit"}));
}

TEST(HostileAnswers, MayNotBeNestedTooDeeply) {
  const Sheet sheet = with("");
  EXPECT_EQ(brief(sheet.check(JsonObject{{"a", nested(kMaxJsonDepth - 1)}})), Lines{});
  EXPECT_EQ(brief(sheet.check(JsonObject{{"a", nested(kMaxJsonDepth)}})), (Lines{" limit"}));
  EXPECT_EQ(brief(sheet.check(JsonObject{{"a", nested(5000)}})), (Lines{" limit"}));
}

TEST(HostileAnswers, MayNotHaveEndlessNames) {
  const Sheet sheet = with("");
  EXPECT_EQ(brief(sheet.check(JsonObject{{std::string(kMaxFieldName, 'k'), 1}})), Lines{});
  EXPECT_EQ(brief(sheet.check(JsonObject{{std::string(kMaxFieldName + 1, 'k'), 1}})), (Lines{" limit"}));
}

TEST(HostileAnswers, GiveAtMostSoManyProblems) {
  const Sheet sheet = with(R"("l":{"title":"甲","type":"array","items":{"type":"string"}})");
  EXPECT_EQ(sheet.check(JsonObject{{"l", JsonArray(5000, Json(1))}}).size(), kMaxProblems);
}

TEST(HostileAnswers, AreLookedThroughForDoublesInGoodTime) {
  JsonArray list;
  for (std::int64_t i = 0; i < 100'000; ++i) list.push_back(i % 100 == 99 ? i - 1 : i);
  const Sheet sheet = with(R"("l":{"title":"甲","type":"array","uniqueItems":true})");
  EXPECT_EQ(sheet.check(JsonObject{{"l", list}}).size(), kMaxProblems);
}

TEST(HostileAnswers, CannotMakeALongTextOverflowThePattern) {
  const Sheet sheet = with(R"("a":{"title":"甲","type":"string","pattern":"^(a|b)*$","maxLength":400000})");
  const std::vector<Problem> problems = sheet.check(JsonObject{{"a", std::string(400'000, 'a')}});
  ASSERT_EQ(brief(problems), (Lines{"/a pattern"}));
  EXPECT_NE(problems[0].text.ja.find("短くしてください"), std::string::npos);
}

TEST(HostileAnswers, CannotKeepAPatternBusy) {
  const Sheet sheet = with(
      R"("l":{"title":"甲","type":"array","items":{"type":"string","pattern":"^(([a-z])+.)+[A-Z]([a-z])+$"}})");
  const auto before = std::chrono::steady_clock::now();
  const std::vector<Problem> problems =
      sheet.check(JsonObject{{"l", JsonArray(5000, Json(std::string(60, 'a')))}});
  EXPECT_EQ(problems.size(), kMaxProblems);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
}

TEST(HostileSheets, CannotMakeTheCheckEndless) {
  // Every entry of every level tries four alternatives, and each of them all entries below.
  std::string alternatives = R"({"maxItems":0})";
  Json list = JsonArray(1, Json(1));
  for (int level = 0; level < 4; ++level) {
    std::string four;
    for (int i = 0; i < 4; ++i) four += (i ? "," : "") + alternatives;
    alternatives = R"({"items":{"oneOf":[)" + four + "]}}";
    list = JsonArray(8, list);
  }
  const Sheet sheet =
      with(R"("l":{"title":"甲","type":"array","oneOf":[)" + alternatives + "," + alternatives + "]}");
  const std::vector<Problem> problems = sheet.check(JsonObject{{"l", list}});
  EXPECT_EQ(brief(problems), (Lines{" limit"}));
}

}  // namespace
}  // namespace kyodo::sheet
