#include "stage_kit/tests/hostile_input.h"

TEST(Support, SurvivesHostileInput) {
  kyodo::stage_kit::expect_survives_hostile_input(KYODO_PLUGIN, {{"scope", "work"}});
}

TEST(SupportOfAProject, SurvivesHostileInput) {
  kyodo::stage_kit::expect_survives_hostile_input(KYODO_PLUGIN, {{"scope", "project"}});
}
