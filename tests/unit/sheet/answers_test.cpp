#include "sheets.h"

namespace kyodo::sheet {
namespace {

Sheet diagnosis() {
  return with(R"("already":{"type":"boolean","title":"すでに協働しているか"},
      "parts":{"type":"array","title":"協働している部分","items":{"type":"object","properties":{
          "partner":{"type":"string","title":"協働相手"},"content":{"type":"string","title":"内容"}}}},
      "future":{"type":"object","title":"将来の姿","properties":{"who":{"type":"string","title":"担い手"}}},
      "fields":{"type":"array","title":"分野","items":{"type":"string"}},
      "level":{"title":"評価","oneOf":[{"const":1,"title":"不十分"},{"const":2,"title":"十分"}]})");
}

Lines changes(std::string_view before, std::string_view after) {
  Lines lines;
  for (const Change& c : differences(diagnosis(), json(before), json(after)))
    lines.push_back(c.field + " " + c.title + " " + to_text(c.before) + " " + to_text(c.after));
  return lines;
}

Lines text(std::string_view answers) {
  Lines lines;
  for (const Line& line : readable(diagnosis(), json(answers)))
    lines.push_back(line.field + " " + line.title + ": " + line.text);
  return lines;
}

TEST(Differences, AreToldFieldByFieldInTheOrderOfTheSheet) {
  EXPECT_EQ(
      changes(R"({"future":{"who":"市"},"already":false})", R"({"already":true,"future":{"who":"団体"}})"),
      (Lines{"/already すでに協働しているか false true", "/future/who 担い手 \"市\" \"団体\""}));
}

TEST(Differences, AreNoneWhereOnlyTheWritingDiffers) {
  EXPECT_EQ(changes(R"({"level":1,"already":true})", R"({"already":true,"level":1.0})"), Lines{});
  EXPECT_EQ(changes(R"({"level":null})", "{}"), Lines{});
  EXPECT_EQ(changes("null", "null"), Lines{});
}

TEST(Differences, ShowWhatCameAndWhatWent) {
  EXPECT_EQ(changes("null", R"({"already":true})"), (Lines{"/already すでに協働しているか null true"}));
  EXPECT_EQ(changes(R"({"future":{"who":"市"}})", "{}"), (Lines{"/future/who 担い手 \"市\" null"}));
  EXPECT_EQ(changes(R"({"fields":["福祉"]})", R"({"fields":["福祉","環境"]})"),
            (Lines{"/fields 分野 [\"福祉\"] [\"福祉\",\"環境\"]"}));
}

TEST(Differences, NameTheEntryOfAList) {
  EXPECT_EQ(changes(R"({"parts":[{"partner":"甲"}]})", R"({"parts":[{"partner":"甲"},{"partner":"乙"}]})"),
            (Lines{"/parts/1/partner 協働している部分(2件目)／協働相手 null \"乙\""}));
}

TEST(Differences, HoldFieldsTheSheetDoesNotKnow) {
  EXPECT_EQ(changes(R"({"old":1,"both":1})", R"({"both":2,"new":3})"),
            (Lines{"/old /old 1 null", "/both /both 1 2", "/new /new null 3"}));
}

TEST(Differences, SurviveAnswersOfTheWrongShape) {
  EXPECT_EQ(changes("[1]", R"({"already":true})"), (Lines{"  [1] {\"already\":true}"}));
  EXPECT_EQ(changes(R"({"parts":3,"future":"x"})", R"({"parts":[3],"future":{"who":"市"}})"),
            (Lines{"/parts 協働している部分 3 [3]", "/future 将来の姿 \"x\" {\"who\":\"市\"}"}));
}

TEST(Readable, WritesAnswersAsPeopleReadThem) {
  EXPECT_EQ(text(R"({"level":2,"fields":["福祉","環境"],"already":true,
                     "parts":[{"partner":"甲の会","content":"見守り"},{"partner":"乙の会"}],"future":{"who":"地域"},"x":1.5})"),
            (Lines{"/already すでに協働しているか: はい",
                   "/parts/0/partner 協働している部分(1件目)／協働相手: 甲の会",
                   "/parts/0/content 協働している部分(1件目)／内容: 見守り",
                   "/parts/1/partner 協働している部分(2件目)／協働相手: 乙の会", "/future/who 担い手: 地域",
                   "/fields 分野: 福祉、環境", "/level 評価: 十分", "/x /x: 1.5"}));
}

TEST(Readable, LeavesOutWhatIsNotAnswered) {
  EXPECT_EQ(text(R"({"already":null,"parts":[],"future":{},"fields":[""]})"), Lines{});
  EXPECT_EQ(text("null"), Lines{});
}

}  // namespace
}  // namespace kyodo::sheet
