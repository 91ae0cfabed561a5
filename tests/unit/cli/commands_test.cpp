// Whole command lines on a real database with the real stage plugins.
#include "cli/project_import.h"
#include "cli_fixture.h"
#include "notify/delivery_lock.h"

namespace kyodo::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string head_of(const Outcome& verify) {
  return std::string(verify.json().at("head").as_string());
}

TEST_F(Cli, InitMakesAPrivateFolderWithItsSettings) {
  const Outcome outcome = done({"init", "--json"});
  EXPECT_EQ(outcome.json().at("test_clock"), false);
  EXPECT_EQ(std::filesystem::status(home_).permissions(), std::filesystem::perms::owner_all);
  EXPECT_THAT(done({"setting", "show", "office"}).out, HasSubstr("支え合い協働推進課"));
  EXPECT_GT(parse_json(done({"setting", "show", "authority", "--json"}).out, "").value().as_array().size(),
            70u);
  EXPECT_TRUE(done({"journal", "verify", "--json"}).json().at("ok").as_bool());
}

TEST_F(Cli, InitNeverOverwrites) {
  done({"init"});
  EXPECT_EQ(kyodo({"init"}).code, 1);
}

TEST_F(Cli, InitMakesNothingWhenTheConfigurationIsWrong) {
  const std::string config = folder_ + "/config";
  std::filesystem::copy(source("config"), config);
  std::ofstream(config + "/kyodo.info") << "offices { }\n";
  const Outcome outcome = kyodo({"init", "--config", config});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("kyodo.info:1"));
  EXPECT_FALSE(std::filesystem::exists(home_ + "/kyodo.db"));
}

TEST_F(Cli, CommandsSayWhereTheDatabaseIsMissing) {
  const Outcome outcome = kyodo({"status"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("kyodo init"));
  EXPECT_THAT(outcome.err, HasSubstr(home_));
}

TEST_F(Cli, WrongUsageIsExitCodeTwoAndErrorsCarryBothLanguages) {
  Outcome outcome = kyodo({"tsak", "list", "--json"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.json().at("error").at("code"), "wrong_usage");
  EXPECT_THAT(outcome.err, HasSubstr("誤り: "));
  EXPECT_THAT(outcome.err, HasSubstr("Did you mean"));
  EXPECT_EQ(bare({}).code, 2);
  EXPECT_EQ(bare({"--help"}).code, 0);
  EXPECT_EQ(bare({"task", "submit", "--help"}).code, 0);
  EXPECT_EQ(bare({"status", "--lang", "fr"}).code, 2);
}

TEST_F(Cli, TheLanguageOfHeadingsCanBeChosen) {
  done({"init"});
  EXPECT_THAT(done({"unit", "list"}).out, HasSubstr("名称"));
  EXPECT_THAT(done({"unit", "list", "--lang", "en"}).out, HasSubstr("name"));
  environment_["KYODO_LANG"] = "en";
  EXPECT_THAT(done({"unit", "list"}).out, HasSubstr("name"));
}

TEST_F(Cli, ARealClockTakesNoTime) {
  done({"init"});
  const Outcome outcome = kyodo({"tick", "--now", "2030-01-01"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("--test-clock"));
}

TEST_F(Cli, ATestClockStandsWhereItWasLeft) {
  done({"init", "--test-clock", "--now", "2018-04-02"});
  EXPECT_EQ(done({"status", "--json"}).json().at("today"), "2018-04-02");
  done({"tick", "--now", "2018-04-05"});
  EXPECT_EQ(done({"status", "--json"}).json().at("today"), "2018-04-05");
  EXPECT_EQ(done({"status", "--json", "--now", "2018-06-01"}).json().at("today"), "2018-06-01");
}

TEST_F(Cli, ImportsListsAgainWithoutChangingAnything) {
  set_up_city();
  const Outcome again = done({"unit", "import", source("config/demo/units.csv"), "--json"});
  EXPECT_EQ(again.json().at("data").at("changed"), 0);
  EXPECT_EQ(again.json().at("data").at("unchanged"), 29);
}

TEST_F(Cli, NamesEveryWrongRowOfAListAndImportsNone) {
  set_up_city();
  const std::string before = head_of(done({"journal", "verify", "--json"}));
  const std::string list = file("roles.csv",
                                "ID,役割,所属コード,開始日,終了日\nkankyo-tanto,担当者,0301,2018/4/"
                                "1,\nnobody,担当者,0301,,\nkankyo-tanto,担当者,9999,,\n");
  const Outcome outcome = kyodo({"role", "import", list, "--json"});
  EXPECT_EQ(outcome.code, 1);
  std::vector<std::string> fields;
  const Json error = outcome.json();
  for (const Json& problem : error.at("error").at("problems").as_array())
    fields.emplace_back(problem.at("field").as_string());
  EXPECT_THAT(fields, ElementsAre("3行目 ID", "4行目 所属コード"));
  EXPECT_EQ(head_of(done({"journal", "verify", "--json"})), before);
}

TEST_F(Cli, AProjectGoesFromTheListToItsFirstSheet) {
  set_up_city();
  add_project("0301-01");
  EXPECT_THAT(done({"project", "list"}).out, HasSubstr("事業0301-01"));
  const Json tasks = done({"task", "list", "--json", "--as", "jimukyoku-1"}).json();
  ASSERT_EQ(tasks.at("tasks").as_array().size(), 1u);
  const std::string task(tasks.at("tasks").at(0).at("id").as_string());
  const Outcome actions = done({"task", "do", task});
  EXPECT_THAT(actions.out, HasSubstr("score"));
  EXPECT_THAT(actions.out, HasSubstr("levels"));
  done({"task", "do", task, "score", "--set", "levels:=[5,4,3,4,5,3]", "--as", "jimukyoku-1"});
  EXPECT_THAT(done({"round", "show", "H30"}).out, HasSubstr("24"));
  EXPECT_THAT(done({"round", "select", "H30", "--dry-run", "--as", "jimukyoku-1"}).out,
              HasSubstr("まだ確定していません"));
  done({"round", "select", "H30", "--as", "jimukyoku-1"});
  const Json asked = done({"task", "list", "--json", "--unit", "0301"}).json();
  ASSERT_FALSE(asked.at("tasks").as_array().empty());

  const std::string sheet(asked.at("tasks").at(0).at("id").as_string());
  EXPECT_THAT(done({"task", "show", sheet}).out, HasSubstr("現在すでに協働している部分があるかどうか"));
  const std::string empty = file("empty.json", done({"task", "show", sheet, "--template"}).out);
  done({"task", "save", sheet, empty, "--as", "kankyo-tanto"});
  const Outcome refused = kyodo({"task", "submit", sheet, "--as", "kankyo-tanto", "--json"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_FALSE(refused.json().at("error").at("problems").as_array().empty());

  // Who did what in which role, by the names people know.
  const std::string history = done({"project", "history", "P-1"}).out;
  EXPECT_THAT(history, HasSubstr("支え合い協働推進課 事務局1(事務局)"));
  EXPECT_THAT(history, HasSubstr("「選定シートで採点する」で「採点する」"));
  EXPECT_THAT(history, HasSubstr("「担当課の自己診断」へ進む"));
  EXPECT_THAT(history, HasSubstr("環境課の担当者に「協働診断シート」を依頼(期限 平成30年4月16日(月))"));
  EXPECT_THAT(history, Not(ContainsRegex("[TVNMG]-[0-9]")));
  const std::string english = done({"project", "history", "P-1", "--lang", "en"}).out;
  EXPECT_THAT(english, HasSubstr("now in: Self-diagnosis"));
}

TEST_F(Cli, WhatStagesKeepIsShownInWords) {
  set_up_city();
  add_project("0301-01");
  const std::string shown = done({"task", "show", "T-1"}).out;
  EXPECT_THAT(shown, HasSubstr("選定の項目"));
  EXPECT_THAT(shown, HasSubstr("満点          30"));
  EXPECT_THAT(shown, Not(HasSubstr("highest_total")));
  EXPECT_THAT(done({"task", "show", "T-1", "--lang", "en"}).out,
              HasSubstr("Can synergy be expected from collaborating?"));
  done({"task", "do", "T-1", "score", "--set", "levels:=[5,4,3,4,5,3]", "--as", "jimukyoku-1"});
  EXPECT_THAT(done({"project", "show", "P-1"}).out, HasSubstr("合計点        24"));
}

TEST_F(Cli, MistakesAreAnsweredWithWhatToDo) {
  set_up_city();
  add_project("0301-01");
  const auto said = [&](const std::vector<std::string>& words) {
    const Outcome outcome = kyodo(words);
    EXPECT_NE(outcome.code, 0) << ::testing::PrintToString(words);
    return outcome.err;
  };
  EXPECT_THAT(said({"project", "list", "--round", "H99"}), HasSubstr("kyodo round list"));
  EXPECT_THAT(said({"task", "list", "--unit", "環境課"}), HasSubstr("kyodo unit list"));
  EXPECT_THAT(said({"restore", folder_ + "/none.db"}), HasSubstr("バックアップ"));
  EXPECT_THAT(said({"backup", folder_ + "/none/copy.db"}), HasSubstr("バックアップ先のフォルダー"));
  EXPECT_THAT(said({"project", "import", folder_ + "/none.csv", "--round", "H30"}),
              HasSubstr("none.csv がありません"));
  EXPECT_THAT(said({"task", "do", "T-1", "scoer", "--as", "jimukyoku-1"}), HasSubstr("score(採点する)"));
  EXPECT_THAT(said({"task", "do", "T-1", "score", "--set", "levels:=[5,4,3,4,5,3]", "--as", "kankyo-tanto"}),
              HasSubstr("事務局、"));
  EXPECT_THAT(said({"role", "grant", "kankyo-tanto", "推進員", "--unit", "0301"}), HasSubstr("協働推進員"));
  const std::string cp932 = file("cp932.json", "{\"levels\": \"\x8a\xc2\"}");
  EXPECT_THAT(said({"task", "do", "T-1", "score", cp932, "--as", "jimukyoku-1"}), HasSubstr("UTF-8"));
  const std::string tabs = file("tabs.csv", "コード\t事業名\t課\n1\tx\t環境課\n");
  EXPECT_THAT(said({"project", "import", tabs, "--round", "H30", "--as", "jimukyoku-1"}),
              HasSubstr("コンマ区切り"));
  const std::string other = file("other.csv", "番号,名前,所属\n1,x,環境課\n");
  EXPECT_THAT(said({"project", "import", other, "--round", "H30", "--as", "jimukyoku-1"}),
              HasSubstr("番号、名前、所属"));
}

TEST_F(Cli, TheSameKeyGetsTheFirstAnswerAgain) {
  set_up_city();
  const std::vector<std::string> add{"project", "add",         "--round", "H30",    "--code",
                                     "0301-01", "--name",      "x",       "--unit", "0301",
                                     "--as",    "jimukyoku-1", "--key",   "k-1",    "--json"};
  const Json first = done(add).json(), second = done(add).json();
  EXPECT_EQ(first.at("data"), second.at("data"));
  EXPECT_EQ(second.at("repeated"), true);
  EXPECT_EQ(done({"project", "list", "--json"}).json().at("projects").as_array().size(), 1u);
}

TEST_F(Cli, AVersionThatIsNoLongerTrueIsRefused) {
  set_up_city();
  add_project("0301-01");
  const Outcome outcome = kyodo({"project", "edit", "P-1", "--set", "name=新しい名前", "--expect", "99",
                                 "--as", "jimukyoku-1", "--json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.json().at("error").at("code"), "stale_version");
}

TEST_F(Cli, EditsTextsAndNumbers) {
  set_up_city();
  add_project("0301-01");
  done({"project", "edit", "P-1", "--set", "name=新しい名前", "--set", "attributes/予算額:=900", "--as",
        "jimukyoku-1", "--reason", "補正"});
  const Json project = done({"project", "show", "0301-01", "--json"}).json();
  EXPECT_EQ(project.at("name"), "新しい名前");
  EXPECT_EQ(project.at("attributes").at("予算額"), 900);
  EXPECT_THAT(done({"project", "history", "P-1"}).out, HasSubstr("補正"));
}

TEST_F(Cli, AttachmentsComeBackByteForByte) {
  set_up_city();
  add_project("0301-01");
  const std::string bytes("\0\xff PDF \n\r", 9), target = folder_ + "/back.pdf";
  done({"project", "attach", "P-1", file("a.pdf", bytes), "--name", "評価シート.pdf", "--as", "jimukyoku-1"});
  done({"project", "fetch", "A-1", target});
  EXPECT_EQ(read(target), bytes);
  EXPECT_EQ(kyodo({"project", "fetch", "A-1", target}).code, 1) << "an existing file is never overwritten";
}

TEST_F(Cli, NobodyActsInTheNameOfTheSystem) {
  set_up_city();
  const Outcome outcome = kyodo({"round", "open", "X", "--name", "x", "--workflow", "komaki-h30", "--year",
                                 "2018", "--target", "1", "--as", "system", "--json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.json().at("error").at("code"), "not_authorised");
}

TEST_F(Cli, APersonReadsWhatTheTableOfAuthorityLets) {
  set_up_city();
  add_project("0301-01", "0301");
  add_project("0302-01", "0302");
  const auto projects = [&](const char* person) {
    return done({"project", "list", "--json", "--as", person}).json().at("projects").as_array().size();
  };
  EXPECT_EQ(projects("kankyo-tanto"), 1u);
  EXPECT_EQ(projects("kansa-1"), 2u);
  done({"project", "show", "0301-01", "--as", "kankyo-tanto"});
  for (const auto& words : std::vector<std::vector<std::string>>{{"project", "show", "0302-01"},
                                                                 {"project", "history", "0302-01"},
                                                                 {"task", "show", "T-2"},
                                                                 {"journal", "list"},
                                                                 {"journal", "export"}}) {
    std::vector<std::string> as = words;
    as.insert(as.end(), {"--as", "kankyo-tanto", "--json"});
    const Outcome refused = kyodo(as);
    EXPECT_EQ(refused.code, 1) << ::testing::PrintToString(words);
    EXPECT_EQ(refused.json().at("error").at("code"), "not_authorised") << ::testing::PrintToString(words);
    as[as.size() - 2] = "kansa-1";  // the auditor
    done(as);
  }
  EXPECT_EQ(kyodo({"project", "list", "--as", "system"}).code, 1);
  EXPECT_EQ(kyodo({"project", "list", "--as", "nobody"}).code, 1);
}

TEST_F(Cli, LeavesDeliveryToTheProcessThatIsAtItAlready) {
  set_up_city();
  add_project("0301-01");
  {
    auto lock = notify::DeliveryLock::take(home_ + "/kyodo.db.delivery");
    ASSERT_TRUE(lock && *lock);
    EXPECT_EQ(done({"tick", "--now", "2018-04-03T08:30", "--json"}).json().at("elsewhere"), true);
    EXPECT_FALSE(std::filesystem::exists(home_ + "/mail/new"));
  }
  EXPECT_GT(done({"notify", "run", "--json"}).json().at("sent").as_int64(), 0);
}

TEST_F(Cli, LogsWhatScheduledRunsDidAndWhatIsWrongWithTheMachine) {
  set_up_city();
  done({"tick", "--now", "2018-04-03T08:30"});
  EXPECT_THAT(read(home_ + "/kyodo.log"), HasSubstr("info 期限など 0 件を処理しました。"));
  kyodo({"project", "show", "nothing"});
  EXPECT_THAT(read(home_ + "/kyodo.log"), Not(HasSubstr("nothing")));
  std::filesystem::resize_file(home_ + "/kyodo.db", 5000);
  EXPECT_EQ(kyodo({"status"}).code, 1);
  EXPECT_THAT(read(home_ + "/kyodo.log"), HasSubstr("error "));
}

TEST_F(Cli, KeepsTheLogSmall) {
  done({"init"});
  const std::string log = home_ + "/kyodo.log", line(50'000, 'x');
  for (int i = 0; i < 150; ++i) app::write_log(log, LogLevel::info, line);
  EXPECT_LE(std::filesystem::file_size(log), app::kMaxLogBytes);
  EXPECT_TRUE(std::filesystem::exists(home_ + "/kyodo.3.log"));
  EXPECT_FALSE(std::filesystem::exists(home_ + "/kyodo.4.log"));
}

TEST_F(Cli, ADryRunOfAnImportChangesNothing) {
  set_up_city();
  const std::string before = head_of(done({"journal", "verify", "--json"}));
  const Outcome outcome = done(
      {"project", "import", source("config/demo/long-list.csv"), "--round", "H30", "--dry-run", "--json"});
  EXPECT_EQ(outcome.json().at("projects"), 128);
  EXPECT_TRUE(outcome.json().at("new_units").as_array().empty());
  EXPECT_EQ(head_of(done({"journal", "verify", "--json"})), before);
}

TEST_F(Cli, ImportsAllRowsOrNone) {
  set_up_city();
  const std::string list =
      file("list.csv", "コード,事業名,課\n1,一つ目,環境課\n2,,環境課\n1,重なり,環境課\n");
  Outcome outcome = kyodo({"project", "import", list, "--round", "H30", "--as", "jimukyoku-1", "--json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.json().at("error").at("problems").as_array().size(), 2u);
  EXPECT_TRUE(done({"project", "list", "--json"}).json().at("projects").as_array().empty());
  outcome =
      done({"project", "import", list, "--round", "H30", "--as", "jimukyoku-1", "--skip-bad", "--json"});
  EXPECT_EQ(done({"project", "list", "--json"}).json().at("projects").as_array().size(), 1u);
}

TEST_F(Cli, ApplyAnswersEachLineAndGoesOnAfterARefusal) {
  set_up_city();
  const std::string lines =
      "{\"command\":\"project.add\",\"args\":{\"round\":\"H30\",\"code\":\"1\",\"name\":\"甲\",\"unit\":"
      "\"0301\"},\"as\":\"jimukyoku-1\"}\n"
      "not json\n"
      "\n"
      "{\"command\":\"project.add\",\"args\":{\"round\":\"H30\",\"code\":\"1\",\"name\":\"乙\",\"unit\":"
      "\"0301\"},\"as\":\"jimukyoku-1\"}\n"
      "{\"command\":\"tick\",\"now\":\"2018-04-03T08:30:00+09:00\"}";
  const Outcome outcome = kyodo({"apply", "-"}, lines);
  EXPECT_EQ(outcome.code, 1);
  std::vector<std::string> answers;
  std::istringstream out(outcome.out);
  for (std::string line; std::getline(out, line);) {
    const Json json = parse_json(line, "").value();
    answers.push_back(
        to_text(json.at("line")) +
        (json.at("ok").as_bool() ? " ok" : " " + std::string(json.at("error").at("code").as_string())));
  }
  EXPECT_THAT(answers, ElementsAre("1 ok", "2 bad_input", "4 bad_input", "5 ok"));
}

TEST_F(Cli, RecordsFromBeforeTheSystemKeepBothTimes) {
  set_up_city();
  add_project("0301-01");
  const std::string line =
      R"({"command":"project.comment","args":{"project":"P-1","text":"前年度の話"},"as":"jimukyoku-1","at":"2017-05-01T10:00:00+09:00"})";
  EXPECT_EQ(kyodo({"apply", "-"}, line).code, 0);
  const Json history = done({"project", "history", "P-1", "--json"}).json();
  const Json& last = history.at("history").as_array().back();
  EXPECT_EQ(last.at("happened"), "2017-05-01T10:00:00+09:00");
  EXPECT_EQ(last.at("recorded"), "2018-04-02T09:00:00+09:00");
  const std::string by_section =
      R"({"command":"project.comment","args":{"project":"P-1","text":"x"},"as":"kankyo-tanto","at":"2017-05-01"})";
  EXPECT_EQ(kyodo({"apply", "-"}, by_section).code, 1) << "it needs an authority of its own";
}

TEST_F(Cli, ATickTurnsNoticesIntoMailOfTheMorning) {
  set_up_city();
  add_project("0301-01");
  const Outcome preview = done({"notify", "preview", "--json"});
  EXPECT_FALSE(preview.json().at("messages").as_array().empty());
  const Json answer = done({"tick", "--now", "2018-04-03", "--json"}).json();
  EXPECT_GT(answer.at("sent").as_int64(), 0);
  EXPECT_FALSE(std::filesystem::is_empty(home_ + "/mail/new"));
  EXPECT_EQ(done({"status", "--json"}).json().at("notices_waiting"), 0);
}

TEST_F(Cli, TheJournalIsExportedLineByLineAndAsASpreadsheet) {
  set_up_city();
  const Json verified = done({"journal", "verify", "--json"}).json();
  const std::string jsonl = done({"journal", "export"}).out;
  EXPECT_EQ(std::count(jsonl.begin(), jsonl.end(), '\n'), verified.at("entries").as_int64());
  EXPECT_EQ(parse_json(jsonl.substr(0, jsonl.find('\n')), "").value().at("number"), 1);
  auto csv = report::read_csv(done({"journal", "export", "--format", "csv"}).out, "journal.csv");
  ASSERT_TRUE(csv);
  EXPECT_EQ(static_cast<std::int64_t>(csv->rows.size()), verified.at("entries").as_int64());
  EXPECT_EQ(kyodo({"journal", "export", "--format", "xml"}).code, 2);
}

TEST_F(Cli, ANotedHeadShowsThatTheEndWasCutOff) {
  set_up_city();
  const std::string copy = folder_ + "/copy.db";
  done({"backup", copy});
  add_project("0301-01");
  const std::string head = head_of(done({"journal", "verify", "--json"}));
  done({"journal", "verify", "--head", head});
  done({"restore", copy});
  EXPECT_EQ(kyodo({"journal", "verify", "--head", head}).code, 1);
  EXPECT_EQ(kyodo({"journal", "verify", "--head", "12"}).code, 2);
  EXPECT_TRUE(done({"project", "list", "--json"}).json().at("projects").as_array().empty());
}

TEST_F(Cli, ARestoredBackupKnowsWhenItWasMade) {
  set_up_city();
  const std::string copy = folder_ + "/copy.db";
  done({"backup", copy});
  done({"restore", copy});
  const Json examined = done({"doctor", "--json"}).json();
  for (const Json& check : examined.at("checks").as_array())
    if (check.at("check") == "backup") {
      EXPECT_EQ(check.at("result"), "ok") << check;
    }
}

TEST_F(Cli, ADamagedBackupIsNotRestored) {
  set_up_city();
  const std::string before = head_of(done({"journal", "verify", "--json"}));
  EXPECT_EQ(kyodo({"restore", file("bad.db", "not a database")}).code, 1);
  EXPECT_EQ(head_of(done({"journal", "verify", "--json"})), before);
}

TEST_F(Cli, DoctorSaysWhatToDo) {
  set_up_city();
  const Json checks = done({"doctor", "--json"}).json();
  EXPECT_EQ(checks.at("ok"), true);
  std::map<std::string, std::string> results;
  for (const Json& check : checks.at("checks").as_array())
    results[std::string(check.at("check").as_string())] = std::string(check.at("result").as_string());
  EXPECT_EQ(results["journal"], "ok");
  EXPECT_EQ(results["integrity"], "ok");
  EXPECT_EQ(results["plugins"], "ok");
  EXPECT_EQ(results["backup"], "warning");
  environment_["KYODO_PLUGINS"] = folder_ + "/none";
  EXPECT_EQ(kyodo({"doctor"}).code, 1);
}

// A mail that nobody takes: what the list and the doctor say of it, and sending it again.
TEST_F(Cli, TellsOfUndeliveredMailAndSendsItAgain) {
  set_up_city();
  add_project("03-1");
  {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    (**store).begin_write();
    office::Person person = *(**store).get<office::Person>("jimukyoku-1");
    person.mail = "not an address";
    (**store).put(std::move(person));
    (**store).commit();
  }
  auto doctor_says = [&](const std::string& now) {
    const Json said = kyodo({"doctor", "--json", "--now", now}).json();
    for (const Json& check : said.at("checks").as_array())
      if (check.at("check") == "mail") return std::string(check.at("result").as_string());
    return std::string("nothing");
  };
  EXPECT_EQ(doctor_says("2018-04-02T09:00"), "ok");
  done({"notify", "run", "--now", "2018-04-02T09:00"});
  const Outcome list = done({"notify", "list"});
  EXPECT_THAT(list.out, HasSubstr("宛先 (to)に使えない文字があります"));
  EXPECT_THAT(list.out, HasSubstr("kyodo notify resend"));
  EXPECT_EQ(doctor_says("2018-04-02T09:00"), "warning");
  std::string id;
  const Json listed = done({"notify", "list", "--json"}).json();
  for (const Json& message : listed.at("messages").as_array())
    if (message.at("status") == "failed") id = message.at("id").as_string();

  EXPECT_EQ(kyodo({"notify", "resend", id, "--as", "kankyo-tanto"}).code, 1) << "not for everybody";
  EXPECT_EQ(kyodo({"notify", "resend", "M-999", "--as", "jimukyoku-1"}).code, 1);
  done({"person", "import", source("config/demo/people.csv")});
  EXPECT_THAT(done({"notify", "resend", id, "--as", "jimukyoku-1", "--now", "2018-04-02T10:00"}).out,
              HasSubstr(id + " を jimukyoku-1@"));
  EXPECT_EQ(doctor_says("2018-04-02T10:00"), "ok");
  EXPECT_EQ(doctor_says("2018-04-04T10:00"), "bad") << "nobody delivers it";
  EXPECT_EQ(done({"notify", "run", "--json", "--now", "2018-04-04T10:00"}).json().at("sent"), 1);
  EXPECT_EQ(kyodo({"notify", "resend", id, "--as", "jimukyoku-1"}).code, 1) << "it was sent";
}

TEST_F(Cli, StatusNamesVacantSeats) {
  set_up_city();
  add_project("0601-01", "0601");
  EXPECT_THAT(done({"status"}).out, HasSubstr("農政課 協働推進員"));
}

TEST_F(Cli, WorkflowCheckPrintsWhereAndWhatToDo) {
  const Outcome outcome = kyodo({"workflow", "check", source("tests/fixtures/workflows/unknown-outcome")});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("workflow.scxml:"));
  EXPECT_THAT(outcome.out, HasSubstr("→"));
  EXPECT_EQ(kyodo({"workflow", "check", source("workflows/komaki-h30")}).code, 0);
  EXPECT_THAT(kyodo({"workflow", "graph", source("workflows/komaki-h30"), "--format", "dot"}).out,
              HasSubstr("digraph"));
}

TEST_F(Cli, ListsKeepTerminalControlOut) {
  set_up_city();
  done({"project", "add", "--round", "H30", "--code", "1", "--name", "赤\x1b[31m字", "--unit", "0301", "--as",
        "jimukyoku-1"});
  EXPECT_THAT(done({"project", "list"}).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(done({"project", "show", "1"}).out, Not(HasSubstr("\x1b")));
}

TEST_F(Cli, CompletionKnowsEverySubcommand) {
  const std::string bash = bare({"completion", "bash"}).out;
  for (const Spec& spec : all_specs()) EXPECT_THAT(bash, HasSubstr("'" + spec.path + "'"));
  EXPECT_EQ(bare({"completion", "fish"}).code, 2);
}

}  // namespace
}  // namespace kyodo::cli
