// A bench for one stage plugin: it loads the library and keeps a visit between the calls as the engine would.
//
//   TEST(Approve, EndsTheVisitWhenApproved) {
//     kyodo::testkit::StageBench bench(KYODO_PLUGIN);
//     bench.settings({{"role", "section"}}).today("2018-06-01");
//     ASSERT_TRUE(bench.enter().ok());
//     auto step = bench.as("section").act("approve", "approve", {{"comment", "よい"}});
//     ASSERT_TRUE(step.ok()) << step.why();
//     EXPECT_EQ(bench.outcome(), "approved");
//   }
//
// Whatever the engine would refuse (an action the stage does not describe, a task that is not in the right
// state or does not have the action, a role that may not, a second reservation) is refused here too. What
// only a faulty plugin does (nonsense, an exception, other bytes for the same input, a task that does not
// exist) throws PluginFault, which fails the test.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "stage/loader.h"

namespace kyodo::testkit {

struct PluginFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What one call came to.
struct Step {
  std::optional<Error>
      error;          // refused by the stage (Code::refused), problems (bad_input), or by the engine's rules
  JsonObject answer;  // as the plugin gave it; {} when it was not asked

  bool ok() const { return !error; }
  std::string why() const;  // for messages: the English sentence and the problems
  const Problem* problem(std::string_view field) const;  // null if there is none at that pointer
};

struct BenchTask {
  std::string name;
  std::string state = "open";  // open, returned, submitted, done, cancelled
  Text title;
  std::string role, unit, partner, sheet, due, remind, escalate;  // as the stage gave them; unit filled in
  JsonObject data;
  bool sealed = false;
  std::vector<std::string> actions;  // {"submit"} when the stage named none
  Json answers;                      // null until submitted
  std::string comment;               // of the last reopen
};

class StageBench {
 public:
  // library: usually KYODO_PLUGIN. type: which stage of it; "" = its first.
  explicit StageBench(const std::string& library, const std::string& type = "");

  // What stands around the visit; all but actor and day usually before enter().
  StageBench& settings(JsonObject settings);
  StageBench& project(
      const JsonObject& merge);  // P-1 of unit 0301, fiscal year 2018, round H30 unless said otherwise
  StageBench& as(std::string role, std::string unit = "0301", std::string partner = "");  // default: section
  StageBench& person(std::string id);              // default: "<unit>-<role>"
  StageBench& today(std::string_view date);        // "2018-06-01" is the default
  StageBench& fact(std::string name, Json value);  // one the stage asks for
  StageBench& behaviour(int number);               // default: the newest

  Step enter();
  Step act(const std::string& action, const std::string& task, JsonObject data = {},
           const std::string& comment = "");
  Step submit(const std::string& task, JsonObject answers, const std::string& comment = "");
  Step engine(const std::string& action, JsonObject data = {},
              const std::string& task = "");  // child, selected, …
  Step timeout(const std::string& task);

  struct RankedVisit {
    JsonObject project;
    JsonObject state;
  };
  // The answer of rank, checked against the contract.
  JsonObject rank(const std::vector<RankedVisit>& visits, int count,
                  const std::vector<std::string>& chosen = {});

  // How the visit stands now.
  const stage::StageInfo& info() const { return *info_; }
  const JsonObject& state() const { return state_; }
  const std::vector<BenchTask>& tasks() const { return tasks_; }
  const BenchTask* find_task(std::string_view name) const;
  std::string task_state(std::string_view name) const;              // "" if there is no such task
  std::vector<std::string> tasks_in(std::string_view state) const;  // names, in the order they were opened
  const std::string& outcome() const { return outcome_; }           // "" while the visit goes on
  const JsonObject& outcome_data() const { return outcome_data_; }
  const JsonObject& attributes() const;                  // of the project
  const JsonArray& notices() const { return notices_; }  // all so far
  const JsonArray& requests() const { return requests_; }
  const JsonArray& reservations() const { return reservations_; }  // kind, key, project

 private:
  JsonObject input(const std::string& action, const std::string& task, JsonObject data,
                   const std::string& comment) const;
  std::optional<Error> forbidden(const std::string& action, const std::string& task) const;
  Step call(const std::string& action, const std::string& task, JsonObject data, const std::string& comment);
  std::optional<Error> reserve(const JsonObject& answer);
  void apply(const JsonObject& answer);
  BenchTask& existing(std::string_view name, const char* what);

  stage::Catalog catalog_;
  const stage::StageInfo* info_ = nullptr;
  int behaviour_ = 0;
  JsonObject settings_, project_, actor_, facts_, state_, outcome_data_;
  std::string person_, date_;
  std::vector<BenchTask> tasks_;
  bool entered_ = false;
  std::string outcome_;
  JsonArray notices_, requests_, reservations_;
};

}  // namespace kyodo::testkit
