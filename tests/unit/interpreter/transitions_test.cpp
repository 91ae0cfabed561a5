// Selecting and taking transitions: order, conflicts, internal, external and targetless ones.
#include "support.h"

namespace kyodo::interpreter {

TEST(Transitions, FollowDocumentOrderAndTheInnermostState) {
  Play play(
      "<state id='p'><transition event='go' target='outer'/>"
      "<state id='a'><transition event='go' cond='false' target='no'/><transition event='go' target='b'/>"
      "<transition event='go' target='c'/></state><state id='b'/><state id='c'/></state>"
      "<state id='outer'/><state id='no'/>");
  EXPECT_EQ(play.states(), "a");
  EXPECT_EQ(play.send("go").states(), "b");
  EXPECT_EQ(play.send("go").states(), "outer");
}

TEST(Transitions, MatchEventsByWholeTokens) {
  Play play(
      "<state id='a'><transition event='order.paid.*' target='b'/></state>"
      "<state id='b'><transition event='x. y' target='c'/></state><state id='c'><transition event='*' "
      "target='d'/>"
      "</state><state id='d'/>");
  EXPECT_EQ(play.send("order.paidlate").states(), "a");
  EXPECT_FALSE(play.last.taken);
  EXPECT_EQ(play.send("order.paid.late").states(), "b");
  EXPECT_TRUE(play.last.taken);
  EXPECT_EQ(play.send("y.z").states(), "c");
  EXPECT_EQ(play.send("anything").states(), "d");
}

TEST(Transitions, KeepTheSourceWhenInternalAndLeaveItWhenExternal) {
  const std::string body =
      "<state id='p'><onentry><log expr=\"'+p'\"/></onentry><onexit><log expr=\"'-p'\"/></onexit>"
      "<transition event='in' type='internal' target='b'/><transition event='out' target='b'/>"
      "<transition event='stay'><log expr=\"'stay'\"/></transition><transition event='self' target='p'/>"
      "<state id='a'><onexit><log expr=\"'-a'\"/></onexit></state>"
      "<state id='b'><onentry><log expr=\"'+b'\"/></onentry></state></state>";
  EXPECT_EQ(Play(body).send("in").log(), "-a +b");
  EXPECT_EQ(Play(body).send("out").log(), "-a -p +p +b");
  EXPECT_EQ(Play(body).send("stay").log(), "stay");
  EXPECT_EQ(Play(body).send("self").log(), "-a -p +p");
}

TEST(Transitions, OfParallelRegionsAreTakenTogether) {
  Play play(
      "<parallel id='p'><state id='r1'><state id='a1'><transition event='e' target='a2'/></state><state "
      "id='a2'/>"
      "</state><state id='r2'><state id='b1'><transition event='e' target='b2'/></state><state "
      "id='b2'/></state>"
      "</parallel>");
  EXPECT_EQ(play.states(), "a1 b1");
  EXPECT_EQ(play.send("e").states(), "a2 b2");
}

TEST(Transitions, OfAnEarlierRegionWinWhenTheyConflict) {
  Play play(
      "<parallel id='p'><state id='r1'><state id='a1'><transition event='e' target='out1'/></state></state>"
      "<state id='r2'><state id='b1'><transition event='e' target='out2'/></state></state></parallel>"
      "<state id='out1'/><state id='out2'/>");
  EXPECT_EQ(play.send("e").states(), "out1");
}

TEST(Transitions, OfADescendantWinOverThoseOfItsAncestor) {
  // r1 has no own answer, so the parallel's transition is selected first; the one of b1 preempts it.
  Play play(
      "<parallel id='p'><transition event='e' target='out'/><state id='r1'><state id='a1'/></state>"
      "<state id='r2'><state id='b1'><transition event='e' target='b2'/></state><state "
      "id='b2'/></state></parallel>"
      "<state id='out'/>");
  EXPECT_EQ(play.send("e").states(), "a1 b2");
}

TEST(Transitions, WithoutEventsGoBeforeInternalEvents) {
  Play play(
      "<datamodel><data id='n' expr='0'/></datamodel><state id='a'><onentry><raise event='late'/></onentry>"
      "<transition cond='n==0' target='b'/><transition event='late' target='no'/></state>"
      "<state id='b'><transition event='late' target='c'/></state><state id='c'/><state id='no'/>");
  EXPECT_EQ(play.states(), "c");
}

TEST(Transitions, ThatNeverEndReachTheLimit) {
  for (const char* body :
       {"<state id='a'><transition target='b'/></state><state id='b'><transition target='a'/></state>",
        "<state id='a'><transition cond='true'/></state>",
        "<state id='a'><onentry><raise event='again'/></onentry><transition event='again' "
        "target='a'/></state>",
        "<state id='a'><transition event='error' target='b'/><onentry><assign location='no.where' "
        "expr='1'/></onentry></state><state id='b'><transition target='a'/></state>"}) {
    const auto chart = chart_of(body);
    const Result<Step> step = start(*chart, "s");
    ASSERT_FALSE(step.has_value()) << body;
    EXPECT_EQ(step.error().code, Code::limit);
    EXPECT_NE(step.error().text.en.find("kMaxMicrosteps"), std::string::npos);
  }
}

TEST(Transitions, CanTargetSeveralRegions) {
  Play play(
      "<state id='s'><transition event='go' target='a2 b2'/></state>"
      "<parallel id='p'><state id='a'><state id='a1'/><state id='a2'/></state>"
      "<state id='b'><state id='b1'/><state id='b2'/></state><state id='c'><state "
      "id='c1'/></state></parallel>");
  EXPECT_EQ(play.send("go").states(), "a2 b2 c1");
}

TEST(Transitions, EndWhenAskingAGuardRaisesTheErrorItIsAskedAbout) {
  Play play("<state id='s'><transition event='*' cond='nowhere' target='s'/></state>");
  const Result<Step> result = step(*play.chart, play.last.session, Event{"e"});
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::limit);
}

}  // namespace kyodo::interpreter
