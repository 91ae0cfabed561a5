#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;
using testkit::Step;

struct UnderWay : StageBench {
  explicit UnderWay(std::string to = "2018-09-30", std::string partner = "G-2") : StageBench(KYODO_PLUGIN) {
    settings(
        {{"agreement",
          JsonObject{{"partner", partner}, {"from", "2018-06-01"}, {"to", to}, {"cost_city", 300'000}}}});
    EXPECT_TRUE(enter().ok());
  }
};

Step ask(StageBench& bench, JsonObject data) {
  return bench.as("section").act("request_change", "report-1", std::move(data));
}

Step city(StageBench& bench, int change, bool agree = true, std::string comment = "") {
  return bench.as("section").act(
      "consent", "change-" + std::to_string(change) + "-city",
      {{"change", change}, {"side", "city"}, {"agree", agree}, {"comment", comment}});
}

Step partner(StageBench& bench, int change, bool agree = true, std::string comment = "") {
  return bench.as("partner", "", "G-2")
      .act("consent", "change-" + std::to_string(change) + "-partner",
           {{"change", change}, {"side", "partner"}, {"agree", agree}, {"comment", comment}});
}

std::string end_of(const StageBench& bench) {
  return std::string(bench.state().at("to").as_string());
}

TEST(Change, TakesEffectOnlyWithTheConsentOfBothSides) {
  UnderWay bench;
  ASSERT_TRUE(ask(bench, {{"text", "雨天が続いたため"}, {"kind", "period"}, {"to", "2018-12-31"}}).ok());
  EXPECT_EQ(bench.task_state("change-1-city"), "open");
  EXPECT_EQ(bench.find_task("change-1-partner")->partner, "G-2");
  EXPECT_EQ(end_of(bench), "2018-09-30");

  ASSERT_TRUE(partner(bench, 1).ok());
  EXPECT_EQ(end_of(bench), "2018-09-30");
  bench.today("2018-06-20");
  auto step = city(bench, 1);
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(end_of(bench), "2018-12-31");
  const Json& change = bench.state().at("changes").at(0);
  EXPECT_EQ(change.at("state").as_string(), "effective");
  EXPECT_EQ(change.at("settled_on").as_string(), "2018-06-20");
  EXPECT_EQ(change.at("consents").at(0).at("by").at("partner").as_string(), "G-2");
  EXPECT_EQ(change.at("consents").at(1).at("by").at("person").as_string(), "0301-section");
  EXPECT_EQ(bench.task_state("change-1-city"), "done");
}

TEST(Change, OfThePeriodAsksForMoreReportsAndAnInterimReview) {
  UnderWay bench;
  EXPECT_EQ(bench.task_state("interim"), "");
  ASSERT_TRUE(ask(bench, {{"text", "延長"}, {"kind", "period"}, {"to", "2018-12-31"}}).ok());
  ASSERT_TRUE(city(bench, 1).ok());
  ASSERT_TRUE(partner(bench, 1).ok());
  EXPECT_EQ(bench.state().at("reports").as_array().size(), 3u);
  EXPECT_EQ(bench.task_state("report-3"), "open");
  EXPECT_EQ(bench.task_state("interim"), "open");
}

TEST(Change, OfThePeriodTakesBackReportsNobodyNeeds) {
  UnderWay bench("2018-12-31");
  ASSERT_TRUE(bench.as("section").submit("report-1", {}).ok());
  ASSERT_TRUE(
      ask(bench, {{"text", "早期に達成"}, {"kind", "period"}, {"to", "2018-08-31"}}).error);  // task is done
  ASSERT_TRUE(bench
                  .act("request_change", "report-2",
                       {{"text", "早期に達成"}, {"kind", "period"}, {"to", "2018-08-31"}})
                  .ok());
  ASSERT_TRUE(city(bench, 1).ok());
  ASSERT_TRUE(partner(bench, 1).ok());
  EXPECT_EQ(bench.task_state("report-1"), "done");
  EXPECT_EQ(bench.task_state("report-2"), "cancelled");
  EXPECT_EQ(bench.task_state("report-3"), "cancelled");
  EXPECT_EQ(bench.task_state("interim"), "cancelled");
  EXPECT_EQ(bench.find_task("report-4")->data.at("to").as_string(), "2018-08-31");
}

TEST(Change, EndsWhenOneSideDisagreesAndSaysWhy) {
  UnderWay bench;
  ASSERT_TRUE(ask(bench, {{"text", "会場を変える"}, {"kind", "content"}}).ok());
  EXPECT_NE(partner(bench, 1, false).problem("/comment"), nullptr);
  ASSERT_TRUE(partner(bench, 1, false, "会員が通えない").ok());
  EXPECT_EQ(bench.state().at("changes").at(0).at("state").as_string(), "rejected");
  EXPECT_EQ(bench.task_state("change-1-city"), "cancelled");
}

TEST(Change, OfTheCostsChangesTheAmountsOfTheAgreement) {
  UnderWay bench;
  ASSERT_TRUE(ask(bench, {{"text", "資材の値上がり"}, {"kind", "cost"}, {"cost_city", 350'000}}).ok());
  ASSERT_TRUE(city(bench, 1).ok());
  EXPECT_EQ(bench.state().at("agreement").at("cost_city").as_int64(), 300'000);
  ASSERT_TRUE(partner(bench, 1).ok());
  EXPECT_EQ(bench.state().at("agreement").at("cost_city").as_int64(), 350'000);
}

TEST(Change, BeyondTheSchemesYearsIsRefused) {
  UnderWay bench;
  auto step = ask(bench, {{"text", "延長"}, {"kind", "period"}, {"to", "2021-06-01"}});
  ASSERT_NE(step.problem("/to"), nullptr);
  EXPECT_NE(step.problem("/to")->text.en.find("2021-05-31"), std::string::npos);
}

TEST(Change, NeedsFieldsThatFitItsKind) {
  UnderWay bench;
  EXPECT_NE(ask(bench, {{"text", "x"}, {"kind", "period"}}).problem("/to"), nullptr);
  EXPECT_NE(ask(bench, {{"text", "x"}, {"kind", "period"}, {"to", "2018-09-30"}}).problem("/to"), nullptr);
  EXPECT_NE(ask(bench, {{"text", "x"}, {"kind", "period"}, {"to", "2018-05-01"}}).problem("/to"), nullptr);
  EXPECT_NE(ask(bench, {{"text", "x"}, {"kind", "content"}, {"to", "2018-12-31"}}).problem("/kind"), nullptr);
  EXPECT_NE(ask(bench, {{"text", "x"}, {"kind", "content"}, {"cost_city", 1}}).problem("/kind"), nullptr);
  EXPECT_NE(ask(bench, {{"text", "x"}, {"kind", "cost"}, {"cost_city", -1}}).problem("/cost_city"), nullptr);
  EXPECT_NE(ask(bench, {{"text", ""}, {"kind", "mood"}}).problem("/kind"), nullptr);
}

TEST(Change, LetsNobodySpeakForTheOtherSide) {
  UnderWay bench;
  ASSERT_TRUE(ask(bench, {{"text", "会場"}, {"kind", "content"}}).ok());
  const JsonObject for_partner{{"change", 1}, {"side", "partner"}, {"agree", true}};
  const JsonObject for_city{{"change", 1}, {"side", "city"}, {"agree", true}};
  EXPECT_FALSE(bench.as("partner", "", "G-2").act("consent", "change-1-partner", for_city).ok());
  EXPECT_FALSE(bench.as("partner", "", "G-7").act("consent", "change-1-partner", for_partner).ok());
  EXPECT_FALSE(bench.as("section").act("consent", "change-1-city", for_partner).ok());
}

TEST(Change, IsConsentedToOnPaperThroughTheOffice) {
  UnderWay bench;
  ASSERT_TRUE(ask(bench, {{"text", "会場"}, {"kind", "content"}}).ok());
  const JsonObject data{{"change", 1}, {"side", "partner"}, {"agree", true}};
  bench.as("office");
  EXPECT_NE(bench.act("consent", "change-1-partner", data).problem("/comment"), nullptr);
  ASSERT_TRUE(bench.act("consent", "change-1-partner", data, "6月5日に変更同意書を窓口で受領").ok());
  EXPECT_EQ(bench.state().at("changes").at(0).at("consents").at(0).at("by").at("role").as_string(), "office");
}

TEST(Change, GoesToTheOfficeWhenTheAgreementNamesNoPartner) {
  UnderWay bench("2018-09-30", "");
  ASSERT_TRUE(ask(bench, {{"text", "会場"}, {"kind", "content"}}).ok());
  EXPECT_EQ(bench.find_task("change-1-partner")->role, "office");
}

TEST(Change, IsAnsweredOnceBySide) {
  UnderWay bench;
  ASSERT_TRUE(ask(bench, {{"text", "会場"}, {"kind", "content"}}).ok());
  ASSERT_TRUE(city(bench, 1).ok());
  bench.as("office");
  const JsonObject again{{"change", 1}, {"side", "city"}, {"agree", true}};
  EXPECT_FALSE(bench.act("consent", "finish", again).ok());
  EXPECT_NE(
      bench.act("consent", "finish", {{"change", 9}, {"side", "city"}, {"agree", true}}).problem("/change"),
      nullptr);
  ASSERT_TRUE(partner(bench, 1).ok());
  EXPECT_FALSE(bench.as("office").act("consent", "finish", again).ok());
}

TEST(Change, OfOneKindWaitsForTheOneBefore) {
  UnderWay bench;
  ASSERT_TRUE(ask(bench, {{"text", "会場"}, {"kind", "content"}}).ok());
  EXPECT_FALSE(ask(bench, {{"text", "会場をまた"}, {"kind", "content"}}).ok());
  EXPECT_TRUE(ask(bench, {{"text", "延長"}, {"kind", "period"}, {"to", "2018-10-31"}}).ok());
}

TEST(Change, KeepsTheVisitFromFinishingUntilItIsSettled) {
  UnderWay bench;
  bench.as("section");
  ASSERT_TRUE(bench.submit("report-1", {}).ok());
  ASSERT_TRUE(
      bench.as("office").act("request_change", "finish", {{"text", "会場"}, {"kind", "content"}}).ok());
  ASSERT_TRUE(bench.as("section").submit("report-2", {}).ok());
  EXPECT_FALSE(bench.as("office").act("finish", "finish", {{"summary", "完了"}}).ok());
  ASSERT_TRUE(city(bench, 1).ok());
  ASSERT_TRUE(partner(bench, 1).ok());
  ASSERT_TRUE(bench.as("office").act("finish", "finish", {{"summary", "完了"}}).ok());
  EXPECT_EQ(bench.outcome_data().at("changes").as_int64(), 1);
}

TEST(Change, CountsTheFiscalYearsItAdds) {
  UnderWay bench;
  bench.project({{"attributes", JsonObject{{"years_in_a_row", 2}}}});
  ASSERT_TRUE(ask(bench, {{"text", "延長"}, {"kind", "period"}, {"to", "2019-06-30"}}).ok());
  ASSERT_TRUE(city(bench, 1).ok());
  ASSERT_TRUE(partner(bench, 1).ok());
  EXPECT_EQ(bench.attributes().at("years_in_a_row").as_int64(), 3);
}

TEST(Change, CanBeAskedForAsOftenAsTheLimitSays) {
  UnderWay bench;
  for (int i = 1; i <= 20; ++i) {
    ASSERT_TRUE(ask(bench, {{"text", "会場"}, {"kind", "content"}}).ok());
    ASSERT_TRUE(city(bench, i, false, "今年度は変えない").ok());
  }
  EXPECT_FALSE(ask(bench, {{"text", "会場"}, {"kind", "content"}}).ok());
}

TEST(Change, IsRefusedWhenItWouldPassTheLimitOfReports) {
  StageBench bench(KYODO_PLUGIN);
  bench.settings({{"agreement", JsonObject{{"partner", "G-2"}, {"from", "2018-06-01"}, {"to", "2028-05-31"}}},
                  {"report_every", "month"},
                  {"max_years", 0}});
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_EQ(bench.state().at("reports").as_array().size(), 120u);
  ASSERT_TRUE(ask(bench, {{"text", "短縮"}, {"kind", "period"}, {"to", "2019-05-31"}}).ok());
  ASSERT_TRUE(city(bench, 1).ok());
  ASSERT_TRUE(partner(bench, 1).ok());
  ASSERT_TRUE(ask(bench, {{"text", "元に戻す"}, {"kind", "period"}, {"to", "2028-05-31"}}).ok());
  ASSERT_TRUE(city(bench, 2).ok());
  auto step = partner(bench, 2);
  ASSERT_FALSE(step.ok());
  EXPECT_NE(step.error->text.en.find("150"), std::string::npos);
}

}  // namespace
}  // namespace kyodo
