// kyodo demo: fiscal year Heisei 30 of a city that does not exist, and the follow-up until the improvement
// stage.
//
// Everything happens as lines of `kyodo apply` (cli/lines.h) on a new database with a test clock; with
// --print those lines come out, and `kyodo apply` makes the same journal of them. The numbers 50 (projects
// selected), 5 and 6 (projects and works supported) and the three classes are Komaki's; the rest is invented.
// docs/guides/demo.md
#pragma once

#include "cli/context.h"

namespace kyodo::cli::demo_city {

inline constexpr std::int64_t kDefaultSeed = 30;

struct Options {
  std::string home;  // folder of the new database; Code::refused when it holds one already
  std::uint64_t seed = kDefaultSeed;
  bool print = false;
};

// Makes the database, plays the year and prints the summary (or, with print, the lines).
Result<void> run_demo(Context& context, const Options& options);

}  // namespace kyodo::cli::demo_city
