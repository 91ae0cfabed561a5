#include "stage_kit/tests/broken_nodes.h"

namespace kyodo {
namespace {

using stage_kit::call_at;
using stage_kit::expect_survives_broken_nodes;
using testkit::StageBench;

TEST(HearingHostile, SurvivesEveryBrokenValue) {
  const JsonObject chart{{"record_within_days", 7}, {"follow_up_due", "10 business days"}};
  const JsonObject facts{{"reservations", JsonArray{JsonObject{{"kind", "hearing-unit"},
                                                               {"key", "0301/2018-09-05T09:00/60"},
                                                               {"project", "P-2"}}}},
                         {"unit", JsonObject{{"id", "0301"}, {"name", "環境課"}, {"parent", "03"}}}};
  const JsonObject slot{{"start", "2018-09-05T10:00"},
                        {"minutes", 60},
                        {"place", "会議室"},
                        {"attendees", JsonArray{"事務局"}}};
  const JsonObject record{{"held_on", "2018-09-03"},
                          {"attendees", JsonArray{"事務局"}},
                          {"minutes_text", "記録"},
                          {"possibility", 4},
                          {"effect", 5},
                          {"immediacy", 3},
                          {"partner_in_sight", true},
                          {"follow_ups", JsonArray{JsonObject{{"text", "人数"}, {"due", "2018-09-20"}}}}};
  StageBench bench(KYODO_PLUGIN);
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "enter", "", {}, chart, facts));
  bench.settings(chart).as("office", "0101").today("2018-09-04");
  ASSERT_TRUE(bench.enter().ok());
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "book", "schedule", slot, chart, facts));
  ASSERT_TRUE(bench.act("book", "schedule", slot).ok());
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "rebook", "record", slot, chart, facts));
  expect_survives_broken_nodes(KYODO_PLUGIN,
                               call_at(bench, "cancel", "record", {{"reason", "中止"}}, chart, facts));
  expect_survives_broken_nodes(KYODO_PLUGIN, call_at(bench, "record", "record", record, chart, facts));
  ASSERT_TRUE(bench.act("record", "record", record).ok());
  expect_survives_broken_nodes(KYODO_PLUGIN,
                               call_at(bench, "answer", "follow-up-1", {{"text", "30人"}}, chart, facts));
}

}  // namespace
}  // namespace kyodo
