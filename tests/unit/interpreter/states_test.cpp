// Entering and leaving: initial states, history, finals, parallel regions, binding.
#include "support.h"

namespace kyodo::interpreter {

namespace {

// onentry and onexit that log the id.
std::string noisy(const std::string& id) {
  return "<onentry><log expr=\"'+" + id + "'\"/></onentry><onexit><log expr=\"'-" + id + "'\"/></onexit>";
}

}  // namespace

TEST(States, AreEnteredInDocumentOrderAndLeftInReverse) {
  Play play("<state id='s'>" + noisy("s") + "<transition event='e' target='t'/><parallel id='p'>" +
            noisy("p") + "<state id='a'>" + noisy("a") + "</state><state id='b'>" + noisy("b") +
            "</state></parallel></state>"
            "<state id='t'>" +
            noisy("t") + "</state>");
  EXPECT_EQ(play.log(), "+s +p +a +b");
  EXPECT_EQ(play.last.session.configuration, (std::vector<std::string>{"s", "p", "a", "b"}));
  EXPECT_EQ(play.send("e").log(), "-b -a -p -s +t");
}

TEST(States, RunTheContentOfAnInitialTransitionAfterOnentry) {
  Play play("<state id='s'><initial><transition target='b'><log expr=\"'initial'\"/></transition></initial>" +
            noisy("s") + "<state id='a'/><state id='b'>" + noisy("b") + "</state></state>");
  EXPECT_EQ(play.log(), "+s initial +b");
}

TEST(States, MayStartDeepInsideSeveralRegions) {
  Play play(
      "<parallel id='p'><state id='a'><state id='a1'/><state id='a2'/></state><state id='b'><state id='b1'/>"
      "<state id='b2'/></state></parallel>",
      "initial='b2 a2'");
  EXPECT_EQ(play.states(), "a2 b2");
}

TEST(States, WithoutIdsAreKnownByTheirNumber) {
  Play play("<state><state id='a'><transition event='e' target='b'/></state><state id='b'/></state>");
  EXPECT_EQ(play.last.session.configuration, (std::vector<std::string>{"#1", "a"}));
  EXPECT_EQ(play.send("e").states(), "b");
}

TEST(History, ShallowRemembersTheChildAndDeepTheLeaf) {
  const std::string inside =
      "<state id='a'/><state id='b' initial='b1'><state id='b1'><transition event='deeper' "
      "target='b2'/></state><state id='b2'/></state>";
  for (const std::string type : {"shallow", "deep"}) {
    Play play("<state id='s' initial='b'><history id='h' type='" + type +
              "'><transition target='a'><log "
              "expr=\"'default'\"/></transition></history>" +
              inside +
              "<transition event='out' target='o'/></state><state id='o'><transition event='back' "
              "target='h'/></state>");
    play.send("deeper").send("out");
    EXPECT_EQ(play.send("back").states(), type == "deep" ? "b2" : "b1");
    EXPECT_EQ(play.log(), "");
  }
}

TEST(History, TakesItsDefaultTheFirstTimeAfterTheParentsOnentry) {
  Play play(
      "<state id='o'><transition event='go' target='h'/></state>"
      "<state id='s'>" +
      noisy("s") +
      "<history id='h'><transition target='b'><log expr=\"'default'\"/></transition>"
      "</history><state id='a'>" +
      noisy("a") + "</state><state id='b'>" + noisy("b") + "</state></state>");
  EXPECT_EQ(play.send("go").log(), "+s default +b");
}

TEST(History, OfAParallelStateBringsBackAllRegions) {
  Play play(
      "<parallel id='p'><history id='h' type='deep'><transition target='a1 b1'/></history>"
      "<state id='a'><state id='a1'><transition event='e' target='a2'/></state><state id='a2'/></state>"
      "<state id='b'><state id='b1'/><state id='b2'/></state><transition event='out' target='o'/></parallel>"
      "<state id='o'><transition event='back' target='h'/></state>");
  play.send("e").send("out");
  EXPECT_EQ(play.last.session.history.size(), 1u);
  EXPECT_EQ(play.send("back").states(), "a2 b1");
}

TEST(History, BringsBackNothingOutsideWhatTheTransitionLeaves) {
  Play play(
      "<state id='s'><history id='h' type='deep'><transition target='a2'/></history>"
      "<parallel id='p'><onentry><log expr=\"'+p'\"/></onentry><invoke id='i' type='stage'/>"
      "<state id='a'><state id='a1'><transition event='e' target='h'/></state><state id='a2'/></state>"
      "<state id='b'><state id='b1'><transition event='x' target='b2'/></state><state id='b2'/></state>"
      "</parallel></state>");
  EXPECT_EQ(play.log(), "+p");
  EXPECT_EQ(play.send("x").send("e").states(), "a2 b2");
  EXPECT_EQ(play.log(), "");
  EXPECT_TRUE(play.last.effects.empty());
  EXPECT_TRUE(play.last.unhandled_errors.empty());
}

TEST(History, ThatATransitionChangesOnItsWayOutDoesNotChangeHowFarItLeaves) {
  Play play(
      "<parallel id='p'><history id='h' type='deep'><transition target='a'/></history>"
      "<state id='a'><state id='a1'><transition event='e' target='h'/></state></state>"
      "<state id='b'><state id='b1'><transition event='x' target='b2'/></state><state "
      "id='b2'/></state></parallel>");
  EXPECT_EQ(play.send("x").send("e").last.session.configuration,
            (std::vector<std::string>{"p", "a", "a1", "b", "b2"}));
}

TEST(Finals, RaiseDoneStateWithTheirData) {
  Play play(
      "<datamodel><data id='got'/></datamodel>"
      "<state id='s' initial='w'><state id='w'><transition event='e' target='f'/></state><final "
      "id='f'><donedata>"
      "<param name='a' expr='1'/><param name='b' location='got'/></donedata></final>"
      "<transition event='done.state.s' target='t'><assign location='got' "
      "expr='_event.data'/></transition></state>"
      "<state id='t'/>");
  EXPECT_EQ(play.send("e").states(), "t");
  EXPECT_EQ(play.data("got"), R"({"a":1})");
}

TEST(Finals, OfAllRegionsEndTheParallelState) {
  Play play(
      "<state id='o'><transition event='done.state.p' target='end'/><parallel id='p'>"
      "<state id='a'><state id='a1'><transition event='x' target='af'/></state><final id='af'/></state>"
      "<state id='b'><state id='b1'><transition event='y' target='bf'/></state><final id='bf'/></state>"
      "</parallel></state><state id='end'/>");
  EXPECT_EQ(play.send("x").states(), "af b1");
  EXPECT_EQ(play.send("y").states(), "end");
}

TEST(Finals, OfAStateWithoutIdRaiseDoneStateWithItsNumber) {
  Play play(
      "<state id='s'><transition event='done.state'><log expr='_event.name'/></transition>"
      "<state><final id='f'/></state></state>");
  EXPECT_EQ(play.log(), "done.state.#2");
}

TEST(Finals, AtTheTopEndTheSessionAndRunExitHandlers) {
  Play play(
      "<state id='s'><onexit><log expr=\"'-s'\"/></onexit><transition event='e' target='f'/></state>"
      "<final id='f'><onentry><log expr=\"'+f'\"/></onentry><onexit><log expr=\"'-f'\"/></onexit>"
      "<donedata><content expr=\"{n: 1}\"/></donedata></final>");
  play.send("e");
  EXPECT_EQ(play.log(), "-s +f -f");
  EXPECT_TRUE(play.last.session.done);
  ASSERT_EQ(play.effects<Done>().size(), 1u);
  EXPECT_EQ(to_text(play.effects<Done>()[0].data.json), R"({"n":1})");
  EXPECT_EQ(play.effects<Done>()[0].state, "f");
  EXPECT_EQ(play.states(), "f");
  const Session ended = play.last.session;
  play.send("e");
  EXPECT_FALSE(play.last.taken);
  EXPECT_TRUE(play.last.session == ended);
  EXPECT_TRUE(play.last.effects.empty());
}

TEST(Finals, WithFailingDonedataRaiseTheErrorFirst) {
  Play play(
      "<state id='s' initial='f'><final id='f'><donedata><param name='a' expr='nowhere'/></donedata></final>"
      "<transition event='error.execution' target='failed'/><transition event='done.state.s' "
      "target='no'/></state>"
      "<state id='failed'><transition event='done.state.s' cond=\"typeof _event.data === 'undefined'\" "
      "target='ok'/>"
      "</state><state id='ok'/><state id='no'/>");
  EXPECT_EQ(play.states(), "ok");
}

TEST(Binding, EarlySetsAllDataUpAtTheStart) {
  const std::string body =
      "<datamodel><data id='top' expr='1'/></datamodel><state id='a'><transition event='e' "
      "target='b'/></state><state id='b'><datamodel><data id='inner' expr='top + 1'/></datamodel>"
      "<onentry><assign location='inner' expr='inner + 10'/></onentry><transition event='e' "
      "target='a'/></state>";
  Play early(body);
  EXPECT_EQ(early.data("inner"), "2");
  EXPECT_EQ(early.send("e").send("e").send("e").data("inner"), "22");
  Play late(body, "binding='late'");
  EXPECT_EQ(late.data("top"), "1");
  EXPECT_EQ(late.data("inner"), "undefined");
  EXPECT_EQ(late.send("e").data("inner"), "12");
  EXPECT_EQ(late.last.session.entered, std::vector<std::string>{"b"});
  EXPECT_EQ(late.send("e").send("e").data("inner"), "22");
}

TEST(Data, OfTheTopIsOverriddenByTheInvoker) {
  Play play(
      "<datamodel><data id='a' expr='1'/><data id='b' expr='nowhere'/></datamodel><state "
      "id='s'><datamodel><data "
      "id='c' expr='3'/></datamodel></state>",
      "", {{"a", json("\"given\"")}, {"b", json("2")}, {"c", json("0")}, {"unknown", json("0")}});
  EXPECT_EQ(play.data("a"), "\"given\"");
  EXPECT_EQ(play.data("b"), "2");
  EXPECT_EQ(play.data("c"), "3");
  EXPECT_EQ(play.data("unknown"), "-");
  EXPECT_TRUE(play.last.unhandled_errors.empty());
}

TEST(Data, ThatCannotBeEvaluatedIsUndefinedAndAnError) {
  Play play(
      "<datamodel><data id='a' expr='nowhere'/><data id='b'>{\"x\": [1]}</data><data id='c'> two\n words "
      "</data>"
      "<data id='d'><e xmlns=''/></data></datamodel><state id='s'/>");
  EXPECT_EQ(play.data("a"), "undefined");
  EXPECT_EQ(play.data("b"), R"({"x":[1]})");
  EXPECT_EQ(play.data("c"), "\"two words\"");
  EXPECT_EQ(play.data("d"), "<e xmlns=\"\"/>");
  ASSERT_EQ(play.last.unhandled_errors.size(), 1u);
  EXPECT_NE(play.last.unhandled_errors[0].find("error.execution: test.scxml:1:"), std::string::npos)
      << play.last.unhandled_errors[0];
}

TEST(Script, AtTheTopDefinesFunctionsForEveryStep) {
  Play play(
      "<datamodel><data id='n' expr='1'/></datamodel><script>var calls = 0; function next(x) { calls++; "
      "return x + "
      "1; } n = next(n);</script><state id='s'><transition event='e'><assign location='n' "
      "expr='next(n)'/></transition></state>");
  EXPECT_EQ(play.data("n"), "2");
  EXPECT_EQ(play.send("e").send("e").data("n"), "4");
  EXPECT_EQ(play.data("calls"), "3");
}

TEST(Stop, LeavesEverythingWithoutADone) {
  Play play("<state id='s'><onexit><log expr=\"'-s'\"/></onexit><invoke id='i' type='hearing'/></state>");
  const Result<Step> step = stop(*play.chart, play.last.session);
  ASSERT_TRUE(step.has_value());
  play.last = *step;
  EXPECT_TRUE(play.last.session.done);
  EXPECT_EQ(play.log(), "-s");
  EXPECT_EQ(play.effects<CancelInvoke>().size(), 1u);
  EXPECT_EQ(play.effects<Done>().size(), 0u);
  EXPECT_TRUE(play.last.session.configuration.empty());
}

}  // namespace kyodo::interpreter
