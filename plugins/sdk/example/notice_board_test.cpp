#include <gtest/gtest.h>
#include <testkit/stage_bench.h>

using kyodo::testkit::StageBench;

TEST(NoticeBoard, EndsWithTheOpinionsWhenItsLastDayHasPassed) {
  StageBench bench(KYODO_PLUGIN);
  bench.today("2018-06-01").as("office");
  ASSERT_TRUE(bench.enter().ok());
  auto published = bench.act("publish", "publish", {{"headline", "里山の手入れ"}, {"until", "2018-06-29"}});
  ASSERT_TRUE(published.ok()) << published.why();
  EXPECT_EQ(bench.find_task("gather")->due, "2018-06-29");
  ASSERT_TRUE(bench.act("opinion", "gather", {{"text", "手伝いたい"}}).ok());

  bench.today("2018-06-30").timeout("gather");
  EXPECT_EQ(bench.outcome(), "taken_down");
  EXPECT_EQ(bench.outcome_data().at("opinions").as_array().size(), 1u);
}

TEST(NoticeBoard, IsNotPublishedForADayThatHasPassed) {
  StageBench bench(KYODO_PLUGIN);
  bench.today("2018-06-01").as("office").enter();
  auto step = bench.act("publish", "publish", {{"headline", "里山の手入れ"}, {"until", "2018-05-31"}});
  EXPECT_TRUE(step.problem("/until")) << step.why();
}
