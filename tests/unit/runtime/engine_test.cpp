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

TEST_F(Engine_, RemindsThenEscalatesAndToldTheChartThatTheDeadlinePassed) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  at("2018-04-09T08:30");  // five business days before
  ASSERT_TRUE(tick(*engine, now));
  auto reminders = store->find<office::Notice>({.where = {office::eq("person", std::string("kankyo-tanto")), office::eq("kind", std::string("remind"))}});
  EXPECT_EQ(reminders.size(), 2u);  // one per sheet
  at("2018-04-24T08:30");  // six business days after
  ASSERT_TRUE(tick(*engine, now));
  for (const char* person : {"kankyo-suishin", "kankyo-kacho", "kankyo-chosei"})
    EXPECT_FALSE(store->find<office::Notice>({.where = {office::eq("person", std::string(person)), office::eq("kind", std::string("escalate"))}}).empty()) << person;
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
  Command first = command(AddProject{"0301-01", "里山の保全", "0301", "H30", "通常", std::nullopt, {}}, "jimu");
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
  EXPECT_TRUE(store->get<Draft>(sheet.id).has_value());
  EXPECT_EQ(store->find<office::Visit>().size(), visits);
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Engine_, ParksAVisitWhoseStageHasNoPluginAndResumesItLater) {
  stage::Catalog empty{nullptr};
  Engine without(*store, empty, "test");
  auto answer = without.apply(command(AddProject{"0301-01", "里山の保全", "0301", "H30", "通常", std::nullopt, {}}, "jimu"));
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
