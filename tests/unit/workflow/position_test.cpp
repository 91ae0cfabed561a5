#include "workflow/position.h"

#include <gtest/gtest.h>

namespace kyodo::workflow {
namespace {

const std::string kJson = "{\n  \"題\": [1, {\"a/b\": \"x\"}],\n  \"n\": -2\n}\n";

TEST(WhereInJson, FindsMembersAndElementsInCodePoints) {
  EXPECT_EQ(where_in_json(kJson, "", "f"), (Where{"f", 1, 1}));
  EXPECT_EQ(where_in_json(kJson, "/題", "f"), (Where{"f", 2, 8}));
  EXPECT_EQ(where_in_json(kJson, "/題/1", "f"), (Where{"f", 2, 12}));
  EXPECT_EQ(where_in_json(kJson, "/題/1/a~1b", "f"), (Where{"f", 2, 20}));
  EXPECT_EQ(where_in_json(kJson, "/n", "f"), (Where{"f", 3, 8}));
}

TEST(WhereInJson, NamesTheInnermostObjectWhenTheMemberIsMissing) {
  EXPECT_EQ(where_in_json(kJson, "/missing", "f"), (Where{"f", 1, 1}));
  EXPECT_EQ(where_in_json(kJson, "/題/1/missing/deeper", "f"), (Where{"f", 2, 12}));
  EXPECT_EQ(where_in_json(kJson, "/題/7", "f"), (Where{"f", 2, 8}));
}

TEST(WhereInJson, SkipsBracketsAndQuotesInsideStrings) {
  EXPECT_EQ(where_in_json(R"({"a": "}\"]{", "b": [[], {}], "c": true})", "/c", "f").column, 36);
}

TEST(Offsets, GoThereAndBack) {
  const std::string text = "\xEF\xBB\xBFあい\nうえ";
  for (const std::size_t offset : {3u, 6u, 10u, 13u})
    EXPECT_EQ(offset_of(text, where_at(text, offset, "f")), offset);
  EXPECT_EQ(where_at(text, 10, "f"), (Where{"f", 2, 1}));
  EXPECT_EQ(offset_of(text, {"f", 3, 1}), std::string_view::npos);
  EXPECT_EQ(offset_of(text, {"f", 1, 9}), std::string_view::npos);
}

TEST(WhereOfAttribute, FindsTheAttributeByItsLocalNameOutsideOfValues) {
  const std::string xml = "<a>\n<invoke x=\" ky:due='no' >\"\n  ky:due=\"8/31\"/></a>";
  EXPECT_EQ(where_of_attribute(xml, {"f", 2, 1}, "due"), (Where{"f", 3, 3}));
  EXPECT_EQ(where_of_attribute(xml, {"f", 2, 1}, "role"), (Where{"f", 2, 1}));
}

TEST(InvalidUtf8, FindsTheFirstByteThatDoesNotFit) {
  EXPECT_EQ(invalid_utf8("協働 𠮷"), std::nullopt);
  EXPECT_EQ(invalid_utf8("ab\x8E\x8C"), 2u);                     // CP932
  EXPECT_EQ(invalid_utf8("a\xC0\xAF"), 1u);                      // overlong
  EXPECT_EQ(invalid_utf8("\xED\xA0\x80"), 0u);                   // surrogate
  EXPECT_EQ(invalid_utf8("\xF4\x90\x80\x80"), 0u);               // beyond U+10FFFF
  EXPECT_EQ(invalid_utf8(std::string_view("\xE5\x8D", 2)), 0u);  // cut
}

}  // namespace
}  // namespace kyodo::workflow
