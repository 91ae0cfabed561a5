#include "stage_kit/tests/broken_nodes.h"

namespace kyodo {
namespace {

using stage_kit::call_at;
using stage_kit::expect_survives_broken_nodes;
using testkit::StageBench;

TEST(ClassifyHostile, SurvivesEveryBrokenValue) {
  const JsonObject chart{
      {"classes", JsonArray{JsonObject{{"code", "high"},
                                       {"name", "高い"},
                                       {"name_en", "High"},
                                       {"definition", "定義"},
                                       {"next", "support"},
                                       {"target_year_offset", 1},
                                       {"look_again", false}}}},
      {"rules",
       JsonArray{JsonObject{
           {"class", "high"},
           {"when", JsonObject{{"min_total", 20.5}, {"min_possibility", 4}, {"partner_in_sight", true}}}}}}};
  const JsonObject facts{
      {"visits",
       JsonObject{{"select", JsonObject{{"state", JsonObject{{"total", 24}}}}},
                  {"hearing",
                   JsonObject{{"state", JsonObject{{"record", JsonObject{{"possibility", 4},
                                                                         {"effect", 4},
                                                                         {"immediacy", 4},
                                                                         {"partner_in_sight", true}}}}}}}}}};
  StageBench bench(KYODO_PLUGIN);
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "enter", "", {}, chart, facts));
  bench.settings(chart).as("office").fact("visits", facts.at("visits"));
  ASSERT_TRUE(bench.enter().ok());
  expect_survives_broken_nodes(
      KYODO_PLUGIN,
      call_at(bench, "decide", "classify",
              {{"class", "high"}, {"reason", "候補のとおり"}, {"target_year", 2019}, {"look_again", true}},
              chart, facts));
}

}  // namespace
}  // namespace kyodo
