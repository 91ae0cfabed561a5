#include "office/row.h"

#include <gtest/gtest.h>

#include <limits>

namespace kyodo::office {
namespace {

Visit visit() {
  Visit one;
  one.id = "V-1";
  one.state = {{"scores", JsonArray{5, 4.5, nullptr}}, {"備考", "a\nb"}};
  one.opened = {1};
  return one;
}

TEST(Row, MadeFromCellsGivesTheEntityAndTheOtherWayRound) {
  const Row made(visit()), read(to_cells(visit()));
  EXPECT_EQ(made.key(), "V-1");
  EXPECT_EQ(read.key(), "V-1");
  EXPECT_EQ(made.cells(), read.cells());
  EXPECT_EQ(read.as<Visit>().state, visit().state);
  EXPECT_EQ(&read.as<Visit>(), &read.as<Visit>()) << "read anew";
}

TEST(Row, GivesTheSameEntityBeforeAndAfterItWasStored) {
  Visit written = visit();
  const auto largest = std::numeric_limits<std::int64_t>::max();
  written.state = {{"small", std::uint64_t{7}},
                   {"in", JsonArray{JsonObject{{"list", std::uint64_t{largest}}}}},
                   {"beyond", std::uint64_t{largest} + 1}};
  const Row row(written), stored(row.cells());
  const JsonObject& state = row.as<Visit>().state;
  EXPECT_TRUE(state.at("small").is_int64());
  EXPECT_TRUE(state.at("in").at(0).at("list").is_int64());
  EXPECT_TRUE(state.at("beyond").is_uint64());
  for (const auto& member : stored.as<Visit>().state)
    EXPECT_EQ(member.value().kind(), state.at(member.key()).kind()) << member.key();
}

}  // namespace
}  // namespace kyodo::office
