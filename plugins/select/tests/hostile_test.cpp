#include "stage_kit/tests/broken_nodes.h"

namespace kyodo {
namespace {

using stage_kit::call_at;
using stage_kit::expect_survives_broken_nodes;
using testkit::StageBench;

const JsonObject kChart{
    {"criteria", JsonArray{JsonObject{{"id", "a"}, {"title", "ア"}, {"title_en", "A"}, {"weight", 1.5}}}},
    {"levels", 5},
    {"min_scorers", 1},
    {"scorer_role", "office"},
    {"exclude", JsonArray{JsonObject{{"category", "法定受託"}, {"reason", "法定受託事業のため"}}}}};

TEST(SelectHostile, SurvivesEveryBrokenValue) {
  StageBench bench(KYODO_PLUGIN);
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "enter", "", {}, kChart));
  bench.settings(kChart).as("office");
  ASSERT_TRUE(bench.enter().ok());
  const JsonObject score{{"levels", JsonArray{4}}, {"comment", "よい"}};
  ASSERT_TRUE(bench.act("score", "score", score).ok());
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "score", "score", score, kChart));
  expect_survives_broken_nodes(KYODO_PLUGIN,
                               call_at(bench, "exclude", "score", {{"reason", "廃止"}}, kChart));
  expect_survives_broken_nodes(
      KYODO_PLUGIN, call_at(bench, "selected", "", {{"rank", 1}, {"total", 24.5}, {"reason", ""}}, kChart));
}

TEST(SelectHostile, TakesNoBrokenScoresForNone) {
  StageBench bench(KYODO_PLUGIN);
  bench.settings(kChart).as("office");
  ASSERT_TRUE(bench.enter().ok());
  stage::Catalog catalog(nullptr);
  ASSERT_TRUE(catalog.load_library(KYODO_PLUGIN));
  for (const Json& scores :
       JsonArray{3, JsonArray{}, JsonObject{{"a", 1}}, JsonObject{{"a", JsonObject{{"total", -1}}}}}) {
    JsonObject call = call_at(bench, "score", "score", {{"levels", JsonArray{4}}}, kChart);
    call["visit"] = JsonObject{{"id", "V-1"}, {"state", JsonObject{{"scores", scores}}}};
    auto answer = catalog.decide({"select", "P-1", "V-1", "score", call});
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->contains("refuse")) << to_text(scores);
  }
}

}  // namespace
}  // namespace kyodo
