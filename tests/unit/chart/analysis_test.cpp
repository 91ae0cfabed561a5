// Unreachable states, dead ends, dead transitions, endless rounds, ways and pictures.
#include "support.h"

namespace kyodo::chart {

namespace {

std::string said(const std::string& body) {
  const auto chart = compiled(body);
  std::string all;
  if (!chart) return "?";
  for (const Finding& finding : analyse(*chart)) {
    EXPECT_FALSE(finding.error);
    all += (all.empty() ? "" : " ") + finding.rule + ":" +
           std::to_string(finding.where.column - static_cast<int>(document("").find("</")));
  }
  return all;
}

std::string joined(const std::vector<std::string>& ids) {
  std::string all;
  for (const std::string& id : ids) all += (all.empty() ? "" : " ") + id;
  return all;
}

}  // namespace

TEST(Analyse, SaysNothingOfASoundChart) {
  EXPECT_EQ(said("<state id='a'><transition event='e' target='p'/></state>"
                 "<parallel id='p'><state id='r'><state id='r1'><transition event='e' target='r2'/></state>"
                 "<final id='r2'/></state><state id='q'><history id='h'><transition target='q1'/></history>"
                 "<state id='q1'><transition event='x' target='h'/></state></state>"
                 "<transition event='done.state.r' target='f'/></parallel><final id='f'/>"),
            "");
}

TEST(Analyse, FindsUnreachableStatesOnceWithAllInside) {
  EXPECT_EQ(said("<final id='f'/><state id='a'><state id='b'/></state>"), "unreachable-state:16");
  EXPECT_EQ(
      said(
          "<state id='s' initial='b'><state id='a'/><state id='b'/><transition event='e' target='f'/></state>"
          "<final id='f'/>"),
      "unreachable-state:27");
}

TEST(Analyse, KnowsThatAShallowHistoryEntersWhatItRemembersByDefault) {
  EXPECT_EQ(
      said("<state id='o'><transition event='in' target='y'/><transition event='back' target='h'/>"
           "<transition event='end' target='f'/></state>"
           "<state id='s'><history id='h'><transition target='b'/></history><state id='b'/>"
           "<state id='c'><state id='x'/><state id='y'/></state><transition event='out' target='o'/></state>"
           "<final id='f'/>"),
      "");
}

TEST(Analyse, FindsStatesWithoutAWayToTheEnd) {
  EXPECT_EQ(said("<state id='a'><transition event='e' target='b'/><transition event='g' target='f'/></state>"
                 "<state id='b'><transition event='e' target='c'/></state><state id='c'/><final id='f'/>"),
            "no-way-to-final:91 no-way-to-final:147");
  EXPECT_EQ(said("<state id='a'/>"),
            "no-final:" + std::to_string(1 - static_cast<int>(document("").find("</"))));
}

TEST(Analyse, FindsTransitionsThatAnEarlierOneShadows) {
  EXPECT_EQ(
      said("<state id='a'><transition event='e' target='f'/><transition event='e.x' cond='1' target='a'/>"
           "<transition event='ex' target='f'/></state><final id='f'/>"),
      "dead-transition:49");
  EXPECT_EQ(said("<state id='a'><transition event='e' cond='1' target='f'/><transition event='e' "
                 "target='f'/></state>"
                 "<final id='f'/>"),
            "");
  EXPECT_EQ(
      said("<state id='a'><transition event='e' target='f'/><transition target='f'/></state><final id='f'/>"),
      "dead-transition:15");
}

TEST(Analyse, FindsEndlessRoundsButNotLoopsWithAWayOut) {
  EXPECT_EQ(
      said("<state id='a'><transition target='b'/></state><state id='b'><transition target='a'/></state>"
           "<state id='c'><transition event='e' target='f'/></state><final id='f'/>")
          .substr(0, 20),
      "no-way-to-final:1 cy");
  EXPECT_EQ(said("<state id='l'><transition cond='n>3' target='f'/><transition target='b'/></state>"
                 "<state id='b'><transition target='l'/></state><final id='f'/>"),
            "");
  EXPECT_EQ(said("<parallel id='p'><state id='r'><state id='r1'><transition target='r2'/></state><state "
                 "id='r2'/></state>"
                 "<transition event='e' target='f'/></parallel><final id='f'/>"),
            "");
}

TEST(Ways, CountTheStatesInWhichPeopleAct) {
  const auto chart = compiled(
      "<state id='s'><transition target='a'/></state>"
      "<state id='a'><invoke/><transition event='short' target='f'/><transition event='long' "
      "target='b'/></state>"
      "<state id='b'><invoke/><transition event='e' target='c'/><transition event='back' target='a'/></state>"
      "<state id='c'><invoke/><transition event='e' target='f'/></state><final id='f'/>");
  const Ways found = ways(*chart);
  EXPECT_EQ(joined(found.shortest), "a");
  EXPECT_EQ(joined(found.longest), "a b c");
}

TEST(Ways, OfAThicketComeToAnEnd) {
  std::string body;
  for (int i = 0; i < 40; ++i) {
    body += "<state id='s" + std::to_string(i) + "'><invoke/><transition event='f' target='f'/>";
    for (int k = 0; k < 40; ++k)
      body += "<transition event='e" + std::to_string(k) + "' target='s" + std::to_string(k) + "'/>";
    body += "</state>";
  }
  const auto chart = compiled(body + "<final id='f'/>");
  const Ways found = ways(*chart);
  EXPECT_EQ(found.shortest.size(), 1u);
  EXPECT_EQ(found.longest.size(), 40u);
}

TEST(Draw, WritesClustersAndEscapesLabels) {
  const auto chart = compiled(
      "<state id='p' ky:title='a \"b\"'><state id='x'><transition event='e' cond='a > \"b\"' "
      "target='f'/></state></state><final id='f'/>");
  const std::string dot = to_dot(*chart);
  EXPECT_NE(dot.find("subgraph cluster_1"), std::string::npos);
  EXPECT_NE(dot.find("a \\\"b\\\""), std::string::npos);
  EXPECT_NE(dot.find("s2 -> s3 [label=\"e [a > \\\"b\\\"]\"]"), std::string::npos);
  const std::string mermaid = to_mermaid(*chart);
  EXPECT_EQ(mermaid,
            "stateDiagram-v2\n"
            "  state \"a #34;b#34;\" as s1 {\n"
            "    state \"x\" as s2\n"
            "    [*] --> s2\n"
            "  }\n"
            "  state \"f\" as s3\n"
            "  s3 --> [*]\n"
            "  [*] --> s1\n"
            "  s2 --> s3 : e [a #62; #34;b#34;]\n");
}

}  // namespace kyodo::chart
