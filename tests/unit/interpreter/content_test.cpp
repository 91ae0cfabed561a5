// Executable content, sending and the errors of both.
#include "support.h"

namespace kyodo::interpreter {

namespace {

Play doing(const std::string& content, const std::string& data = "") {
  Play play("<datamodel>" + data + "</datamodel><state id='s'><transition event='e'>" + content +
            "</transition></state>");
  play.send("e");
  return play;
}

}  // namespace

TEST(Content, BranchesAndLoops) {
  const std::string content =
      "<foreach array='list' item='x' index='i'><if cond='x == 1'><log expr=\"'one'\"/>"
      "<elseif cond='x == 2'/><log expr=\"'two'\"/><else/><log expr='x + i'/></if></foreach>";
  EXPECT_EQ(doing(content, "<data id='list'>[1, 2, 5]</data>").log(), "one two 7");
}

TEST(Content, StopsTheBlockAfterAnErrorButNotTheNextBlock) {
  Play play(
      "<datamodel><data id='x' expr='0'/></datamodel><state id='s'><onentry><assign location='nowhere' "
      "expr='1'/>"
      "<log expr=\"'skipped'\"/></onentry><onentry><log expr=\"'next block'\"/></onentry>"
      "<transition event='error.execution'><log expr='_event.data.where + "
      "_event.type'/></transition></state>");
  EXPECT_EQ(play.log().substr(0, 24), "next block test.scxml:1:");
  EXPECT_TRUE(play.log().ends_with("platform"));
  EXPECT_TRUE(play.last.unhandled_errors.empty());
}

TEST(Content, TreatsAFailingConditionAsFalse) {
  Play play(
      "<state id='s'><transition event='e' cond='nowhere' target='no'/><transition event='e' "
      "target='yes'/></state>"
      "<state id='no'/><state id='yes'><transition event='error.execution' target='said'/></state><state "
      "id='said'/>");
  EXPECT_EQ(play.send("e").states(), "said");
  EXPECT_EQ(doing("<if cond='nowhere'><log expr='1'/><else/><log expr='2'/></if><log expr='3'/>").log(), "2");
}

TEST(Content, ReportsErrorsThatNothingTakes) {
  const Play play = doing("<log expr='nowhere'/>");
  ASSERT_EQ(play.last.unhandled_errors.size(), 1u);
  EXPECT_NE(play.last.unhandled_errors[0].find("ReferenceError"), std::string::npos);
}

TEST(Content, StopsAForeachWhoseBodyFails) {
  const Play play = doing(
      "<foreach array='[1, 2, 3]' item='x'><log expr='x'/><if cond='x == 2'><assign "
      "location='nowhere' expr='1'/></if></foreach><log expr=\"'after'\"/>");
  EXPECT_EQ(play.log(), "1 2");
  EXPECT_EQ(doing("<foreach array='7' item='x'/><log expr=\"'after'\"/>").log(), "");
}

TEST(Content, RunsNoMoreElementsAndGivesNoMoreEffectsThanAllowed) {
  for (const auto& [inside, name] : std::vector<std::pair<std::string, std::string>>{
           {"<raise event='e'/><cancel sendid='none'/>", "kMaxInternalEvents"},
           {"<cancel sendid='none'/>", "kMaxEffects"},
           {"<if cond='false'/>", "kMaxActions"},
           {"", "kMaxActions"}}) {
    const auto chart = chart_of(
        "<script>var a = []; for (var i = 0; i &lt; 400; ++i) a.push(i);</script><state id='s'><onentry>"
        "<foreach array='a' item='x'><foreach array='a' item='y'>" +
        inside + "</foreach></foreach></onentry></state>");
    const Result<Step> step = start(*chart, "s");
    ASSERT_TRUE(step.has_error());
    EXPECT_EQ(step.error().code, Code::limit);
    EXPECT_NE(step.error().text.en.find(name), std::string::npos) << step.error().text.en;
  }
}

TEST(Content, HoldsTheDataOfASessionToItsLimit) {
  const auto chart = chart_of(
      "<state id='s'><onentry><script>var a = 'x'; while (a.length &lt; 2000000) a += 'xxxxxxxxxxxxxxxx' + "
      "a; var b = a, c = a;</script></onentry></state>");
  const Result<Step> step = start(*chart, "s");
  ASSERT_TRUE(step.has_error());
  EXPECT_NE(step.error().text.en.find("kMaxSessionBytes"), std::string::npos) << step.error().text.en;
}

TEST(Send, WithoutTargetGoesToTheExternalQueue) {
  const Play play =
      doing("<send event='later' delay='1.5s'><param name='n' expr='1'/></send><send event='now'/>");
  const auto sent = play.effects<SendEvent>();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].delay_ms, 1500);
  EXPECT_EQ(sent[0].target, "");
  EXPECT_EQ(sent[0].type, kScxmlProcessor);
  EXPECT_EQ(sent[0].event.type, "external");
  EXPECT_EQ(sent[0].event.origin, "#_scxml_s1");
  EXPECT_EQ(sent[0].event.sendid, "");
  EXPECT_EQ(to_text(sent[0].event.data.json), R"({"n":1})");
  EXPECT_EQ(sent[1].delay_ms, 0);
  EXPECT_NE(sent[0].id, sent[1].id);
}

TEST(Send, ToInternalIsTakenInTheSameStep) {
  Play play(
      "<state id='s'><transition event='e'><send event='in' target='#_internal'><content>{\"a\": "
      "1}</content></send>"
      "<send event='ext'/></transition><transition event='in'><log expr='_event.type + "
      "_event.data.a'/></transition>"
      "</state>");
  EXPECT_EQ(play.send("e").log(), "internal1");
  EXPECT_EQ(play.effects<SendEvent>().size(), 1u);
}

TEST(Send, ComputesEverythingFromExpressions) {
  const Play play = doing(
      "<send eventexpr=\"'a.' + x\" targetexpr=\"'#_parent'\" typeexpr=\"'scxml'\" delayexpr=\"x + 's'\" "
      "idlocation='y' namelist='x'/><cancel sendidexpr='y'/>",
      "<data id='x' expr='2'/><data id='y'/>");
  const auto sent = play.effects<SendEvent>();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].event.name, "a.2");
  EXPECT_EQ(sent[0].target, "#_parent");
  EXPECT_EQ(sent[0].delay_ms, 2000);
  EXPECT_EQ(sent[0].event.sendid, sent[0].id);
  EXPECT_EQ(play.data("y"), "\"" + sent[0].id + "\"");
  EXPECT_EQ(to_text(sent[0].event.data.json), R"({"x":2})");
  ASSERT_EQ(play.effects<CancelSend>().size(), 1u);
  EXPECT_EQ(play.effects<CancelSend>()[0].sendid, sent[0].id);
}

TEST(Send, ToItselfByAddressIsToItself) {
  const auto sent =
      doing(
          "<send event='x' targetexpr='_ioprocessors.scxml.location'/><send event='x' target='#_scxml_s2'/>")
          .effects<SendEvent>();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].target, "");
  EXPECT_EQ(sent[1].target, "#_scxml_s2");
}

TEST(Send, ThatCannotWorkIsAnErrorWithItsId) {
  for (const auto& [send, error] : std::vector<std::pair<std::string, std::string>>{
           {"target='baz'", "error.execution"},
           {"target='#_nobody'", "error.communication"},
           {"type='http://example.invalid/'", "error.execution"},
           {"namelist='nowhere'", "error.execution"},
           {"delayexpr='&quot;soon&quot;'", "error.execution"},
           {"targetexpr='&quot;#_internal&quot;' delay='1s'", "error.execution"},
           {"eventexpr='7'", ""},
       }) {
    const std::string event = send.starts_with("eventexpr") ? "" : "event='x' ";
    Play play("<state id='s'><transition event='e'><send id='mine' " + event + send +
              "/><log expr=\"'after'\"/></transition>"
              "<transition event='error'><log expr='_event.name + _event.sendid'/></transition></state>");
    EXPECT_EQ(play.send("e").log(), error.empty() ? "after" : error + "mine") << send;
    EXPECT_EQ(play.effects<SendEvent>().size(), error.empty() ? 1u : 0u) << send;
  }
}

TEST(System, VariablesAreSetAndCannotBeAssigned) {
  Play play(
      "<datamodel><data id='seen' expr=\"[_sessionid, _name, typeof _event]\"/></datamodel><state id='s'>"
      "<transition event='e'><assign location='_event' expr='1'/></transition>"
      "<transition event='error.execution'><log expr='_event.name'/></transition></state>",
      "name='chart'");
  EXPECT_EQ(play.data("seen"), R"(["s1","chart","undefined"])");
  EXPECT_EQ(play.send("e").log(), "error.execution");
}

TEST(Null, RunsWithInPredicates) {
  const auto parsed = chart::parse_chart(
      "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'><parallel id='p'>"
      "<state id='a'><state id='a1'><transition event='e' cond=\"In('b2')\" target='a2'/>"
      "</state><state id='a2'/></state><state id='b'><state id='b1'><transition event='e' "
      "target='b2'/></state><state id='b2'/></state></parallel></scxml>",
      "t");
  ASSERT_TRUE(parsed.chart);
  auto play = start(*parsed.chart, "s");
  play = step(*parsed.chart, play->session, Event{"e"});
  EXPECT_EQ(atomic_states(*parsed.chart, play->session), (std::vector<std::string>{"a1", "b2"}));
  play = step(*parsed.chart, play->session, Event{"e"});
  EXPECT_EQ(atomic_states(*parsed.chart, play->session), (std::vector<std::string>{"a2", "b2"}));
}

}  // namespace kyodo::interpreter
