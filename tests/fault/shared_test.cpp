// The service and the command line write to one database at once: whatever was acknowledged to either of them
// is in the journal once, and neither keeps the other from its turn.
//
// KYODO_FAULT_SECONDS=N runs longer.
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "running_service.h"

namespace kyodo::fault {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kClients = 2;  // of the service
constexpr int kLoops = 2;    // of the command line
constexpr std::chrono::seconds kRun{20};
constexpr milliseconds kLongestTurn{3'000};  // of one command; the lock waits store.busy_timeout_ms, 5 s
constexpr milliseconds kLongestEnd{10'000};  // from SIGTERM on

std::chrono::seconds run_time() {
  const char* given = std::getenv("KYODO_FAULT_SECONDS");
  return given ? std::chrono::seconds(std::stoi(given)) : kRun;
}

struct Side {
  std::multiset<std::string> done[5];  // texts, by project
  std::vector<milliseconds> took;
  int ticks = 0;
  int busy = 0;

  milliseconds longest() const {
    return took.empty() ? milliseconds(0) : *std::max_element(took.begin(), took.end());
  }
  milliseconds p99() {
    if (took.empty()) return milliseconds(0);
    std::sort(took.begin(), took.end());
    return took[took.size() * 99 / 100];
  }
};

class SharedDatabase : public RunningService {
 protected:
  // Comments on one project after the other, over HTTP.
  void work_over_http(int number) {
    HttpClient client(port_);
    for (int i = 0; Clock::now() < until_; ++i) {
      const int project = i % kProjects + 1;
      const std::string text = "http " + std::to_string(number) + "-" + std::to_string(i);
      const auto begun = Clock::now();
      const auto got = comment(client, project, text, text);
      const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - begun);
      ASSERT_TRUE(got) << text;
      note(http_, project, text, took, got->status == 200, got->status == 503, got->body);
    }
  }
  // The same by the command line, each third time a tick instead.
  void work_by_command_line(int number) {
    const std::string out = (folder_.path() / ("out" + std::to_string(number))).string(), err = out + ".err";
    for (int i = 0; Clock::now() < until_; ++i) {
      const bool ticks = i % 3 == 2;
      const int project = i % kProjects + 1;
      const std::string text = "cli " + std::to_string(number) + "-" + std::to_string(i);
      const auto begun = Clock::now();
      const int code =
          ticks ? run({"tick"}, out, err)
                : run({"project", "comment", "P-" + std::to_string(project), text, "--as", "jimukyoku-1"},
                      out, err);
      const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - begun);
      const std::string said = read_text(out) + read_text(err);
      note(cli_, ticks ? 0 : project, text, took, code == 0, said.find("\"busy\"") != std::string::npos,
           said);
    }
  }
  void note(Side& side, int project, const std::string& text, milliseconds took, bool done, bool busy,
            const std::string& said) {
    const std::lock_guard lock(mutex_);
    EXPECT_TRUE(done || busy) << said;
    side.took.push_back(took);
    if (busy) ++side.busy;
    if (done && project == 0) ++side.ticks;
    if (done && project > 0) side.done[project].insert(text);
  }
  std::string query(const std::string& sql) {
    sqlite3* database = nullptr;
    EXPECT_EQ(::sqlite3_open_v2((home() + "/kyodo.db").c_str(), &database, SQLITE_OPEN_READWRITE, nullptr),
              SQLITE_OK);
    std::string answer;
    auto keep = [](void* into, int, char** cells, char**) {
      *static_cast<std::string*>(into) += cells[0] ? cells[0] : "";
      return 0;
    };
    EXPECT_EQ(::sqlite3_exec(database, sql.c_str(), keep, &answer, nullptr), SQLITE_OK)
        << ::sqlite3_errmsg(database);
    ::sqlite3_close(database);
    return answer;
  }

  Clock::time_point until_;
  std::mutex mutex_;
  Side http_, cli_;
};

TEST_F(SharedDatabase, KeepsWhatTheServiceAndTheCommandLineWereToldOnce) {
  ASSERT_NO_FATAL_FAILURE(start());
  until_ = Clock::now() + run_time();
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) threads.emplace_back([this, i] { work_over_http(i); });
  for (int i = 0; i < kLoops; ++i) threads.emplace_back([this, i] { work_by_command_line(i); });
  for (std::thread& thread : threads) thread.join();

  if (int by_itself = 0; ::waitpid(service_, &by_itself, WNOHANG) != 0) {
    service_ = 0;
    const std::string log = read_text(home() + "/kyodo.log");
    FAIL() << "the service ended by itself (" << by_itself
           << "): " << log.substr(log.size() - std::min<std::size_t>(log.size(), 1'000));
  }
  const auto stopped = Clock::now();
  const int status = end(SIGTERM);
  const auto ending = std::chrono::duration_cast<milliseconds>(Clock::now() - stopped);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_LT(ending, kLongestEnd);

  std::size_t told = 0;
  for (int project = 1; project <= kProjects; ++project) {
    std::multiset<std::string> expected = http_.done[project];
    expected.merge(std::multiset<std::string>(cli_.done[project]));
    EXPECT_EQ(comments(project), expected) << "project " << project;
    told += expected.size();
  }
  EXPECT_EQ(query("SELECT count(*) FROM journal WHERE command = 'project.comment'"), std::to_string(told));
  EXPECT_EQ(query("PRAGMA integrity_check"), "ok");
  kyodo({"journal", "verify"});

  for (Side* side : {&http_, &cli_}) {
    std::printf("%s: %zu commands, %d of them ticks, %d busy, p99 %lld ms, longest %lld ms\n",
                side == &http_ ? "service" : "command line", side->took.size(), side->ticks, side->busy,
                static_cast<long long>(side->p99().count()), static_cast<long long>(side->longest().count()));
    EXPECT_EQ(side->busy, 0);
    EXPECT_LT(side->longest(), kLongestTurn);
    EXPECT_GT(side->took.size(), 20u);
  }
  std::printf("ended %lld ms after SIGTERM\n", static_cast<long long>(ending.count()));
}

}  // namespace
}  // namespace kyodo::fault
