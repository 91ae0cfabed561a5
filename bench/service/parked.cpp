#include "service/parked.h"

#include "runtime/tick.h"
#include "service/bare_loop.h"
#include "store/sqlite_store.h"

namespace kyodo::bench {
namespace {

constexpr int kRuns = 5;
constexpr int kPolls = 2'000;
constexpr int kBlocks = 10;

// Every so-many-th task of a database, so that none is near the one before; each once.
class Spread {
 public:
  Spread(const Parked& parked, const Places& places) : parked_(parked), office_(parked.file, places) {}

  std::vector<runtime::Command> next(int count) {
    std::vector<runtime::Command> commands;
    for (int i = 0; i < count; ++i) {
      commands.push_back(completion(fmt::format("T-{}", 1 + at_)));
      at_ = (at_ + kStep) % parked_.projects;
    }
    return commands;
  }
  void complete_one() {
    const auto commands = next(1);
    const auto written = fs::last_write_time(parked_.file);
    const double took = 1'000 * seconds([&] { must(office_.engine.apply(commands[0])); });
    waited.push_back(took);
    // Of the main file only a checkpoint writes.
    if (fs::last_write_time(parked_.file) != written) with_checkpoint.push_back(took);
  }
  void complete_group() {
    const auto commands = next(static_cast<int>(runtime::kMaxGroup));
    const double took = seconds([&] {
      for (auto& answer : office_.engine.apply_all(commands)) must(std::move(answer));
    });
    per_second.push_back(static_cast<double>(runtime::kMaxGroup) / took);
  }
  JsonObject figures() const {
    return {{"projects", parked_.projects},
            {"p50_ms", quantile(waited, 0.5)},
            {"p99_ms", quantile(waited, 0.99)},
            {"group_per_s", median(per_second)},
            {"checkpoints", with_checkpoint.size()},
            {"checkpoint_ms", with_checkpoint.empty() ? 0 : median(with_checkpoint)}};
  }

  std::vector<double> waited, with_checkpoint, per_second;

 private:
  static constexpr int kStep = 617;  // prime: every project has its turn
  Parked parked_;
  Office office_;
  int at_ = 0;
};

}  // namespace

JsonObject empty_polls(const fs::path& file, const Places& places) {
  Office office(file, places);
  must(runtime::fire_due(office.engine, kNow));
  std::vector<double> took;
  for (int i = 0; i < kPolls; ++i)
    took.push_back(1e6 * seconds([&] { must(runtime::fire_due(office.engine, kNow)); }));
  return {{"poll_empty_us", median(took)}};
}

JsonObject latency(const Parked& many, const Parked& few, const Places& places, int completions) {
  Spread of_many(many, places), of_few(few, places);
  const int groups = completions / static_cast<int>(runtime::kMaxGroup) / 2;
  for (int b = 0; b < kBlocks; ++b)
    for (Spread* one : b % 2 ? std::array{&of_many, &of_few} : std::array{&of_few, &of_many})
      for (int i = 0; i < completions / 2 / kBlocks; ++i) one->complete_one();
  for (int i = 0; i < groups; ++i)
    for (Spread* one : {&of_few, &of_many}) one->complete_group();
  return {{"latency_many_vs_few", quantile(of_many.waited, 0.5) / quantile(of_few.waited, 0.5)},
          {"many", of_many.figures()},
          {"few", of_few.figures()}};
}

JsonObject due_timers(const fs::path& folder, const Places& places, int projects) {
  const fs::path made = folder / "made.db", recorded = folder / "recorded.db",
                 through = folder / "through.db", bare = folder / "bare.db";
  make_database(made, places, projects);
  TimePoint due;
  {
    Office office(made, places);
    must(runtime::tick(office.engine, kNow));  // begins the fiscal year
    const auto first = office.store->find<office::Timer>({.order = {"due", "id"}, .limit = 1});
    due = first.front().due;
  }
  Recording recording;
  fs::copy_file(made, recorded);
  {
    Office office(recorded, places,
                  std::make_unique<Recorder>(must(store::open(recorded.string())), recording));
    if (must(runtime::fire_due(office.engine, due)).fired != projects) stop("not all reminders were due");
  }
  std::vector<double> ratio, engine, loop;
  for (int run = 0; run < kRuns; ++run) {
    for (const fs::path& copy : {through, bare})
      fs::copy_file(made, copy, fs::copy_options::overwrite_existing);
    double of_engine = 0, of_bare = 0;
    auto engine_turn = [&] {
      Office office(through, places);
      of_engine = seconds([&] { must(runtime::fire_due(office.engine, due)); });
    };
    auto bare_turn = [&] {
      BareLoop writes(bare, recording);
      of_bare = seconds([&] { writes.write(0, recording.ends.size(), 1); });
    };
    if (run % 2) bare_turn();
    engine_turn();
    if (run % 2 == 0) bare_turn();
    if (run == 0) check_same_rows(through, bare);
    ratio.push_back(of_bare / of_engine);
    engine.push_back(projects / of_engine);
    loop.push_back(projects / of_bare);
  }
  return {{"timers_fired_ratio", median(ratio)},
          {"timers_fired_per_s", median(engine)},
          {"bare_timers_per_s", median(loop)}};
}

}  // namespace kyodo::bench
