// Documents in other encodings than UTF-8.
#include "support.h"

namespace kyodo::chart {
namespace {

std::string id_of_first_state(const std::string& text) {
  const Parsed parsed = parse_chart(text, "t.scxml");
  return parsed.chart ? parsed.chart->states.at(1).id : rules(parsed.findings);
}

std::string utf16(std::string_view ascii, bool little, bool with_mark) {
  std::string out = !with_mark ? "" : little ? "\xFF\xFE" : "\xFE\xFF";
  const auto unit = [&](char high, char low) {
    out += little ? low : high;
    out += little ? high : low;
  };
  for (const char c : ascii)
    if (c == '*')
      unit('\x53', '\x54');  // 協
    else
      unit('\0', c);
  return out;
}

TEST(Encoding, IsReadFromTheByteOrderMarkOrTheFirstCharacters) {
  const std::string text = document("<state id='*'/>");
  for (const bool little : {false, true})
    for (const bool with_mark : {false, true})
      EXPECT_EQ(id_of_first_state(utf16(text, little, with_mark)), "協") << little << with_mark;
}

TEST(Encoding, IsReadFromTheDeclaration) {
  const auto declared = [](const std::string& name) {
    return "<?xml version='1.0' encoding='" + name + "'?>";
  };
  EXPECT_EQ(id_of_first_state(declared("windows-1252") + document("<state id='\xE9\x8Cuvre'/>")), "éŒuvre");
  EXPECT_EQ(id_of_first_state(declared("ISO-8859-1") + document("<state id='\xE9'/>")), "é");
  EXPECT_EQ(id_of_first_state(declared("ISO-8859-15") + document("<state id='\xBC'/>")), "Œ");
  EXPECT_EQ(id_of_first_state(declared("Shift_JIS") + document("<state id='\x8B\xA6'/>")), "協");
  EXPECT_EQ(id_of_first_state(declared("EUC-JP") + document("<state id='\xB6\xA8'/>")), "協");
  EXPECT_EQ(id_of_first_state(declared("us-ascii") + document("<state id='a'/>")), "a");
  EXPECT_EQ(id_of_first_state(fixture("shift-jis.scxml")), "a");
}

TEST(Encoding, PlacesAreCountedInCharactersOfTheText) {
  const Parsed parsed = parse_chart(
      "<?xml version='1.0' encoding='Shift_JIS'?>\n" + document("<state id='\x8B\xA6\x93\xAD' x='1'/>"), "t");
  ASSERT_EQ(parsed.findings.size(), 1u);
  EXPECT_EQ(parsed.findings[0].where.line, 2);
  EXPECT_EQ(parsed.findings[0].where.column, static_cast<int>(document("").find("</")) + 16);
}

TEST(Encoding, ThatIsNotKnownOrNotTrueOrNotPlainIsRefused) {
  for (const char* name : {"klingon", "UTF-7", "ISO-2022-JP", "Shift_JIS", "UTF-16"}) {
    const Parsed parsed = parse_chart(
        "<?xml version='1.0' encoding='" + std::string(name) + "'?>" + document("<state id='\xFF\xFF\xFD'/>"),
        "t");
    EXPECT_FALSE(parsed.chart) << name;
  }
  EXPECT_EQ(id_of_first_state("<?xml version='1.0' encoding='klingon'?>" + document("<state/>")),
            "wrong-encoding");
}

}  // namespace
}  // namespace kyodo::chart
