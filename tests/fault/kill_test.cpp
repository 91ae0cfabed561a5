// Whenever and however often the writer dies: restarting it and repeating the unanswered command ends in the
// journal, the answers, the projections and the mail of a run that nobody disturbed.
//
// KYODO_FAULT_ALL=1 tries every system call instead of a sample; KYODO_FAULT_SEED=N repeats a sample.
#include <random>

#include "scenario.h"

namespace kyodo::fault {
namespace {

constexpr int kMostRestarts = 2'000;

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
