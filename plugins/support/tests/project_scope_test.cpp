#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;

struct Queued : StageBench {
  Queued() : StageBench(KYODO_PLUGIN) {
    settings({{"scope", "project"}})
        .project({{"attributes",
                   JsonObject{{"class", "A"}, {"target_year", 2019}, {"fields", JsonArray{"環境"}}}}})
        .as("office");
    EXPECT_TRUE(enter().ok());
  }
};

struct ChoosingWorks : Queued {
  ChoosingWorks() {
    auto step = act("start", "queue", {{"reason", "目標年度が来年度のため"}});
    EXPECT_TRUE(step.ok()) << step.why();
  }
};

TEST(SupportOfAProject, WaitsInTheQueueUntilStarted) {
  Queued bench;
  ASSERT_EQ(bench.task_state("queue"), "open");
  EXPECT_EQ(bench.find_task("queue")->role, "office");
  EXPECT_EQ(bench.find_task("queue")->data.at("target_year").as_int64(), 2019);
  EXPECT_FALSE(bench.act("add_work", "", {{"name", "草刈り"}}).ok());

  ASSERT_TRUE(bench.act("start", "queue", {{"reason", "優先する"}}).ok());
  EXPECT_EQ(bench.task_state("queue"), "done");
  EXPECT_EQ(bench.task_state("works"), "open");
}

TEST(SupportOfAProject, ChangesItsPlaceInTheQueueWithAReason) {
  Queued bench;
  EXPECT_NE(bench.act("requeue", "queue", {{"order", 2}, {"reason", "　"}}).problem("/reason"), nullptr);
  EXPECT_NE(bench.act("requeue", "queue", {{"order", 0}, {"reason", "先に"}}).problem("/order"), nullptr);
  ASSERT_TRUE(bench.act("requeue", "queue", {{"order", 2}, {"reason", "担当課の希望"}}).ok());
  EXPECT_EQ(bench.attributes().at("support_order").as_int64(), 2);
  const Json& move = bench.state().at("queue").at(0);
  EXPECT_EQ(move.at("reason").as_string(), "担当課の希望");
  EXPECT_EQ(move.at("by").at("role").as_string(), "office");
  EXPECT_EQ(move.at("by").at("on").as_string(), "2018-06-01");
}

TEST(SupportOfAProject, OpensOneChildProjectPerWork) {
  ChoosingWorks bench;
  ASSERT_TRUE(bench.act("add_work", "works", {{"name", "里山の草刈り"}}).ok());
  ASSERT_TRUE(bench.act("add_work", "works", {{"name", "観察会"}, {"note", "秋から"}}).ok());
  ASSERT_TRUE(bench.act("advise", "works", {{"text", "観察会は共催が向いています。"}}).ok());
  auto step = bench.act("confirm", "works");
  ASSERT_TRUE(step.ok()) << step.why();

  EXPECT_EQ(bench.outcome(), "works_opened");
  EXPECT_EQ(bench.outcome_data().at("works"), Json(JsonArray{"里山の草刈り", "観察会"}));
  ASSERT_EQ(bench.requests().size(), 2u);
  const JsonObject& child = bench.requests().at(1).as_object();
  EXPECT_EQ(child.at("type").as_string(), "create_project");
  EXPECT_EQ(child.at("relation").as_string(), "child");
  EXPECT_EQ(child.at("chart").as_string(), "work");
  EXPECT_EQ(child.at("code").as_string(), "0301-01-W2");
  EXPECT_EQ(child.at("name").as_string(), "観察会");
  EXPECT_EQ(child.at("attributes").at("fields"), Json(JsonArray{"環境"}));
  EXPECT_EQ(child.at("attributes").at("note").as_string(), "秋から");
}

TEST(SupportOfAProject, RefusesToConfirmWithoutAWork) {
  ChoosingWorks bench;
  ASSERT_TRUE(bench.act("add_work", "works", {{"name", "観察会"}}).ok());
  ASSERT_TRUE(bench.act("remove_work", "works", {{"name", "観察会"}, {"reason", "次年度に回す"}}).ok());
  auto step = bench.act("confirm", "works");
  ASSERT_FALSE(step.ok());
  EXPECT_EQ(step.error->code, Code::refused);
  EXPECT_EQ(bench.state().at("removed_works").at(0).at("reason").as_string(), "次年度に回す");
}

TEST(SupportOfAProject, RefusesTheSameWorkTwiceAndUnknownOnes) {
  ChoosingWorks bench;
  ASSERT_TRUE(bench.act("add_work", "works", {{"name", "観察会"}}).ok());
  EXPECT_EQ(bench.act("add_work", "works", {{"name", "観察会"}}).problem("/name")->keyword, "unique");
  EXPECT_EQ(
      bench.act("remove_work", "works", {{"name", "草刈り"}, {"reason", "x"}}).problem("/name")->keyword,
      "unknown");
}

TEST(SupportOfAProject, HoldsAsManyWorksAsTheLimitSays) {
  ChoosingWorks bench;
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(bench.act("add_work", "works", {{"name", "業務" + std::to_string(i)}}).ok());
  EXPECT_FALSE(bench.act("add_work", "works", {{"name", "もう一つ"}}).ok());
  EXPECT_TRUE(bench.act("confirm", "works").ok());
}

TEST(SupportOfAProject, EndsWithAReason) {
  Queued bench;
  EXPECT_FALSE(bench.act("end", "queue", {{"reason", ""}}).ok());
  ASSERT_TRUE(bench.act("end", "queue", {{"reason", "事業の廃止"}}).ok());
  EXPECT_EQ(bench.outcome(), "given_up");
  EXPECT_EQ(bench.outcome_data().at("reason").as_string(), "事業の廃止");
}

TEST(SupportOfAProject, RefusesAnUnknownScope) {
  StageBench bench(KYODO_PLUGIN);
  bench.settings({{"scope", "city"}});
  EXPECT_NE(bench.enter().problem("/scope"), nullptr);
}

TEST(SupportOfAProject, MovesInTheQueueAsOftenAsTheLimitSays) {
  Queued bench;
  for (int i = 1; i <= 50; ++i)
    ASSERT_TRUE(bench.act("requeue", "queue", {{"order", i}, {"reason", "見直し"}}).ok());
  EXPECT_FALSE(bench.act("requeue", "queue", {{"order", 1}, {"reason", "もう一度"}}).ok());
}

}  // namespace
}  // namespace kyodo
