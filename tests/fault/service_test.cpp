// The service killed at random moments under several clients, again and again: what was answered is there
// once, what was not is there once or not at all, and asking again with its key gives the one answer.
//
// KYODO_FAULT_ROUNDS=N runs longer; KYODO_FAULT_SEED=N repeats a run's moments.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include <random>
#include <set>
#include <thread>

#include "../support/http_client.h"
#include "process.h"

namespace kyodo::fault {
namespace {

constexpr int kClients = 4;
constexpr int kRounds = 200;

int rounds() {
  const char* given = std::getenv("KYODO_FAULT_ROUNDS");
  return given ? std::stoi(given) : kRounds;
}

pid_t start_program(const std::vector<std::string>& words, const std::string& out) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (!std::freopen(out.c_str(), "w", stdout) || !std::freopen("/dev/null", "w", stderr)) ::_exit(127);
  ::setenv("KYODO_PLUGINS", KYODO_BINARY_DIR "/plugins", 1);
  ::setenv("KYODO_CONFIG", KYODO_SOURCE_DIR "/config", 1);
  ::setenv("KYODO_SERVER_PORT", "0", 1);
  std::vector<char*> arguments{const_cast<char*>(KYODO_PROGRAM)};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(KYODO_PROGRAM, arguments.data());
  ::_exit(127);
}

// A comment that a client wrote, or tries to.
struct Asked {
  std::string key, text;
  bool answered = false;
};

class KilledService : public ::testing::Test {
 protected:
  std::string kyodo(std::vector<std::string> words) {
    words.insert(words.begin(), {"--home", home(), "--json"});
    const std::string out = (folder_.path() / "out").string();
    int status = 0;
    ::waitpid(start_program(words, out), &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << ::testing::PrintToString(words);
    return read_text(out);
  }
  std::string home() const { return (folder_.path() / "home").string(); }

  void SetUp() override {
    kyodo({"init"});
    const std::string demo = KYODO_SOURCE_DIR "/config/demo/";
    kyodo({"unit", "import", demo + "units.csv"});
    kyodo({"person", "import", demo + "people.csv"});
    kyodo({"role", "import", demo + "roles.csv"});
    kyodo({"workflow", "install", KYODO_SOURCE_DIR "/workflows/komaki-h30"});
    kyodo({"round", "open", "H30", "--name", "平成30年度", "--workflow", "komaki-h30", "--year", "2018",
           "--target", "1", "--as", "jimukyoku-1"});
    for (int i = 0; i < kClients; ++i)
      kyodo({"project", "add", "--round", "H30", "--code", "c-" + std::to_string(i), "--name", "事業",
             "--unit", "0301", "--as", "jimukyoku-1"});
    const Json made = parse_json(kyodo({"token", "add", "jimukyoku-1", "試験", "--write"})).value();
    token_ = std::string(made.at("token").as_string());
  }

  // Until it says where it listens.
  void start() {
    const std::string out = (folder_.path() / "service").string();
    std::ofstream(out).close();
    service_ = start_program({"serve", "--home", home(), "--json"}, out);
    for (std::string text; !text.ends_with('\n'); text = read_text(out)) {
      if (::waitpid(service_, nullptr, WNOHANG) != 0) FAIL() << "the service ended";
      ::usleep(1'000);
      if (text = read_text(out); text.ends_with('\n')) {
        const std::string where(parse_json(text).value().at("listening").as_string());
        port_ = static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)));
        return;
      }
    }
  }
  void kill() {
    ::kill(service_, SIGKILL);
    ::waitpid(service_, nullptr, 0);
  }

  // None when there was no answer.
  std::optional<Got> ask(HttpClient& client, int project, const Asked& asked) {
    if (!client.send(http_request("POST", "/api/v1/projects/P-" + std::to_string(project + 1) + "/comments",
                                  "{\"text\":\"" + asked.text + "\"}",
                                  {{"Authorization", "Bearer " + token_},
                                   {"Content-Type", "application/json"},
                                   {"Idempotency-Key", asked.key}})))
      return std::nullopt;
    return client.receive();
  }

  // First repeats what was left unanswered, then goes on until the service is gone.
  void work(int number, int round) {
    HttpClient client(port_);
    if (!client.connected()) return;
    std::vector<Asked>& all = asked_[static_cast<std::size_t>(number)];
    for (int i = 0;; ++i) {
      if (all.empty() || all.back().answered) {
        const std::string name =
            std::to_string(number) + "-" + std::to_string(round) + "-" + std::to_string(i);
        all.push_back({"k" + name, "意見 " + name});
      }
      auto got = ask(client, number, all.back());
      if (!got) return;
      EXPECT_EQ(got->status, 200u) << got->body;
      all.back().answered = true;
    }
  }

  Folder folder_;
  std::string token_;
  pid_t service_ = 0;
  std::uint16_t port_ = 0;
  std::array<std::vector<Asked>, kClients> asked_;
};

TEST_F(KilledService, LosesNothingAndDoesNothingTwice) {
  const char* given = std::getenv("KYODO_FAULT_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
  std::printf("KYODO_FAULT_SEED=%u\n", seed);
  std::fflush(stdout);  // before the first fork, which would print it again
  std::mt19937 random(seed);
  for (int round = 0; round < rounds(); ++round) {
    ASSERT_NO_FATAL_FAILURE(start());
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i) clients.emplace_back([this, i, round] { work(i, round); });
    ::usleep(1'000 + random() % 40'000);
    kill();
    for (std::thread& client : clients) client.join();
  }
  // The last answers that are still missing.
  ASSERT_NO_FATAL_FAILURE(start());
  std::size_t answered = 0;
  for (int i = 0; i < kClients; ++i) {
    HttpClient client(port_);
    for (Asked& asked : asked_[static_cast<std::size_t>(i)]) {
      const auto got = asked.answered ? std::optional(Got{200, "", {}}) : ask(client, i, asked);
      EXPECT_EQ(got.value_or(Got{}).status, 200u) << asked.key;
      ++answered;
    }
  }
  kill();
  std::printf("%zu commands over %d deaths\n", answered, rounds());
  std::fflush(stdout);
  for (int i = 0; i < kClients; ++i) {
    const Json project = parse_json(kyodo({"project", "show", "P-" + std::to_string(i + 1)})).value();
    std::multiset<std::string> there, expected;
    for (const Json& comment : project.at("comments").as_array())
      there.insert(std::string(comment.at("text").as_string()));
    for (const Asked& asked : asked_[static_cast<std::size_t>(i)]) expected.insert(asked.text);
    EXPECT_EQ(there, expected) << "project " << i + 1;
  }
  kyodo({"journal", "verify"});
}

// The system lets the service write no more, as on a full disk, and then again.
TEST_F(KilledService, ReadsOnWhileThereIsNoRoomAndNeedsNoRestart) {
  ASSERT_NO_FATAL_FAILURE(start());
  auto limit_files = [&](rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(service_, RLIMIT_FSIZE, &limit, nullptr), 0);
  };
  auto read = [&](const std::string& path) {
    HttpClient client(port_);
    client.send(http_request("GET", path, "", {{"Authorization", "Bearer " + token_}}));
    return client.receive().value_or(Got{});
  };
  HttpClient client(port_);
  EXPECT_EQ(ask(client, 0, {"k-1", "前"}).value_or(Got{}).status, 200u);
  limit_files(1);
  for (int i = 0; i < 3; ++i) {
    const Got refused = ask(client, 0, {"k-2", "満杯"}).value_or(Got{});
    EXPECT_EQ(refused.status, 503u);
    EXPECT_NE(refused.body.find("is full. Nothing was changed"), std::string::npos) << refused.body;
  }
  EXPECT_EQ(read("/api/v1/projects/P-1").json().at("comments").as_array().size(), 1u);
  EXPECT_EQ(read("/readyz").json().at("status").as_string(), "read_only");
  limit_files(RLIM_INFINITY);
  EXPECT_EQ(ask(client, 0, {"k-2", "満杯"}).value_or(Got{}).status, 200u);
  EXPECT_EQ(read("/readyz").json().at("status").as_string(), "ready");
  EXPECT_EQ(read("/api/v1/projects/P-1").json().at("comments").as_array().size(), 2u);
  kill();
  kyodo({"journal", "verify"});
}

}  // namespace
}  // namespace kyodo::fault
