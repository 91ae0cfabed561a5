#include "service/commits.h"

#include <atomic>
#include <cmath>
#include <future>
#include <thread>

#include "runtime/writer.h"
#include "service/bare_loop.h"
#include "store/sqlite_store.h"

namespace kyodo::bench {
namespace {

constexpr int kBlocks = 10;  // turns within a run

// In whatever order the tasks of one stage are completed, those of the next are the ones after them.
runtime::Command completion_number(int number) {
  return completion(fmt::format("T-{}", number + 1));
}

struct Files {
  fs::path recorded, through, bare;
};
Files make_files(const fs::path& folder, const Places& places, int projects) {
  Files files{folder / "recorded.db", folder / "through.db", folder / "bare.db"};
  make_database(files.recorded, places, projects);
  for (const fs::path& copy : {files.through, files.bare}) fs::copy_file(files.recorded, copy);
  return files;
}

// Completes the tasks one by one and keeps what that wrote.
Recording record(const fs::path& file, const Places& places, int completions) {
  Recording recording;
  Office office(file, places, std::make_unique<Recorder>(must(store::open(file.string())), recording));
  for (int i = 0; i < completions; ++i) must(office.engine.apply(completion_number(i)));
  return recording;
}

// What each waited, in milliseconds.
std::vector<double> complete_by_clients(runtime::Writer& writer, int first, int count) {
  std::vector<std::vector<double>> waited(kClients);
  std::vector<std::thread> clients;
  std::atomic<int> next = first;
  for (std::vector<double>& own : waited)
    clients.emplace_back([&] {
      for (int i = next++; i < first + count; i = next++)
        own.push_back(1'000 * seconds([&] {
                        std::promise<void> done;
                        writer.submit(completion_number(i), [&](Result<runtime::Answer> answer) {
                          must(std::move(answer));
                          done.set_value();
                        });
                        done.get_future().wait();
                      }));
    });
  for (std::thread& client : clients) client.join();
  std::vector<double> all;
  for (const std::vector<double>& own : waited) all.insert(all.end(), own.begin(), own.end());
  return all;
}

struct Turns {
  std::vector<double> ratio, engine, bare;  // of each run; the latter two per second

  // Both do each block, the one that begins by turns.
  template <class Engine, class Bare>
  void run(int first, int count, Engine engine_turn, Bare bare_turn) {
    double of_engine = 0, of_bare = 0;
    const int block = count / kBlocks;
    for (int b = 0; b < kBlocks; ++b) {
      const int from = first + b * block, size = b + 1 < kBlocks ? block : count - b * block;
      if (b % 2) of_bare += seconds([&] { bare_turn(from, size); });
      of_engine += seconds([&] { engine_turn(from, size); });
      if (b % 2 == 0) of_bare += seconds([&] { bare_turn(from, size); });
    }
    ratio.push_back(of_bare / of_engine);
    engine.push_back(count / of_engine);
    bare.push_back(count / of_bare);
  }
};

}  // namespace

JsonObject single_commits(const fs::path& folder, const Places& places, int projects) {
  const Files files = make_files(folder, places, projects);
  make_database(folder / "empty.db", places, 0);
  const Recording recording = record(files.recorded, places, kStages * projects);
  Turns turns;
  std::vector<double> waited;
  {
    Office office(files.through, places);
    BareLoop loop(files.bare, recording);
    for (int stage = 0; stage < kStages; ++stage)
      turns.run(
          stage * projects, projects,
          [&](int first, int count) {
            for (int i = first; i < first + count; ++i)
              waited.push_back(1'000 * seconds([&] { must(office.engine.apply(completion_number(i))); }));
          },
          [&](int first, int count) {
            loop.write(static_cast<std::size_t>(first), static_cast<std::size_t>(count), 1);
          });
  }
  check_same_rows(files.through, files.bare);
  const auto grown = fs::file_size(files.through) - fs::file_size(folder / "empty.db");
  return {{"commit_single_ratio", median(turns.ratio)},
          {"commit_single_per_s", median(turns.engine)},
          {"bare_single_per_s", median(turns.bare)},
          {"commit_single_p50_ms", quantile(waited, 0.5)},
          {"commit_single_p99_ms", quantile(waited, 0.99)},
          {"bytes_per_project", grown / static_cast<std::uintmax_t>(projects)}};
}

JsonObject group_commits(const fs::path& folder, const Places& places, int projects) {
  const Files files = make_files(folder, places, projects);
  const Recording recording = record(files.recorded, places, kStages * projects);
  Turns turns;
  std::vector<double> waited, sizes{kClients};
  {
    auto counting = std::make_unique<Through>(must(store::open(files.through.string())));
    const Through& counted = *counting;
    Office office(files.through, places, std::move(counting));
    BareLoop loop(files.bare, recording);
    for (int stage = 0; stage < kStages; ++stage)
      turns.run(
          stage * projects, projects,
          [&](int first, int count) {
            const int before = counted.commits();
            {
              runtime::Writer writer(office.engine);
              const auto some = complete_by_clients(writer, first, count);
              waited.insert(waited.end(), some.begin(), some.end());
            }
            sizes.push_back(static_cast<double>(count) / (counted.commits() - before));
          },
          [&](int first, int count) {
            loop.write(static_cast<std::size_t>(first), static_cast<std::size_t>(count),
                       static_cast<std::size_t>(std::lround(sizes.back())));
          });
  }
  return {{"commit_group_ratio", median(turns.ratio)},    {"commit_group_per_s", median(turns.engine)},
          {"bare_group_per_s", median(turns.bare)},       {"commit_group_size", median(sizes)},
          {"commit_group_p50_ms", quantile(waited, 0.5)}, {"commit_group_p99_ms", quantile(waited, 0.99)}};
}

}  // namespace kyodo::bench
