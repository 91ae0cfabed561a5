#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;
using testkit::Step;

JsonObject score_of(std::initializer_list<int> levels) {
  return {{"levels", JsonArray(levels.begin(), levels.end())}};
}

// A visit that waits for the office to score.
struct Scoring : StageBench {
  explicit Scoring(JsonObject chart = {}) : StageBench(KYODO_PLUGIN) {
    settings(std::move(chart)).as("office", "0101");
    EXPECT_TRUE(enter().ok());
  }
};

TEST(Select, AsksTheOfficeToScoreKomakisSixCriteriaWhenTheChartSaysNothing) {
  Scoring bench;
  const testkit::BenchTask* task = bench.find_task("score");
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(task->role, "office");
  ASSERT_EQ(task->data.at("criteria").as_array().size(), 6u);
  EXPECT_EQ(task->data.at("criteria").at(0).at("title"), "協働による相乗効果が期待できるか");
  EXPECT_EQ(task->data.at("highest_total"), 30);
}

TEST(Select, ExcludesAProjectOfACategoryThatIsNotDiagnosed) {
  StageBench bench(KYODO_PLUGIN);
  bench
      .settings(
          {{"exclude", JsonArray{JsonObject{{"category", "法定受託"}, {"reason", "法定受託事業のため"}}}}})
      .project({{"category", "法定受託"}});
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_EQ(bench.outcome(), "excluded");
  EXPECT_EQ(bench.outcome_data().at("reason"), "法定受託事業のため");
  EXPECT_EQ(bench.attributes().at("excluded"), "法定受託事業のため");
  EXPECT_TRUE(bench.tasks().empty());
}

TEST(Select, KeepsAProjectWhoseCategoryOnlyContainsAnExcludedWord) {
  StageBench bench(KYODO_PLUGIN);
  bench.settings({{"exclude", JsonArray{JsonObject{{"category", "施設整備"}, {"reason", ""}}}}})
      .project({{"category", "施設整備計画の広報"}});
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_EQ(bench.outcome(), "");
}

TEST(Select, LeavesAProjectOutByHandWhenTheOfficeGivesTheReason) {
  Scoring bench;
  Step blank = bench.act("exclude", "score", {{"reason", "　"}});
  ASSERT_NE(blank.problem("/reason"), nullptr);
  ASSERT_TRUE(bench.act("exclude", "score", {{"reason", "年度末で廃止する事業のため"}}).ok());
  EXPECT_EQ(bench.outcome(), "excluded");
  EXPECT_EQ(bench.attributes().at("excluded"), "年度末で廃止する事業のため");
}

TEST(Select, TotalsTheLevelsOfOnePerson) {
  Scoring bench;
  Step step = bench.act("score", "score", score_of({5, 4, 3, 5, 4, 3}));
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.attributes().at("total"), 24);
  EXPECT_EQ(bench.state().at("scores").at("0101-office").at("total"), 24);
  EXPECT_EQ(bench.task_state("score"), "done");
}

TEST(Select, TakesTheMeanOfSeveralScorersWithTwoDecimals) {
  Scoring bench({{"min_scorers", 3}});
  ASSERT_TRUE(bench.person("a").act("score", "score", score_of({5, 5, 5, 5, 5, 5})).ok());
  ASSERT_TRUE(bench.person("b").act("score", "score", score_of({1, 1, 1, 1, 1, 1})).ok());
  EXPECT_EQ(bench.task_state("score"), "open");
  ASSERT_TRUE(bench.person("c").act("score", "score", score_of({3, 3, 3, 3, 3, 5})).ok());
  EXPECT_EQ(bench.task_state("score"), "done");
  EXPECT_DOUBLE_EQ(bench.attributes().at("total").to_number<double>(), 18.67);
}

TEST(Select, CountsOnlyTheLatestScoreOfAPersonEvenAfterEnoughHaveScored) {
  Scoring bench;
  ASSERT_TRUE(bench.act("score", "score", score_of({5, 5, 5, 5, 5, 5})).ok());
  Step again = bench.act("score", "score", score_of({1, 2, 3, 1, 2, 3}));
  ASSERT_TRUE(again.ok()) << again.why();
  EXPECT_EQ(bench.state().at("scorers"), 1);
  EXPECT_EQ(bench.attributes().at("total"), 12);
}

TEST(Select, WeighsTheCriteria) {
  JsonArray criteria{JsonObject{{"id", "a"}, {"title", "ア"}, {"weight", 2}},
                     JsonObject{{"id", "b"}, {"title", "イ"}, {"weight", 0.25}}};
  Scoring bench({{"criteria", criteria}});
  ASSERT_TRUE(bench.act("score", "score", score_of({3, 5})).ok());
  EXPECT_DOUBLE_EQ(bench.attributes().at("total").to_number<double>(), 7.25);
}

TEST(Select, RefusesTooFewLevelsAndLevelsOutsideTheScaleAllAtOnce) {
  Scoring bench;
  Step few = bench.act("score", "score", score_of({5, 0, 6, 1, 1}));
  ASSERT_NE(few.problem("/levels"), nullptr);
  EXPECT_NE(few.problem("/levels")->text.ja.find("6 項目すべて"), std::string::npos);
  EXPECT_NE(few.problem("/levels/1"), nullptr);
  ASSERT_NE(few.problem("/levels/2"), nullptr);
  EXPECT_NE(few.problem("/levels/2")->text.ja.find("1～5"), std::string::npos);
  EXPECT_TRUE(bench.state().empty());
}

TEST(Select, RefusesSettingsThatCannotBeScored) {
  for (const JsonObject& settings : std::vector<JsonObject>{
           {{"levels", 1}},
           {{"min_scorers", 0}},
           {{"criteria", JsonArray{}}},
           {{"criteria", JsonArray{JsonObject{{"id", "a"}, {"title", "ア"}, {"weight", -1}}}}},
           {{"criteria", JsonArray{JsonObject{{"id", "a"}, {"title", "ア"}, {"weight", 0.333}}}}},
           {{"criteria", JsonArray{JsonObject{{"id", "a"}, {"title", "ア"}, {"weight", "重い"}}}}},
           {{"criteria", JsonArray{JsonObject{{"id", "a"}, {"title", "ア"}},
                                   JsonObject{{"id", "a"}, {"title", "イ"}}}}}}) {
    StageBench bench(KYODO_PLUGIN);
    EXPECT_FALSE(bench.settings(settings).enter().ok()) << to_text(settings);
  }
}

TEST(Select, EndsWithTheDecisionOfTheRound) {
  Scoring bench;
  ASSERT_TRUE(bench.act("score", "score", score_of({5, 4, 3, 5, 4, 3})).ok());
  ASSERT_TRUE(
      bench.engine("not_selected", {{"rank", 51}, {"total", 24}, {"reason", "今年度は50事業のため"}}).ok());
  EXPECT_EQ(bench.outcome(), "not_selected");
  EXPECT_EQ(bench.outcome_data().at("rank"), 51);
  EXPECT_EQ(bench.outcome_data().at("total"), 24);
  EXPECT_EQ(bench.outcome_data().at("reason"), "今年度は50事業のため");
  EXPECT_EQ(bench.attributes().at("rank"), 51);
  ASSERT_EQ(bench.notices().size(), 1u);
  EXPECT_EQ(bench.notices().at(0).at("kind"), "not_selected");
}

TEST(Select, TakesADecisionWithoutRankOrTotal) {
  Scoring bench;
  ASSERT_TRUE(bench.engine("selected", {{"rank", "一位"}}).ok());
  EXPECT_EQ(bench.outcome(), "selected");
  EXPECT_FALSE(bench.outcome_data().contains("rank"));
}

}  // namespace
}  // namespace kyodo
