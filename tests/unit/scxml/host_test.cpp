// Sessions in memory: queues, delays, invoked charts, and what happens at the limits.
#include "scxml/host.h"

#include <gtest/gtest.h>

namespace kyodo::scxml {
namespace {

std::shared_ptr<const chart::Chart> chart_of(const std::string& body) {
  const chart::Parsed parsed = chart::parse_chart(
      "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0' datamodel='ecmascript'>" + body +
          "</scxml>",
      "test.scxml");
  for (const chart::Finding& finding : parsed.findings) ADD_FAILURE() << finding.text.en;
  return parsed.chart;
}

std::string states(const Host& host) {
  std::string all;
  for (const std::string& state : interpreter::atomic_states(host.chart(), host.session()))
    all += (all.empty() ? "" : " ") + state;
  return all;
}

std::string log(Host& host) {
  std::string all;
  for (const Logged& line : host.take_log()) all += (all.empty() ? "" : " ") + line.session + ":" + line.text;
  return all;
}

TEST(Host, SendsDelayedEventsInTheOrderInWhichTheyAreDueEachAtItsTime) {
  Host host({});
  ASSERT_TRUE(host.begin(chart_of(R"(
    <state id='a'>
      <onentry>
        <send event='late' delay='2s'/>
        <send event='early' delay='1s'/>
      </onentry>
      <transition event='early'><log expr="'early'"/><send event='third' delay='1500ms'/></transition>
      <transition event='late'><log expr="'late'"/></transition>
      <transition event='third'><log expr="'third'"/></transition>
    </state>)"),
                         {0}));
  EXPECT_EQ(host.next_due(), TimePoint{1000});
  ASSERT_TRUE(host.advance({2400}));
  EXPECT_EQ(log(host), "s1:early s1:late");
  EXPECT_EQ(host.next_due(), TimePoint{2500});  // counted from the moment when "early" was due
  ASSERT_TRUE(host.advance({2500}));
  EXPECT_EQ(log(host), "s1:third");
  EXPECT_EQ(host.next_due(), std::nullopt);
}

TEST(Host, CancelsADelayedSendOfTheSessionItselfOnly) {
  Host host({});
  ASSERT_TRUE(host.begin(chart_of(R"(
    <state id='a'>
      <onentry><send event='mine' id='x' delay='1s'/></onentry>
      <invoke id='child'><content><scxml version='1.0' datamodel='ecmascript'>
        <state><onentry><send event='x' id='x' delay='1s' target='#_parent'/></onentry></state>
      </scxml></content></invoke>
      <transition event='drop'><cancel sendid='x'/></transition>
      <transition event='mine'><log expr="'mine'"/></transition>
      <transition event='x'><log expr="'of the child'"/></transition>
    </state>)"),
                         {0}));
  ASSERT_TRUE(host.take(interpreter::Event{"drop"}, {0}));
  ASSERT_TRUE(host.advance({1000}));
  EXPECT_EQ(log(host), "s1:of the child");
}

TEST(Host, TakesNothingOfAChildThatWasCancelledThoughTheNextOneHasItsName) {
  Host host({});
  ASSERT_TRUE(host.begin(chart_of(R"(
    <state id='a'>
      <invoke id='child'><content><scxml version='1.0' datamodel='ecmascript'>
        <state>
          <onentry><log expr="'in'"/></onentry>
          <onexit><log expr="'out'"/><send event='bye' target='#_parent'/></onexit>
        </state>
      </scxml></content></invoke>
      <transition event='again' target='a'/>
      <transition event='bye'><log expr="'heard'"/></transition>
    </state>)"),
                         {0}));
  ASSERT_TRUE(host.take(interpreter::Event{"again"}, {0}));
  EXPECT_EQ(log(host), "s2:in s2:out s3:in");
}

TEST(Host, StartsAChildBeforeWhatWaitedAlreadyThatMayCancelIt) {
  Host host({});
  ASSERT_TRUE(host.begin(chart_of(R"(
    <state id='a'>
      <onentry><send event='leave'/></onentry>
      <invoke><content><scxml version='1.0' datamodel='ecmascript'>
        <state><onentry><log expr="'in'"/></onentry><onexit><log expr="'out'"/></onexit></state>
      </scxml></content></invoke>
      <transition event='leave' target='b'/>
    </state>
    <final id='b'/>)"),
                         {0}));
  EXPECT_EQ(log(host), "s2:in s2:out");
}

TEST(Host, TakesTheDoneEventOfAChildThatHadEndedBeforeItsStateWasLeft) {
  Host host({});
  ASSERT_TRUE(host.begin(chart_of(R"(
    <state id='a'>
      <invoke id='c'><content><scxml version='1.0' datamodel='ecmascript'>
        <final><onexit><send event='last' target='#_parent'/></onexit></final>
      </scxml></content></invoke>
      <transition event='last' target='b'/>
    </state>
    <state id='b'><transition event='done.invoke.c' target='c'/></state>
    <final id='c'/>)"),
                         {0}));
  EXPECT_EQ(states(host), "c");
}

TEST(Host, ForwardsEventsAsTheyCameEvenThoseOfTheChild) {
  Host host({});
  ASSERT_TRUE(host.begin(chart_of(R"(
    <state id='a'>
      <invoke id='child' autoforward='true'><content><scxml version='1.0' datamodel='ecmascript'>
        <state>
          <onentry><send event='hello' target='#_parent'/></onentry>
          <transition event='*'><log expr="_event.name + '/' + _event.invokeid"/></transition>
        </state>
      </scxml></content></invoke>
    </state>)"),
                         {0}));
  ASSERT_TRUE(host.take(interpreter::Event{"outside"}, {0}));
  EXPECT_EQ(log(host), "s2:hello/child s2:outside/undefined");
}

TEST(Host, SaysWhyAChildCannotBeInvokedBeforeAnythingElseThatWaits) {
  Host host({});
  ASSERT_TRUE(host.begin(chart_of(R"(
    <state id='a'>
      <onentry><send event='first'/></onentry>
      <invoke src='nowhere.scxml'/>
      <transition event='error.communication' target='b'><log expr="_event.data.reason"/></transition>
      <transition event='first' target='c'/>
    </state>
    <state id='b'/><state id='c'/>)"),
                         {0}));
  EXPECT_EQ(states(host), "b");
  EXPECT_EQ(log(host), "s1:Files outside the document cannot be read here.");
}

TEST(Host, RunsTheSameFromTheFrozenForm) {
  for (const bool thaw : {false, true}) {
    Host host({.thaw = thaw});
    ASSERT_TRUE(host.begin(chart_of(R"(
      <datamodel><data id='n' expr='0'/><data id='x'><p xmlns=''>1</p></data><data id='u'/></datamodel>
      <script>function up() { n = n + 1; }</script>
      <state id='a'>
        <transition event='t' cond='n &lt; 2'><script>up();</script></transition>
        <transition event='t' cond="x.getElementsByTagName('p').length == 1 &amp;&amp; u === undefined" target='b'/>
      </state>
      <final id='b'/>)"),
                           {0}));
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(host.take(interpreter::Event{"t"}, {0}));
    EXPECT_TRUE(host.session().done) << thaw;
  }
}

std::string limit_of(const Result<void>& done) {
  return done ? "" : done.error().text.en.substr(done.error().text.en.find('('));
}

TEST(HostLimits, EndChartsThatSendToThemselvesForEver) {
  Host host({});
  EXPECT_EQ(limit_of(host.begin(chart_of("<state><onentry><send event='e'/></onentry>"
                                         "<transition event='e'><send event='e'/></transition></state>"),
                                {0})),
            "(kMaxHostSteps = 100000).");
}

TEST(HostLimits, EndChartsThatInvokeThemselvesForEver) {
  const std::string document =
      "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'><state><invoke "
      "src='self'/></state></scxml>";
  Host host({.read_source = [&](std::string_view) { return Result<std::string>(document); }});
  EXPECT_EQ(limit_of(host.begin(chart_of("<state><invoke src='self'/></state>"), {0})),
            "(kMaxSessions = 1000).");
}

TEST(HostLimits, BoundDelayedSendsAndQueues) {
  const auto sending = [](const std::string& delay) {
    return "<datamodel><data id='few'>[0,1,2,3,4,5,6,7,8,9]</data></datamodel><state>"
           "<transition event='go'><foreach array='few' item='i'><foreach array='few' item='j'>"
           "<foreach array='few' item='k'><send event='go'" +
           delay + "/><send event='go'" + delay + "/></foreach></foreach></foreach></transition></state>";
  };
  Host queues({});
  ASSERT_TRUE(queues.begin(chart_of(sending("")), {0}));
  EXPECT_EQ(limit_of(queues.take(interpreter::Event{"go"}, {0})), "(kMaxWaitingEvents = 100000).");
  Host delays({});
  ASSERT_TRUE(delays.begin(chart_of(sending(" delay='1s'")), {0}));
  Result<void> done;
  for (int i = 0; i < 60 && done; ++i) done = delays.take(interpreter::Event{"go"}, {0});
  EXPECT_EQ(limit_of(done), "(kMaxDelayedSends = 100000).");
}

}  // namespace
}  // namespace kyodo::scxml
