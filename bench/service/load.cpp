#include "service/load.h"

#include <atomic>
#include <random>
#include <thread>

#include "../tests/support/http_client.h"

namespace kyodo::bench {
namespace {

struct Waited {
  std::vector<double> reads, changes;  // milliseconds
};

void add_figures(JsonObject& figures, const std::string& name, const std::vector<double>& waited,
                 double took) {
  if (waited.empty()) return;
  figures[name + "_per_s"] = static_cast<double>(waited.size()) / took;
  figures[name + "_p50_ms"] = quantile(waited, 0.5);
  figures[name + "_p99_ms"] = quantile(waited, 0.99);
}

}  // namespace

JsonObject run_load(const Load& load) {
  const Headers bearer{{"Authorization", "Bearer " + load.token}};
  Headers change = bearer;
  change.emplace_back("Content-Type", "application/json");
  const std::string answers =
      R"({"answers":{"already":true,"partner":"里山を守る会","reason":"団体と市とで分担しています。","rating":4}})";
  std::atomic<int> next_task = load.projects;
  std::vector<Waited> waited(static_cast<std::size_t>(load.clients));
  std::vector<std::thread> clients;
  const auto until = Clock::now() + std::chrono::seconds(load.seconds);
  const double took = seconds([&] {
    for (int number = 0; number < load.clients; ++number)
      clients.emplace_back([&, number] {
        HttpClient client(load.port);
        std::mt19937 random(static_cast<unsigned>(number));
        Waited& own = waited[static_cast<std::size_t>(number)];
        while (Clock::now() < until) {
          const bool changes = static_cast<int>(random() % 100) < load.changes_percent;
          const std::string request =
              changes ? http_request("POST", fmt::format("/api/v1/tasks/T-{}/submission", next_task--),
                                     answers, change)
                      : http_request("GET",
                                     fmt::format("/api/v1/projects/P-{}",
                                                 1 + random() % static_cast<unsigned>(load.projects)),
                                     "", bearer);
          std::optional<Got> got;
          const double ms = 1'000 * seconds([&] {
                              if (client.send(request)) got = client.receive();
                            });
          if (!got || got->status != 200) stop("the service answered: " + (got ? got->body : "nothing"));
          (changes ? own.changes : own.reads).push_back(ms);
        }
      });
    for (std::thread& client : clients) client.join();
  });
  Waited all;
  for (const Waited& own : waited) {
    all.reads.insert(all.reads.end(), own.reads.begin(), own.reads.end());
    all.changes.insert(all.changes.end(), own.changes.begin(), own.changes.end());
  }
  JsonObject figures;
  add_figures(figures, "reads", all.reads, took);
  add_figures(figures, "changes", all.changes, took);
  return figures;
}

}  // namespace kyodo::bench
