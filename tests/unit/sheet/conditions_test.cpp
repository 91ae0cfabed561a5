#include <gmock/gmock.h>

#include "sheets.h"

namespace kyodo::sheet {
namespace {

// The gate of the 協働診断シート: yes asks for the collaboration, no for the reason; the other side is
// forbidden.
Sheet gate() {
  return with(R"("already":{"type":"boolean","title":"現在すでに協働している部分があるかどうか"},
      "partner":{"type":"string","title":"協働相手","minLength":1},
      "beginning":{"type":"string","title":"始まった経緯"},
      "reason":{"type":"string","title":"協働が行われていない理由","minLength":1},
      "support":{"type":"string","title":"協働を進めるために必要なサポート"})",
              R"("required":["already"],"additionalProperties":false,
      "if":{"properties":{"already":{"const":true}},"required":["already"]},
      "then":{"required":["partner"],"properties":{"reason":false,"support":false}},
      "else":{"required":["reason","support"],"properties":{"partner":false,"beginning":false}})");
}

TEST(Conditions, AskForTheFieldsOfTheBranchThatApplies) {
  EXPECT_EQ(brief(gate(), R"({"already":true,"partner":"団体"})"), Lines{});
  EXPECT_EQ(brief(gate(), R"({"already":false,"reason":"理由","support":"助言"})"), Lines{});
  EXPECT_EQ(brief(gate(), R"({"already":true})"), (Lines{"/partner required"}));
  EXPECT_EQ(first_ja(gate(), R"({"already":true})"), "「協働相手」は必須です。入力してください。");
  EXPECT_EQ(brief(gate(), R"({"already":false,"reason":""})"),
            (Lines{"/reason minLength", "/support required"}));
}

TEST(Conditions, ReportAnAnswerInTheBranchThatDoesNotApply) {
  EXPECT_EQ(brief(gate(), R"({"already":true,"partner":"団体","reason":"理由"})"),
            (Lines{"/reason forbidden"}));
  EXPECT_EQ(first_ja(gate(), R"({"already":true,"partner":"団体","reason":"理由"})"),
            "「協働が行われていない理由」は、ほかの回答の内容により、記入できません。消してください。");
}

TEST(Conditions, WaitForTheGateToBeAnswered) {
  EXPECT_EQ(brief(gate(), "{}"), (Lines{"/already required"}));
  EXPECT_EQ(brief(gate(), R"({"already":"yes","partner":"団体"})"), (Lines{"/already type"}));
}

TEST(Conditions, LetADraftLeaveTheBranchIncomplete) {
  EXPECT_EQ(brief(gate(), R"({"already":true})", true), Lines{});
  EXPECT_EQ(brief(gate(), R"({"reason":"理由","partner":"団体"})", true), Lines{});
  EXPECT_EQ(brief(gate(), R"({"already":true,"reason":"理由"})", true), (Lines{"/reason forbidden"}));
}

TEST(Conditions, AskOnlyOnceForTheSameThing) {
  const Sheet sheet = with(R"("a":{"type":"string","title":"甲"})",
                           R"("required":["a"],"allOf":[{"required":["a"]},{"required":["a"]}])");
  EXPECT_EQ(brief(sheet, "{}"), (Lines{"/a required"}));
}

TEST(Conditions, GiveEveryProblemOfAllOf) {
  const Sheet sheet =
      with(R"("a":{"type":"string","title":"甲","allOf":[{"maxLength":2},{"pattern":"^x"}]})");
  EXPECT_EQ(brief(sheet, R"({"a":"abc"})"), (Lines{"/a maxLength", "/a pattern"}));
}

TEST(AnyOf, AsksForOneOfSeveralQuestions) {
  const Sheet sheet = with(
      R"("tel":{"type":"string","title":"電話番号"},"mail":{"type":"string","title":"メール"},"fax":{"type":"string","title":"FAX"})",
      R"("anyOf":[{"required":["tel"]},{"required":["mail","fax"]}])");
  EXPECT_EQ(brief(sheet, R"({"mail":"a","fax":"b"})"), Lines{});
  EXPECT_EQ(brief(sheet, R"({"mail":"a"})"), (Lines{" anyOf"}));
  EXPECT_EQ(first_ja(sheet, "{}"), "「電話番号」、または「メール」と「FAX」のいずれかを入力してください。");
  EXPECT_EQ(brief(sheet, "{}", true), Lines{});
}

TEST(AnyOf, GivesTheProblemsOfTheAlternativeThatWasMeant) {
  const Sheet sheet = with(R"("a":{"title":"甲","anyOf":[{"type":"null"},{"type":"string","maxLength":3}]})");
  EXPECT_EQ(brief(sheet, R"({"a":null})"), Lines{});
  EXPECT_EQ(first_ja(sheet, R"({"a":"長すぎます"})"), "「甲」は3文字以内で入力してください(現在5文字)。");
}

TEST(AnyOf, ListsTheAlternativesOtherwise) {
  const Sheet sheet = with(
      R"("a":{"type":"string","title":"番号","anyOf":[{"pattern":"^[0-9]+$","title":"数字だけ"},{"pattern":"^P-","title":"P- で始まる番号"}]})");
  EXPECT_EQ(first_ja(sheet, R"({"a":"x"})"),
            "「番号」は、次のいずれかに合うように入力してください。 (1) 数字だけ (2) P- で始まる番号");
}

TEST(OneOf, ShowsTitledValuesAsChoices) {
  const Sheet sheet =
      with(R"("v":{"title":"評価","oneOf":[{"const":1,"title":"不十分"},{"const":2,"title":"十分"}]})");
  EXPECT_EQ(brief(sheet, R"({"v":2})"), Lines{});
  EXPECT_EQ(brief(sheet, R"({"v":3})"), (Lines{"/v enum"}));
  EXPECT_EQ(first_ja(sheet, R"({"v":3})"), "「評価」は次の中から選んでください: 不十分、十分");
}

TEST(OneOf, FollowsTheFixedValueThatTellsAlternativesApart) {
  const Sheet sheet = with(
      R"("kind":{"type":"string","title":"区分"},"year":{"type":"integer","title":"開始年度"},"why":{"type":"string","title":"理由"})",
      R"("required":["kind"],"oneOf":[{"properties":{"kind":{"const":"実施"}},"required":["year"]},{"properties":{"kind":{"const":"見送り"}},"required":["why"]}])");
  EXPECT_EQ(brief(sheet, R"({"kind":"実施"})"), (Lines{"/year required"}));
  EXPECT_EQ(brief(sheet, R"({"kind":"見送り","why":"時期"})"), Lines{});
  EXPECT_EQ(brief(sheet, R"({"kind":"実施"})", true), Lines{});
}

TEST(OneOf, SaysThatOnlyOneMayBeFilledIn) {
  const Sheet sheet = with(R"("a":{"title":"団体名"},"b":{"title":"個人名"})",
                           R"("oneOf":[{"required":["a"]},{"required":["b"]}])");
  EXPECT_EQ(brief(sheet, R"({"a":1})"), Lines{});
  EXPECT_EQ(first_ja(sheet, R"({"a":1,"b":1})"),
            "「団体名」、「個人名」は、どれか一つだけを入力してください。");
  EXPECT_EQ(first_ja(sheet, "{}"), "「団体名」、または「個人名」のいずれかを入力してください。");
  EXPECT_EQ(brief(sheet, "{}", true), Lines{});
  EXPECT_EQ(brief(sheet, R"({"a":1,"b":1})", true), (Lines{" oneOf"}));
}

TEST(OneOf, SaysWhenSeveralAlternativesFit) {
  const Sheet sheet = with(R"("n":{"title":"甲","oneOf":[{"minimum":1},{"maximum":5}]})");
  EXPECT_EQ(brief(sheet, R"({"n":0})"), Lines{});
  EXPECT_EQ(brief(sheet, R"({"n":3})"), (Lines{"/n oneOf"}));
}

TEST(Not, ForbidsAnswersByTheirPresence) {
  const Sheet one = with(R"("a":{"title":"甲"})", R"("not":{"required":["a"]})");
  EXPECT_EQ(brief(one, R"({"a":1})"), (Lines{"/a forbidden"}));
  const Sheet either = with(R"("a":{"title":"甲"},"b":{"title":"乙"})",
                            R"("not":{"anyOf":[{"required":["a"]},{"required":["b"]}]})");
  EXPECT_EQ(brief(either, R"({"a":1,"b":1})"), (Lines{"/a forbidden", "/b forbidden"}));
  const Sheet both = with(R"("a":{"title":"甲"},"b":{"title":"乙"})", R"("not":{"required":["a","b"]})");
  EXPECT_EQ(brief(both, R"({"a":1})"), Lines{});
  EXPECT_EQ(first_ja(both, R"({"a":1,"b":1})"),
            "「甲」と「乙」は、一緒には記入できません。どれかを消してください。");
}

TEST(Not, SpeaksWithTheHintOfTheSheet) {
  const Sheet sheet =
      with(R"("a":{"title":"甲","not":{"const":"未定"},"x-hint":"決まってから記入してください。"})");
  EXPECT_EQ(brief(sheet, R"({"a":"x"})"), Lines{});
  EXPECT_EQ(first_ja(sheet, R"({"a":"未定"})"),
            "「甲」の回答は、この内容では受け付けられません。決まってから記入してください。");
}

}  // namespace
}  // namespace kyodo::sheet
