#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;
using testkit::Step;

struct Planning : StageBench {
  explicit Planning(JsonObject known = {{"partner", "G-2"},
                                        {"years_in_a_row", 2},
                                        {"fields", JsonArray{"環境"}}})
      : StageBench(KYODO_PLUGIN) {
    project({{"attributes", std::move(known)}});
    EXPECT_TRUE(enter().ok());
  }
};

Step add(StageBench& bench, JsonObject change = {}) {
  JsonObject data{{"text", "広報の時期を早める"}, {"owner_role", "section"}, {"due", "2018-09-28"}};
  for (auto& member : change) data[member.key()] = member.value();
  return bench.as("section").act("add_action", "plan", std::move(data));
}

Step decide(StageBench& bench, JsonObject change = {}) {
  JsonObject data{{"direction", "continue"}, {"reason", "効果が大きい"}};
  for (auto& member : change) data[member.key()] = member.value();
  return bench.as("section").act("decide", "plan", std::move(data));
}

TEST(Improve, GivesEveryActionAnOwnerAndADueDate) {
  Planning bench;
  ASSERT_TRUE(add(bench).ok());
  ASSERT_TRUE(add(bench, {{"owner_role", "partner"}}).ok());
  ASSERT_TRUE(add(bench, {{"owner_role", "promoter"}, {"owner_unit", "0302"}}).ok());
  EXPECT_EQ(bench.find_task("action-1")->role, "section");
  EXPECT_EQ(bench.find_task("action-1")->due, "2018-09-28");
  EXPECT_EQ(bench.find_task("action-1")->data.at("text").as_string(), "広報の時期を早める");
  EXPECT_EQ(bench.find_task("action-2")->partner, "G-2");
  EXPECT_EQ(bench.find_task("action-3")->unit, "0302");
}

TEST(Improve, ChecksTextOwnerAndDueDate) {
  Planning bench(JsonObject{});
  EXPECT_NE(add(bench, {{"text", ""}}).problem("/text"), nullptr);
  EXPECT_NE(add(bench, {{"owner_role", "mayor"}}).problem("/owner_role"), nullptr);
  EXPECT_NE(add(bench, {{"owner_role", "partner"}}).problem("/owner_role"), nullptr);
  EXPECT_NE(add(bench, {{"owner_role", "partner"}, {"owner_unit", "0302"}}).problem("/owner_unit"), nullptr);
  EXPECT_EQ(add(bench, {{"due", "2018-05-31"}}).problem("/due")->keyword, "past");
  EXPECT_EQ(add(bench, {{"due", "2021-06-02"}}).problem("/due")->keyword, "maximum");
  EXPECT_NE(add(bench, {{"due", "2018-02-30"}}).problem("/due"), nullptr);
}

TEST(Improve, HoldsAsManyActionsAsTheLimitSays) {
  Planning bench;
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(add(bench).ok());
  EXPECT_FALSE(add(bench).ok());
}

TEST(Improve, EndsWhenDecidedAndEveryActionIsDone) {
  Planning bench;
  ASSERT_TRUE(add(bench).ok());
  ASSERT_TRUE(add(bench, {{"owner_role", "partner"}}).ok());
  ASSERT_TRUE(bench.as("section").act("complete", "action-1", {{"result", "4月号に掲載"}}).ok());
  ASSERT_TRUE(decide(bench).ok());
  EXPECT_EQ(bench.attributes().at("direction").as_string(), "continue");
  EXPECT_EQ(bench.task_state("plan"), "done");
  EXPECT_EQ(bench.outcome(), "");

  bench.as("partner", "", "G-2");
  EXPECT_NE(bench.act("complete", "action-2", {{"result", ""}}).problem("/result"), nullptr);
  ASSERT_TRUE(bench.act("complete", "action-2", {{"result", "会報で知らせた"}}).ok());
  EXPECT_EQ(bench.outcome(), "improved");
  EXPECT_EQ(bench.outcome_data().at("direction").as_string(), "continue");
  EXPECT_EQ(bench.outcome_data().at("actions").as_int64(), 2);
  EXPECT_FALSE(bench.outcome_data().at("successor").as_bool());
  EXPECT_EQ(bench.state().at("actions").at(1).at("done_by").at("partner").as_string(), "G-2");
}

TEST(Improve, NeedsAnActionBeforeGoingOn) {
  Planning bench;
  EXPECT_FALSE(decide(bench).ok());
  ASSERT_TRUE(decide(bench, {{"direction", "end"}, {"reason", "目的を達成した"}}).ok());
  EXPECT_EQ(bench.outcome(), "improved");
}

TEST(Improve, CreatesTheSuccessorOfTheNextFiscalYear) {
  Planning bench;
  ASSERT_TRUE(add(bench).ok());
  ASSERT_TRUE(decide(bench, {{"direction", "expand"}, {"successor", true}}).ok());
  ASSERT_EQ(bench.requests().size(), 1u);
  const JsonObject& next = bench.requests().at(0).as_object();
  EXPECT_EQ(next.at("relation").as_string(), "successor");
  EXPECT_EQ(next.at("chart").as_string(), "");
  EXPECT_EQ(next.at("fiscal_year").as_int64(), 2019);
  EXPECT_EQ(next.at("code").as_string(), "0301-01-2019");
  EXPECT_EQ(next.at("name").as_string(), "里山の保全");
  const JsonObject& attributes = next.at("attributes").as_object();
  EXPECT_EQ(attributes.at("previous_partner").as_string(), "G-2");
  EXPECT_EQ(attributes.at("previous_years").as_int64(), 2);
  EXPECT_EQ(attributes.at("fields"), Json(JsonArray{"環境"}));
  EXPECT_EQ(attributes.at("improvements").at(0).at("due").as_string(), "2018-09-28");
}

TEST(Improve, NamesTheSuccessorOfASuccessorByItsOwnYear) {
  Planning bench;
  bench.project({{"code", "0301-01-2018"}, {"fiscal_year", 2018}}).today("2020-05-01");
  ASSERT_TRUE(add(bench, {{"due", "2020-09-30"}}).ok());
  EXPECT_NE(decide(bench, {{"successor", true}, {"successor_year", 2018}}).problem("/successor_year"),
            nullptr);
  ASSERT_TRUE(
      decide(bench, {{"successor", true}, {"successor_name", "里山の学校"}, {"successor_year", 2020}}).ok());
  EXPECT_EQ(bench.requests().at(0).at("code").as_string(), "0301-01-2020");
  EXPECT_EQ(bench.requests().at(0).at("name").as_string(), "里山の学校");
}

TEST(Improve, RefusesASuccessorOfWhatEnds) {
  Planning bench;
  EXPECT_NE(decide(bench, {{"direction", "end"}, {"successor", true}}).problem("/successor"), nullptr);
  EXPECT_NE(decide(bench, {{"successor_name", "名だけ"}}).problem("/successor"), nullptr);
  EXPECT_NE(decide(bench, {{"direction", "pause"}}).problem("/direction"), nullptr);
}

TEST(Improve, TakesNothingMoreAfterTheDecision) {
  Planning bench;
  ASSERT_TRUE(add(bench).ok());
  ASSERT_TRUE(decide(bench).ok());
  bench.as("office");
  EXPECT_FALSE(
      bench.act("add_action", "", {{"text", "x"}, {"owner_role", "section"}, {"due", "2018-09-28"}}).ok());
  EXPECT_FALSE(bench.act("decide", "", {{"direction", "end"}, {"reason", "x"}}).ok());
  EXPECT_FALSE(bench.act("complete", "", {{"result", "x"}}).ok());
}

TEST(Improve, ShowsWhatTheEvaluationFound) {
  StageBench bench(KYODO_PLUGIN);
  bench.fact("visits", parse_json(R"({"evaluate": {"outcome": "evaluated", "state": {"city_average": 4.33,
      "joint": {"open_points": "広報"}, "opinion": {"text": "目標を数字で"}}}})")
                           .value());
  ASSERT_TRUE(bench.enter().ok());
  const JsonObject& shown = bench.find_task("plan")->data;
  EXPECT_EQ(shown.at("open_points").as_string(), "広報");
  EXPECT_EQ(shown.at("opinion").as_string(), "目標を数字で");
  EXPECT_DOUBLE_EQ(shown.at("city_average").as_double(), 4.33);
}

}  // namespace
}  // namespace kyodo
