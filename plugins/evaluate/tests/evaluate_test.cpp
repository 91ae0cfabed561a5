#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;

JsonObject sheet(std::initializer_list<int> levels) {
  JsonObject viewpoints;
  int number = 0;
  for (int level : levels)
    viewpoints["v" + std::to_string(++number)] = JsonObject{{"level", level}, {"comment", "よい"}};
  return {{"viewpoints", std::move(viewpoints)}, {"outlook", "続けたい"}};
}

const JsonObject kTicks{{"plan", JsonObject{{"q1", true}, {"q2", false}}}, {"do", JsonObject{{"q1", true}}}};

struct LookingBack : StageBench {
  explicit LookingBack(JsonObject given = {{"checklist", ""}, {"partner", "G-2"}})
      : StageBench(KYODO_PLUGIN) {
    settings(std::move(given));
    EXPECT_TRUE(enter().ok());
  }
};

StageBench& as_partner(StageBench& bench) {
  return bench.as("partner", "", "G-2");
}

TEST(Evaluate, AsksBothSidesForASealedSheet) {
  LookingBack bench({{"partner", "G-2"}});
  EXPECT_TRUE(bench.find_task("city")->sealed);
  EXPECT_TRUE(bench.find_task("partner")->sealed);
  EXPECT_EQ(bench.find_task("partner")->partner, "G-2");
  EXPECT_EQ(bench.find_task("partner")->sheet, "furikaeri-partner");
  EXPECT_FALSE(bench.find_task("checklist")->sealed);
  EXPECT_EQ(bench.find_task("checklist")->sheet, "seki-25");
}

TEST(Evaluate, TellsNothingOfASheetBeforeBothAreIn) {
  LookingBack bench;
  ASSERT_TRUE(bench.as("section").submit("city", sheet({1, 1, 1})).ok());
  EXPECT_TRUE(bench.find_task("city")->sealed);
  EXPECT_EQ(bench.task_state("joint"), "");
  EXPECT_TRUE(bench.state().at("city_average").is_null());
  EXPECT_TRUE(bench.state().at("gaps").as_array().empty());
  EXPECT_EQ(to_text(Json(bench.state())).find("level"), std::string::npos);
}

TEST(Evaluate, UnsealsBothSheetsTogetherAndShowsWhereTheyDiffer) {
  LookingBack bench;
  ASSERT_TRUE(as_partner(bench).submit("partner", sheet({5, 2, 4})).ok());
  EXPECT_TRUE(bench.find_task("partner")->sealed);
  ASSERT_TRUE(bench.as("section").submit("city", sheet({4, 4, 5})).ok());
  EXPECT_FALSE(bench.find_task("city")->sealed);
  EXPECT_FALSE(bench.find_task("partner")->sealed);
  const JsonObject& shown = bench.find_task("joint")->data;
  EXPECT_DOUBLE_EQ(shown.at("city_average").as_double(), 4.33);
  EXPECT_DOUBLE_EQ(shown.at("partner_average").as_double(), 3.67);
  ASSERT_EQ(shown.at("gaps").as_array().size(), 1u);
  EXPECT_EQ(shown.at("gaps").at(0).at("viewpoint").as_string(), "/viewpoints/v2");
}

TEST(Evaluate, EndsWithTheJointRecordAndTheChecklist) {
  LookingBack bench({{"partner", "G-2"}});
  ASSERT_TRUE(bench.as("section").submit("city", sheet({4, 4})).ok());
  ASSERT_TRUE(as_partner(bench).submit("partner", sheet({5, 4})).ok());
  ASSERT_TRUE(bench.as("office")
                  .act("record", "joint",
                       {{"text", "役割分担がよかった"}, {"open_points", "広報"}, {"held_on", "2018-05-30"}})
                  .ok());
  EXPECT_EQ(bench.outcome(), "");
  ASSERT_TRUE(bench.as("section").submit("checklist", kTicks).ok());
  ASSERT_EQ(bench.outcome(), "evaluated");
  EXPECT_DOUBLE_EQ(bench.outcome_data().at("city_average").to_number<double>(), 4.0);
  EXPECT_DOUBLE_EQ(bench.outcome_data().at("partner_average").to_number<double>(), 4.5);
  EXPECT_EQ(bench.outcome_data().at("checked").as_int64(), 2);
  EXPECT_EQ(bench.outcome_data().at("checkable").as_int64(), 3);
  EXPECT_EQ(bench.outcome_data().at("open_points").as_string(), "広報");
}

TEST(Evaluate, TakesTheJointRecordOnlyWhenBothSheetsAreIn) {
  LookingBack bench;
  EXPECT_FALSE(bench.as("office").act("record", "", {{"text", "早すぎる"}}).ok());
}

TEST(Evaluate, ChecksTheJointRecord) {
  LookingBack bench;
  ASSERT_TRUE(bench.as("section").submit("city", sheet({4})).ok());
  ASSERT_TRUE(as_partner(bench).submit("partner", sheet({4})).ok());
  auto step = bench.as("office").act("record", "joint", {{"text", " "}, {"held_on", "2018-06-02"}});
  EXPECT_NE(step.problem("/text"), nullptr);
  EXPECT_NE(step.problem("/held_on"), nullptr);
}

TEST(Evaluate, TakesThePartnersSheetOnPaperThroughTheOfficeAlone) {
  LookingBack bench;
  EXPECT_FALSE(bench.as("section").submit("partner", sheet({4})).ok());
  EXPECT_FALSE(bench.as("office").submit("partner", sheet({4})).ok());
  ASSERT_TRUE(bench.submit("partner", sheet({4}), "5月30日に紙で受領").ok());
  EXPECT_EQ(bench.state().at("partner_sheet").at("comment").as_string(), "5月30日に紙で受領");
}

TEST(Evaluate, TakesNoSheetFromAnotherPartnerOrTwice) {
  LookingBack bench;
  EXPECT_FALSE(bench.as("partner", "", "G-7").submit("partner", sheet({4})).ok());
  ASSERT_TRUE(as_partner(bench).submit("partner", sheet({4})).ok());
  EXPECT_FALSE(bench.submit("partner", sheet({5})).ok());
}

TEST(Evaluate, GoesOnWithoutThePartnersSheetWhenTheOfficeSaysWhy) {
  LookingBack bench;
  ASSERT_TRUE(bench.as("section").submit("city", sheet({3})).ok());
  EXPECT_EQ(bench.act("waive", "partner", {{"reason", "解散"}}).error->code, Code::not_authorised);
  ASSERT_TRUE(bench.as("office").act("waive", "partner", {{"reason", "団体が解散したため"}}).ok());
  EXPECT_EQ(bench.task_state("partner"), "cancelled");
  ASSERT_TRUE(bench.act("record", "joint", {{"text", "市のみで記録"}}).ok());
  EXPECT_TRUE(bench.outcome_data().at("partner_average").is_null());
  EXPECT_TRUE(bench.outcome_data().at("checked").is_null());
}

TEST(Evaluate, WaitsForTheSheetsOfOthersWhoAreHeard) {
  LookingBack bench({{"checklist", ""},
                     {"partner", "G-2"},
                     {"others", JsonArray{JsonObject{{"sheet", "users-survey"}},
                                          JsonObject{{"sheet", "resident-monitor"}, {"role", "office"}}}}});
  EXPECT_EQ(bench.find_task("other-users-survey")->role, "section");
  EXPECT_EQ(bench.find_task("other-resident-monitor")->role, "office");
  EXPECT_EQ(bench.find_task("other-resident-monitor")->sheet, "resident-monitor");
  ASSERT_TRUE(bench.as("section").submit("city", sheet({4, 4})).ok());
  ASSERT_TRUE(as_partner(bench).submit("partner", sheet({5, 4})).ok());
  ASSERT_TRUE(bench.as("office").act("record", "joint", {{"text", "話し合った"}}).ok());
  EXPECT_EQ(bench.outcome(), "");
  ASSERT_TRUE(bench.as("section").submit("other-users-survey", {{"answered", 20}}).ok());
  EXPECT_EQ(bench.outcome(), "");
  EXPECT_FALSE(bench.as("section").submit("other-resident-monitor", {{"monitors", 3}}).ok());
  ASSERT_TRUE(bench.as("office").submit("other-resident-monitor", {{"monitors", 3}}).ok());
  EXPECT_EQ(bench.outcome(), "evaluated");
}

TEST(Evaluate, TakesEachSheetOfOthersOnceAndNoneTwiceInItsSettings) {
  StageBench bench(KYODO_PLUGIN);
  bench.settings({{"others", JsonArray{JsonObject{{"sheet", "x"}}, JsonObject{{"sheet", "x"}}}}});
  EXPECT_FALSE(bench.enter().ok());
  StageBench many(KYODO_PLUGIN);
  JsonArray others;
  for (int i = 0; i <= 10; ++i) others.push_back(JsonObject{{"sheet", "s" + std::to_string(i)}});
  many.settings({{"others", std::move(others)}});
  EXPECT_TRUE(many.enter().problem("/others"));
}

TEST(Evaluate, AsksAThirdPartyAfterTheJointRecord) {
  LookingBack bench({{"checklist", ""}, {"partner", "G-2"}, {"third_party", true}});
  ASSERT_TRUE(bench.as("section").submit("city", sheet({3})).ok());
  ASSERT_TRUE(as_partner(bench).submit("partner", sheet({5})).ok());
  ASSERT_TRUE(bench.as("office").act("record", "joint", {{"text", "記録"}}).ok());
  EXPECT_EQ(bench.outcome(), "");
  EXPECT_EQ(bench.find_task("opinion")->data.at("joint").at("text").as_string(), "記録");

  EXPECT_FALSE(
      bench.as("evaluator", "0301", "G-2").act("give_opinion", "opinion", {{"text", "当事者"}}).ok());
  EXPECT_FALSE(bench.as("section").act("give_opinion", "opinion", {{"text", "当事者"}}).ok());
  auto step = bench.as("evaluator").act("give_opinion", "opinion", {{"text", "目標が明確だった。"}});
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.outcome(), "evaluated");
}

TEST(Evaluate, FindsThePartnerInTheProjectAndElseAsksTheOffice) {
  StageBench known(KYODO_PLUGIN);
  known.project({{"attributes", JsonObject{{"partner", "G-5"}}}});
  ASSERT_TRUE(known.enter().ok());
  EXPECT_EQ(known.find_task("partner")->partner, "G-5");
  LookingBack unknown({{"checklist", ""}});
  EXPECT_EQ(unknown.find_task("partner")->role, "office");
}

}  // namespace
}  // namespace kyodo
