#include "office_fixture.h"

namespace kyodo::runtime {
namespace {

using Engine_ = Office;

TEST_F(Engine_, ExcludesStatutoryProjectsWithTheirReasonAndKeepsThem) {
  std::string id = add_project("0301-09", "0301", "法定受託");
  office::Project one = project(id);
  EXPECT_EQ(one.status, "done");
  EXPECT_EQ(one.outcome, "excluded");
  EXPECT_TRUE(one.attributes.contains("excluded"));
}

TEST_F(Engine_, AsksTheSectionForBothSheetsWhenAProjectIsSelected) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  EXPECT_EQ(project(id).stage, "self_diagnose");
  office::Task sheet = task(id, "diagnosis");
  EXPECT_EQ(sheet.role, "section");
  EXPECT_EQ(sheet.unit, "0301");
  EXPECT_EQ(to_string(*sheet.due), "2018-04-16");  // ten business days after April 2
  EXPECT_EQ(task(id, "advance-questions").unit, "0301");
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Engine_, TellsTheReasonForChoosingAmongATieToThoseItConcernsOnly) {
  std::string chosen = add_project("0301-01"), tied = add_project("0302-01", "0302"),
              low = add_project("0302-02", "0302");
  for (const std::string& id : {chosen, tied})
    must(TakeAction{task(id, "score").id, "score", {{"levels", JsonArray{5, 5, 5, 5, 5, 5}}}}, "jimu");
  must(TakeAction{task(low, "score").id, "score", {{"levels", JsonArray{1, 1, 1, 1, 1, 1}}}}, "jimu");
  EXPECT_FALSE(run(SelectRound{"H30", 1, {}}, "jimu")) << "a tie is not cut at random";
  must(SelectRound{"H30", 1, {chosen}}, "jimu", "部の偏りを避けるため");
  auto reason = [&](const std::string& id) {
    auto visits = store->find<office::Visit>(
        {.where = {office::eq("project", id), office::eq("stage", std::string("select"))}});
    return std::string(visits[0].state.at("decision").at("reason").as_string());
  };
  EXPECT_EQ(reason(chosen), "部の偏りを避けるため");
  EXPECT_EQ(reason(tied), "部の偏りを避けるため");
  EXPECT_EQ(reason(low), "");
}

TEST_F(Engine_, NamesTheSheetsOfTheOwnReviewAndEndsWithItsAnswer) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  must(SubmitTask{task(id, "diagnosis").id,
                  *parse_json(R"({"present":{"already":false,"reason":"機会がない","support_needed":"紹介"},
      "future":{"bearers":"地域","partners":"自治会","results":"つながり","pdca":{}}})")},
       "kankyo-tanto");
  must(SubmitTask{task(id, "advance-questions").id, *parse_json(R"({"questions":[]})")}, "kankyo-tanto");
  for (const char* approval : {"approve-diagnosis", "approve-advance-questions"})
    must(TakeAction{task(id, approval).id, "approve", {}}, "kankyo-kacho");
  must(TakeAction{task(id, "schedule").id,
                  "book",
                  {{"start", "2018-04-03T10:00"},
                   {"minutes", 60},
                   {"place", "会議室"},
                   {"attendees", JsonArray{"環境課 担当"}}}},
       "jimu");
  at("2018-04-04T09:00");
  must(TakeAction{task(id, "record").id,
                  "record",
                  {{"held_on", "2018-04-03"},
                   {"minutes_text", "聞いた"},
                   {"possibility", 1},
                   {"effect", 1},
                   {"immediacy", 1},
                   {"partner_in_sight", false},
                   {"attendees", JsonArray{"環境課 担当"}}}},
       "jimu");
  must(TakeAction{task(id, "classify").id,
                  "decide",
                  {{"class", "explore"}, {"reason", "すぐには協働に結びつかないため"}}},
       "jimu");
  EXPECT_EQ(project(id).state, "own_review");
  EXPECT_EQ(task(id, "own-review").title, "担当課の見直しシート");
  EXPECT_EQ(task(id, "own-review").due, (LocalDate{2019, 4, 1}));  // the fiscal year ends on a Sunday
  must(SubmitTask{task(id, "own-review").id,
                  *parse_json(
                      R"({"purpose":"変えない","issues":"固定化","way":"声を聞く","result":"change"})")},
       "kankyo-tanto");
  EXPECT_EQ(project(id).outcome, "own_reviewed");
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Engine_, RemindsThenEscalatesAndToldTheChartThatTheDeadlinePassed) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  at("2018-04-09T08:30");  // five business days before
  ASSERT_TRUE(tick(*engine, now));
  auto reminders = store->find<office::Notice>({.where = {office::eq("person", std::string("kankyo-tanto")),
                                                          office::eq("kind", std::string("remind"))}});
  EXPECT_EQ(reminders.size(), 2u);  // one per sheet
  at("2018-04-24T08:30");           // six business days after
  ASSERT_TRUE(tick(*engine, now));
  for (const char* person : {"kankyo-suishin", "kankyo-kacho", "kankyo-chosei"})
    EXPECT_FALSE(store
                     ->find<office::Notice>({.where = {office::eq("person", std::string(person)),
                                                       office::eq("kind", std::string("escalate"))}})
                     .empty())
        << person;
  EXPECT_TRUE(task(id, "diagnosis").overdue);
  auto session = store->get<office::SessionRow>(id);
  EXPECT_NE(to_text(session->frozen).find("late"), std::string::npos);
  EXPECT_TRUE(store->find<office::Incident>().empty());
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Engine_, RefusesAndChangesNothingWhenAnotherSectionSubmits) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  auto before = store->last_entry()->hash;
  auto answer = run(SubmitTask{task(id, "diagnosis").id, Json(JsonObject{})}, "koen-tanto");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::not_authorised);
  EXPECT_EQ(store->last_entry()->hash, before);
}

TEST_F(Engine_, GivesTheSameAnswerWhenAKeyIsRepeated) {
  Command first =
      command(AddProject{"0301-01", "里山の保全", "0301", "H30", "通常", std::nullopt, {}}, "jimu");
  first.key = "k1";
  auto once = engine->apply(first);
  ASSERT_TRUE(once);
  auto head = store->last_entry()->hash;
  auto twice = engine->apply(first);
  ASSERT_TRUE(twice);
  EXPECT_TRUE(twice->repeated);
  EXPECT_EQ(twice->data, once->data);
  EXPECT_EQ(store->last_entry()->hash, head);
  Command other = command(AddProject{"0301-02", "別の事業", "0301", "H30", "通常", std::nullopt, {}}, "jimu");
  other.key = "k1";
  auto refused = engine->apply(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::key_reused);
}

TEST_F(Engine_, RefusesAStaleVersion) {
  std::string id = add_project("0301-01");
  Command edit = command(EditProject{id, {{"name", "新しい名"}}}, "jimu");
  edit.expected_version = project(id).version + 5;
  auto answer = engine->apply(edit);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::stale_version);
}

TEST_F(Engine_, LosesNoTaskOrDraftBySuspendingAndResuming) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  office::Task sheet = task(id, "diagnosis");
  must(SaveTask{sheet.id, JsonObject{}}, "kankyo-tanto");
  auto visits = store->find<office::Visit>().size();
  must(SuspendProject{id, std::nullopt}, "jimu", "組織改正のため");
  auto refused = run(SaveTask{sheet.id, JsonObject{}}, "kankyo-tanto");
  ASSERT_FALSE(refused);
  at("2018-05-01T08:30");
  ASSERT_TRUE(tick(*engine, now));
  EXPECT_FALSE(task(id, "diagnosis").overdue);  // its time stood still
  must(ResumeProject{id}, "jimu");
  EXPECT_EQ(task(id, "diagnosis").id, sheet.id);
  EXPECT_GT(to_string(*task(id, "diagnosis").due), "2018-05-10");
  EXPECT_TRUE(store->get<Draft>(sheet.id));
  EXPECT_EQ(store->find<office::Visit>().size(), visits);
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Engine_, ParksAVisitWhoseStageHasNoPluginAndResumesItLater) {
  stage::Catalog empty{nullptr};
  Engine without(*store, empty, "test");
  auto answer = without.apply(
      command(AddProject{"0301-01", "里山の保全", "0301", "H30", "通常", std::nullopt, {}}, "jimu"));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->incidents.size(), 1u);
  must(ResumeIncident{answer->incidents.front()}, "jimu");
  std::string id(answer->data.at("project").as_string());
  EXPECT_EQ(project(id).stage, "select");
  EXPECT_EQ(task(id, "score").status, "open");
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Engine_, KeepsBothTimesOfARecordFromBeforeTheSystemAndTellsNobody) {
  Command old = command(AddProject{"0301-01", "里山の保全", "0301", "H30", "通常", std::nullopt, {}}, "jimu");
  old.at = TimePoint{now.ms - 86'400'000};
  ASSERT_TRUE(engine->apply(old));
  auto last = store->last_entry();
  EXPECT_EQ(last->happened, *old.at);
  EXPECT_EQ(last->recorded, now);
  EXPECT_TRUE(store->find<office::Notice>().empty());
}

}  // namespace
}  // namespace kyodo::runtime
