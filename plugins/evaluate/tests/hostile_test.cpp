#include "stage_kit/tests/hostile_input.h"

TEST(Evaluate, SurvivesHostileInput) {
  kyodo::stage_kit::expect_survives_hostile_input(KYODO_PLUGIN, {});
}
