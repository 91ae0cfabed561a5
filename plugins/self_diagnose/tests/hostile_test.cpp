#include "stage_kit/tests/broken_nodes.h"

namespace kyodo {
namespace {

using stage_kit::call_at;
using stage_kit::expect_survives_broken_nodes;
using testkit::StageBench;

TEST(SelfDiagnoseHostile, SurvivesEveryBrokenValue) {
  const JsonObject chart{{"sheets", JsonArray{"diagnosis", "advance-questions"}},
                         {"approval", "chief"},
                         {"approval_due", "3 business days"},
                         {"return_due", "5 business days"},
                         {"question_sheet", "advance-questions"},
                         {"questions", JsonArray{"参加者の数は?"}}};
  const JsonObject answers{
      {"questions", JsonArray{JsonObject{{"question", "参加者の数は?"}, {"answer", "30人"}}}}};
  StageBench bench(KYODO_PLUGIN);
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "enter", "", {}, chart));
  ASSERT_TRUE(bench.settings(chart).enter().ok());
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "submit", "advance-questions", answers, chart));
  ASSERT_TRUE(bench.submit("advance-questions", answers).ok());
  const std::string approval = "approve-advance-questions";
  expect_survives_broken_nodes(KYODO_PLUGIN,
                               call_at(bench, "approve", approval, {{"comment", "よい"}}, chart));
  expect_survives_broken_nodes(KYODO_PLUGIN,
                               call_at(bench, "return", approval, {{"comment", "直す"}}, chart));
  expect_survives_broken_nodes(KYODO_PLUGIN,
                               call_at(bench, "return", "advance-questions", {{"comment", "直す"}}, chart));
  expect_survives_broken_nodes(KYODO_PLUGIN,
                               call_at(bench, "withdraw", "diagnosis", {{"reason", "統合"}}, chart));
  expect_survives_broken_nodes(
      KYODO_PLUGIN, call_at(bench, "ask", "advance-questions", {{"questions", JsonArray{"費用は?"}}}, chart));
}

}  // namespace
}  // namespace kyodo
