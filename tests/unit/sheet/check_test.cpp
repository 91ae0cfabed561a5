#include <gmock/gmock.h>

#include "sheets.h"

namespace kyodo::sheet {
namespace {

TEST(CheckAnswers, NamesTheQuestionByItsTitle) {
  const Sheet sheet = with(R"("partner":{"type":"string","title":"協働相手","x-title-en":"Partner"})",
                           R"("required":["partner"])");
  const std::vector<Problem> problems = sheet.check(json("{}"));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].field, "/partner");
  EXPECT_EQ(problems[0].keyword, "required");
  EXPECT_EQ(problems[0].text.ja, "「協働相手」は必須です。入力してください。");
  EXPECT_EQ(problems[0].text.en, "\"Partner\" is required. Please fill it in.");
}

TEST(CheckAnswers, FallsBackToTheJapaneseTitleInEnglish) {
  const Sheet sheet = with(R"("a":{"title":"名称"})", R"("required":["a"])");
  EXPECT_EQ(first_en(sheet, "{}"), "\"名称\" is required. Please fill it in.");
}

TEST(CheckAnswers, ReportsAllProblemsInTheOrderOfTheSheet) {
  const Sheet sheet = with(
      R"("a":{"type":"string","title":"甲"},"b":{"type":"integer","title":"乙"},"c":{"type":"string","title":"丙"})",
      R"("additionalProperties":false,"required":["c","a"])");
  EXPECT_EQ(brief(sheet, R"({"z":1,"b":"x"})"),
            (Lines{"/a required", "/b type", "/c required", "/z additionalProperties"}));
}

TEST(CheckAnswers, AcceptsWhatIsRight) {
  const Sheet sheet = with(R"("a":{"type":"string","title":"甲","minLength":1,"maxLength":3},
      "n":{"type":"integer","title":"乙","minimum":1,"maximum":5},
      "l":{"type":"array","title":"丙","items":{"type":"number"},"minItems":1,"uniqueItems":true},
      "d":{"type":"string","title":"丁","format":"date"},
      "k":{"title":"戊","enum":["x",2,null]},
      "m":{"type":["string","null"],"title":"己"})");
  EXPECT_EQ(brief(sheet, R"({"a":"協働𠮷","n":5.0,"l":[1,2.5],"d":"2020-02-29","k":2.0,"m":null})"), Lines{});
}

TEST(CheckAnswers, CountsCharactersAndNotBytes) {
  const Sheet sheet = with(R"("a":{"type":"string","title":"甲","minLength":2,"maxLength":3})");
  EXPECT_EQ(brief(sheet, R"({"a":"協働体"})"), Lines{});
  EXPECT_EQ(first_ja(sheet, R"({"a":"協働協働"})"), "「甲」は3文字以内で入力してください(現在4文字)。");
  EXPECT_EQ(first_ja(sheet, R"({"a":"協"})"), "「甲」は2文字以上で入力してください(現在1文字)。");
  EXPECT_EQ(first_ja(sheet, R"({"a":""})"), "「甲」が空です。入力してください。");
}

TEST(CheckAnswers, LimitsTextsWhereTheSheetSaysNothing) {
  const Sheet sheet =
      with(R"("a":{"type":"string","title":"甲"},"b":{"type":"string","title":"乙","maxLength":20000})",
           R"("if":{"required":["b"]},"then":{"properties":{"b":{"minLength":1}}})");
  const auto answers = [](std::size_t n, const char* name) {
    return JsonObject{{name, std::string(n, 'a')}};
  };
  EXPECT_EQ(brief(sheet.check(answers(kMaxAnswerText, "a"))), Lines{});
  EXPECT_EQ(brief(sheet.check(answers(kMaxAnswerText + 1, "a"))), (Lines{"/a maxLength"}));
  EXPECT_EQ(brief(sheet.check(answers(20000, "b"))), Lines{});
  EXPECT_EQ(brief(sheet.check(answers(20001, "b"))), (Lines{"/b maxLength"}));
}

TEST(CheckAnswers, SaysWhatKindOfAnswerIsExpected) {
  const Sheet sheet = with(
      R"("n":{"type":"integer","title":"乙"},"b":{"type":"boolean","title":"丙"},"m":{"type":["number","null"],"title":"丁"})");
  EXPECT_EQ(first_ja(sheet, R"({"n":1.5})"), "「乙」は整数で入力してください。");
  EXPECT_EQ(first_ja(sheet, R"({"b":"はい"})"), "「丙」ははい・いいえ(true・false)で入力してください。");
  EXPECT_EQ(first_en(sheet, R"({"m":"x"})"), "\"丁\" must be a number or empty (null).");
  EXPECT_EQ(brief(sheet, "[]"), (Lines{" type"}));
  EXPECT_EQ(brief(sheet, "null"), (Lines{" type"}));
}

TEST(CheckAnswers, ListsTheChoices) {
  const Sheet sheet =
      with(R"("k":{"title":"形態","enum":["委託","共催","補助・助成"]},"ok":{"title":"同意","const":true})");
  EXPECT_EQ(first_ja(sheet, R"({"k":"後援"})"), "「形態」は次の中から選んでください: 委託、共催、補助・助成");
  EXPECT_EQ(first_ja(sheet, R"({"ok":false})"), "「同意」は「はい」としてください。");
  EXPECT_EQ(brief(sheet, R"({"k":1,"ok":1})"), (Lines{"/k enum", "/ok const"}));
}

TEST(CheckAnswers, HoldsEqualWhatJsonSchemaHoldsEqual) {
  const Sheet sheet = with(
      R"("k":{"title":"甲","enum":[1,{"a":1,"b":[2]}]},"l":{"type":"array","title":"乙","uniqueItems":true})");
  EXPECT_EQ(brief(sheet, R"({"k":1.0})"), Lines{});
  EXPECT_EQ(brief(sheet, R"({"k":{"b":[2.0],"a":1}})"), Lines{});
  EXPECT_EQ(brief(sheet, R"({"k":"1"})"), (Lines{"/k enum"}));
  EXPECT_EQ(brief(sheet, R"({"l":[1,"1",true,null,[1],{"a":1}]})"), Lines{});
  EXPECT_EQ(first_ja(sheet, R"({"l":["x","y","x"]})"),
            "「乙」の3件目は1件目と同じです。重ならないようにしてください。");
}

TEST(CheckAnswers, ComparesNumbersExactly) {
  const Sheet sheet = with(R"("n":{"type":"number","title":"甲","minimum":0.1,"maximum":9007199254740993})");
  EXPECT_EQ(brief(sheet, R"({"n":9007199254740993})"), Lines{});
  EXPECT_EQ(brief(sheet, R"({"n":9007199254740994})"), (Lines{"/n maximum"}));
  EXPECT_EQ(brief(sheet, R"({"n":18446744073709551615})"), (Lines{"/n maximum"}));
  EXPECT_EQ(first_ja(sheet, R"({"n":0})"), "「甲」は0.1以上の数で入力してください。");
}

TEST(CheckAnswers, WantsRealDates) {
  const Sheet sheet = with(R"("d":{"type":"string","title":"開始日","format":"date"})");
  EXPECT_EQ(brief(sheet, R"({"d":"2020-02-29"})"), Lines{});
  for (const char* date : {"2019-02-29", "2019/01/01", "2019-1-1", "平成31年4月1日", "", "1867-01-01"})
    EXPECT_EQ(brief(sheet.check(JsonObject{{"d", date}})), (Lines{"/d format"})) << date;
  EXPECT_EQ(first_ja(sheet, R"({"d":"2019-02-29"})"),
            "「開始日」は実在する日付を 2018-06-01 の形で入力してください。");
}

TEST(CheckAnswers, RunsPatternsOnCharacters) {
  const Sheet sheet = with(
      R"("p":{"type":"string","title":"担当課","pattern":"^.{2}課$","x-hint":"「環境課」のように書いてください。","x-hint-en":"Write it as 環境課."})");
  EXPECT_EQ(brief(sheet, R"({"p":"環境課"})"), Lines{});
  EXPECT_EQ(first_ja(sheet, R"({"p":"市民協働課"})"),
            "「担当課」の書き方が正しくありません。「環境課」のように書いてください。");
  EXPECT_EQ(first_en(sheet, R"({"p":"x"})"),
            "\"担当課\" is not written as it should be. Write it as 環境課.");
}

TEST(CheckAnswers, SaysWhichEntryOfAListIsMeant) {
  const Sheet sheet =
      with(R"("partners":{"type":"array","title":"協働相手","x-title-en":"Partners","items":{"type":"object",
      "properties":{"name":{"type":"string","title":"名称","x-title-en":"Name"}},"required":["name"]}},
      "tags":{"type":"array","title":"分野","x-title-en":"Fields","items":{"type":"string"}})");
  EXPECT_EQ(brief(sheet, R"({"partners":[{"name":"a"},{}],"tags":["x",1]})"),
            (Lines{"/partners/1/name required", "/tags/1 type"}));
  EXPECT_EQ(first_ja(sheet, R"({"partners":[{"name":"a"},{}]})"),
            "「協働相手」2件目の「名称」は必須です。入力してください。");
  EXPECT_EQ(first_en(sheet, R"({"partners":[{"name":"a"},{}]})"),
            "\"Partners\" no. 2, \"Name\" is required. Please fill it in.");
  EXPECT_EQ(first_ja(sheet, R"({"tags":["x",1]})"), "「分野」2件目は文字で入力してください。");
}

TEST(CheckAnswers, NamesTheGroupWhenQuestionsShareATitle) {
  const Sheet sheet = with(
      R"("aim":{"type":"object","title":"②目的の設定","properties":{"comment":{"type":"string","title":"コメント"},"level":{"type":"integer","title":"目的は適切でしたか"}}},
      "share":{"type":"object","title":"③目的の共有","properties":{"comment":{"type":"string","title":"コメント"}}})");
  EXPECT_EQ(first_ja(sheet, R"({"aim":{"comment":1}})"),
            "「②目的の設定」の「コメント」は文字で入力してください。");
  EXPECT_EQ(first_ja(sheet, R"({"aim":{"level":"x"}})"), "「目的は適切でしたか」は整数で入力してください。");
}

TEST(CheckAnswers, NamesTheQuestionsOfAMissingGroup) {
  const Sheet sheet = with(
      R"("future":{"type":"object","title":"将来の姿","properties":{"who":{"type":"string","title":"担い手"},"note":{"type":"string","title":"備考"}},"required":["who"]})",
      R"("required":["future"])");
  EXPECT_EQ(brief(sheet, "{}"), (Lines{"/future required", "/future/who required"}));
}

TEST(CheckAnswers, LetsADraftBeIncompleteButNotWrong) {
  const Sheet sheet = with(
      R"("a":{"type":"string","title":"甲","minLength":1,"maxLength":3},"l":{"type":"array","title":"乙","minItems":1},"n":{"type":"integer","title":"丙"})",
      R"("required":["a","n"])");
  EXPECT_EQ(brief(sheet, R"({"a":"","l":[]})", true), Lines{});
  EXPECT_EQ(brief(sheet, R"({"a":"長すぎる","n":"x"})", true), (Lines{"/a maxLength", "/n type"}));
}

TEST(CheckAnswers, EscapesPointers) {
  const Sheet sheet = with(R"("a/b~c":{"type":"string","title":"甲"})");
  EXPECT_EQ(brief(sheet, R"({"a/b~c":1})"), (Lines{"/a~1b~0c type"}));
}

TEST(CheckAnswers, HoldsFurtherMembersAgainstTheirSchema) {
  const Sheet sheet = with("", R"("additionalProperties":{"type":"integer"})");
  EXPECT_EQ(brief(sheet, R"({"x":1,"y":"2"})"), (Lines{"/y type"}));
  EXPECT_EQ(first_ja(sheet, R"({"y":"2"})"), "「y」は整数で入力してください。");
}

}  // namespace
}  // namespace kyodo::sheet
