#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;
using Visits = std::vector<StageBench::RankedVisit>;

StageBench::RankedVisit visit(const std::string& id, int total, int scorers = 1) {
  JsonObject scores;
  for (int i = 0; i < scorers; ++i) scores["p" + std::to_string(i)] = JsonObject{{"total", total}};
  return {{{"id", id}, {"code", "c-" + id}}, {{"scores", std::move(scores)}, {"total", total}}};
}

JsonObject row(const JsonObject& answer, const char* project) {
  for (const Json& one : answer.at("ranking").as_array())
    if (one.at("project").as_string() == project) return one.get_object();
  return {};
}

std::vector<std::string> selected(const JsonObject& answer) {
  std::vector<std::string> ids;
  for (const Json& one : answer.at("ranking").as_array())
    if (one.at("selected").as_bool()) ids.emplace_back(one.at("project").as_string());
  return ids;
}

using Ids = std::vector<std::string>;

TEST(SelectRank, SelectsTheHighestTotals) {
  StageBench bench(KYODO_PLUGIN);
  JsonObject answer = bench.rank({visit("P-1", 12), visit("P-2", 30), visit("P-3", 24)}, 2);
  EXPECT_EQ(selected(answer), (Ids{"P-2", "P-3"}));
  EXPECT_EQ(answer.at("line"), 24);
  EXPECT_EQ(answer.at("settled"), true);
  EXPECT_EQ(row(answer, "P-1").at("rank"), 3);
}

TEST(SelectRank, GivesOneTotalOneRankAndCountsOn) {
  StageBench bench(KYODO_PLUGIN);
  JsonObject answer = bench.rank({visit("P-1", 20), visit("P-2", 20), visit("P-3", 10)}, 2);
  EXPECT_EQ(row(answer, "P-1").at("rank"), 1);
  EXPECT_EQ(row(answer, "P-2").at("rank"), 1);
  EXPECT_EQ(row(answer, "P-3").at("rank"), 3);
  EXPECT_EQ(answer.at("settled"), true);
}

TEST(SelectRank, ReportsATieAtTheLineAndCutsNobody) {
  StageBench bench(KYODO_PLUGIN);
  JsonObject answer = bench.rank({visit("P-1", 30), visit("P-2", 24), visit("P-3", 24), visit("P-4", 24)}, 3);
  EXPECT_EQ(selected(answer), (Ids{"P-1"}));
  EXPECT_EQ(answer.at("ties"), (JsonArray{"P-2", "P-3", "P-4"}));
  EXPECT_EQ(answer.at("settled"), false);
  EXPECT_EQ(answer.at("line"), 24);
}

TEST(SelectRank, SettlesATieByThoseWhoWereNamed) {
  StageBench bench(KYODO_PLUGIN);
  const Visits visits{visit("P-1", 30), visit("P-2", 24), visit("P-3", 24), visit("P-4", 24)};
  JsonObject answer = bench.rank(visits, 3, {"P-4", "P-2"});
  EXPECT_EQ(selected(answer), (Ids{"P-1", "P-2", "P-4"}));
  EXPECT_EQ(answer.at("settled"), true);
  EXPECT_TRUE(answer.at("ties").as_array().empty());
}

TEST(SelectRank, StaysUnsettledWhenTooFewWereNamed) {
  StageBench bench(KYODO_PLUGIN);
  const Visits visits{visit("P-1", 30), visit("P-2", 24), visit("P-3", 24), visit("P-4", 24)};
  JsonObject answer = bench.rank(visits, 3, {"P-4"});
  EXPECT_EQ(selected(answer), (Ids{"P-1", "P-4"}));
  EXPECT_EQ(answer.at("ties"), (JsonArray{"P-2", "P-3"}));
  EXPECT_EQ(answer.at("settled"), false);
}

TEST(SelectRank, GivesAPlaceToAProjectTakenFromBelowTheLine) {
  StageBench bench(KYODO_PLUGIN);
  JsonObject answer = bench.rank({visit("P-1", 30), visit("P-2", 24), visit("P-3", 10)}, 2, {"P-3"});
  EXPECT_EQ(selected(answer), (Ids{"P-1", "P-3"}));
  EXPECT_EQ(answer.at("line"), 24);
  EXPECT_EQ(answer.at("settled"), true);
}

TEST(SelectRank, StaysUnsettledWhenMoreWereNamedThanThereArePlaces) {
  StageBench bench(KYODO_PLUGIN);
  JsonObject answer = bench.rank({visit("P-1", 30), visit("P-2", 24), visit("P-3", 10)}, 1, {"P-2", "P-3"});
  EXPECT_TRUE(selected(answer).empty());
  EXPECT_EQ(answer.at("ties"), (JsonArray{"P-2", "P-3"}));
  EXPECT_EQ(answer.at("settled"), false);
}

TEST(SelectRank, RanksTotalsThatAreMeansOfSeveralScorers) {
  StageBench bench(KYODO_PLUGIN);
  auto with_total = [](const std::string& id, double total) {
    StageBench::RankedVisit one = visit(id, 0);
    one.state["total"] = total;
    return one;
  };
  JsonObject answer =
      bench.rank({with_total("P-1", 24.33), with_total("P-2", 24.34), with_total("P-3", 24.33)}, 1);
  EXPECT_EQ(selected(answer), (Ids{"P-2"}));
  EXPECT_EQ(answer.at("settled"), true);
  answer = bench.rank({with_total("P-1", 24.33), with_total("P-2", 24.34), with_total("P-3", 24.33)}, 2);
  EXPECT_EQ(answer.at("ties"), (JsonArray{"P-1", "P-3"}));
  EXPECT_DOUBLE_EQ(answer.at("line").to_number<double>(), 24.33);
}

TEST(SelectRank, ListsWhatCannotBeRankedYet) {
  StageBench bench(KYODO_PLUGIN);
  bench.settings({{"min_scorers", 2}});
  JsonObject answer = bench.rank(
      {visit("P-1", 30, 2), visit("P-2", 24, 1), {{{"id", "P-3"}, {"code", "a"}}, {}}}, 3, {"P-9"});
  EXPECT_EQ(answer.at("unscored"), (JsonArray{"P-3", "P-2", "P-9"}));
  EXPECT_EQ(answer.at("settled"), false);
}

TEST(SelectRank, SelectsEverybodyWhenThereIsRoomAndNobodyWhenThereIsNone) {
  StageBench bench(KYODO_PLUGIN);
  const Visits visits{visit("P-1", 24), visit("P-2", 24)};
  EXPECT_EQ(selected(bench.rank(visits, 50)).size(), 2u);
  EXPECT_TRUE(selected(bench.rank(visits, 0)).empty());
  EXPECT_EQ(bench.rank({}, 50).at("settled"), true);
}

TEST(SelectRank, ReproducesFiftyOfThreeHundred) {
  StageBench bench(KYODO_PLUGIN);
  Visits visits;
  for (int i = 1; i <= 300; ++i) visits.push_back(visit("P-" + std::to_string(i), i));
  JsonObject answer = bench.rank(visits, 50);
  EXPECT_EQ(selected(answer).size(), 50u);
  EXPECT_EQ(answer.at("line"), 251);
  EXPECT_EQ(answer.at("settled"), true);
}

TEST(SelectRank, ReadsNoTotalOutOfAMalformedState) {
  StageBench bench(KYODO_PLUGIN);
  Visits visits;
  for (const Json& total : JsonArray{"30", -1, 1e300, nullptr, JsonArray{}})
    visits.push_back({{{"id", "P-" + to_text(total)}}, {{"scores", JsonObject{{"a", 1}}}, {"total", total}}});
  visits.push_back({{{"id", "P-x"}}, {{"scores", 3}, {"total", 5}}});
  EXPECT_EQ(bench.rank(visits, 3).at("unscored").as_array().size(), visits.size());
}

}  // namespace
}  // namespace kyodo
