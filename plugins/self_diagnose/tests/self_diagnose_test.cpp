#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::BenchTask;
using testkit::StageBench;
using testkit::Step;

// A visit in which the section has been asked for its sheets.
struct Asked : StageBench {
  explicit Asked(JsonObject chart = {}) : StageBench(KYODO_PLUGIN) {
    settings(std::move(chart));
    fact("sheets", JsonObject{{"diagnosis", JsonObject{{"ja", "協働診断シート"}, {"en", "Diagnosis sheet"}}},
                              {"advance-questions", JsonObject{{"ja", "事前質問シート"}, {"en", ""}}}});
    Step step = enter();
    EXPECT_TRUE(step.ok()) << step.why();
  }
};

const JsonObject kAnswers{{"already", true}};
const JsonObject kNoQuestions{{"questions", JsonArray{}}};

bool has_notice(const StageBench& bench, const char* kind, const char* role) {
  for (const Json& one : bench.notices())
    if (one.at("kind").as_string() == kind && one.at("role").as_string() == role) return true;
  return false;
}

TEST(SelfDiagnose, AsksForBothSheets) {
  Asked bench;
  EXPECT_EQ(bench.tasks_in("open"), (std::vector<std::string>{"diagnosis", "advance-questions"}));
  EXPECT_EQ(bench.find_task("diagnosis")->sheet, "diagnosis");
  EXPECT_EQ(bench.find_task("diagnosis")->title.ja, "協働診断シート");
  EXPECT_EQ(bench.find_task("advance-questions")->title.en, "Sheet \"advance-questions\"");
}

TEST(SelfDiagnose, CallsTheApprovalByTheNameOfTheSheet) {
  Asked bench({{"approval", "chief"}});
  ASSERT_TRUE(bench.submit("diagnosis", kAnswers).ok());
  EXPECT_EQ(bench.find_task("approve-diagnosis")->title.ja, "協働診断シートを承認する");
}

TEST(SelfDiagnose, IsSubmittedWhenAllSheetsAreInAndNobodyApproves) {
  Asked bench;
  ASSERT_TRUE(bench.submit("diagnosis", kAnswers).ok());
  EXPECT_EQ(bench.task_state("diagnosis"), "done");
  EXPECT_EQ(bench.outcome(), "");
  ASSERT_TRUE(bench.submit("advance-questions", kNoQuestions).ok());
  EXPECT_EQ(bench.outcome(), "submitted");
  EXPECT_TRUE(has_notice(bench, "submitted", "office"));
}

TEST(SelfDiagnose, WaitsForTheChiefWhereTheCityWantsApproval) {
  Asked bench({{"approval", "chief"}});
  ASSERT_TRUE(bench.submit("diagnosis", kAnswers).ok());
  EXPECT_EQ(bench.task_state("diagnosis"), "submitted");
  const BenchTask* approval = bench.find_task("approve-diagnosis");
  ASSERT_NE(approval, nullptr);
  EXPECT_EQ(approval->role, "chief");
  EXPECT_EQ(approval->due, "3 business days");
  EXPECT_EQ(approval->data.at("sheet"), "diagnosis");

  ASSERT_TRUE(bench.as("chief").act("approve", "approve-diagnosis").ok());
  EXPECT_EQ(bench.task_state("diagnosis"), "done");
  EXPECT_TRUE(has_notice(bench, "approved", "section"));
  ASSERT_TRUE(bench.as("section").submit("advance-questions", kNoQuestions).ok());
  EXPECT_EQ(bench.outcome(), "");
  ASSERT_TRUE(bench.as("chief").act("approve", "approve-advance-questions").ok());
  EXPECT_EQ(bench.outcome(), "submitted");
}

TEST(SelfDiagnose, GoesBackToTheSectionWhenTheChiefReturnsItAndIsApprovedTheSecondTime) {
  Asked bench({{"approval", "chief"}});
  ASSERT_TRUE(bench.submit("diagnosis", kAnswers).ok());
  bench.as("chief");
  EXPECT_NE(bench.act("return", "approve-diagnosis", {{"comment", " "}}).problem("/comment"), nullptr);
  ASSERT_TRUE(
      bench.act("return", "approve-diagnosis", {{"comment", "協働相手を具体的に書いてください。"}}).ok());
  EXPECT_EQ(bench.task_state("diagnosis"), "returned");
  EXPECT_EQ(bench.find_task("diagnosis")->comment, "協働相手を具体的に書いてください。");
  EXPECT_EQ(bench.task_state("approve-diagnosis"), "done");

  ASSERT_TRUE(bench.as("section").submit("diagnosis", kAnswers).ok());
  EXPECT_EQ(bench.task_state("approve-diagnosis-2"), "open");
  ASSERT_TRUE(bench.as("chief").act("approve", "approve-diagnosis-2").ok());
  EXPECT_EQ(bench.task_state("diagnosis"), "done");
}

TEST(SelfDiagnose, LetsOnlyTheApproverApprove) {
  Asked bench({{"approval", "chief"}});
  ASSERT_TRUE(bench.submit("diagnosis", kAnswers).ok());
  EXPECT_EQ(bench.as("section").act("approve", "approve-diagnosis").error->code, Code::not_authorised);
  EXPECT_EQ(bench.as("chief", "0999").act("approve", "approve-diagnosis").error->code, Code::not_authorised);
}

TEST(SelfDiagnose, IsReturnedByTheOfficeWhileTheChiefStillHasIt) {
  Asked bench({{"approval", "chief"}});
  ASSERT_TRUE(bench.submit("diagnosis", kAnswers).ok());
  ASSERT_TRUE(bench.as("office").act("return", "diagnosis", {{"comment", "対象の事業が違います。"}}).ok());
  EXPECT_EQ(bench.task_state("diagnosis"), "returned");
  EXPECT_EQ(bench.task_state("approve-diagnosis"), "cancelled");
}

TEST(SelfDiagnose, CannotBeReturnedBeforeItWasSubmitted) {
  Asked bench;
  Step step = bench.as("office").act("return", "diagnosis", {{"comment", "直してください。"}});
  ASSERT_FALSE(step.ok());
  EXPECT_NE(step.error->text.ja.find("まだ提出されていない"), std::string::npos);
}

TEST(SelfDiagnose, KeepsTheDueDateOfAReturnedSheetThatLiesAhead) {
  // The bench keeps the rule as it was given, so the sheet first gets a date by a return after its due date.
  Asked bench({{"return_due", "2018-06-20"}});
  ASSERT_TRUE(bench.submit("diagnosis", kAnswers).ok());
  ASSERT_TRUE(bench.as("office").act("return", "diagnosis", {{"comment", "一回目"}}).ok());
  EXPECT_EQ(bench.find_task("diagnosis")->due, "2018-06-20");

  ASSERT_TRUE(bench.as("section").submit("diagnosis", kAnswers).ok());
  Step ahead = bench.as("office").today("2018-06-19").act("return", "diagnosis", {{"comment", "二回目"}});
  EXPECT_EQ(ahead.answer.at("reopen").at(0).at("due"), "");

  ASSERT_TRUE(bench.as("section").submit("diagnosis", kAnswers).ok());
  Step passed = bench.as("office").today("2018-06-20").act("return", "diagnosis", {{"comment", "三回目"}});
  EXPECT_EQ(passed.answer.at("reopen").at(0).at("due"), "2018-06-20");
}

TEST(SelfDiagnose, EndsWhenWithdrawnAndTellsTheOtherSide) {
  Asked bench;
  EXPECT_NE(bench.act("withdraw", "diagnosis", {{"reason", ""}}).problem("/reason"), nullptr);
  ASSERT_TRUE(bench.act("withdraw", "diagnosis", {{"reason", "事業が統合されたため"}}).ok());
  EXPECT_EQ(bench.outcome(), "withdrawn");
  EXPECT_EQ(bench.outcome_data().at("reason"), "事業が統合されたため");
  EXPECT_TRUE(bench.tasks_in("open").empty());
  EXPECT_TRUE(has_notice(bench, "withdrawn", "office"));
}

TEST(SelfDiagnose, ShowsQuestionsOfTheHearingSideOnTheSheetThatAnswersThem) {
  Asked bench({{"questions", JsonArray{"参加者の年齢層を教えてください。"}}});
  Step step =
      bench.as("office").act("ask", "advance-questions", {{"questions", JsonArray{"委託先の選び方は?"}}});
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.task_state("advance-questions"), "open");
  EXPECT_EQ(bench.find_task("advance-questions")->data.at("questions"),
            (JsonArray{"参加者の年齢層を教えてください。", "委託先の選び方は?"}));
  EXPECT_TRUE(has_notice(bench, "changed", "section"));
}

TEST(SelfDiagnose, WantsEveryQuestionAnswered) {
  Asked bench;
  ASSERT_TRUE(
      bench.as("office").act("ask", "advance-questions", {{"questions", JsonArray{"問1", "問2"}}}).ok());
  JsonObject half{{"questions", JsonArray{JsonObject{{"question", "問1"}, {"answer", "答1"}}}}};
  Step step = bench.as("section").submit("advance-questions", half);
  ASSERT_NE(step.problem("/questions"), nullptr);
  EXPECT_NE(step.problem("/questions")->text.ja.find("問2"), std::string::npos);
  half["questions"].get_array().push_back(JsonObject{{"question", "問2"}, {"answer", "答2"}});
  EXPECT_TRUE(bench.submit("advance-questions", half).ok());
}

TEST(SelfDiagnose, SendsTheSheetBackWhenQuestionsComeAfterItWasSubmitted) {
  Asked bench({{"approval", "chief"}});
  ASSERT_TRUE(bench.submit("advance-questions", kNoQuestions).ok());
  ASSERT_TRUE(
      bench.as("office").act("ask", "advance-questions", {{"questions", JsonArray{"費用の内訳は?"}}}).ok());
  EXPECT_EQ(bench.task_state("advance-questions"), "returned");
  EXPECT_NE(bench.find_task("advance-questions")->comment.find("費用の内訳は?"), std::string::npos);
  EXPECT_EQ(bench.task_state("approve-advance-questions"), "cancelled");
}

TEST(SelfDiagnose, RefusesQuestionsThatAreBlankDoubledOrTooMany) {
  Asked bench;
  bench.as("office");
  EXPECT_NE(bench.act("ask", "advance-questions", {{"questions", JsonArray{}}}).problem("/questions"),
            nullptr);
  Step step = bench.act("ask", "advance-questions", {{"questions", JsonArray{"問", "　", "問"}}});
  EXPECT_NE(step.problem("/questions/1"), nullptr);
  EXPECT_NE(step.problem("/questions/2"), nullptr);
  JsonArray many;
  for (int i = 0; i < 31; ++i) many.emplace_back("問" + std::to_string(i));
  EXPECT_EQ(bench.act("ask", "advance-questions", {{"questions", many}}).problem("/questions")->keyword,
            "count");
  EXPECT_TRUE(bench.act("ask", "advance-questions", {{"questions", JsonArray{std::string(500, 'q')}}}).ok());
  EXPECT_FALSE(bench.act("ask", "advance-questions", {{"questions", JsonArray{std::string(501, 'q')}}}).ok());
}

TEST(SelfDiagnose, StopsTheExchangeOfReturnsAtItsLimit) {
  Asked bench({{"approval", "chief"}});
  Step step;
  for (int i = 1; i <= 200; ++i) {
    step = bench.as("section").submit("diagnosis", kAnswers);
    if (!step.ok()) break;
    const std::string approval = i == 1 ? "approve-diagnosis" : "approve-diagnosis-" + std::to_string(i);
    ASSERT_TRUE(bench.as("chief").act("return", approval, {{"comment", "もう一度"}}).ok());
  }
  ASSERT_FALSE(step.ok());
  EXPECT_NE(step.error->text.ja.find("上限"), std::string::npos);
}

TEST(SelfDiagnose, RefusesSettingsThatCannotWork) {
  for (const JsonObject& settings : std::vector<JsonObject>{{{"sheets", JsonArray{}}},
                                                            {{"sheets", JsonArray{"a", "a"}}},
                                                            {{"sheets", JsonArray{"approve-a"}}},
                                                            {{"sheets", JsonArray{""}}},
                                                            {{"approval", "mayor"}},
                                                            {{"questions", JsonArray{""}}}}) {
    StageBench bench(KYODO_PLUGIN);
    EXPECT_FALSE(bench.settings(settings).enter().ok()) << to_text(settings);
  }
}

TEST(SelfDiagnose, RefusesQuestionsWhereNoSheetAnswersThem) {
  Asked bench({{"sheets", JsonArray{"stocktaking"}}});
  EXPECT_EQ(bench.find_task("stocktaking")->title.ja, "シート「stocktaking」");
  Step step = bench.as("office").act("ask", "", {{"questions", JsonArray{"問"}}});
  ASSERT_FALSE(step.ok());
  EXPECT_EQ(step.error->code, Code::refused);
}

}  // namespace
}  // namespace kyodo
