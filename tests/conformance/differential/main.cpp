// Holds engine/chart and engine/interpreter against the reference, chart by random chart.
//   differential [--seed N] [--charts N] [--seconds N] [--show N]
// Prints the seed of the run; each chart has a seed of its own, which --show prints as SCXML.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "compare.h"
#include "shrink.h"
#include "write.h"

namespace {

using namespace kyodo::differential;

void print(const Case& made, bool ecmascript) {
  std::printf("%s", write(made, ecmascript).c_str());
  std::printf("events:");
  for (const std::string& event : made.events) std::printf(" %s", event.c_str());
  std::printf("\n");
}

void report(std::uint64_t seed, const Case& made, const Difference& found) {
  std::printf("A difference; its seed is %llu. Made small:\n", static_cast<unsigned long long>(seed));
  const Shrunk small = shrink(made, found);
  print(small.made, small.difference.ecmascript);
  std::printf("%s\n", small.difference.text.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t seed = 1;
  long charts = 1000, seconds = 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    const std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--seed") seed = value;
    if (option == "--charts") charts = static_cast<long>(value);
    if (option == "--seconds") seconds = static_cast<long>(value);
    if (option == "--show") {
      const Case made = generate(Choices(value));
      print(made, made.data);
      return 0;
    }
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  const auto begin = std::chrono::steady_clock::now();
  const auto spent = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  Counts counts;
  long done = 0, differences = 0;
  for (; (seconds > 0 ? spent() < static_cast<double>(seconds) : done < charts) && differences < 3; ++done) {
    const std::uint64_t own = seed * 1'000'000'000u + static_cast<std::uint64_t>(done);
    const Case made = generate(Choices(own));
    if (const auto found = compare(made, counts)) {
      std::printf("chart %ld, after %.1f s\n", done + 1, spent());
      report(own, made, *found);
      ++differences;
    }
  }
  std::printf("%ld charts in %.1f s, %ld differences\n", done, spent(), differences);
  for (const auto& [what, count] : counts) std::printf("  %9ld %s\n", count, what.c_str());
  return differences ? 1 : 0;
}
