// Measures the engine below the service (docs/performance.md). Prints JSON.
//   bench_service single|group FOLDER TOP PLUGINS PROJECTS
//   bench_service timers FOLDER TOP PLUGINS PROJECTS
//   bench_service make FILE TOP PLUGINS PROJECTS         a database with so many waiting projects
//   bench_service multiply FILE NEW-FILE TIMES           the same with so many times as many, by SQL
//   bench_service poll FILE TOP PLUGINS
//   bench_service latency FILE TOP PLUGINS PROJECTS FILE-OF-FEW PROJECTS-OF-FEW COMPLETIONS
//   bench_service load PORT TOKEN PROJECTS CLIENTS SECONDS CHANGES-PERCENT   clients of a running service
// FOLDER lies on the disk to be measured, and is empty; TOP is the top of the tree.
#include "service/commits.h"
#include "service/load.h"
#include "service/multiply.h"
#include "service/parked.h"

int main(int count, char** words) {
  using namespace kyodo::bench;
  const std::string what = count > 1 ? words[1] : "";
  if (count < (what == "poll" || what == "multiply" ? 5 : what == "latency" ? 9 : what == "load" ? 8 : 6)) {
    fmt::print(stderr,
               "bench_service single|group|timers|make|multiply|poll|latency|load … (see main.cpp)\n");
    return 2;
  }
  const fs::path path(words[2]);
  const Places places{words[3], words[4]};
  auto number = [&](int at) { return std::atoi(words[at]); };
  kyodo::JsonObject figures;
  if (what == "single") figures = single_commits(path, places, number(5));
  if (what == "group") figures = group_commits(path, places, number(5));
  if (what == "timers") figures = due_timers(path, places, number(5));
  if (what == "make") figures["make_s"] = seconds([&] { make_database(path, places, number(5)); });
  if (what == "multiply")
    figures["multiply_s"] = seconds([&] { multiply_projects(path, words[3], number(4)); });
  if (what == "poll") figures = empty_polls(path, places);
  if (what == "latency") figures = latency({path, number(5)}, {words[6], number(7)}, places, number(8));
  if (what == "load")
    figures = run_load(
        {static_cast<std::uint16_t>(number(2)), words[3], number(4), number(5), number(6), number(7)});
  fmt::print("{}", kyodo::to_pretty_text(figures));
}
