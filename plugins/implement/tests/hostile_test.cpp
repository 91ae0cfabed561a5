#include "stage_kit/tests/hostile_input.h"

TEST(Implement, SurvivesHostileInput) {
  kyodo::stage_kit::expect_survives_hostile_input(
      KYODO_PLUGIN,
      {{"agreement", kyodo::JsonObject{{"partner", "G-1"}, {"from", "2018-06-01"}, {"to", "2019-03-31"}}}});
}
