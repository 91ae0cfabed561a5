// Expressions, assignments and scripts.
#include <gtest/gtest.h>

#include "datamodel/datamodel.h"

namespace kyodo::datamodel {

namespace {

Item json(std::string_view text) {
  return {Item::Kind::json, parse_json(text).value(), {}};
}

std::string shown(const Result<Item>& item) {
  if (!item) return "error: " + item.error().text.en;
  if (item->kind == Item::Kind::undefined) return "undefined";
  return item->kind == Item::Kind::xml ? "xml " + item->xml : to_text(item->json);
}

// One state is active.
struct OneActive final : ActiveStates {
  explicit OneActive(std::string id) : active(std::move(id)) {}
  std::uint32_t find(std::string_view id) const override { return id == active ? 1 : 0; }
  bool is_active(std::uint32_t state) const override { return state == 1; }
  std::string active;
};

struct Ecmascript : ::testing::Test {
  std::unique_ptr<Datamodel> data = make_ecmascript();
  std::string value(std::string_view expr) { return shown(data->value(expr)); }
  std::string item(std::string_view id) { return shown(data->get(id)); }
  bool fails(std::string_view expr) { return !data->value(expr).has_value(); }
};

}  // namespace

TEST_F(Ecmascript, EvaluatesToJson) {
  EXPECT_EQ(value("{a: 1, b: [true, null, 'x', 1.5]}"), R"({"a":1,"b":[true,null,"x",1.5E0]})");
  EXPECT_EQ(value("9007199254740991"), "9007199254740991");
  EXPECT_EQ(value("-0"), "0");
  EXPECT_EQ(value("undefined"), "undefined");
  EXPECT_EQ(value("{a: undefined, b: 1}"), R"({"b":1})");
  EXPECT_EQ(value("1 // comment"), "1");
  EXPECT_EQ(value("2, 3"), "3");
}

TEST_F(Ecmascript, KeepsEveryCharacterOfJapaneseNames) {
  ASSERT_TRUE(data->put("name", json(R"("𠮷田 葛󠄀城")")));
  EXPECT_EQ(value("name"), R"("𠮷田 葛󠄀城")");
  EXPECT_EQ(value("'𠮷'.length"), "2");
  EXPECT_EQ(value("name.charCodeAt(0)"), "55362");
  EXPECT_EQ(value("name.substring(0, 2) + '野家'"), R"("𠮷野家")");
  EXPECT_EQ(value("{'𠮷': 1}"), R"({"𠮷":1})");
}

TEST_F(Ecmascript, RefusesWhatASessionCannotCarry) {
  for (const char* expr :
       {"function () {}", "[function () {}]", "{f: parseInt}", "0/0", "1/0", "[1,,2]", "[undefined]", "/x/",
        "new String('a')", "new Error('x')", "'\\u0000'", "'\\ud800'", "this", "Object"})
    EXPECT_TRUE(fails(expr)) << expr << " " << value(expr);
  EXPECT_TRUE(data->script("var loop = {}; loop.self = loop;").has_error());
  EXPECT_TRUE(fails("(function () { var x = []; for (var i = 0; i < 40; ++i) x = [x, x]; return x; })()"));
  EXPECT_TRUE(fails("(function () { var x = []; for (var i = 0; i < 60; ++i) x = [x]; return x; })()"));
  EXPECT_TRUE(fails("(function () { var s = 'x'; while (s.length <= 4194304) s += s; return s; })()"));
}

TEST_F(Ecmascript, AssignsOnlyToWhatExists) {
  data->declare("x");
  EXPECT_EQ(item("x"), "undefined");
  EXPECT_TRUE(data->assign_expr("x", "{a: {b: 1}}"));
  EXPECT_TRUE(data->assign_expr("x.a.b", "2"));
  EXPECT_TRUE(data->assign_expr("x['c']", "[]"));
  EXPECT_TRUE(data->assign("x.c[0]", json("\"t\"")));
  EXPECT_EQ(item("x"), R"({"a":{"b":2},"c":["t"]})");
  for (const char* location : {"y", "x.q.r", "1", "x; y", "", "x +", "parseInt", "Math", "In", "undefined"})
    EXPECT_TRUE(data->assign_expr(location, "1").has_error()) << location;
  EXPECT_TRUE(data->assign_expr("x", "nowhere").has_error());
  EXPECT_EQ(item("x"), R"({"a":{"b":2},"c":["t"]})");
}

TEST_F(Ecmascript, SharesObjectsWithinAStep) {
  data->declare("a");
  data->declare("b");
  const Event go{"go"};
  data->set_event(&go);
  ASSERT_TRUE(data->assign_expr("a", "_event"));
  EXPECT_TRUE(*data->condition("a == _event"));
  ASSERT_TRUE(data->assign_expr("a", "{n: 1}"));
  ASSERT_TRUE(data->assign_expr("b", "a"));
  EXPECT_TRUE(*data->condition("a === b"));
}

TEST_F(Ecmascript, KeepsWhatAConstructorMadeByItsOwnMembers) {
  EXPECT_EQ(
      value("(function () { function Box() { this.n = 1; } Box.prototype.m = 2; return new Box(); })()"),
      R"({"n":1})");
  EXPECT_EQ(value("Object.create({a: 1})"), "{}");
}

TEST_F(Ecmascript, CallsAFunctionInAnItemUntilTheStepEnds) {
  data->declare("f");
  ASSERT_TRUE(data->assign_expr(std::string_view("f"), std::string_view("function (n) { return n + 1; }")));
  EXPECT_EQ(value("f(2)"), "3");
  std::vector<std::string> lost;
  EXPECT_TRUE(data->keep(kMaxItemBytes, lost));
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_NE(lost[0].find("function"), std::string::npos);
  EXPECT_EQ(item("f"), "undefined");
}

TEST_F(Ecmascript, UndoesAScriptThatLeavesWhatCannotBeKept) {
  ASSERT_TRUE(data->put("x", json("1")));
  const Result<void> done = data->script("x = 2; var y = 3; var f = function () {};");
  ASSERT_TRUE(done.has_error());
  EXPECT_NE(done.error().text.en.find("\"f\""), std::string::npos);
  EXPECT_EQ(item("x"), "1");
  EXPECT_EQ(item("y"), "undefined");
  EXPECT_EQ(item("f"), "undefined");
}

TEST_F(Ecmascript, KeepsVariablesOfScriptsAndFunctionsOfThePrelude) {
  data->begin("function twice(n) { return 2 * n; } var made = 7;");
  data->declare("x");
  ASSERT_TRUE(data->prelude());
  ASSERT_TRUE(data->script("x = twice(made); var later = [x];"));
  std::vector<std::string> lost, names;
  ASSERT_TRUE(data->keep(1000, lost));
  for (const auto& [name, item] : data->items()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"x", "made", "later"}));
  EXPECT_EQ(item("later"), "[14]");
}

TEST_F(Ecmascript, ProtectsSystemVariables) {
  EXPECT_EQ(value("typeof _event"), R"("undefined")");
  data->set_system("_sessionid", Json("s1"));
  const Event go{"go", "external", "", "", "", "", json("{\"n\": 1}")}, next{"next"};
  data->set_event(&go);
  EXPECT_EQ(value("[_sessionid, _event.name, _event.type, typeof _event.sendid, _event.data.n]"),
            R"(["s1","go","external","undefined",1])");
  for (const char* location : {"_event", "_sessionid", "_event.name", "_event.extra"})
    EXPECT_TRUE(data->assign_expr(location, "1").has_error()) << location;
  for (const char* script : {"_event = 1", "_sessionid = 2", "var _event = 3", "function _event() {}"})
    EXPECT_TRUE(data->script(script).has_error()) << script;
  EXPECT_TRUE(data->put("_event", json("1")).has_error());
  EXPECT_TRUE(data->put("Math", json("1")).has_error());
  EXPECT_EQ(value("_event.name"), R"("go")");
  data->set_event(&next);
  EXPECT_EQ(value("[_event.name, typeof _event.data]"), R"(["next","undefined"])");
}

TEST_F(Ecmascript, AsksForActiveStates) {
  const OneActive states("状態");
  data->set_states(&states);
  EXPECT_TRUE(*data->condition("In('状態')"));
  EXPECT_FALSE(*data->condition("In('other')"));
  EXPECT_TRUE(data->condition("In(1)").has_error());
}

TEST_F(Ecmascript, HasNothingOfTheHost) {
  for (const char* expr : {"Date()", "new Date()", "Math.random()", "new Date(0)"}) {
    const Result<Item> item = data->value(expr);
    ASSERT_TRUE(item.has_error()) << expr;
    EXPECT_NE(item.error().text.en.find("not available"), std::string::npos) << expr;
  }
  for (const char* name : {"Duktape", "performance", "print", "console", "require", "Buffer", "CBOR", "Proxy",
                           "Reflect", "ArrayBuffer", "TextEncoder", "Symbol", "process"})
    EXPECT_EQ(value(std::string("typeof ") + name), R"("undefined")") << name;
  EXPECT_EQ(value("(function () { return typeof this.Duktape; })()"), R"("undefined")");
}

TEST_F(Ecmascript, SortsTheSameWayEveryTime) {
  EXPECT_EQ(value("[3, 1, 10, 2].sort()"), "[1,10,2,3]");
  EXPECT_EQ(value("[3, 1, 10, 2].sort(function (a, b) { return a - b; })"), "[1,2,3,10]");
  EXPECT_EQ(value("(function () { var a = []; for (var i = 0; i < 300; ++i) a.push({k: i % 3, i: i});"
                  " a.sort(function (x, y) { return x.k - y.k; });"
                  " for (var j = 1; j < 300; ++j) if (a[j-1].k === a[j].k && a[j-1].i > a[j].i) return j; "
                  "return 'stable'; })()"),
            R"("stable")");
  EXPECT_EQ(value("(function () { var a = [3, undefined, 1,, 2]; a.sort(); return a.length + ':' + "
                  "a.slice(0, 3).join() + "
                  "(3 in a) + (4 in a); })()"),
            R"("5:1,2,3truefalse")");
  EXPECT_TRUE(fails("[2, 1].sort(function () { throw new Error('no'); })"));
  EXPECT_TRUE(fails("[2, 1].sort(1)"));
}

TEST_F(Ecmascript, IteratesOverACopy) {
  ASSERT_TRUE(data->put("list", json("[1, 2, 3]")));
  std::string seen;
  ASSERT_TRUE(data->foreach ("list", "each", "i", [&] {
    seen += value("each") + ":" + value("i") + " ";
    EXPECT_TRUE(data->script("list.push(9)"));
    return true;
  }));
  EXPECT_EQ(seen, "1:0 2:1 3:2 ");
  EXPECT_EQ(item("each"), "3");
  EXPECT_EQ(item("list"), "[1,2,3,9,9,9]");
  int count = 0;
  EXPECT_TRUE(data->foreach ("list", "each", "", [&] { return ++count < 2; }));
  EXPECT_EQ(count, 2);
  const auto never = [] { return ADD_FAILURE(), true; };
  EXPECT_TRUE(data->foreach ("7", "each", "", never).has_error());
  EXPECT_TRUE(data->foreach ("list", "'continue'", "", never).has_error());
  EXPECT_TRUE(data->foreach ("list", "", "", never).has_error());
  EXPECT_TRUE(data->foreach ("list", "each", "_event", never).has_error());
  EXPECT_TRUE(data->foreach ("[]", "fresh", "freshIndex", never));
  EXPECT_EQ(item("fresh"), "undefined");
}

TEST_F(Ecmascript, NestsForeach) {
  std::string seen;
  ASSERT_TRUE(data->foreach ("[[1, 2], [3]]", "row", "", [&] {
    return data->foreach ("row", "cell", "", [&] { return seen += value("cell"), true; }).has_value();
  }));
  EXPECT_EQ(seen, "123");
}

TEST_F(Ecmascript, KeepsXmlAsText) {
  ASSERT_TRUE(data->put("doc", {Item::Kind::xml, {}, "<a>𠮷</a>"}));
  EXPECT_EQ(item("doc"), "xml <a>𠮷</a>");
  EXPECT_EQ(value("doc"), "xml <a>𠮷</a>");
  EXPECT_EQ(value("'' + doc"), R"("<a>𠮷</a>")");
  data->declare("copy");
  ASSERT_TRUE(data->assign_expr("copy", "doc"));
  EXPECT_EQ(item("copy"), "xml <a>𠮷</a>");
}

TEST_F(Ecmascript, ShowsXmlAsADocument) {
  ASSERT_TRUE(data->put(
      "doc", {Item::Kind::xml, {}, "<books>two <book title='𠮷'/><book title='b'><i>x</i></book></books>"}));
  EXPECT_EQ(value("doc.getElementsByTagName('book').length"), "2");
  EXPECT_EQ(value("doc.getElementsByTagName('book')[0].getAttribute('title')"), R"("𠮷")");
  EXPECT_EQ(value("doc.getElementsByTagName('book')[0].getAttribute('title').length"), "2");
  EXPECT_EQ(value("doc.getElementsByTagName('*').length"), "4");
  EXPECT_EQ(value("doc.documentElement.tagName"), R"("books")");
  EXPECT_EQ(value("doc.textContent"), R"("two x")");
  EXPECT_EQ(value("doc.documentElement.childNodes[2].getElementsByTagName('i')[0].textContent"), R"("x")");
  EXPECT_EQ(value("doc.documentElement.getAttribute('none')"), "null");
  EXPECT_EQ(value("doc.documentElement.hasAttribute('none')"), "false");
  EXPECT_TRUE(fails("doc.documentElement")) << "an element alone is no value a session keeps";
  EXPECT_TRUE(fails("doc.getAttribute.call(1, 'a')"));
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  ASSERT_TRUE(data->put("deep", {Item::Kind::xml, {}, deep}));
  EXPECT_EQ(value("deep.getElementsByTagName('a').length < 5000"), "true");
}

TEST_F(Ecmascript, KeepsMembersThatLookLikePrototypes) {
  ASSERT_TRUE(data->put("x", json(R"({"__proto__":{"a":1},"constructor":2,"toString":3})")));
  EXPECT_EQ(value("x"), R"({"__proto__":{"a":1},"constructor":2,"toString":3})");
  EXPECT_EQ(value("typeof x.a"), R"("undefined")");
}

TEST_F(Ecmascript, BoundsMemoryAndRecursion) {
  const Result<Item> item = data->value("(function () { var a = []; for (;;) a.push('x' + a.length); })()");
  ASSERT_TRUE(item.has_error());
  EXPECT_EQ(item.error().code, Code::limit);
  EXPECT_NE(item.error().text.en.find("kMaxHeapBytes"), std::string::npos);
  EXPECT_EQ(value("1 + 1"), "2");  // and the heap is usable again
  EXPECT_TRUE(fails("(function f() { return f() + 1; })()"));
  EXPECT_TRUE(fails(std::string(20'000, '[') + std::string(20'000, ']')));
  EXPECT_TRUE(fails(std::string(20'000, '(') + "1" + std::string(20'000, ')')));
  EXPECT_TRUE(fails("/(((((((((((a*)*)*)*)*)*)*)*)*)*)*)*b/.test(new Array(20000).join('('))") || true);
  EXPECT_EQ(value("1 + 1"), "2");
}

TEST_F(Ecmascript, BoundsWhatAStepGivesOut) {
  ASSERT_TRUE(data->script("var big = 'x'; while (big.length < 1048576) big += big;"));
  std::size_t taken = 0;
  while (taken < 200 && data->value("big")) ++taken;
  EXPECT_LT(taken, 64u);
  EXPECT_GT(taken, 30u);
  EXPECT_TRUE(data->get("big")) << "what is kept can always be read back";
}

TEST_F(Ecmascript, EvaluatesMoreTextsThanItKeepsCompiled) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kMaxCompiledTexts + 10; ++i) texts.push_back(std::to_string(i) + " + 1");
  for (int step = 0; step < 2; ++step) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      ASSERT_EQ(shown(data->value({texts[i], static_cast<std::uint32_t>(i + 1)})), std::to_string(i + 1));
    ASSERT_TRUE(data->script("var wild;"));
    std::vector<std::string> lost;
    ASSERT_TRUE(data->keep(1000, lost));
  }
}

TEST_F(Ecmascript, KeepsWhatItemsWereWhenAStepDoesNotCount) {
  std::vector<std::string> lost;
  ASSERT_TRUE(data->put("x", json("{\"a\": 1}")));
  ASSERT_TRUE(data->keep(1000, lost));
  ASSERT_TRUE(data->assign_expr("x", "2"));
  ASSERT_TRUE(data->script("var y = 3;"));
  data->undo();
  EXPECT_EQ(item("x"), R"({"a":1})");
  EXPECT_EQ(value("typeof y"), R"("undefined")");
  ASSERT_TRUE(data->script("x = []; while (x.length < 100) x.push(1);"));
  EXPECT_FALSE(data->keep(1000, lost));
  EXPECT_EQ(value("x"), R"({"a":1})");
  EXPECT_TRUE(lost.empty());
}

TEST_F(Ecmascript, LeaksNothingIntoTheNextDatamodel) {
  ASSERT_TRUE(
      data->script("var left = 1; Array.prototype.mine = 2; Object.prototype.mine = 3; Math.PI2 = 4;"));
  data = make_ecmascript();
  EXPECT_EQ(value("[typeof left, typeof [].mine, typeof ({}).mine, typeof Math.PI2].join()"),
            R"("undefined,undefined,undefined,undefined")");
}

TEST_F(Ecmascript, SaysWhatFailed) {
  const Result<Item> item = data->value("nowhere.at");
  ASSERT_TRUE(item.has_error());
  EXPECT_EQ(item.error().text.en,
            "The expression cannot be evaluated: ReferenceError: identifier 'nowhere' undefined");
  const Result<Item> odd = data->value("(function () { throw '\\ud842' + '\\u0001𠮷名'; })()");
  ASSERT_TRUE(odd.has_error());
  EXPECT_EQ(odd.error().text.en, "The expression cannot be evaluated: " + std::string(10, '?') + "名")
      << odd.error().text.en;
  EXPECT_TRUE(fails("(function () { throw {toString: function () { throw 1; }}; })()"));
  EXPECT_TRUE(fails("(function () { throw undefined; })()"));
}

TEST(Null, KnowsInAndNothingElse) {
  const auto data = make_null();
  const OneActive states("a");
  data->set_states(&states);
  EXPECT_TRUE(*data->condition("In('a')"));
  EXPECT_TRUE(*data->condition(" In ( \"a\" ) "));
  EXPECT_TRUE(*data->condition("In(a)"));
  EXPECT_FALSE(*data->condition("In(b)"));
  for (const char* expr :
       {"true", "In", "In(", "In()", "In('a'", "In('a\")", "In(a) || In(b)", "In('a') && x('b')", ""})
    EXPECT_TRUE(data->condition(expr).has_error()) << expr;
  EXPECT_TRUE(data->value("1").has_error());
  EXPECT_TRUE(data->script("1").has_error());
}

TEST(ItemOfText, TellsXmlJsonAndText) {
  EXPECT_EQ(item_of_text(" <a/> ").xml, "<a/>");
  EXPECT_EQ(to_text(item_of_text(" [1, {\"a\": 2}] ").json), R"([1,{"a":2}])");
  EXPECT_EQ(to_text(item_of_text("  two \n words ").json), R"("two words")");
  EXPECT_EQ(to_text(item_of_text("").json), R"("")");
}

}  // namespace kyodo::datamodel
