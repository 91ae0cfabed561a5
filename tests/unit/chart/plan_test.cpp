// What is worked out for looking up.
#include "chart/plan.h"

#include <random>

#include "support.h"

namespace kyodo::chart {

namespace {

bool takes(const std::string& descriptor, const std::string& name) {
  return name == descriptor || name.starts_with(descriptor + ".");
}

}  // namespace

TEST(EventTable, FindsTheLongestDescriptorThatTakesAnEvent) {
  const EventTable table({"a", "a.b.c", "ab", "a-x", "done.state.s"});
  EXPECT_EQ(table.find("a.b"), table.find("a"));
  EXPECT_EQ(table.find("a.bc"), table.find("a"));
  EXPECT_EQ(table.find("ab.c"), table.find("ab"));
  EXPECT_NE(table.find("a.b.c.d"), table.find("a"));
  EXPECT_EQ(table.find("done.state"), 0u);
  EXPECT_EQ(table.find(""), 0u);
  EXPECT_EQ(EventTable().find("a"), 0u);
}

TEST(EventTable, GivesEachDescriptorTheRangeItTakes) {
  std::mt19937 random(4);
  const auto name = [&](std::size_t most) {
    std::string text;
    for (std::size_t parts = random() % most + 1; parts > 0; --parts) {
      for (std::size_t length = random() % 2 + 1; length > 0; --length) text += "ab-Z"[random() % 4];
      if (parts > 1) text += '.';
    }
    return text;
  };
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string> descriptors;
    for (std::size_t i = random() % 30; i > 0; --i) descriptors.push_back(name(3));
    const EventTable table(descriptors);
    for (int i = 0; i < 100; ++i) {
      const std::string event = name(5);
      const EventIndex found = table.find(event);
      for (const std::string& descriptor : descriptors) {
        const EventIndex first = table.find(descriptor);
        EXPECT_EQ(first <= found && found <= table.last(first), takes(descriptor, event))
            << descriptor << " " << event;
      }
    }
  }
}

TEST(Plan, KnowsWhereTransitionsAreAndWhatTheyLeave) {
  const auto chart = compiled(
      "<state id='a'><transition event='e' target='b'/><history id='h'><transition "
      "target='a1'/></history><state id='a1'>"
      "<onentry><raise event='x'/></onentry></state><state id='a2'><transition target='a1'/></state></state>"
      "<state id='b'><transition event='*' target='h'/><transition event='e x.y' type='internal' "
      "target='b'/></state>");
  const Plan& plan = chart->plan;
  const auto node = [&](const char* id) { return plan.nodes[chart->find(id)]; };
  EXPECT_EQ(node("a1").with_events, chart->find("a"));
  EXPECT_EQ(node("a1").without_events, 0u);
  EXPECT_EQ(node("a2").without_events, chart->find("a2"));
  EXPECT_TRUE(plan.has_eventless);
  EXPECT_EQ(node("b").eventless - node("b").arms, 3u) << "one for each descriptor";
  EXPECT_FALSE(node("a1").enters_quietly);
  EXPECT_TRUE(node("a1").leaves_quietly);
  EXPECT_FALSE(node("a").leaves_quietly) << "its history is to be noted";
  ASSERT_EQ(plan.domains.size(), 4u);
  EXPECT_EQ(plan.domains[chart->states[chart->find("a2")].transitions[0]], chart->find("a"));
  EXPECT_EQ(plan.domains[chart->states[chart->find("b")].transitions[0]], kNoState) << "history decides";
}

}  // namespace kyodo::chart
