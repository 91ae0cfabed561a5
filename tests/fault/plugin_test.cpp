// A plugin or a chart that ends the process or never returns: the next start parks what it was at, says so,
// and everything else goes on; once that is mended, the incident is resumed and the project goes its way.
#include <gmock/gmock.h>

#include "process.h"
#include "workflow/package.h"

namespace kyodo::fault {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class BrokenPlugin : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(home());
    install("fragile.so");
    fs::copy_file(fs::path(KYODO_BINARY_DIR) / "fixture-plugins/loops.so", plugins() / "loops.so");
    const std::string root = KYODO_SOURCE_DIR;
    auto calendar = parse_json(read_text(root + "/config/calendar.json"));
    ASSERT_TRUE(calendar);
    add("setting.change", {{"key", "calendar"}, {"value", *calendar}});
    add("setting.change",
        {{"key", "authority"},
         {"value", JsonArray{JsonObject{{"role", "*"}, {"operation", "*"}, {"scope", "all"}}}}});
    JsonObject files;
    for (const char* path :
         {"workflow.json", "workflow.scxml", "messages/daily.mustache", "messages/daily-subject.mustache"})
      files[path] = read_text(root + "/tests/fault/workflow/" + path);
    add("workflow.install", {{"files", files}});
    add("unit.import", {{"units", JsonArray{JsonObject{{"id", "03"}, {"name", "環境部"}}}}});
    add("person.import",
        {{"persons",
          JsonArray{JsonObject{
              {"id", "jimu"}, {"name", "事務局"}, {"mail", "jimu@city.example.jp"}, {"unit", "03"}}}}});
    add("role.import",
        {{"grants",
          JsonArray{JsonObject{
              {"person", "jimu"}, {"role", "office"}, {"unit", ""}, {"valid_from", "2018-04-01"}}}}});
    add("round.open", {{"id", "H30"},
                       {"name", "平成30年度"},
                       {"workflow", "fragile"},
                       {"fiscal_year", 2018},
                       {"target", 1}});
  }
  fs::path home() const { return folder.path() / "home"; }
  fs::path plugins() const { return folder.path() / "plugins"; }
  // As an office replaces a plugin: another file in the same place.
  void install(const std::string& name) {
    fs::create_directories(plugins());
    fs::copy_file(fs::path(KYODO_BINARY_DIR) / "fault-plugins" / name, plugins() / "fragile.so",
                  fs::copy_options::overwrite_existing);
  }
  void add(const char* command, JsonObject args, const char* now = "2018-04-02T09:00:00+09:00") {
    JsonObject line{{"command", command}, {"now", now}};
    if (std::string_view(command) != "tick") {
      line["args"] = std::move(args);
      line["key"] = "k" + std::to_string(lines.size());
      line["as"] = "jimu";
      if (lines.size() < 6) line.erase("as");
    }
    lines.push_back(to_text(line));
  }
  void add_project(JsonObject attributes) {
    add("project.add", {{"code", std::to_string(lines.size())},
                        {"name", "事業"},
                        {"unit", "03"},
                        {"round", "H30"},
                        {"attributes", std::move(attributes)}});
  }
  void go(const char* task) { add("task.do", {{"task", task}, {"action", "go"}, {"data", JsonObject{}}}); }
  Ended run(Environment faults = {}) {
    faults["KYODO_FAULT_SECONDS"] = "1";
    {
      std::ofstream file(folder.path() / "lines");
      for (const std::string& line : lines) file << line << "\n";
    }
    Ended ended = run_driver({"run", home().string(), plugins().string(), (folder.path() / "lines").string(),
                              std::to_string(answers.size())},
                             faults, folder.path());
    answers.insert(answers.end(), ended.lines.begin(), ended.lines.end());
    return ended;
  }
  void expect_ended_by_watchdog(const Ended& ended) {
    EXPECT_TRUE(WIFEXITED(ended.status) && WEXITSTATUS(ended.status) == 70)
        << ended.status << " " << ended.errors;
    EXPECT_EQ(answers.size(), lines.size() - 1);
  }
  void expect_crash(const Ended& ended) {
    EXPECT_TRUE(WIFSIGNALED(ended.status) && WTERMSIG(ended.status) == SIGSEGV)
        << ended.status << " " << ended.errors;
    EXPECT_EQ(answers.size(), lines.size() - 1);  // all but the last line
  }
  void expect_done(const Ended& ended) { EXPECT_TRUE(ended.done()) << ended.status << " " << ended.errors; }
  std::vector<std::string> check() {
    Ended checked = run_driver({"check", home().string()}, {}, folder.path());
    EXPECT_TRUE(checked.done()) << checked.errors;
    return checked.lines;
  }
  std::vector<std::string> lines, answers;
  Folder folder;
};

TEST_F(BrokenPlugin, ParksTheVisitWhosePluginEndedTheProcessAndGoesOnAfterItIsReplaced) {
  add_project({{"one", "go"}});
  add_project({});
  go("T-1");
  expect_crash(run());
  add("project.comment", {{"project", "P-1"}, {"text", "止まっています。"}});
  go("T-2");
  Ended second = run();
  expect_done(second);
  EXPECT_THAT(second.errors, HasSubstr("parked: The last run ended inside \"go\" of the stage \"fragile\""));
  EXPECT_THAT(answers[answers.size() - 3],
              HasSubstr("parked by an incident"));  // the command that crashed, repeated
  EXPECT_THAT(answers[answers.size() - 2], HasSubstr("\"data\""));
  EXPECT_THAT(answers.back(), HasSubstr("second"));  // another project of the same stage
  EXPECT_THAT(check(), Contains("incident I-1 open of P-1"));

  install("fragile_mended.so");
  add("incident.resume", {{"incident", "I-1"}});
  add("task.do", {{"task", "T-1"}, {"action", "go"}, {"data", JsonObject{}}}, "2018-04-02T10:00:00+09:00");
  Ended third = run();
  expect_done(third);
  EXPECT_THAT(third.errors, Not(HasSubstr("parked")));
  EXPECT_THAT(answers.back(), HasSubstr("second"));
  EXPECT_THAT(check(), Contains("incident I-1 resumed of P-1"));
}

TEST_F(BrokenPlugin, KeepsADeadlineThatItDiedOfUntilItIsReplaced) {
  add_project({{"one", "timeout"}});
  add_project({});
  add("tick", {}, "2018-05-01T08:30:00+09:00");
  expect_crash(run());
  Ended second = run();
  expect_done(second);
  EXPECT_THAT(second.errors, HasSubstr("inside \"timeout\""));
  install("fragile_mended.so");
  add("incident.resume", {{"incident", "I-1"}});
  add("incident.resume", {{"incident", "I-2"}});
  go("T-1");
  expect_done(run());
  EXPECT_THAT(answers.back(), HasSubstr("second"));
  auto checked = check();
  EXPECT_THAT(checked, Contains("incident I-2 resumed of P-1"));
  EXPECT_THAT(checked, Contains("visit V-1 ended {\"timed_out\":true}"));
}

TEST_F(BrokenPlugin, DoesNotStopTheSchedulerWhenAVisitCannotBeEntered) {
  add_project({{"moves_on", true}, {"two", "enter"}});
  add_project({});
  add("tick", {}, "2018-05-01T08:30:00+09:00");
  expect_crash(run());
  Ended second = run();
  expect_done(second);  // the tick is repeated: the visit is parked instead of entered
  EXPECT_THAT(second.errors, HasSubstr("inside \"enter\""));
  auto checked = check();
  EXPECT_THAT(checked, Contains("incident I-1 resumed of P-1"));
  EXPECT_THAT(checked, Contains("incident I-2 open of P-1"));
  install("fragile_mended.so");
  add("incident.resume", {{"incident", "I-2"}});
  go("T-3");
  expect_done(run());
  EXPECT_THAT(answers.back(), HasSubstr("looping"));
}

TEST_F(BrokenPlugin, ParksTheFirstVisitOfAProjectThatCouldNotBeAdded) {
  add_project({{"one", "enter"}});
  expect_crash(run());
  expect_done(run());
  EXPECT_THAT(answers.back(), HasSubstr("\"project\":\"P-1\""));
  EXPECT_THAT(answers.back(), HasSubstr("\"incidents\":[\"I-2\"]"));
  install("fragile_mended.so");
  add("incident.resume", {{"incident", "I-2"}});
  go("T-1");
  expect_done(run());
  EXPECT_THAT(answers.back(), HasSubstr("second"));
  check();
}

TEST_F(BrokenPlugin, IsEndedWhenItNeverReturns) {
  add_project({});
  go("T-1");
  go("T-2");
  add("task.do", {{"task", "T-3"}, {"action", "loop"}, {"data", JsonObject{}}});
  expect_ended_by_watchdog(run());
  add_project({});
  Ended second = run();
  expect_done(second);
  EXPECT_THAT(second.errors, HasSubstr("parked: The last run ended inside \"loop\" of the stage \"loops\""));
  EXPECT_THAT(answers[answers.size() - 2], HasSubstr("parked by an incident"));
  EXPECT_THAT(answers.back(), HasSubstr("P-2"));
  EXPECT_THAT(check(), Contains("incident I-1 open of P-1"));
}

// Each start dies one call later than the one before, so that one of them dies at every call between reading
// the marker and clearing it.
TEST_F(BrokenPlugin, ParksTheVisitHoweverOftenTheNextStartDies) {
  for (const char* how : {"before", "after"}) {
    SCOPED_TRACE(how);
    add_project({{"one", "go"}});
    const std::string task = std::string("T-") + (std::string_view(how) == "before" ? "1" : "2");
    go(task.c_str());
    expect_crash(run());
    int deaths = 0;
    for (long at = 1;; ++at) {
      Ended ended = run({{"KYODO_FAULT_AT", std::to_string(at)}, {"KYODO_FAULT_HOW", how}});
      if (ended.done()) break;
      ASSERT_TRUE(ended.killed()) << "call " << at << ": " << ended.status << " " << ended.errors;
      ++deaths;
    }
    EXPECT_GT(deaths, 10);
    EXPECT_THAT(answers.back(), HasSubstr("parked by an incident"));
  }
  const auto checked = check();
  EXPECT_THAT(checked, Contains("incident I-1 open of P-1"));
  EXPECT_THAT(checked, Contains("incident I-2 open of P-2"));
  EXPECT_THAT(checked, Not(Contains(HasSubstr("incident I-3"))));
}

TEST_F(BrokenPlugin, SuspendsAProjectWhoseChartNeverComesToRest) {
  add_project({});
  add("project.send", {{"project", "P-1"}, {"event", "spin"}});
  expect_ended_by_watchdog(run());
  add_project({});
  go("T-2");
  Ended second = run();
  expect_done(second);
  EXPECT_THAT(second.errors,
              HasSubstr("parked: The last run ended while the chart of project P-1 was at \"spin\""));
  EXPECT_THAT(answers[answers.size() - 3], HasSubstr("suspended"));  // the command that looped, repeated
  EXPECT_THAT(answers.back(), HasSubstr("second"));                  // another project goes on
  EXPECT_THAT(check(), Contains("incident I-1 open of P-1"));

  add("incident.resume", {{"incident", "I-1"}});
  go("T-1");
  Ended third = run();
  expect_done(third);
  EXPECT_THAT(third.errors, Not(HasSubstr("parked")));
  EXPECT_THAT(answers.back(), HasSubstr("second"));
}

TEST_F(BrokenPlugin, DoesNotStartAChartAgainThatNeverCameToRest) {
  add_project({{"spins", true}});
  expect_ended_by_watchdog(run());
  expect_done(run());
  EXPECT_THAT(answers.back(), HasSubstr("never came to rest"));
  add("incident.resume", {{"incident", "I-1"}});
  add_project({});
  expect_done(run());
  EXPECT_THAT(answers.back(), HasSubstr("\"project\":\"P-1\""));
  EXPECT_THAT(check(), Contains("incident I-1 resumed of "));
}

}  // namespace
}  // namespace kyodo::fault
