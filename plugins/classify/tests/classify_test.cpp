#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;
using testkit::Step;

// Komaki, 平成30年度.
JsonObject komaki() {
  return {{"classes", JsonArray{JsonObject{{"code", "high"},
                                           {"name", "協働事業化の可能性が高い"},
                                           {"name_en", "High possibility"},
                                           {"next", "support"},
                                           {"target_year_offset", 1}},
                                JsonObject{{"code", "continue"},
                                           {"name", "協働事業化に向けた継続検討を促す"},
                                           {"next", "look_again"},
                                           {"target_year_offset", 2}},
                                JsonObject{{"code", "explore"},
                                           {"name", "協働の可能性を模索してもらう"},
                                           {"next", "own_review"}}}},
          {"rules", JsonArray{JsonObject{{"class", "high"},
                                         {"when", JsonObject{{"min_total", 24},
                                                             {"min_possibility", 4},
                                                             {"min_effect", 4},
                                                             {"min_immediacy", 4},
                                                             {"partner_in_sight", true}}}},
                              JsonObject{{"class", "continue"},
                                         {"when", JsonObject{{"min_possibility", 3}, {"min_effect", 3}}}},
                              JsonObject{{"class", "explore"}}}}};
}

JsonObject visits(Json total, int possibility, int effect, int immediacy, bool partner) {
  return {{"select", JsonObject{{"state", JsonObject{{"total", std::move(total)}}}, {"outcome", "selected"}}},
          {"hearing", JsonObject{{"state", JsonObject{{"record", JsonObject{{"possibility", possibility},
                                                                            {"effect", effect},
                                                                            {"immediacy", immediacy},
                                                                            {"partner_in_sight", partner}}}}},
                                 {"outcome", "held"}}}};
}

struct Classifying : StageBench {
  explicit Classifying(JsonObject found = visits(25, 5, 4, 4, true)) : StageBench(KYODO_PLUGIN) {
    settings(komaki()).as("office", "0101").today("2018-11-01").fact("visits", std::move(found));
    Step step = enter();
    EXPECT_TRUE(step.ok()) << step.why();
  }
  const JsonObject& suggestion() const { return find_task("classify")->data.at("suggestion").get_object(); }
};

const char* const kLongReason = "団体の体制がまだ整っておらず、来年度に改めて相談することになったため。";

TEST(Classify, SuggestsTheFirstRuleThatHoldsAndNamesTheValuesThatMetIt) {
  Classifying bench;
  EXPECT_EQ(bench.suggestion().at("class"), "high");
  EXPECT_EQ(bench.suggestion().at("why"),
            "選定の評価点 25(目安 24 以上)、協働事業化の可能性 5(目安 4 以上)、効果性 4(目安 4 以上)、"
            "即時性 4(目安 4 以上)、協働相手の見込み あり(目安 "
            "あり)のため、「協働事業化の可能性が高い」を候補とします。");
  EXPECT_EQ(bench.state().at("suggestion").at("class"), "high");
}

TEST(Classify, ExplainsWhichConditionOfAnEarlierRuleWasNotMet) {
  Classifying bench(visits(25, 5, 4, 3, true));
  EXPECT_EQ(bench.suggestion().at("class"), "continue");
  const Json& high = bench.suggestion().at("rules").at(0);
  EXPECT_EQ(high.at("met"), false);
  EXPECT_EQ(high.at("conditions").at(3).at("text"), "即時性 3(目安 4 以上)");
  EXPECT_EQ(high.at("conditions").at(3).at("met"), false);
  EXPECT_EQ(high.at("conditions").at(2).at("met"), true);
}

TEST(Classify, FallsBackToTheLastClassInNeutralWords) {
  Classifying bench(visits(12, 1, 2, 1, false));
  EXPECT_EQ(bench.suggestion().at("class"), "explore");
  const std::string why(bench.suggestion().at("why").as_string());
  EXPECT_NE(why.find("現時点では「協働の可能性を模索してもらう」"), std::string::npos);
  for (const char* harsh : {"不採択", "不適", "却下", "該当しない"})
    EXPECT_EQ(why.find(harsh), std::string::npos) << harsh;
}

TEST(Classify, TakesAValueThatIsNotKnownAsNotMetAndSaysSo) {
  Classifying bench(JsonObject{});
  EXPECT_EQ(bench.suggestion().at("class"), "explore");
  EXPECT_EQ(bench.suggestion().at("rules").at(0).at("conditions").at(0).at("text"),
            "選定の評価点 未記録(目安 24 以上)");
}

TEST(Classify, ReadsNothingOutOfMalformedVisits) {
  for (const Json& found :
       JsonArray{nullptr, 3, JsonObject{{"select", 1}, {"hearing", JsonObject{{"state", JsonArray{}}}}},
                 JsonObject{{"hearing", JsonObject{{"state", JsonObject{{"record", "x"}}}}}},
                 Json(visits("25", 99, -1, 0, true)), Json(visits(1e300, 5, 5, 5, true))}) {
    StageBench bench(KYODO_PLUGIN);
    bench.settings(komaki()).as("office").fact("visits", found);
    ASSERT_TRUE(bench.enter().ok()) << to_text(found);
    EXPECT_NE(bench.find_task("classify")->data.at("suggestion").at("class"), "high");
  }
}

TEST(Classify, ComparesTotalsThatAreMeans) {
  Classifying below(visits(23.99, 5, 5, 5, true));
  EXPECT_EQ(below.suggestion().at("class"), "continue");
  Classifying above(visits(24.33, 5, 5, 5, true));
  EXPECT_EQ(above.suggestion().at("class"), "high");
  EXPECT_NE(above.suggestion().at("why").as_string().find("24.33"), std::string::npos);
}

TEST(Classify, DecidesAsSuggestedWithTheTargetYearOfTheClass) {
  Classifying bench;
  Step step = bench.act("decide", "classify", {{"class", "high"}, {"reason", "候補のとおり"}});
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.outcome(), "classified");
  EXPECT_EQ(bench.outcome_data(), (JsonObject{{"class", "high"},
                                              {"class_name", "協働事業化の可能性が高い"},
                                              {"suggested", "high"},
                                              {"reason", "候補のとおり"},
                                              {"target_year", 2019},
                                              {"look_again", false},
                                              {"next", "support"}}));
  EXPECT_EQ(bench.attributes().at("class"), "high");
  EXPECT_EQ(bench.attributes().at("target_year"), 2019);
  EXPECT_EQ(bench.notices().at(0).at("kind"), "classified");
}

TEST(Classify, WantsALongerReasonWhenTheDecisionIsNotTheOneSuggested) {
  Classifying bench;
  Step shorter = bench.act("decide", "classify", {{"class", "continue"}, {"reason", "体制が整っていない"}});
  ASSERT_NE(shorter.problem("/reason"), nullptr);
  EXPECT_NE(shorter.problem("/reason")->text.ja.find("20 文字以上"), std::string::npos);
  ASSERT_TRUE(bench.act("decide", "classify", {{"class", "continue"}, {"reason", kLongReason}}).ok());
  const Json& decision = bench.state().at("decision");
  EXPECT_EQ(decision.at("suggested"), "high");
  EXPECT_EQ(decision.at("class"), "continue");
  EXPECT_EQ(decision.at("as_suggested"), false);
  EXPECT_NE(decision.at("suggested_why").as_string().find("協働事業化の可能性 5"), std::string::npos);
  EXPECT_EQ(decision.at("reason"), kLongReason);
}

TEST(Classify, AlwaysWantsAReason) {
  Classifying bench;
  EXPECT_EQ(bench.act("decide", "classify", {{"class", "high"}, {"reason", "　　　　　　"}})
                .problem("/reason")
                ->keyword,
            "required");
  EXPECT_EQ(
      bench.act("decide", "classify", {{"class", "high"}, {"reason", "はい"}}).problem("/reason")->keyword,
      "minLength");
  EXPECT_EQ(bench.act("decide", "classify", {{"class", "high"}}).problem("/reason")->keyword, "required");
}

TEST(Classify, ListsTheClassesWhenOneIsUnknown) {
  Classifying bench;
  Step step = bench.act("decide", "classify", {{"class", "A"}, {"reason", "候補のとおり"}});
  ASSERT_NE(step.problem("/class"), nullptr);
  EXPECT_NE(step.problem("/class")->text.ja.find("explore(協働の可能性を模索してもらう)"), std::string::npos);
  EXPECT_NE(
      bench.act("decide", "classify", {{"class_code", "high"}, {"reason", "候補のとおり"}}).problem("/class"),
      nullptr);
}

TEST(Classify, BringsAProjectBackNextYearWhenItsTargetLiesFurtherAhead) {
  Classifying bench(visits(20, 3, 3, 2, false));
  ASSERT_TRUE(bench.act("decide", "classify", {{"class", "continue"}, {"reason", "候補のとおり"}}).ok());
  EXPECT_EQ(bench.outcome_data().at("target_year"), 2020);
  EXPECT_EQ(bench.outcome_data().at("look_again"), true);
}

TEST(Classify, TakesTargetYearAndLookingAgainFromThePersonWhoDecides) {
  Classifying bench(visits(20, 3, 3, 2, false));
  ASSERT_TRUE(bench
                  .act("decide", "classify",
                       {{"class", "continue"},
                        {"reason", "候補のとおり"},
                        {"target_year", 2022},
                        {"look_again", false}})
                  .ok());
  EXPECT_EQ(bench.attributes().at("target_year"), 2022);
  EXPECT_EQ(bench.outcome_data().at("look_again"), false);
}

TEST(Classify, RefusesATargetYearThatIsOverOrTooFarAhead) {
  Classifying bench;
  for (int year : {2017, 2029, -1})
    EXPECT_NE(
        bench
            .act("decide", "classify", {{"class", "high"}, {"reason", "候補のとおり"}, {"target_year", year}})
            .problem("/target_year"),
        nullptr)
        << year;
}

TEST(Classify, RemovesTheTargetYearOfAnEarlierClassification) {
  StageBench bench(KYODO_PLUGIN);
  bench.settings(komaki()).as("office").fact("visits", visits(10, 1, 1, 1, false));
  bench.project({{"attributes", JsonObject{{"class", "continue"}, {"target_year", 2019}}}});
  ASSERT_TRUE(bench.enter().ok());
  ASSERT_TRUE(bench.act("decide", "classify", {{"class", "explore"}, {"reason", "候補のとおり"}}).ok());
  EXPECT_TRUE(bench.attributes().at("target_year").is_null());
  EXPECT_TRUE(bench.outcome_data().at("target_year").is_null());
}

TEST(Classify, SuggestsNothingWithoutRulesAndStillTakesADecision) {
  StageBench bench(KYODO_PLUGIN);
  JsonObject chart = komaki();
  chart.erase("rules");
  bench.settings(chart).as("office").fact("visits", visits(25, 5, 5, 5, true));
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_EQ(bench.find_task("classify")->data.at("suggestion").at("class"), "");
  EXPECT_TRUE(bench.act("decide", "classify", {{"class", "high"}, {"reason", "協議の結果"}}).ok());
}

TEST(Classify, RefusesSettingsThatCannotWork) {
  JsonArray classes = komaki().at("classes").as_array();
  for (const JsonObject& settings : std::vector<JsonObject>{
           {},
           {{"classes", JsonArray{classes[0], classes[0]}}},
           {{"classes", JsonArray{JsonObject{{"code", ""}, {"name", "名"}}}}},
           {{"classes", JsonArray{JsonObject{{"code", "a"}, {"name", "名"}, {"target_year_offset", 99}}}}},
           {{"classes", classes}, {"rules", JsonArray{JsonObject{{"class", "Z"}}}}},
           {{"classes", classes},
            {"rules",
             JsonArray{JsonObject{{"class", "high"}, {"when", JsonObject{{"min_total", "24"}}}}}}}}) {
    StageBench bench(KYODO_PLUGIN);
    EXPECT_FALSE(bench.settings(settings).enter().ok()) << to_text(settings);
  }
}

TEST(Classify, DescribesClassUnderItsOwnNameInForms) {
  StageBench bench(KYODO_PLUGIN);
  const JsonObject& form = bench.info().find_action("decide")->schema;
  EXPECT_TRUE(form.at("properties").as_object().contains("class"));
  EXPECT_TRUE(bench.info()
                  .settings_schema.at("properties")
                  .at("rules")
                  .at("items")
                  .at("properties")
                  .as_object()
                  .contains("class"));
}

}  // namespace
}  // namespace kyodo
