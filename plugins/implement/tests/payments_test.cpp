#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;

struct Paying : StageBench {
  explicit Paying(JsonArray payments) : StageBench(KYODO_PLUGIN) {
    settings({{"report_every", "none"},
              {"interim_sheet", ""},
              {"agreement", JsonObject{{"partner", "G-2"},
                                       {"from", "2018-06-01"},
                                       {"to", "2018-09-30"},
                                       {"payments", std::move(payments)}}}});
    today("2018-06-01").as("section");
  }
};

JsonObject payment(const char* due, std::int64_t amount) {
  return {{"due", due}, {"amount", amount}, {"note", "前払い"}};
}

TEST(Payments, AreAskedForOnTheDaysAgreed) {
  Paying bench(JsonArray{payment("2018-06-29", 50'000), payment("2018-05-01", 20'000)});
  ASSERT_TRUE(bench.enter().ok());
  const testkit::BenchTask* first = bench.find_task("payment-1");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->role, "section");
  EXPECT_EQ(first->due, "2018-06-29");
  EXPECT_EQ(first->title.ja, "支払（2018-06-29、50000 円）");
  EXPECT_EQ(first->data.at("note"), "前払い");
  EXPECT_EQ(bench.find_task("payment-2")->due, "2018-06-01");  // a day that has passed: at once
}

TEST(Payments, AreRecordedOnceAndNotAhead) {
  Paying bench(JsonArray{payment("2018-06-29", 50'000)});
  ASSERT_TRUE(bench.enter().ok());
  EXPECT_TRUE(bench.act("pay", "payment-1", {{"paid_on", "2018-06-02"}}).problem("/paid_on"));
  ASSERT_TRUE(bench.act("pay", "payment-1", {{"paid_on", "2018-06-01"}}).ok());
  EXPECT_EQ(bench.task_state("payment-1"), "done");
  EXPECT_EQ(bench.state().at("payments").at(0).at("paid_on"), "2018-06-01");
}

TEST(Payments, KeepTheImplementationOpenUntilTheyAreMade) {
  Paying bench(JsonArray{payment("2018-06-29", 50'000)});
  ASSERT_TRUE(bench.enter().ok());
  const auto early = bench.as("office").act("finish", "finish", {{"summary", "終えた"}});
  EXPECT_FALSE(early.ok());
  EXPECT_NE(early.why().find("50000"), std::string::npos) << early.why();
  ASSERT_TRUE(bench.as("section").act("pay", "payment-1", {{"paid_on", "2018-06-01"}}).ok());
  EXPECT_TRUE(bench.as("office").act("finish", "finish", {{"summary", "終えた"}}).ok());
  EXPECT_EQ(bench.outcome(), "finished");
}

TEST(Payments, AreRefusedWhenTheyCannotBeRead) {
  EXPECT_FALSE(Paying(JsonArray{JsonObject{{"due", "いつか"}, {"amount", 1}}}).enter().ok());
  EXPECT_FALSE(Paying(JsonArray{payment("2018-06-29", 0)}).enter().ok());
  EXPECT_FALSE(Paying(JsonArray(121, payment("2018-06-29", 1))).enter().ok());
}

}  // namespace
}  // namespace kyodo
