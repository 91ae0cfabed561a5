// What becomes of a good document.
#include "support.h"

namespace kyodo::chart {

TEST(ParseChart, NumbersStatesInDocumentOrder) {
  const auto chart = compiled(
      "<state id='p'><state id='a'/><parallel id='q'><state id='b'/><state id='c'/></parallel>"
      "</state><final id='f'/>");
  ASSERT_TRUE(chart);
  EXPECT_EQ(chart->find("p"), 1u);
  EXPECT_EQ(chart->find("c"), 5u);
  EXPECT_EQ(chart->find("none"), kNoState);
  EXPECT_EQ(chart->states[1].kind, StateKind::compound);
  EXPECT_EQ(chart->states[1].last_descendant, 5u);
  EXPECT_EQ(chart->states[1].initial.targets, std::vector<StateIndex>{2});
  EXPECT_EQ(chart->states[3].kind, StateKind::parallel);
  EXPECT_EQ(chart->states[6].kind, StateKind::final_state);
  EXPECT_TRUE(chart->is_descendant(5, 1));
  EXPECT_FALSE(chart->is_descendant(6, 1));
}

TEST(ParseChart, ReadsEveryPartOfAWholeDocument) {
  const Parsed parsed = parse_chart(fixture("good.scxml"), "good.scxml");
  ASSERT_TRUE(parsed.chart) << rules(parsed.findings);
  EXPECT_EQ(rules(parsed.findings), "");
  const Chart& chart = *parsed.chart;
  EXPECT_EQ(chart.name, "small");
  EXPECT_EQ(chart.states[0].title, (Text{"小さな流れ", "A small process"}));
  const State& work = chart.states[chart.find("work")];
  EXPECT_EQ(work.title.ja, "診断");
  ASSERT_EQ(work.invokes.size(), 1u);
  const Invoke& invoke = work.invokes[0];
  EXPECT_EQ(invoke.id, "diagnosis");
  ASSERT_EQ(invoke.extensions.size(), 2u);
  EXPECT_EQ(invoke.extensions[0].name, "due");
  EXPECT_EQ(invoke.extensions[0].value.literal, "10 business days");
  EXPECT_EQ(invoke.extensions[1].name, "remind");
  EXPECT_EQ(invoke.extensions[1].value.expr.text, "'-5 -1'");
  EXPECT_TRUE(invoke.has_finalize);
  EXPECT_EQ(work.histories.size(), 1u);
  EXPECT_EQ(chart.states[chart.find("完了")].done_params.size(), 1u);
}

TEST(ParseChart, GivesPlacesInLinesAndCodePoints) {
  const Parsed parsed = parse_chart(
      "\xEF\xBB\xBF<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'\n"
      " datamodel='ecmascript'>\r\n"
      "<state id='診断'><transition event='差戻し' cond='n == 1' target='診断'/>\n"
      "<onentry><script>\n  x = 1;</script></onentry></state></scxml>",
      "a.scxml");
  ASSERT_TRUE(parsed.chart) << rules(parsed.findings);
  EXPECT_EQ(parsed.chart->states[0].where, (Where{"a.scxml", 1, 1}));
  EXPECT_EQ(parsed.chart->transitions[0].where, (Where{"a.scxml", 3, 16}));
  EXPECT_EQ(parsed.chart->transitions[0].cond.where, (Where{"a.scxml", 3, 46}));
  EXPECT_EQ(parsed.chart->states[1].onentry[0][0].expr.where, (Where{"a.scxml", 4, 18}));
}

TEST(ParseChart, TakesWhateverPrefixTheDocumentBinds) {
  const Parsed parsed = parse_chart(
      "<s:scxml xmlns:s='http://www.w3.org/2005/07/scxml' xmlns:w='urn:kyodo:workflow:1' "
      "version='1.0'><s:state id='a' w:title='題'><s:invoke w:due='5'/></s:state></s:scxml>",
      "a");
  ASSERT_TRUE(parsed.chart) << rules(parsed.findings);
  EXPECT_EQ(parsed.chart->states[1].title.ja, "題");
  EXPECT_EQ(parsed.chart->states[1].invokes[0].extensions[0].name, "due");
}

TEST(ParseChart, NormalisesEventDescriptors) {
  const auto chart = compiled("<state id='a'><transition event=' a.* b. *  c.d ' target='a'/></state>");
  EXPECT_EQ(chart->transitions[0].events, (std::vector<std::string>{"a", "b", "*", "c.d"}));
}

TEST(ParseChart, KeepsInlineMarkupReadyToParseAlone) {
  const auto chart = compiled(
      "<state id='a'><invoke type='scxml'><content><scxml version='1.0'><state id='x' "
      "ky:title='&amp;'/></scxml></content></invoke></state>");
  const std::string& body = chart->states[1].invokes[0].content.body;
  const Parsed inner = parse_chart(body, "inner");
  ASSERT_TRUE(inner.chart) << body << rules(inner.findings);
  EXPECT_EQ(inner.chart->states[1].title.ja, "&");
}

TEST(ParseChart, ReadsSourcesThroughWhatItIsGiven) {
  const ReadSource read = [](std::string_view src) -> Result<std::string> {
    if (src == "a.js") return std::string("function f() {}");
    if (src == "list.json") return std::string("[1]");
    return fail(Code::io, "ありません。", "There is no such file.");
  };
  const std::string text =
      document("<datamodel><data id='x' src='list.json'/></datamodel><script src='a.js'/><state id='a'/>");
  const Parsed parsed = parse_chart(text, "t", read);
  ASSERT_TRUE(parsed.chart) << rules(parsed.findings);
  EXPECT_EQ(parsed.chart->script.text, "function f() {}");
  EXPECT_EQ(parsed.chart->states[0].data[0].body, "[1]");
  EXPECT_EQ(rules(parse_chart(document("<script src='b.js'/><state/>"), "t", read).findings),
            "unreadable-source");
  EXPECT_EQ(rules(parse_chart(document("<script src='a.js'/><state/>"), "t").findings), "unreadable-source");
}

TEST(ParseDelay, KnowsSecondsAndMilliseconds) {
  EXPECT_EQ(parse_delay("500ms"), 500);
  EXPECT_EQ(parse_delay("1.5s"), 1500);
  EXPECT_EQ(parse_delay(" +.25s "), 250);
  EXPECT_EQ(parse_delay("0s"), 0);
  EXPECT_EQ(parse_delay("2S"), 2000);
  EXPECT_EQ(parse_delay("1.2345s"), 1234);
  for (const char* wrong : {"", "s", "5", "3d", "-1s", "1 s", "1..2s", "1.s", ".s", "1e3s",
                            "99999999999999999999s", "1sm", "9999999999s"})
    EXPECT_EQ(parse_delay(wrong), std::nullopt) << wrong;
}

TEST(ForEachExpression, VisitsAllAndTellsScripts) {
  const Parsed parsed = parse_chart(fixture("good.scxml"), "good.scxml");
  std::string all;
  for_each_expression(*parsed.chart, [&](const Expression& expression, bool is_script) {
    EXPECT_GT(expression.where.line, 0) << expression.text;
    all += (is_script ? "!" : "") + expression.text + "|";
  });
  EXPECT_EQ(all,
            "!function twice(n) { return 2 * n; }|0|twice(count)|['diagnosis']|'-5 -1'|count|count + 1|count "
            "< 3|count|");
}

}  // namespace kyodo::chart
