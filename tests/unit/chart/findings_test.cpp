// What is said of documents that are wrong.
#include "support.h"

namespace kyodo::chart {

TEST(Findings, AreAllReportedAtOnceInOrder) {
  const Parsed parsed = parse_chart(fixture("many-faults.scxml"), "many-faults.scxml");
  EXPECT_FALSE(parsed.chart);
  EXPECT_EQ(
      rules(parsed.findings),
      "unknown-attribute foreign-attribute unknown-target missing-attribute unknown-element foreign-element "
      "bad-delay conflicting-attributes missing-attribute duplicate-id bad-id illegal-initial "
      "illegal-nesting");
  for (const Finding& finding : parsed.findings) {
    EXPECT_FALSE(finding.text.ja.empty() || finding.text.en.empty()) << finding.rule;
    EXPECT_FALSE(finding.advice.ja.empty() || finding.advice.en.empty()) << finding.rule;
    EXPECT_GT(finding.where.column, 0) << finding.rule;
  }
  EXPECT_EQ(to_string(parsed.findings[0].where), "many-faults.scxml:2:17");
}

TEST(Findings, OfForeignThingsAreWarningsAndOfUnknownOnesErrors) {
  const Parsed parsed =
      parse_chart(document("<state id='a' xmlns:x='urn:x' x:y='1' xml:lang='ja'><x:z/></state>"), "t");
  EXPECT_TRUE(parsed.chart);
  EXPECT_EQ(rules(parsed.findings), "foreign-attribute foreign-element");
  EXPECT_EQ(rules_of("<state id='a' y='1'/>"), "unknown-attribute");
  EXPECT_EQ(rules_of("<state id='a'><transition ky:due='5' event='e'/></state>"), "misplaced-extension");
}

TEST(Findings, NameTheRootThatIsMissing) {
  EXPECT_EQ(rules(parse_chart("<scxml version='1.0'><state/></scxml>", "t").findings), "wrong-namespace");
  EXPECT_EQ(rules(parse_chart("<state xmlns='http://www.w3.org/2005/07/scxml'/>", "t").findings),
            "illegal-nesting");
  EXPECT_EQ(
      rules(parse_chart("<scxml xmlns='http://www.w3.org/2005/07/scxml' version='2.0'/>", "t").findings),
      "no-states bad-value");
  EXPECT_EQ(rules_of("<state/>", "datamodel='xpath'"), "bad-value");
  EXPECT_EQ(rules_of("<state/>", "binding='whenever'"), "bad-value");
}

TEST(Findings, RefuseTargetsThatCannotBeActiveTogether) {
  const std::string states =
      "<state id='s'/><parallel id='p'><state id='a'><state id='a1'/><state id='a2'/></state>"
      "<state id='b'><state id='b1'/></state></parallel>";
  const auto with = [&](const std::string& targets) {
    return rules_of(states + "<state id='t'><transition event='e' target='" + targets + "'/></state>");
  };
  EXPECT_EQ(with("a1 b1"), "");
  EXPECT_EQ(with("a1 a2"), "illegal-target-set");
  EXPECT_EQ(with("a a1"), "illegal-target-set");
  EXPECT_EQ(with("b1 s"), "illegal-target-set");
  EXPECT_EQ(with("a1 a1"), "illegal-target-set");
  EXPECT_EQ(with("b1 a1"), "");
}

TEST(Findings, RefuseAHistoryTogetherWithAStateOfItsParent) {
  const std::string states =
      "<parallel id='p'><history id='h' type='deep'><transition target='a2'/></history>"
      "<state id='a'><history id='ha'><transition target='a2'/></history><state id='a1'/><state "
      "id='a2'/></state>"
      "<state id='b'><state id='b1'/></state></parallel>";
  const auto with = [&](const std::string& targets) {
    return rules_of(states + "<state id='t'><transition event='e' target='" + targets + "'/></state>");
  };
  EXPECT_EQ(with("h"), "");
  EXPECT_EQ(with("ha b1"), "");
  EXPECT_EQ(with("h a1"), "illegal-target-set");
  EXPECT_EQ(with("b h"), "illegal-target-set");
  EXPECT_EQ(with("h ha"), "illegal-target-set");
  EXPECT_EQ(with("ha a1"), "illegal-target-set");
}

TEST(Findings, RefuseInitialStatesOutside) {
  EXPECT_EQ(rules_of("<state id='a' initial='b'><state id='c'/></state><state id='b'/>"), "illegal-initial");
  EXPECT_EQ(rules_of("<state id='a' initial='a'/>"), "illegal-initial");
  EXPECT_EQ(
      rules_of(
          "<state id='a' initial='c'><initial><transition target='c'/></initial><state id='c'/></state>"),
      "conflicting-attributes");
  EXPECT_EQ(rules_of("<state id='a'><initial/><state id='c'/></state>"), "missing-element");
  EXPECT_EQ(
      rules_of(
          "<state id='a'><initial><transition target='c' cond='true'/></initial><state id='c'/></state>"),
      "illegal-initial");
  EXPECT_EQ(rules_of("<state id='a'/>", "initial='nowhere'"), "unknown-target");
}

TEST(Findings, RefuseHistoriesWithoutAWayIn) {
  EXPECT_EQ(rules_of("<state id='a'><history id='h'/><state id='b'/></state>"), "missing-element");
  EXPECT_EQ(rules_of("<state id='a'><history id='h'><transition target='c'/></history><state id='b'><state "
                     "id='c'/></state>"
                     "</state>"),
            "illegal-initial");
  EXPECT_EQ(
      rules_of(
          "<state id='a'><history id='h' type='deep'><transition target='c'/></history><state id='b'><state "
          "id='c'/></state></state>"),
      "");
  EXPECT_EQ(
      rules_of("<state id='a'><history id='h'><transition target='g'/></history><history id='g'><transition "
               "target='h'/></history><state id='b'/></state>"),
      "illegal-initial");
}

TEST(Findings, RefuseContradictionsInSendAndInvoke) {
  const auto send = [](const std::string& inside) {
    return rules_of("<state><onentry>" + inside + "</onentry></state>");
  };
  EXPECT_EQ(send("<send/>"), "missing-attribute");
  EXPECT_EQ(send("<send event='e' target='#_internal' delay='1s'/>"), "conflicting-attributes");
  EXPECT_EQ(send("<send event='e' id='a' idlocation='b'/>"), "conflicting-attributes");
  EXPECT_EQ(send("<send event='e'><param name='a' expr='1'/><content>x</content></send>"),
            "conflicting-attributes");
  EXPECT_EQ(send("<send event='e'><content expr='1'>x</content></send>"), "conflicting-attributes");
  EXPECT_EQ(send("<send event='e'><param name='a'/></send>"), "missing-attribute");
  EXPECT_EQ(send("<cancel/>"), "missing-attribute");
  EXPECT_EQ(send("<assign location='x'/>"), "missing-attribute");
  EXPECT_EQ(send("<if cond='1'><else/><elseif cond='2'/></if>"), "illegal-nesting");
  EXPECT_EQ(send("<if cond=' '/>"), "empty-attribute");
  EXPECT_EQ(rules_of("<state><invoke><finalize><raise event='e'/></finalize></invoke></state>"),
            "illegal-nesting");
  EXPECT_EQ(rules_of("<state><invoke ky:due='1' ky:dueexpr='2'/></state>"), "conflicting-attributes");
  EXPECT_EQ(rules_of("<state><invoke autoforward='yes'/></state>"), "bad-value");
}

TEST(Findings, OfWhatMeansNothingButIsPlainAreWarnings) {
  const auto warned = [](const std::string& body) {
    const Parsed parsed = parse_chart(document(body), "t");
    EXPECT_TRUE(parsed.chart) << body;
    return rules(parsed.findings);
  };
  EXPECT_EQ(warned("<state id='a'><transition event='e' cond='' target='a'/></state>"), "empty-attribute");
  EXPECT_EQ(warned("<state id='a'><onentry><log expr=''/></onentry></state>"), "empty-attribute");
  EXPECT_EQ(warned("<state id='a'><transition/></state>"), "missing-attribute");
  EXPECT_EQ(warned("<transition event='e' target='a'/><state id='a'/>"), "illegal-nesting");
}

TEST(Findings, LetASendByHttpGoWithoutAnEvent) {
  EXPECT_EQ(rules_of("<state><onentry><send type='http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor' "
                     "target='http://127.0.0.1/'/></onentry></state>"),
            "");
}

TEST(Findings, RefuseDataThatNoExpressionCouldName) {
  EXPECT_EQ(rules_of("<datamodel><data id='a-b'/></datamodel><state/>"), "bad-id");
  EXPECT_EQ(rules_of("<datamodel><data id='_event'/></datamodel><state/>"), "bad-id");
  EXPECT_EQ(rules_of("<datamodel><data id='点数'/></datamodel><state/>"), "");
}

TEST(Findings, AskForADatamodelWhereExpressionsAreUsed) {
  EXPECT_EQ(rules_of("<state id='a'><transition cond='In(\"a\")' event='e'/></state>", ""), "");
  EXPECT_EQ(rules_of("<state id='a'><transition cond='x == 1' event='e'/></state>", "datamodel='null'"),
            "needs-datamodel");
  EXPECT_EQ(rules_of("<datamodel><data id='x'/></datamodel><state id='a'/>", "datamodel='null'"),
            "needs-datamodel");
}

TEST(Findings, AreCountedBeyondTheLimit) {
  std::string body;
  for (std::size_t i = 0; i < kMaxFindings + 20; ++i) body += "<stat/>";
  const Parsed parsed = parse_chart(document(body + "<state/>"), "t");
  ASSERT_EQ(parsed.findings.size(), kMaxFindings + 1);
  EXPECT_EQ(parsed.findings.back().rule, "too-many-findings");
  EXPECT_NE(parsed.findings.back().text.en.find("20 more"), std::string::npos);
}

}  // namespace kyodo::chart
