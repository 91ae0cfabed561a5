// Freezing and thawing, and sessions that do not fit.
#include <fstream>

#include "support.h"

namespace kyodo::interpreter {

namespace {

Session full() {
  Session session;
  session.id = "s𠮷";
  session.started = true;
  session.configuration = {"a", "#2"};
  session.history = {{"h", {"a", "b"}}};
  session.data = {{"x", {datamodel::Item::Kind::json, parse_json("{\"a\":[1,2.5,null]}").value(), {}}},
                  {"n", {datamodel::Item::Kind::json, nullptr, {}}},
                  {"u", {}},
                  {"m", {datamodel::Item::Kind::xml, {}, "<a/>"}}};
  session.entered = {"a"};
  session.invokes = {{"i", "a", 1, "hearing", true}};
  session.next_id = 42;
  return session;
}

}  // namespace

TEST(Session, SurvivesFreezingUnchanged) {
  const Session session = full();
  const std::string text = to_text(freeze(session));
  const Result<Session> thawed = thaw(parse_json(text).value());
  ASSERT_TRUE(thawed.has_value());
  EXPECT_TRUE(*thawed == session);
  EXPECT_EQ(to_text(freeze(*thawed)), text);
  EXPECT_EQ(
      text,
      R"({"v":1,"id":"s𠮷","started":true,"done":false,"configuration":["a","#2"],"history":[{"state":"h","states":["a",)"
      R"("b"]}],"data":[{"id":"x","json":{"a":[1,2.5E0,null]}},{"id":"n","json":null},{"id":"u"},{"id":"m","xml":"<a/>"}],)"
      R"("entered":["a"],"invokes":[{"id":"i","state":"a","index":1,"type":"hearing","autoforward":true}],"next_id":42})");
}

TEST(Session, SaysWhichOfItsMembersBecameOthers) {
  const Session before = full();
  EXPECT_EQ(to_text(freeze_changes(before, before)), "{}");
  Session after = before;
  after.next_id = 43;
  after.configuration = {"b"};
  after.data[1].second = {};
  after.history.clear();
  after.invokes[0].autoforward = false;
  const JsonObject changes = freeze_changes(before, after);
  EXPECT_EQ(changes.size(), 5u);
  JsonObject merged = freeze(before);
  for (const auto& member : changes) merged[member.key()] = member.value();
  EXPECT_EQ(to_text(merged), to_text(freeze(after)));
}

TEST(Session, ThatIsDamagedOrNewerIsRefused) {
  const auto code_of = [](const std::string& text) { return thaw(parse_json(text).value()).error().code; };
  EXPECT_EQ(code_of("{\"v\":2}"), Code::newer);
  EXPECT_EQ(code_of("[]"), Code::bad_input);
  EXPECT_EQ(code_of("{\"v\":1}"), Code::bad_input);
  const std::string good = to_text(freeze(full()));
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"id\":\"u\"", "\"id\":7"},
                                                        {"\"id\":\"u\"", "\"id\":\"u\",\"y\":1"},
                                                        {"\"xml\":\"<a/>\"", "\"xml\":1"},
                                                        {"\"next_id\":42", "\"next_id\":0"},
                                                        {"\"v\":1", "\"v\":0"}}) {
    std::string bad = good;
    bad.replace(bad.find(from), from.size(), to);
    EXPECT_EQ(code_of(bad), Code::corrupt) << bad;
  }
}

TEST(Session, OfAnotherChartIsRefused) {
  const auto chart = chart_of(
      "<state id='a'><history id='g'><transition target='c'/></history><state id='c'/></state>"
      "<state id='b'/>");
  for (const auto& break_it : std::vector<void (*)(Session&)>{
           [](Session& s) { s.configuration = {"elsewhere"}; }, [](Session& s) { s.configuration = {"#77"}; },
           [](Session& s) { s.configuration = {"#x"}; }, [](Session& s) { s.configuration = {"#0"}; },
           [](Session& s) { s.configuration = {"g"}; },
           [](Session& s) {
             s.history = {{"g", {"g"}}};
           },
           [](Session& s) {
             s.history = {{"g", {"b"}}};
           },
           [](Session& s) {
             s.history = {{"h", {}}};
           },
           [](Session& s) {
             s.invokes = {{"i", "a", 0, "x", false}};
           }}) {
    Session session = start(*chart, "s").value().session;
    break_it(session);
    const Result<Step> result = step(*chart, session, Event{"e"});
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, Code::unknown_id);
  }
}

TEST(Session, OfAnotherChartShowsNoStates) {
  Session session;
  session.configuration = {"elsewhere", "#77", "#0"};
  EXPECT_TRUE(atomic_states(*chart_of("<state id='a'/>"), session).empty());
}

TEST(Session, KeepsAValueThatAGuardSpoilt) {
  Play play(
      "<datamodel><data id='x' expr='1'/></datamodel><state id='a'><transition event='e' "
      "cond='(x = function () {}) &amp;&amp; false' target='a'/></state>");
  EXPECT_EQ(play.send("e").data("x"), "1");
  EXPECT_EQ(play.last.unhandled_errors.size(), 1u);
}

TEST(Session, StaysAsItWasWhenAStepFails) {
  Play play(
      "<datamodel><data id='n' expr='0'/></datamodel><state id='a'><transition event='e' target='b'><assign "
      "location='n' expr='1'/></transition></state><state id='b'><transition target='c'/></state><state "
      "id='c'>"
      "<transition target='b'/></state>");
  const Session before = play.last.session;
  EXPECT_TRUE(step(*play.chart, before, Event{"e"}).has_error());
  EXPECT_TRUE(play.last.session == before);
}

TEST(Session, DoesNotGrowUnderAFloodOfEvents) {
  Play play(
      "<state id='a'><history id='h'><transition target='b'/></history><invoke type='stage'/>"
      "<state id='b'><onentry><send event='x'/><raise event='r'/></onentry><transition event='e' "
      "target='h'/></state>"
      "<transition event='e2' target='a'/></state>");
  play.send("e").send("e2");
  const std::size_t size = to_text(freeze(play.last.session)).size();
  const std::string name(10'000, 'n');
  for (int i = 0; i < 200; ++i) play.send("e").send("e2").send(name);
  EXPECT_LE(to_text(freeze(play.last.session)).size(), size + 10);  // ids have more digits
}

TEST(Session, TakesTheSameStepEveryTime) {
  Play play(
      "<datamodel><data id='list'>[3, 1, 2]</data></datamodel><state id='a'><transition "
      "event='e'><script>list.sort(); "
      "var more = {z: 1, a: 2};</script><send event='x'/></transition></state>");
  const Result<Step> one = step(*play.chart, play.last.session, Event{"e"});
  const Result<Step> two = step(*play.chart, play.last.session, Event{"e"});
  EXPECT_EQ(to_text(freeze(one->session)), to_text(freeze(two->session)));
  EXPECT_EQ(std::get<SendEvent>(one->effects[0]).id, std::get<SendEvent>(two->effects[0]).id);
}

static std::string fixture(const std::string& name) {
  std::ifstream file(std::string(KYODO_SOURCE_DIR) + "/tests/fixtures/session/" + name, std::ios::binary);
  std::string line;
  std::getline(file, line);
  return line;
}

TEST(FrozenSession, OfEveryVersionIsReadAndTheLatestIsWrittenAgain) {
  const std::string text = fixture("v1.json");
  const auto session = thaw(parse_json(text).value());
  ASSERT_TRUE(session) << session.error().text.en;
  EXPECT_EQ(session->data.at(2).second.xml, "<p>1</p>");
  EXPECT_TRUE(session->invokes.at(0).autoforward);
  static_assert(kSessionVersion == 1, "keep a fixture of the version that was");
  EXPECT_EQ(to_text(freeze(*session)), text);
}

TEST(FrozenEvent, KeepsEverythingAndLeavesOutWhatSaysNothing) {
  const std::string text = fixture("event-v1.json");
  const Event event = thaw_event(parse_json(text).value().as_object());
  EXPECT_TRUE(parse_json(text).value() == Json(freeze(event)));
  EXPECT_EQ(to_text(event.data.json), "{\"n\":2}");
  EXPECT_EQ(to_text(freeze(Event{"e"})), R"({"name":"e"})");
  Event xml{"e"};
  xml.data = {datamodel::Item::Kind::xml, {}, "<p/>"};
  EXPECT_TRUE(thaw_event(freeze(xml)) == xml);
}

TEST(FrozenEvent, IsReadFromRowsThatNameTheirTarget) {
  const Event event = thaw_event(
      parse_json(R"({"name":"e","target":"P-1","sendid":"","data":null,"invokeid":""})").value().as_object());
  EXPECT_EQ(event.name, "e");
  EXPECT_EQ(event.type, "external");
  EXPECT_TRUE(event.data.kind == datamodel::Item::Kind::json);
}

}  // namespace kyodo::interpreter
