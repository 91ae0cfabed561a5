// What exploring a chart finds.
#include "interpreter/explore.h"

#include "support.h"

namespace kyodo::interpreter {

namespace {

using Names = std::vector<std::string>;

struct Explored {
  std::shared_ptr<const chart::Chart> chart;
  Exploration found;

  explicit Explored(const std::string& body, const ExploreBounds& bounds = {})
      : chart(chart_of(body)), found(explore(*chart, bounds)) {}

  // "a b", or "-" when the state was never entered.
  std::string way_to(const std::string& id) const {
    for (const Exploration::Reached& reached : found.reached)
      if (chart->states[reached.state].id == id) return joined(reached.way);
    return "-";
  }
  std::string never_entered() const {
    Names ids;
    for (const chart::StateIndex state : found.never_entered) ids.push_back(chart->states[state].id);
    return joined(ids);
  }
  static std::string joined(const Names& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
    return all;
  }
};

}  // namespace

TEST(Explore, GivesAShortestWayToEachState) {
  const Explored explored(
      "<state id='a'><transition event='long' target='b'/><transition event='short' target='c'/></state>"
      "<state id='b'><transition event='go.*' target='c'/></state>"
      "<state id='c'><transition event='go' target='d'/></state><final id='d'/>");
  EXPECT_EQ(explored.way_to("a"), "");
  EXPECT_EQ(explored.way_to("b"), "long");
  EXPECT_EQ(explored.way_to("c"), "short");
  EXPECT_EQ(explored.way_to("d"), "short go");
  EXPECT_EQ(explored.found.events, (Names{"long", "short", "go"}));
  EXPECT_EQ(explored.found.sessions, 4u);
  EXPECT_EQ(explored.never_entered(), "");
  EXPECT_TRUE(explored.found.never_taken.empty());
  EXPECT_TRUE(explored.found.deadlocks.empty());
  EXPECT_EQ(explored.found.limit, "");
}

TEST(Explore, CountsAStateThatAStepOnlyPassesThrough) {
  const Explored explored(
      "<state id='a'><transition event='e' target='b'/></state><state id='b'><transition target='c'/></state>"
      "<final id='c'/>");
  EXPECT_EQ(explored.way_to("b"), "e");
  EXPECT_TRUE(explored.found.never_taken.empty());
}

TEST(Explore, FindsWhatAGuardKeepsFromHappening) {
  const Explored explored(
      "<datamodel><data id='n' expr='0'/></datamodel>"
      "<state id='a'><transition event='add' cond='n &lt; 3'><assign location='n' expr='n + 1'/></transition>"
      "<transition event='go' cond='n == 2' target='b'/><transition event='go' cond='n == 4' "
      "target='c'/></state>"
      "<final id='b'/><final id='c'/>");
  EXPECT_EQ(explored.way_to("b"), "add add go");
  EXPECT_EQ(explored.never_entered(), "c");
  ASSERT_EQ(explored.found.never_taken.size(), 1u);
  EXPECT_EQ(explored.found.never_taken[0], 2u);
  EXPECT_EQ(explored.found.sessions, 5u);
  EXPECT_EQ(explored.found.configurations, 2u);
}

TEST(Explore, FindsConfigurationsThatNoEventLeads) {
  const Explored explored(
      "<parallel id='p'><state id='a'><transition event='e' cond=\"In('b2')\" target='end'/></state>"
      "<state id='b'><state id='b1'><transition event='x' target='b2'/><transition event='y' "
      "target='b3'/></state>"
      "<state id='b2'/><state id='b3'><transition event='z'><log "
      "expr='1'/></transition></state></state></parallel>"
      "<final id='end'/>");
  EXPECT_EQ(explored.way_to("end"), "x e");
  ASSERT_EQ(explored.found.deadlocks.size(), 1u);
  EXPECT_EQ(explored.found.deadlocks[0].states, (Names{"a", "b3"}));
  EXPECT_EQ(explored.found.deadlocks[0].way, Names{"y"});
}

TEST(Explore, TriesWhatAnInvocationSendsOnlyWhileItIsActive) {
  const Explored explored(
      "<state id='a'><transition event='go' target='b'/><transition event='i.out' target='never'/></state>"
      "<state id='b'><invoke id='i' type='stage'/><transition event='i.out' target='c'/>"
      "<transition event='done.invoke' target='d'/></state>"
      "<final id='c'/><final id='d'/><final id='never'/>");
  EXPECT_EQ(explored.way_to("c"), "go i.out");
  EXPECT_EQ(explored.way_to("d"), "go done.invoke.i");
  EXPECT_EQ(explored.never_entered(), "never");
}

TEST(Explore, EndsThoughIdsAreGivenOutForEver) {
  const Explored explored(
      "<state id='a'><invoke type='stage'/><onentry><send event='e'/></onentry>"
      "<transition event='e' target='a'/></state>");
  EXPECT_EQ(explored.found.sessions, 2u);  // with the invocation, and after its end
  EXPECT_EQ(explored.found.limit, "");
}

TEST(Explore, ReportsEndlessStepsAndErrorsThatNobodyTakes) {
  const Explored explored(
      "<state id='a'><transition event='x' target='loop'/><transition event='y'><assign location='nowhere.x' "
      "expr='1'/></transition></state><state id='loop'><transition target='loop'/></state>");
  ASSERT_EQ(explored.found.endless.size(), 1u);
  EXPECT_EQ(explored.found.endless[0].way, Names{"x"});
  EXPECT_NE(explored.found.endless[0].text.en.find("kMaxMicrosteps"), std::string::npos);
  ASSERT_EQ(explored.found.errors.size(), 1u);
  EXPECT_EQ(explored.found.errors[0].way, Names{"y"});
}

TEST(Explore, NamesTheLimitThatEndedIt) {
  const std::string counter =
      "<datamodel><data id='n' expr='0'/></datamodel><state id='a'><transition event='e'><assign "
      "location='n' "
      "expr='n + 1'/></transition></state>";
  EXPECT_EQ(Explored(counter, {.sessions = 10}).found.limit, "kMaxExploredSessions");
  EXPECT_EQ(Explored(counter, {.sessions = 10}).found.sessions, 10u);
  EXPECT_EQ(Explored(counter, {.steps = 10}).found.limit, "kMaxExploredSteps");
  EXPECT_EQ(Explored(counter, {.bytes = 2000}).found.limit, "kMaxExploredBytes");
  EXPECT_TRUE(Explored(counter, {.sessions = 10}).found.deadlocks.empty());
}

}  // namespace kyodo::interpreter
