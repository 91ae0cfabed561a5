// Whenever and however often the writer dies: restarting it and repeating the unanswered command ends in the
// journal, the answers, the projections and the mail of a run that nobody disturbed.
//
// KYODO_FAULT_ALL=1 tries every system call instead of a sample; KYODO_FAULT_SEED=N repeats a sample.
#include <algorithm>
#include <random>

#include "process.h"
#include "script.h"

namespace kyodo::fault {
namespace {

constexpr int kMostRestarts = 2'000;

bool try_all() {
  return std::getenv("KYODO_FAULT_ALL") != nullptr;
}

unsigned seed() {
  static const unsigned kSeed = [] {
    const char* given = std::getenv("KYODO_FAULT_SEED");
    unsigned chosen = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
    std::printf("KYODO_FAULT_SEED=%u\n", chosen);
    std::fflush(stdout);
    return chosen;
  }();
  return kSeed;
}

// An answer without what may differ when its line was repeated: that it was, and what a tick had done before.
std::string comparable(const std::string& answer) {
  auto json = parse_json(answer);
  if (!json || !json->is_object()) return "not an answer: " + answer;
  JsonObject& object = json->get_object();
  object.erase("repeated");
  for (const char* count : {"fired", "made", "sent", "retry", "failed"}) object.erase(count);
  return to_text(*json);
}

struct Outcome {
  std::vector<std::string> answers;
  std::string check;  // of the driver
  std::map<std::string, std::string> mail;
  bool operator==(const Outcome&) const = default;
};

// A run of some lines in a folder of its own, perhaps on top of what other lines left.
class Run {
 public:
  Run(std::vector<std::string> lines, const fs::path* base) : lines_(std::move(lines)) {
    if (base)
      fs::copy(*base, home(), fs::copy_options::recursive);
    else
      fs::create_directory(home());
    std::ofstream file(lines_file());
    for (const std::string& line : lines_) file << line << "\n";
  }
  fs::path home() const { return folder_.path() / "home"; }

  // One process from the first unanswered line on.
  Ended go(const Environment& faults) {
    Ended ended = run_driver({"run", home().string(), KYODO_BINARY_DIR "/plugins", lines_file(),
                              std::to_string(outcome_.answers.size())},
                             faults, folder_.path());
    for (const std::string& line : ended.lines) outcome_.answers.push_back(comparable(line));
    EXPECT_EQ(ended.errors.find("parked"), std::string::npos) << ended.errors;
    return ended;
  }
  Ended check() { return run_driver({"check", home().string()}, {}, folder_.path()); }
  // When all lines are answered.
  Outcome finish() {
    Ended checked = check();
    EXPECT_TRUE(checked.done()) << checked.errors;
    for (const std::string& line : checked.lines) outcome_.check += line + "\n";
    if (fs::exists(home() / "mail"))
      for (const auto& entry : fs::recursive_directory_iterator(home() / "mail"))
        outcome_.mail[fs::relative(entry.path(), home()).string()] =
            entry.is_regular_file() ? read_text(entry.path().string()) : "";
    return outcome_;
  }
  std::size_t unanswered() const { return lines_.size() - outcome_.answers.size(); }

 private:
  std::string lines_file() const { return (folder_.path() / "lines").string(); }
  Folder folder_;
  std::vector<std::string> lines_;
  Outcome outcome_;
};

// Lines [from, to) of the script on top of those before, with what they do when nothing goes wrong.
class Scenario {
 public:
  Scenario(std::size_t from, std::size_t to) {
    const std::vector<std::string> all = scripted_lines();
    to = std::min(to, all.size());
    lines.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                 all.begin() + static_cast<std::ptrdiff_t>(to));
    if (from > 0) {
      before_ = std::make_unique<Run>(
          std::vector<std::string>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(from)), nullptr);
      EXPECT_TRUE(before_->go({}).done());
      base_ = before_->home();
    }
    auto run = start();
    const std::string count = (counted_.path() / "count").string();
    Ended ended = run->go({{"KYODO_FAULT_COUNT", count}});
    EXPECT_TRUE(ended.done()) << ended.errors;
    calls = std::atol(read_text(count).c_str());
    undisturbed = run->finish();
    EXPECT_EQ(undisturbed.answers.size(), lines.size());
  }
  std::unique_ptr<Run> start() const {
    return std::make_unique<Run>(lines, base_.empty() ? nullptr : &base_);
  }

  std::vector<std::string> lines;
  long calls = 0;
  Outcome undisturbed;

 private:
  std::unique_ptr<Run> before_;
  fs::path base_;
  Folder counted_;
};

void expect_same(const Scenario& scenario, Run& run, const std::string& what) {
  Outcome outcome = run.finish();
  EXPECT_EQ(outcome.check, scenario.undisturbed.check) << what;
  EXPECT_EQ(outcome.answers, scenario.undisturbed.answers) << what;
  for (const auto& [path, text] : outcome.mail)
    EXPECT_TRUE(scenario.undisturbed.mail.contains(path)) << path << " is too much; " << what;
  for (const auto& [path, text] : scenario.undisturbed.mail) {
    auto found = outcome.mail.find(path);
    EXPECT_TRUE(found != outcome.mail.end() && found->second == text)
        << path << " is missing or differs; " << what;
  }
}

void kill_once(const Scenario& scenario, long at, const std::string& how) {
  const std::string what = "killed at call " + std::to_string(at) + " (" + how + ")";
  auto run = scenario.start();
  Ended first = run->go({{"KYODO_FAULT_AT", std::to_string(at)}, {"KYODO_FAULT_HOW", how}});
  ASSERT_TRUE(first.killed() || first.done()) << what << ": " << first.errors;
  Ended second = run->go({});
  ASSERT_TRUE(second.done()) << what << ": " << second.errors;
  expect_same(scenario, *run, what);
}

const char* const kHow[] = {"before", "after", "torn"};

// Every call of a scenario in each of the ways, or every `step`th of these pairs from one chosen by the seed.
void kill_everywhere(const Scenario& scenario, long step) {
  ASSERT_GT(scenario.calls, 10);
  const long pairs = 3 * scenario.calls;
  long first = step > 1 ? static_cast<long>(seed()) % step : 0;
  for (long pair = first; pair < pairs && !::testing::Test::HasFailure(); pair += step)
    kill_once(scenario, pair / 3 + 1, kHow[pair % 3]);
}

TEST(Kill, WhileTheDatabaseIsMade) {
  kill_everywhere(Scenario(0, 1), try_all() ? 1 : 2);
}

// These lines of the script open visits, tasks, timers and notices and write the first mail.
TEST(Kill, DuringASelectionAndTheMailThatFollows) {
  kill_everywhere(Scenario(21, 23), try_all() ? 1 : 4);
}

class KillDuringAYear : public ::testing::TestWithParam<long> {};
constexpr long kParts = 4;
INSTANTIATE_TEST_SUITE_P(Part, KillDuringAYear, ::testing::Range(0L, kParts));

TEST_P(KillDuringAYear, AtOneCall) {
  Scenario scenario(0, 1'000);
  const long pairs = 3 * scenario.calls;
  // A prime step, so that the ways alternate.
  const long step = try_all() ? 1 : 397;
  for (long pair = static_cast<long>(seed()) % step, i = 0; pair < pairs && !HasFailure(); pair += step, ++i)
    if (i % kParts == GetParam()) kill_once(scenario, pair / 3 + 1, kHow[pair % 3]);
}

TEST_P(KillDuringAYear, AgainAndAgain) {
  Scenario scenario(0, 1'000);
  std::mt19937 random(seed() + static_cast<unsigned>(GetParam()));
  for (int round = try_all() ? 50 : 2; round > 0 && !HasFailure(); --round) {
    auto run = scenario.start();
    std::string what = "killed at calls";
    int restarts = 0;
    for (bool done = false; !done; ++restarts) {
      ASSERT_LT(restarts, kMostRestarts) << "no way forward; " << run->unanswered() << " lines left";
      // Some lines need many calls; a process must now and then be let alone for long enough to get past
      // them.
      const std::string at = std::to_string(1 + random() % (random() % 4 ? 160 : 1'000)),
                        how = kHow[random() % 3];
      what += " " + at + how[0];
      Ended ended = run->go({{"KYODO_FAULT_AT", at}, {"KYODO_FAULT_HOW", how}});
      ASSERT_TRUE(ended.killed() || ended.done()) << what << ": " << ended.errors;
      done = ended.done();
    }
    EXPECT_GT(restarts, 4);
    expect_same(scenario, *run, what);
  }
}

// From some write on, none succeeds: nothing half done is left, and with room again the run ends as ever.
TEST_P(KillDuringAYear, FullDisk) {
  Scenario scenario(0, 1'000);
  const long step = try_all() ? 1 : 131;
  for (long at = 1 + static_cast<long>(seed()) % step, i = 0; at <= scenario.calls && !HasFailure();
       at += step, ++i) {
    if (i % kParts != GetParam()) continue;
    const std::string what = "disk full from call " + std::to_string(at);
    auto run = scenario.start();
    Ended first = run->go({{"KYODO_FAULT_AT", std::to_string(at)}, {"KYODO_FAULT_HOW", "full"}});
    ASSERT_TRUE(first.store_failed() || first.done())
        << what << ": status " << first.status << " " << first.errors;
    if (fs::exists(run->home() / "kyodo.db")) {
      Ended checked = run->check();
      EXPECT_TRUE(checked.done()) << what << ": " << checked.errors;
    }
    Ended second = run->go({});
    ASSERT_TRUE(second.done()) << what << ": " << second.errors;
    expect_same(scenario, *run, what);
  }
}

}  // namespace
}  // namespace kyodo::fault
