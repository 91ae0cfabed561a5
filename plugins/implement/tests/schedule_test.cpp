#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;

struct Implementing : StageBench {
  explicit Implementing(std::string from, std::string to, JsonObject given = {}) : StageBench(KYODO_PLUGIN) {
    given["agreement"] = JsonObject{{"partner", "G-2"}, {"from", from}, {"to", to}};
    settings(given);
  }
};

std::vector<std::string> periods(const StageBench& bench) {
  std::vector<std::string> all;
  for (const Json& report : bench.state().at("reports").as_array())
    all.push_back(std::string(report.at("from").as_string()) + "/" +
                  std::string(report.at("to").as_string()));
  return all;
}

TEST(Implement, AsksForAReportAtTheEndOfEachQuarterOfTheFiscalYear) {
  Implementing bench("2018-06-01", "2019-03-31");
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_EQ(periods(bench), (std::vector<std::string>{"2018-06-01/2018-06-30", "2018-07-01/2018-09-30",
                                                      "2018-10-01/2018-12-31", "2019-01-01/2019-03-31"}));
  const testkit::BenchTask* first = bench.find_task("report-1");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->role, "section");
  EXPECT_EQ(first->sheet, "progress-report");
  EXPECT_EQ(first->due, "2018-07-13");  // ten weekdays after Saturday, June 30
  EXPECT_EQ(first->title.ja, "実施報告（2018-06-01～2018-06-30）");
}

TEST(Implement, ReportsMonthlyOrByHalfYearOrNeverAsTheChartSays) {
  Implementing monthly("2018-06-15", "2018-08-10", {{"report_every", "month"}});
  ASSERT_TRUE(monthly.enter().ok());
  EXPECT_EQ(periods(monthly), (std::vector<std::string>{"2018-06-15/2018-06-30", "2018-07-01/2018-07-31",
                                                        "2018-08-01/2018-08-10"}));
  Implementing half("2018-06-15", "2019-04-01", {{"report_every", "half"}});
  ASSERT_TRUE(half.enter().ok());
  EXPECT_EQ(periods(half), (std::vector<std::string>{"2018-06-15/2018-09-30", "2018-10-01/2019-03-31",
                                                     "2019-04-01/2019-04-01"}));
  Implementing never("2018-06-15", "2018-08-10", {{"report_every", "none"}});
  ASSERT_TRUE(never.enter().ok());
  EXPECT_EQ(never.tasks_in("open"), std::vector<std::string>{"finish"});
}

TEST(Implement, NeverOpensAReportThatIsOverdueAlready) {
  Implementing bench("2018-01-01", "2018-09-30");
  bench.today("2018-06-01");
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_EQ(bench.find_task("report-1")->due, "2018-06-15");
}

TEST(Implement, AsksForAnInterimReviewOnlyOfLongPeriods) {
  Implementing six_months("2018-06-01", "2018-11-30");
  ASSERT_TRUE(six_months.enter().ok());
  EXPECT_EQ(six_months.task_state("interim"), "");
  Implementing longer("2018-06-01", "2018-12-01");
  ASSERT_TRUE(longer.enter().ok());
  ASSERT_EQ(longer.task_state("interim"), "open");
  EXPECT_EQ(longer.find_task("interim")->due, "2018-08-31");  // half-way
  EXPECT_EQ(longer.find_task("interim")->sheet, "interim-review");
}

TEST(Implement, RefusesAPeriodBeyondTheSchemesYears) {
  Implementing three("2018-06-01", "2021-05-31");
  EXPECT_TRUE(three.enter().ok());
  Implementing longer("2018-06-01", "2021-06-01");
  auto step = longer.enter();
  ASSERT_FALSE(step.ok());
  EXPECT_NE(step.error->text.ja.find("2021-05-31"), std::string::npos);
  Implementing unlimited("2018-06-01", "2021-06-01", {{"max_years", 0}});
  EXPECT_TRUE(unlimited.enter().ok());
}

TEST(Implement, RefusesToBeginWithoutAPeriod) {
  Implementing bench("2018-06-01", "2018-06-01");
  EXPECT_FALSE(bench.enter().ok());
  StageBench none(KYODO_PLUGIN);
  EXPECT_FALSE(none.enter().ok());
}

TEST(Implement, TakesTheAgreementOfTheSupportVisitWhenTheChartGivesNone) {
  StageBench bench(KYODO_PLUGIN);
  bench.fact("visits", parse_json(R"({"support": {"outcome": "agreed", "state": {"agreement":
      {"partner": "G-2", "from": "2018-06-01", "to": "2018-08-31"}}}})")
                           .value());
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_EQ(bench.state().at("partner").as_string(), "G-2");
}

TEST(Implement, RefusesUnknownSettings) {
  Implementing bench("2018-06-01", "2018-08-31", {{"report_every", "day"}, {"max_years", 99}});
  auto step = bench.enter();
  EXPECT_NE(step.problem("/report_every"), nullptr);
  EXPECT_NE(step.problem("/max_years"), nullptr);
}

TEST(Implement, FinishesWhenEveryReportIsIn) {
  Implementing bench("2018-06-01", "2018-12-31");
  ASSERT_TRUE(bench.enter().ok());
  ASSERT_TRUE(bench.as("section").today("2018-07-20").submit("report-1", {{"text", "順調"}}).ok());
  EXPECT_EQ(bench.task_state("report-1"), "done");

  auto early = bench.as("office").act("finish", "finish", {{"summary", "完了"}});
  ASSERT_FALSE(early.ok());
  EXPECT_NE(early.error->text.ja.find("実施報告（2018-07-01～2018-09-30）"), std::string::npos);
  EXPECT_NE(early.error->text.ja.find("中間のふりかえり"), std::string::npos);

  bench.as("section").today("2018-10-01");
  for (const char* task : {"interim", "report-2", "report-3"})
    ASSERT_TRUE(bench.submit(task, {}).ok()) << task;
  ASSERT_TRUE(bench.as("office").act("finish", "finish", {{"summary", "観察会を 6 回行った。"}}).ok());
  EXPECT_EQ(bench.outcome(), "finished");
  EXPECT_EQ(bench.outcome_data().at("reports").as_int64(), 3);
  EXPECT_EQ(bench.outcome_data().at("late").as_int64(), 1);  // report-1 came a week late
  EXPECT_EQ(bench.outcome_data().at("changes").as_int64(), 0);
}

TEST(Implement, EndsEarlyWithAReason) {
  Implementing bench("2018-06-01", "2018-12-31");
  ASSERT_TRUE(bench.enter().ok());
  bench.as("office");
  EXPECT_NE(bench.act("terminate", "finish", {{"reason", ""}}).problem("/reason"), nullptr);
  ASSERT_TRUE(bench.act("terminate", "finish", {{"reason", "協働相手の解散"}}).ok());
  EXPECT_EQ(bench.outcome(), "terminated");
}

}  // namespace
}  // namespace kyodo
