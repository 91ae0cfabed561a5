// A session kept between its steps answers what one answers that is frozen and thawed each time.
#include <random>

#include "support.h"

namespace kyodo::interpreter {

namespace {

using datamodel::Item;

std::string shown(const Item& item) {
  if (item.kind == Item::Kind::json) return to_text(item.json);
  return item.kind == Item::Kind::xml ? item.xml : "undefined";
}

struct Shown {
  std::string operator()(const StartInvoke& e) const {
    return "start " + e.id + to_text(object_of(e.params)) + shown(e.content);
  }
  std::string operator()(const CancelInvoke& e) const { return "cancel " + e.id; }
  std::string operator()(const SendEvent& e) const {
    return "send " + e.id + " " + e.event.name + shown(e.event.data);
  }
  std::string operator()(const CancelSend& e) const { return "unsend " + e.sendid; }
  std::string operator()(const ForwardEvent& e) const { return "forward " + e.invokeid + " " + e.event.name; }
  std::string operator()(const LogLine& e) const { return "log " + e.text; }
  std::string operator()(const Done& e) const { return "done " + e.state + shown(e.data); }
};

// Everything an answer says, and the session after it.
std::string shown(const Result<Turn>& turn, const Session& session) {
  std::string all = turn ? turn->taken ? "taken" : "not taken" : "error " + turn.error().text.en;
  if (turn) {
    for (const Effect& effect : turn->effects) all += "\n" + std::visit(Shown(), effect);
    for (const std::string& error : turn->unhandled_errors) all += "\nunhandled " + error;
  }
  return all + "\n" + to_text(freeze(session));
}

Session through_text(const Session& session) {
  return thaw(parse_stored_json(to_text(freeze(session))).value()).value();
}

// Charts at random whose scripts do what they can to leave something behind.
class Author {
 public:
  explicit Author(unsigned seed) : random_(seed) {}

  std::string chart() {
    std::string text =
        "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0' datamodel='ecmascript' binding='" +
        one({"early", "late"}) +
        "'><datamodel><data id='n' expr='1'/><data id='s' expr='\"s\"'/><data id='o' expr='{k: 1, deep: {er: "
        "2}}'/>"
        "<data id='p'/><data id='l'>[3, 1, 2]</data><data id='x'><a b='c'>d</a></data></datamodel>";
    text += one({"", "", "<script>function twice(v) { return 2 * v; }</script>",
                 "<script>function twice(v) { return 2 * v + (this.n ? 1 : 0); } var counter = (function () "
                 "{ var c = n; "
                 "return function () { return ++c; }; })(); Object.prototype.inherited = n;</script>"});
    text += "<parallel id='all'>";
    for (const char* region : {"a", "b"}) {
      const std::string r = region;
      text += "<state id='" + r + "'><history id='" + r + "h' type='" + one({"deep", "shallow"}) +
              "'><transition target='" + r + "1'/></history>";
      for (const char* state : {"1", "2", "3"}) {
        text += "<state id='" + r + state + "'><datamodel><data id='late" + r + state + "' expr='" +
                expression() + "'/></datamodel>" + maybe("onentry") + maybe("onexit");
        for (int i = 0; i < 3; ++i)
          text += "<transition event='" +
                  one({"e", "f", "e.g", "e", "f", "inner", pick(4) ? "e" : "*", pick(4) ? "f" : "error"}) +
                  "'" + (pick(2) ? " cond='" + expression() + "'" : "") +
                  (pick(3) ? " target='" + r + one({"1", "2", "3", "h"}) + "'" : "") + ">" + content() +
                  "</transition>";
        text += "</state>";
      }
      text += "</state>";
    }
    return text + "</parallel></scxml>";
  }

  Event event() {
    Event event{one({"e", "f", "e.g", "other"})};
    if (pick(2)) event.data = json(one({"1", "\"t\"", "{\"k\": [1, 2]}", "[1, {\"a\": 2}]", "null"}));
    return event;
  }

 private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  std::string one(const std::vector<std::string>& texts) {
    return texts[pick(static_cast<unsigned>(texts.size()))];
  }

  std::string maybe(const std::string& element) {
    return pick(3) ? "" : "<" + element + ">" + content() + "</" + element + ">";
  }
  std::string expression() {
    return one({"n",
                "n + 1",
                "n % 2 == 0",
                "-0",
                "1 / n",
                "0 / 0",
                "o",
                "o.k",
                "o.deep",
                "p",
                "l",
                "l.length",
                "[o]",
                "{v: o}",
                "l.concat([n])",
                "l.slice(0, 2)",
                "l.indexOf(2)",
                "Math.floor(n / 2)",
                "Math",
                "s",
                "s + n",
                "x",
                "x.toString()",
                "_event",
                "_event.data",
                "_event.name",
                "_sessionid",
                "undefined",
                "null",
                "true",
                "In(\"a1\")",
                "!In(\"b2\")",
                "In(\"a1\") &amp;&amp; n",
                "o === p",
                "typeof left",
                "typeof o.inherited",
                "[].mine",
                "nowhere",
                "nowhere.at",
                "(o.k = n)",
                "l.push(n)",
                "l.sort()",
                "(p = o)",
                "twice(n)",
                "counter()",
                "(left = n)",
                "function () {}",
                "(p = function () {}) &amp;&amp; false",
                "Object.keys(o).join()",
                "JSON.stringify(o)",
                "/a/g",
                "[1,,2]",
                "o.g",
                "\"0\" in l"});
  }
  std::string script() {
    return one({"Array.prototype.mine = n;",
                "o.k = n; var fresh = [n];",
                "n = n + 1; s = s + \"t\";",
                "p = o; p.k = \"shared\";",
                "Object.defineProperty(o, \"g\", {get: function () { return 7; }, enumerable: true});",
                "Math.floor = function () { return 99; };",
                "Math.PI2 = 4;",
                "left = 1;",
                "var f = function () {};",
                "delete o.k;",
                "o.__proto__ = {inherited: 1};",
                "l.length = 9;",
                "String.prototype.toString = function () { return \"spoilt\"; };",
                "Object.freeze(o);",
                "l[7] = 1;",
                "throw n;",
                "Object.defineProperty(this, \"n\", {writable: false});",
                "_event.data.k = 5;",
                "o.self = o;",
                "n = twice(n);"});
  }
  std::string content() {
    switch (pick(12)) {
      case 0:
        return "<raise event='" + one({"inner", "inner.more"}) + "'/>";
      case 1:
        return "<script>" + script() + "</script>";
      case 2:
        return "<log expr='" + expression() + "'/>" + content();
      case 3:
        return "<send event='out'><param name='v' expr='" + expression() + "'/></send>";
      case 4:
        return "<foreach array='" + one({"l", "[o, p]", "[n, s]", "o"}) + "' item='each' index='" +
               one({"i", "n"}) + "'>" + content() + "</foreach>";
      case 5:
        return "<if cond='" + expression() + "'>" + content() + "<else/>" + content() + "</if>";
      case 6:
        return "<assign location='" + one({"o", "l", "n"}) + "'>" +
               one({"[1, 2]", "{\"k\": 9007199254740993}", "text", "<q/>"}) + "</assign>";
      default:
        return "<assign location='" +
               one({"n", "n", "s", "o", "p", "p", "l", "x", "o.k", "l[1]", "o.deep.er", "p.k", " n ",
                    "nowhere", "Math.PI2", "_event", "each", "o.__proto__.mine", "fresh"}) +
               "' expr='" + expression() + "'/>" + (pick(2) ? content() : "");
    }
  }

  std::mt19937 random_;
};

}  // namespace

TEST(Execution, AgreesWithASessionThatIsFrozenAndThawedAtEachStep) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Author author(seed);
    const std::string text = author.chart();
    const chart::Parsed parsed = chart::parse_chart(text, "random.scxml");
    ASSERT_TRUE(parsed.chart) << text;
    Execution kept(*parsed.chart), shared(*parsed.chart);
    const auto begun = kept.start("s1");
    Result<Step> thawed = start(*parsed.chart, "s1");
    Session session = thawed ? thawed->session : Session{};
    ASSERT_EQ(begun.has_value(), thawed.has_value());
    if (!begun) continue;
    ASSERT_EQ(shown(begun, kept.session()), shown(Result<Turn>(*thawed), thawed->session));
    Session other = session;  // a second session takes turns on one of the executions
    for (int i = 0; i < 12; ++i) {
      const Event event = author.event();
      session = through_text(session);
      thawed = step(*parsed.chart, session, event);
      if (thawed) session = thawed->session;
      const std::string expected =
          shown(thawed ? Result<Turn>(*thawed) : Result<Turn>(thawed.error()), session);
      const Result<Turn> taken = kept.take(event);
      ASSERT_EQ(shown(taken, kept.session()), expected) << "step " << i << " of " << text;

      ASSERT_TRUE(shared.restore(i == 0 ? other : through_text(other)));
      const Result<Turn> took = shared.take(event);
      other = shared.session();
      ASSERT_EQ(shown(took, other), expected) << "shared, step " << i << " of " << text;
      (void)shared.start("elsewhere");
      (void)shared.take(author.event());
    }
  }
}

namespace {

// Lists every property that can be reached from the global object.
constexpr const char* kLook =
    "var seen = [], found = [];"
    "function walk(path, value, depth) {"
    "  if ((typeof value != 'object' &amp;&amp; typeof value != 'function') || value === null || depth > 4) "
    "return;"
    "  if (seen.indexOf(value) >= 0) return; seen.push(value);"
    "  found.push(path + (Object.isFrozen(value) ? '!' : '') + (Object.isExtensible(value) ? '' : '#'));"
    "  walk(path + '^', Object.getPrototypeOf(value), depth + 1);"
    "  Object.getOwnPropertyNames(value).forEach(function (name) {"
    "    if (name == 'look') return;"
    "    var d = Object.getOwnPropertyDescriptor(value, name);"
    "    found.push(path + '.' + name + (d.get ? 'g' : '') + (d.writable ? 'w' : '') + (d.configurable ? 'c' "
    ": '') +"
    "      (d.enumerable ? 'e' : '') + (typeof d.value == 'number' ? d.value : typeof d.value));"
    "    walk(path + '.' + name, d.value, depth + 1);"
    "  });"
    "}"
    "walk('', this, 0); seen = []; walk = undefined; look = found.join(' '); found = [];";

constexpr const char* kSpoil =
    "Array.prototype.mine = 1; Object.prototype.mine = {a: 1}; Math.floor = function () { return 1; };"
    "String.prototype.trim = Math.floor; delete JSON.parse; Object.freeze(RegExp.prototype);"
    "Object.defineProperty(Object.prototype, 'watch', {get: function () { return secret; }, configurable: "
    "false});"
    "Object.preventExtensions(Error.prototype); Function.prototype.call = null; secret = 'of the first';"
    "left = {secret: secret}; parseInt.kept = secret; In.kept = secret; RegExp.prototype.lastIndex = 7;"
    "/x/g.constructor.last = secret; Object.setPrototypeOf &amp;&amp; Object.setPrototypeOf(Math, [secret]);";

std::string look_at(Execution& execution) {
  const Result<Turn> turn = execution.take(Event{"look"});
  if (!turn) return turn.error().text.en;
  for (const std::string& error : turn->unhandled_errors) ADD_FAILURE() << error;
  for (const auto& [id, item] : execution.session().data)
    if (id == "look") return to_text(item.json);
  return "";
}

}  // namespace

TEST(Execution, ShowsNothingOfTheSessionBefore) {
  const auto chart =
      chart_of(std::string("<datamodel><data id='look'/><data id='secret'/><data id='left'/></datamodel>"
                           "<state id='s'><transition event='look'><script>") +
               kLook + "</script></transition><transition event='spoil'><script>" + kSpoil +
               "</script></transition><transition event='note'><assign location='secret' "
               "expr='_event.data'/></transition></state>");
  Execution fresh(*chart), used(*chart);
  ASSERT_TRUE(fresh.start("second"));
  const std::string expected = look_at(fresh);
  ASSERT_NE(expected.find("Array.prototype.indexOf"), std::string::npos) << expected;
  EXPECT_EQ(look_at(fresh), expected) << "nor of the step before";

  for (const char* spoil : {"spoil", "note", "look"}) {
    ASSERT_TRUE(used.start("first"));
    Event event{spoil};
    event.data = json("{\"private\": 1}");
    const Result<Turn> spoilt = used.take(event);
    ASSERT_TRUE(spoilt);
    for (const std::string& error : spoilt->unhandled_errors) ADD_FAILURE() << error;
    ASSERT_TRUE(used.start("second"));
    EXPECT_EQ(look_at(used), expected) << spoil;
    EXPECT_EQ(to_text(freeze(used.session())), to_text(freeze(fresh.session())));
  }
}

TEST(Execution, IsWhatItWasBeforeAStepThatFails) {
  const auto chart = chart_of(
      "<datamodel><data id='n' expr='0'/><data id='o' expr='{k: 1}'/></datamodel><state id='a'><history "
      "id='h'><transition "
      "target='b'/></history><state id='b'><invoke type='x' id='i'/><transition event='e' target='c'><assign "
      "location='n' "
      "expr='n + 1'/><script>o.k = 2; made = 1;</script></transition><transition event='n'><assign "
      "location='n' expr='n + 1'/>"
      "</transition></state></state><state id='c'><transition target='d'/></state><state id='d'><transition "
      "target='c'/></state>");
  Execution execution(*chart);
  ASSERT_TRUE(execution.start("s"));
  ASSERT_TRUE(execution.take(Event{"n"}));
  const std::string before = to_text(freeze(execution.session()));
  const Result<Turn> failed = execution.take(Event{"e"});
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().code, Code::limit);
  EXPECT_EQ(to_text(freeze(execution.session())), before);
  ASSERT_TRUE(execution.take(Event{"n"}));
  EXPECT_NE(to_text(freeze(execution.session())).find(R"({"id":"n","json":2})"), std::string::npos);
  EXPECT_EQ(to_text(freeze(execution.session())).find("made"), std::string::npos);
}

TEST(Execution, TakesNothingWithoutASession) {
  const auto chart = chart_of("<state id='a'><transition event='e' target='a'/></state>");
  Execution execution(*chart);
  EXPECT_FALSE(execution.take(Event{"e"})->taken);
  ASSERT_TRUE(execution.start("s"));
  EXPECT_TRUE(execution.take(Event{"e"})->taken);
  Session foreign = execution.session();
  foreign.configuration = {"elsewhere"};
  EXPECT_TRUE(execution.restore(foreign).has_error());
  EXPECT_FALSE(execution.take(Event{"e"})->taken);
}

TEST(Execution, TakesAnItemFromOutsideBetweenTwoSteps) {
  const auto chart = chart_of(
      "<datamodel><data id='n' expr='1'/><data id='m'/></datamodel><state id='a'><transition event='e'>"
      "<assign location='m' expr='n.k'/></transition></state>");
  Execution execution(*chart);
  ASSERT_TRUE(execution.start("s"));
  ASSERT_TRUE(execution.take(Event{"e"}));
  ASSERT_TRUE(execution.set("n", json("{\"k\": 5}")));
  ASSERT_TRUE(execution.set("none", json("1")));
  ASSERT_TRUE(execution.take(Event{"e"}));
  const std::vector<std::pair<std::string, Item>> expected{{"n", json("{\"k\": 5}")}, {"m", json("5")}};
  EXPECT_EQ(execution.session().data, expected);
}

}  // namespace kyodo::interpreter
