#include "base/record.h"

#include <gtest/gtest.h>

namespace kyodo {
namespace {

struct Slot {
  std::string place;
  std::optional<LocalDate> date;
  std::vector<int> seats;
};
BOOST_DESCRIBE_STRUCT(Slot, (), (place, date, seats))

struct Hearing {
  bool open = false;
  std::int64_t number = 0;
  TimePoint at;
  Slot slot;
  std::vector<Slot> others;
  JsonObject attributes;
};
BOOST_DESCRIBE_STRUCT(Hearing, (), (open, number, at, slot, others, attributes))

std::vector<std::string> problems(std::string_view text) {
  const Result<Hearing> read = from_json<Hearing>(parse_json(text).value(), "ヒアリング");
  std::vector<std::string> lines;
  if (!read)
    for (const Problem& problem : read.error().problems)
      lines.push_back(problem.field + " " + problem.keyword);
  return lines;
}

TEST(Record, RoundTrips) {
  const std::string text =
      R"({"open":true,"number":9007199254740993,"at":1527813000000,"slot":{"place":"会議室","date":"2018-09-03","seats":[1,2]},)"
      R"("others":[{"place":"庁舎","seats":[]}],"attributes":{"z":1,"a":[]}})";
  EXPECT_EQ(to_text(to_json(from_json<Hearing>(parse_json(text).value(), "x").value())), text);
}

TEST(Record, IsWrittenAsTextLikeItsJson) {
  Hearing hearing{true,
                  -9007199254740993,
                  {1527813000000},
                  {"会議\"室\"", parse_date("2018-09-03"), {1, -2}},
                  {},
                  {{"z", 1.5}, {"a", JsonArray{}}}};
  for (int others = 0; others < 3; ++others) {
    std::string text = ">";
    append_record_text(text, hearing);
    EXPECT_EQ(text, ">" + to_text(to_json(hearing)));
    hearing.others.push_back({});
  }
}

TEST(Record, LeavesOutOptionalAndContainerMembers) {
  EXPECT_EQ(problems(R"({"open":true,"number":1,"at":0,"slot":{"place":"x"}})"), std::vector<std::string>{});
}

TEST(Record, ReportsAllProblemsAtOnce) {
  EXPECT_EQ(
      problems(
          R"({"open":"yes","at":1.5,"slot":{"date":"2018-02-30","seats":[1,"2",3000000000]},"others":{},"opne":true})"),
      (std::vector<std::string>{"/open type", "/number required", "/at type", "/slot/place required",
                                "/slot/date date", "/slot/seats/1 type", "/slot/seats/2 type", "/others type",
                                "/opne unknown"}));
}

TEST(Record, SaysWhatWasReadAndHowManyProblemsItHas) {
  const Result<Hearing> read = from_json<Hearing>(Json("x"), "ヒアリング");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::bad_input);
  EXPECT_NE(read.error().text.ja.find("ヒアリングに誤りが 1 件"), std::string::npos);
}

TEST(Record, KeepsDefaultsWhereSettingsAreAbsent) {
  const Result<Hearing> read = from_json_or_defaults<Hearing>(parse_json(R"({"number":3})").value(), "x");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->number, 3);
  EXPECT_FALSE(read->open);
  EXPECT_FALSE(from_json_or_defaults<Hearing>(parse_json(R"({"nubmer":3})").value(), "x"));
}

}  // namespace
}  // namespace kyodo
