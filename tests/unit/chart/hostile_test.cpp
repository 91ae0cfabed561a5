// Documents made to break a parser.
#include "support.h"

namespace kyodo::chart {

namespace {

std::string refused(const std::string& text) {
  const Parsed parsed = parse_chart(text, "t.scxml");
  EXPECT_FALSE(parsed.chart);
  return rules(parsed.findings);
}

}  // namespace

TEST(HostileDocument, IsRefusedWithoutExpandingEntities) {
  EXPECT_EQ(refused(fixture("doctype.scxml")), "doctype");
  EXPECT_EQ(refused(fixture("entity.scxml")), "not-well-formed");
  EXPECT_EQ(refused(document("<state id='a &#0; b'/>")), "not-well-formed");
  EXPECT_EQ(refused(document("<state id='&#xD800;'/>")), "not-well-formed");
  EXPECT_EQ(refused(document("<state id='a & b'/>")), "not-well-formed");
}

TEST(HostileDocument, IsRefusedInAnotherEncoding) {
  EXPECT_EQ(refused(fixture("not-utf8.scxml")), "wrong-encoding");
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE3\x81", "\x80"})
    EXPECT_EQ(refused(document("<state id='a" + std::string(bad) + "'/>")), "wrong-encoding");
  EXPECT_EQ(refused(document("<state id='a\x01'/>")), "not-well-formed");
  EXPECT_EQ(refused(document("<state id='a" + std::string(1, '\0') + "'/>")), "not-well-formed");
}

TEST(HostileDocument, IsRefusedWhenNotWellFormed) {
  for (const std::string& text : {std::string(),
                                  std::string("  "),
                                  std::string("text"),
                                  fixture("unclosed.scxml"),
                                  document("<state>"),
                                  document("</state>"),
                                  document("<state id=a/>"),
                                  document("<state id='a'id='b'"),
                                  document("<!-- x"),
                                  document("<state/>") + "<more/>",
                                  document("<state/>") + "text",
                                  document("<state a='<'/>"),
                                  document("<state id='a' id='b'/>"),
                                  document("<state/><y:state/>"),
                                  document("<state y:a='1'/>"),
                                  document("<![CDATA[ "),
                                  std::string("<scxml"),
                                  std::string("<"),
                                  std::string("<?"),
                                  std::string("<a></b>"),
                                  document("<![CDATA[")})
    EXPECT_EQ(refused(text), "not-well-formed") << text;
}

TEST(HostileDocument, IsRefusedWithThePlaceOfItsFirstFault) {
  const std::string head = "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'>\n";
  const std::string laughs =
      "<!DOCTYPE scxml [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c "
      "'&b;&b;&b;&b;&b;&b;&b;&b;'>]>\n";
  const std::string utf_8 = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
  const std::string unknown = "<?xml version=\"1.0\" encoding=\"klingon\"?>\n";
  struct Fault {
    std::string text, rule, place;
  };
  for (const Fault& fault : std::vector<Fault>{
           {head + "<state>\n</stat></scxml>", "not-well-formed", "t.scxml:3:"},
           {head + "<state id='あ' id='い'/></scxml>", "not-well-formed", "t.scxml:2:15"},
           {head + "<state>&nbsp;</state></scxml>", "not-well-formed", "t.scxml:2:8"},
           {laughs + head + "<state>&c;</state></scxml>", "doctype", "t.scxml:1:1"},
           {head + "<state id='a\xFF'/></scxml>", "wrong-encoding", "t.scxml:2:13"},
           {utf_8 + head + "<state id='caf\xE9'/></scxml>", "wrong-encoding", "t.scxml:3:15"},
           {unknown + head + "<state id='cafe'/></scxml>", "wrong-encoding", "t.scxml:1:31"},
       }) {
    const Parsed parsed = parse_chart(fault.text, "t.scxml");
    EXPECT_FALSE(parsed.chart);
    ASSERT_EQ(rules(parsed.findings), fault.rule) << fault.text;
    EXPECT_TRUE(to_string(parsed.findings[0].where).starts_with(fault.place))
        << to_string(parsed.findings[0].where) << " for " << fault.text;
  }
}

TEST(HostileDocument, OfSixtyFourMebibytesOrAMillionLevelsIsRefusedUnread) {
  EXPECT_EQ(refused(document(std::string(64u << 20, ' '))), "too-large");
  std::string levels = document("");
  levels.resize(levels.size() - std::string("</scxml>").size());
  for (int i = 0; i < 1'000'000; ++i) levels += "<a>";
  ASSERT_LT(levels.size(), kMaxDocumentBytes);
  EXPECT_EQ(refused(levels), "too-deep");
}

TEST(HostileDocument, ReachesTheLimitsByName) {
  EXPECT_EQ(refused(fixture("deep.scxml")), "too-deep");
  EXPECT_EQ(refused(std::string(kMaxDocumentBytes + 1, ' ')), "too-large");
  std::string many;
  for (std::size_t i = 0; i < kMaxElements; ++i) many += "<state/>";
  EXPECT_EQ(refused(document(many)), "too-many-elements");
  many.resize(kMaxStates * 8);
  EXPECT_EQ(refused(document(many)), "too-many-states");
  std::string attributes;
  for (std::size_t i = 0; i < kMaxAttributes; ++i) attributes += " ky:a" + std::to_string(i) + "='1'";
  EXPECT_EQ(refused(document("<state><invoke id='i'" + attributes + "/></state>")), "too-many-attributes");
}

TEST(HostileDocument, AtTheLimitOfDepthIsTaken) {
  std::string text;
  for (int i = 0; i + 1 < kMaxElementDepth; ++i) text += "<state>";
  for (int i = 0; i + 1 < kMaxElementDepth; ++i) text += "</state>";
  EXPECT_TRUE(parse_chart(document(text), "t").chart);
  EXPECT_EQ(refused(document("<state>" + text + "</state>")), "too-deep");
}

TEST(HostileDocument, CutOffAnywhereDoesNoHarm) {
  const std::string whole = fixture("good.scxml");
  for (std::size_t size = 0; size + 1 < whole.size(); ++size)
    EXPECT_FALSE(parse_chart(whole.substr(0, size), "t").chart) << size;
}

TEST(HostileDocument, OnOneLongLineIsReadInGoodTime) {
  std::string body;
  for (int i = 0; i < 15'000; ++i)
    body += "<state id='s" + std::to_string(i) + "'><transition event='e' target='s0'/></state>";
  const auto chart = compiled(body);
  ASSERT_TRUE(chart);
  EXPECT_GT(chart->transitions.back().where.column, 500'000);
}

}  // namespace kyodo::chart
