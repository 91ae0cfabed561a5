// The service killed at random moments under several clients, again and again: what was answered is there
// once, what was not is there once or not at all, and asking again with its key gives the one answer.
//
// KYODO_FAULT_ROUNDS=N runs longer; KYODO_FAULT_SEED=N repeats a run's moments.
#include <sys/resource.h>

#include <random>
#include <thread>

#include "running_service.h"

namespace kyodo::fault {
namespace {

constexpr int kRounds = 200;

int rounds() {
  const char* given = std::getenv("KYODO_FAULT_ROUNDS");
  return given ? std::stoi(given) : kRounds;
}

// A comment that a client wrote, or tries to.
struct Asked {
  std::string key, text;
  bool answered = false;
};

class KilledService : public RunningService {
 protected:
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
      auto got = comment(client, number + 1, all.back().text, all.back().key);
      if (!got) return;
      EXPECT_EQ(got->status, 200u) << got->body;
      all.back().answered = true;
    }
  }

  std::array<std::vector<Asked>, kProjects> asked_;
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
    for (int i = 0; i < kProjects; ++i) clients.emplace_back([this, i, round] { work(i, round); });
    ::usleep(1'000 + random() % 40'000);
    end(SIGKILL);
    for (std::thread& client : clients) client.join();
  }
  // The last answers that are still missing.
  ASSERT_NO_FATAL_FAILURE(start());
  std::size_t answered = 0;
  for (int i = 0; i < kProjects; ++i) {
    HttpClient client(port_);
    for (Asked& asked : asked_[static_cast<std::size_t>(i)]) {
      const auto got =
          asked.answered ? std::optional(Got{200, "", {}}) : comment(client, i + 1, asked.text, asked.key);
      EXPECT_EQ(got.value_or(Got{}).status, 200u) << asked.key;
      ++answered;
    }
  }
  end(SIGKILL);
  std::printf("%zu commands over %d deaths\n", answered, rounds());
  std::fflush(stdout);
  for (int i = 0; i < kProjects; ++i) {
    std::multiset<std::string> expected;
    for (const Asked& asked : asked_[static_cast<std::size_t>(i)]) expected.insert(asked.text);
    EXPECT_EQ(comments(i + 1), expected) << "project " << i + 1;
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
  EXPECT_EQ(comment(client, 1, "前", "k-1").value_or(Got{}).status, 200u);
  limit_files(1);
  for (int i = 0; i < 3; ++i) {
    const Got refused = comment(client, 1, "満杯", "k-2").value_or(Got{});
    EXPECT_EQ(refused.status, 503u);
    EXPECT_NE(refused.body.find("is full. Nothing was changed"), std::string::npos) << refused.body;
  }
  EXPECT_EQ(read("/api/v1/projects/P-1").json().at("comments").as_array().size(), 1u);
  EXPECT_EQ(read("/readyz").json().at("status").as_string(), "read_only");
  limit_files(RLIM_INFINITY);
  EXPECT_EQ(comment(client, 1, "満杯", "k-2").value_or(Got{}).status, 200u);
  EXPECT_EQ(read("/readyz").json().at("status").as_string(), "ready");
  EXPECT_EQ(read("/api/v1/projects/P-1").json().at("comments").as_array().size(), 2u);
  end(SIGKILL);
  kyodo({"journal", "verify"});
}

}  // namespace
}  // namespace kyodo::fault
