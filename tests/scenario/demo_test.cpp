// kyodo demo from outside: the same year for the same seed, the same journal through kyodo apply, and every
// figure of the summary found again with plain SQL (docs/guides/demo.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "demo_run.h"

namespace kyodo::scenario {
namespace {

JsonObject without_seconds(const std::string& text) {
  auto json = parse_json(text, "out");
  if (!json || !json->is_object()) {
    ADD_FAILURE() << text.substr(0, 1000);
    return {};
  }
  json->as_object().erase("seconds");
  return json->as_object();
}

std::int64_t at(const JsonObject& object, const char* key) {
  return int_or(object, key, -1);
}

class Demo : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<Folder>();
    run_ = std::make_unique<scenario::Run>(kyodo(*folder_, {"demo", "--home", *folder_ / "first", "--json"}));
    summary_ = without_seconds(run_->out);
    database_ = std::make_unique<Database>(*folder_ / "first/kyodo.db");
  }
  static void TearDownTestSuite() {
    database_.reset();
    folder_.reset();
  }
  static std::int64_t sql(const std::string& text) { return database_->number(text); }
  static const JsonObject& part(const char* key) { return object_or_empty(summary_, key); }

  static std::unique_ptr<Folder> folder_;
  static std::unique_ptr<scenario::Run> run_;
  static std::unique_ptr<Database> database_;
  static JsonObject summary_;
};
std::unique_ptr<Folder> Demo::folder_;
std::unique_ptr<scenario::Run> Demo::run_;
std::unique_ptr<Database> Demo::database_;
JsonObject Demo::summary_;

TEST_F(Demo, EndsWellAndProvesItsJournal) {
  EXPECT_EQ(run_->code, 0) << run_->err;
  EXPECT_EQ(run_->err, "");
  EXPECT_TRUE(bool_or(part("journal"), "verified", false));
  EXPECT_EQ(at(part("journal"), "entries"), sql("SELECT count(*) FROM journal"));
  EXPECT_EQ(string_or(part("journal"), "head", ""),
            database_->text("SELECT hash FROM journal ORDER BY number DESC LIMIT 1"));
  EXPECT_EQ(sql("SELECT count(*) FROM incident"), 0);
}

TEST_F(Demo, ReproducesTheNumbersOfTheSources) {
  EXPECT_GE(at(summary_, "projects"), 120);
  EXPECT_EQ(at(summary_, "selected"), 50);
  EXPECT_EQ(at(part("support"), "projects"), 5);
  EXPECT_EQ(at(part("support"), "works"), 6);
  const JsonObject& classes = part("classes");
  EXPECT_EQ(classes.size(), 3u);
  EXPECT_EQ(at(classes, "high") + at(classes, "continue") + at(classes, "explore"),
            at(summary_, "selected") - at(summary_, "withdrawn"));
  EXPECT_EQ(at(summary_, "withdrawn"), 1);
  EXPECT_GT(at(summary_, "decided_otherwise"), 0);
  EXPECT_EQ(sql("SELECT count(DISTINCT unit) FROM project WHERE round='H30' AND parent=''"), 20);
}

TEST_F(Demo, ReportsTheTieAtTheLineInsteadOfCuttingAtRandom) {
  const JsonObject& tie = part("tie");
  EXPECT_GT(at(tie, "projects"), at(tie, "selected"));
  EXPECT_GT(at(tie, "selected"), 0);
  EXPECT_THAT(std::string(string_or(tie, "reason", "")), ::testing::HasSubstr("同点"));
  EXPECT_EQ(string_or(tie, "reason", ""),
            database_->text("SELECT reason FROM journal WHERE command='round.select' LIMIT 1"));
}

TEST_F(Demo, GivesFiguresThatPlainSqlConfirms) {
  const std::string of_round = " FROM project WHERE round='H30' AND parent=''";
  EXPECT_EQ(at(summary_, "projects"), sql("SELECT count(*)" + of_round));
  EXPECT_EQ(at(summary_, "excluded"), sql("SELECT count(*)" + of_round + " AND outcome='excluded'"));
  EXPECT_EQ(at(summary_, "selected"),
            sql("SELECT count(*) FROM visit WHERE stage='select' AND outcome='selected'"));
  EXPECT_EQ(at(summary_, "returned"), sql("SELECT count(*) FROM task WHERE submissions > 1"));
  for (const char* code : {"high", "continue", "explore"}) {
    const std::string first =
        "SELECT count(*) FROM visit WHERE stage='classify' AND outcome='classified'"
        " AND opened < 1000 * strftime('%s','2019-04-01','-9 hours') AND json_extract(state,'$.decision.";
    EXPECT_EQ(at(part("classes"), code), sql(first + "class')='" + code + "'")) << code;
    EXPECT_EQ(at(part("classes_suggested"), code), sql(first + "suggested')='" + code + "'")) << code;
  }
  EXPECT_EQ(at(part("support"), "works"), sql("SELECT count(*) FROM project WHERE chart='work'"));
  EXPECT_EQ(at(part("support"), "projects"),
            sql("SELECT count(DISTINCT parent) FROM project WHERE chart='work'"));
  EXPECT_EQ(at(part("tasks"), "on_time"),
            sql("SELECT count(*) FROM task WHERE due IS NOT NULL AND status='done' AND overdue=0"));
  EXPECT_EQ(at(part("tasks"), "late"),
            sql("SELECT count(*) FROM task WHERE due IS NOT NULL AND status<>'cancelled' AND overdue=1"));
  EXPECT_EQ(at(part("notices"), "sent"), sql("SELECT count(*) FROM message WHERE status='sent'"));
  EXPECT_EQ(at(part("notices"), "failed"), sql("SELECT count(*) FROM message WHERE status='failed'"));
}

TEST_F(Demo, GivesEveryOtherFigureAsPlainSqlDoes) {
  EXPECT_EQ(at(summary_, "seed"), 30);
  EXPECT_EQ(at(summary_, "withdrawn"),
            sql("SELECT count(*) FROM project WHERE round='H30' AND outcome='withdrawn'"));
  for (const auto& reason : part("excluded_by_reason"))
    EXPECT_EQ(reason.value(), sql("SELECT count(*) FROM project WHERE outcome='excluded' AND "
                                  "json_extract(attributes,'$.excluded')='" +
                                  std::string(reason.key()) + "'"));
  EXPECT_EQ(
      at(summary_, "decided_otherwise"),
      sql("SELECT count(*) FROM visit WHERE stage='classify' AND outcome='classified' AND opened < 1000 * "
          "strftime('%s','2019-04-01','-9 hours') AND NOT json_extract(state,'$.decision.as_suggested')"));

  // States are shown by their names: as many, with the same counts.
  std::vector<std::int64_t> shown, counted;
  for (const auto& state : part("states")) shown.push_back(state.value().as_int64());
  const std::string by_state =
      "FROM (SELECT CASE status WHEN 'done' THEN outcome ELSE state END AS s, count(*) AS n FROM project "
      "WHERE "
      "round='H30' AND parent='' GROUP BY 1 ORDER BY n, s)";
  for (std::int64_t i = 0; i < sql("SELECT count(*) " + by_state); ++i)
    counted.push_back(sql("SELECT n " + by_state + " LIMIT 1 OFFSET " + std::to_string(i)));
  EXPECT_THAT(shown, ::testing::UnorderedElementsAreArray(counted));

  const std::string ranking =
      "FROM round, json_each(selection,'$.ranking') r WHERE round.id='H30' AND "
      "json_extract(r.value,'$.total')=" +
      std::string(string_or(part("tie"), "total", ""));
  EXPECT_EQ(at(part("tie"), "projects"), sql("SELECT count(*) " + ranking));
  EXPECT_EQ(at(part("tie"), "selected"), sql("SELECT sum(json_extract(r.value,'$.selected')) " + ranking));

  const JsonArray& sections = array_or_empty(summary_, "sections");
  const std::string sheets =
      " FROM task WHERE role='section' AND sheet<>'' AND due IS NOT NULL AND "
      "status<>'cancelled'";
  EXPECT_EQ(static_cast<std::int64_t>(sections.size()), sql("SELECT count(DISTINCT unit)" + sheets));
  for (const Json& section : sections) {
    const JsonObject& one = section.as_object();
    const std::string of_unit = sheets + " AND unit='" + std::string(string_or(one, "unit", "")) + "'";
    EXPECT_EQ(at(one, "on_time"), sql("SELECT sum(status='done' AND overdue=0)" + of_unit)) << section;
    EXPECT_EQ(at(one, "late"), sql("SELECT sum(overdue)" + of_unit)) << section;
    EXPECT_EQ(at(one, "again"), sql("SELECT sum(submissions > 1)" + of_unit)) << section;
  }

  const std::string actions = " FROM visit, json_each(state,'$.actions') a WHERE stage='improve'";
  EXPECT_EQ(at(part("improvements"), "actions"), sql("SELECT count(*)" + actions));
  EXPECT_EQ(at(part("improvements"), "done"),
            sql("SELECT sum(json_extract(a.value,'$.done_by') IS NOT NULL)" + actions));
  EXPECT_EQ(string_or(part("improvements"), "successor", ""),
            database_->text("SELECT code || ' ' || name FROM project WHERE predecessor<>''"));
  EXPECT_EQ(at(part("notices"), "reasons"), sql("SELECT count(*) FROM notice WHERE status='queued'"));
  EXPECT_EQ(at(part("notices"), "escalations"),
            sql("SELECT count(*) FROM notice WHERE status='queued' AND kind='escalate'"));
}

TEST_F(Demo, LeavesAnAnswerOfTheSectionWhereNoSupportFollows) {
  EXPECT_GT(sql("SELECT count(*) FROM project WHERE outcome='own_reviewed'"), 0);
  EXPECT_EQ(sql("SELECT count(*) FROM project p WHERE outcome='own_reviewed' AND NOT EXISTS (SELECT 1 FROM "
                "submission s WHERE s.project=p.id AND s.sheet='own-review')"),
            0);
}

TEST_F(Demo, ShowsWhatHappensToPeopleAndWorks) {
  EXPECT_GT(at(part("tasks"), "late"), 10);
  EXPECT_GT(at(summary_, "returned"), 3);
  EXPECT_GT(at(part("notices"), "escalations"), 10);
  EXPECT_EQ(sql("SELECT count(*) FROM visit WHERE stage='improve'"), 6);
  EXPECT_GT(sql("SELECT count(*) FROM project WHERE chart='work' AND status='done'"), 0);
  EXPECT_EQ(sql("SELECT count(*) FROM project WHERE round='R2' AND predecessor<>''"), 1);
  EXPECT_GT(sql("SELECT count(*) FROM visit WHERE stage='support' AND instr(state,'declined')"), 0);
  EXPECT_EQ(sql("SELECT count(*) FROM visit WHERE stage='implement' AND instr(state,'\"effective\"')"), 1);
  EXPECT_EQ(sql("SELECT count(*) FROM journal WHERE command='project.suspend'"), 1);
  EXPECT_GT(sql("SELECT count(*) FROM visit WHERE stage='evaluate' AND instr(state,'紙のシート')"), 0);
  EXPECT_EQ(
      sql("SELECT count(*) FROM (SELECT 1 FROM reservation GROUP BY round, kind, key HAVING count(*) > 1)"),
      0);
}

TEST_F(Demo, WritesAtMostOneMessagePerPersonAndMorningThatAMailProgramReads) {
  EXPECT_EQ(sql("SELECT count(*) FROM (SELECT 1 FROM message GROUP BY person, date(created/1000 + "
                "9*3600,'unixepoch') HAVING count(*) > 1)"),
            0);
  const auto files = mails_of(*folder_ / "first/mail");
  EXPECT_EQ(static_cast<std::int64_t>(files.size()), at(part("notices"), "sent"));
  std::set<std::string> ids;
  for (const std::string& file : files) {
    const Mail mail = read_mail(file);
    EXPECT_THAT(mail.problems, ::testing::IsEmpty()) << file << "\n" << mail.subject;
    EXPECT_THAT(mail.to, ::testing::HasSubstr("@example.jp")) << file;
    EXPECT_TRUE(ids.insert(mail.message_id).second) << mail.message_id << " stands twice";
  }
}

TEST_F(Demo, IsTheSameToTheByteForTheSameSeedAndAnotherForAnother) {
  const scenario::Run again = kyodo(*folder_, {"demo", "--home", *folder_ / "again", "--json"});
  EXPECT_EQ(to_text(without_seconds(again.out)), to_text(summary_));
  const scenario::Run other =
      kyodo(*folder_, {"demo", "--home", *folder_ / "other", "--json", "--seed", "31"});
  const JsonObject different = without_seconds(other.out);
  EXPECT_NE(string_or(object_or_empty(different, "journal"), "head", ""),
            string_or(part("journal"), "head", ""));
  EXPECT_EQ(at(different, "selected"), 50);
}

TEST_F(Demo, PrintsLinesWithWhichApplyMakesTheSameJournal) {
  const scenario::Run printed = kyodo(*folder_, {"demo", "--home", *folder_ / "printed", "--print"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  std::ofstream(*folder_ / "lines.jsonl", std::ios::binary) << printed.out;
  const std::string home = *folder_ / "applied";
  ASSERT_EQ(kyodo(*folder_, {"init", "--home", home, "--test-clock", "--now", "2018-04-01T09:00:00"}).code,
            0);
  const scenario::Run applied = kyodo(*folder_, {"apply", *folder_ / "lines.jsonl", "--home", home});
  EXPECT_EQ(applied.code, 0) << applied.err;
  const Database database(home + "/kyodo.db");
  EXPECT_EQ(database.text("SELECT hash FROM journal ORDER BY number DESC LIMIT 1"),
            string_or(part("journal"), "head", ""));
}

TEST_F(Demo, PrintsWhatTheReadmesShowAndMakesWhatTheyLookAt) {
  const scenario::Run printed = kyodo(*folder_, {"demo", "--home", *folder_ / "page"});
  for (const char* file : {"README.md", "README.ja.md"}) {
    const std::string readme = read_text(std::string(KYODO_SOURCE_DIR) + "/" + file);
    const std::size_t begin = readme.find("\n見本の市") + 1, end = readme.find("```", begin);
    std::istringstream shown(readme.substr(begin, end - begin));
    int lines = 0;
    for (std::string line; std::getline(shown, line); ++lines)
      if (line != "…") {
        EXPECT_THAT(printed.out, ::testing::HasSubstr(line)) << file;
      }
    EXPECT_GT(lines, 15) << file;
    const std::size_t code = readme.find("kyodo project history ") + 22;
    EXPECT_EQ(sql("SELECT count(*) FROM project WHERE code='" +
                  readme.substr(code, readme.find(' ', code) - code) + "'"),
              1)
        << file;
  }
}

TEST_F(Demo, RefusesAFolderThatHoldsADatabaseAlready) {
  const scenario::Run again = kyodo(*folder_, {"demo", "--home", *folder_ / "first"});
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(sql("SELECT count(*) FROM journal"), at(part("journal"), "entries"));
}

}  // namespace
}  // namespace kyodo::scenario
