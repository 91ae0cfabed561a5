// Starting, feeding and cancelling invocations.
#include "support.h"

namespace kyodo::interpreter {

TEST(Invoke, StartsWhenTheSessionComesToRest) {
  Play play(
      "<state id='a'><invoke id='no' type='x'/><transition target='b'/></state><state id='b'><onentry><log "
      "expr=\"'entered'\"/></onentry><invoke id='yes' type='select' ky:due='10 business days' "
      "ky:remindexpr=\"'-' + 5\"><param name='n' expr='1 + 1'/></invoke></state>");
  const auto started = play.effects<StartInvoke>();
  ASSERT_EQ(started.size(), 1u);
  EXPECT_EQ(started[0].id, "yes");
  EXPECT_EQ(started[0].type, "select");
  EXPECT_EQ(started[0].state, "b");
  EXPECT_EQ(to_text(object_of(started[0].params)), R"({"n":2})");
  EXPECT_EQ(to_text(started[0].extensions), R"({"due":"10 business days","remind":"-5"})");
  EXPECT_TRUE(std::holds_alternative<LogLine>(play.last.effects.front()));
  ASSERT_EQ(play.last.session.invokes.size(), 1u);
  EXPECT_EQ(play.last.session.invokes[0].id, "yes");
}

TEST(Invoke, IsCancelledWhenItsStateIsLeft) {
  Play play(
      "<state id='a'><invoke id='i' type='x'/><transition event='e' target='b'/><transition "
      "event='stay'/></state>"
      "<state id='b'/>");
  EXPECT_EQ(play.send("stay").effects<CancelInvoke>().size(), 0u);
  ASSERT_EQ(play.send("e").effects<CancelInvoke>().size(), 1u);
  EXPECT_EQ(play.effects<CancelInvoke>()[0].id, "i");
  EXPECT_TRUE(play.last.session.invokes.empty());
}

TEST(Invoke, GeneratesIdsThatNeverRepeat) {
  Play play(
      "<datamodel><data id='where'/></datamodel><state id='a'><invoke type='x' "
      "idlocation='where'/><transition "
      "event='again' target='a'/></state>");
  const std::string first = play.effects<StartInvoke>()[0].id;
  EXPECT_TRUE(first.starts_with("a.")) << first;
  EXPECT_EQ(play.data("where"), "\"" + first + "\"");
  play.send("again");
  EXPECT_EQ(play.effects<CancelInvoke>()[0].id, first);
  EXPECT_NE(play.effects<StartInvoke>()[0].id, first);
}

TEST(Invoke, FinalizesBeforeTransitionsAreChosen) {
  Play play(
      "<datamodel><data id='x' expr='0'/></datamodel><state id='a'><invoke id='i' type='x'><finalize><assign "
      "location='x' expr='_event.data.n'/></finalize></invoke><transition event='*' cond='x == 5' "
      "target='b'/></state>"
      "<state id='b'/>");
  Event event{"i.result"};
  event.data = json("{\"n\": 5}");
  EXPECT_EQ(play.send(event).states(), "a") << "an event of nobody's invocation is not finalized";
  event.invokeid = "i";
  EXPECT_EQ(play.send(event).states(), "b");
}

TEST(Invoke, IgnoresWhatACancelledInvocationSends) {
  Play play(
      "<state id='a'><invoke id='i' type='x'/><transition event='e' target='b'/></state>"
      "<state id='b'><transition event='late' target='c'/></state><state id='c'/>");
  play.send("e");
  Event late{"late"};
  late.invokeid = "i";
  EXPECT_EQ(play.send(late).states(), "b");
  EXPECT_FALSE(play.last.taken);
}

TEST(Invoke, IsOverAfterItsDoneEvent) {
  Play play(
      "<state id='a'><invoke id='i' type='x'/><transition event='leave' target='b'/><transition "
      "event='done.invoke.i'><log expr=\"'done'\"/></transition></state><state id='b'/>");
  Event done{"done.invoke.i"};
  done.invokeid = "i";
  EXPECT_EQ(play.send(done).log(), "done");
  EXPECT_TRUE(play.last.session.invokes.empty());
  EXPECT_EQ(play.send("leave").effects<CancelInvoke>().size(), 0u);
}

TEST(Invoke, ForwardsEventsWhenAsked) {
  Play play("<state id='a'><invoke id='i' type='x' autoforward='true'/><invoke id='k' type='x'/></state>");
  play.send("any", json("1"));
  const auto forwarded = play.effects<ForwardEvent>();
  ASSERT_EQ(forwarded.size(), 1u);
  EXPECT_EQ(forwarded[0].invokeid, "i");
  EXPECT_EQ(forwarded[0].event.name, "any");
  EXPECT_EQ(to_text(forwarded[0].event.data.json), "1");
}

TEST(Invoke, WithFailingArgumentsIsAnErrorAndDoesNotStart) {
  Play play(
      "<state id='a'><invoke id='i' type='x' namelist='nowhere'/><transition event='error.execution' "
      "target='b'/></state><state id='b'/>");
  EXPECT_EQ(play.states(), "b");
  EXPECT_EQ(play.effects<StartInvoke>().size(), 0u);
}

TEST(Invoke, TakesEventsForItselfByTarget) {
  Play play(
      "<state id='a'><invoke id='i' type='x'/><transition event='e'><send event='hello' "
      "target='#_i'/></transition>"
      "</state>");
  ASSERT_EQ(play.send("e").effects<SendEvent>().size(), 1u);
  EXPECT_EQ(play.effects<SendEvent>()[0].target, "#_i");
}

TEST(Invoke, CarriesAChildChartAsText) {
  Play play(
      "<state id='a'><invoke type='scxml'><content><scxml version='1.0'><final "
      "id='f'/></scxml></content></invoke>"
      "</state>");
  const auto started = play.effects<StartInvoke>();
  ASSERT_EQ(started.size(), 1u);
  ASSERT_EQ(started[0].content.kind, datamodel::Item::Kind::xml);
  EXPECT_TRUE(chart::parse_chart(started[0].content.xml, "child").chart) << started[0].content.xml;
}

}  // namespace kyodo::interpreter
