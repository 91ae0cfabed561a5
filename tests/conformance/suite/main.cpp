// Runs W3C's suite and the further pairs against the program and writes down what came of each.
//   conformance SUITE OWN BIN SCRATCH [--report FILE] [--jobs N] [--only ID]
// Exit code 0 when all is as it must be, 1 when something is not, 2 when the suite cannot be read.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "report.h"
#include "run.h"

namespace kyodo::conformance {
namespace {

struct Arguments {
  std::string suite, own, bin, scratch, report, only;
  unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
};

Arguments arguments(const std::vector<std::string>& words) {
  Arguments found{words.at(0), words.at(1), words.at(2), words.at(3), "", ""};
  for (std::size_t i = 4; i + 1 < words.size(); i += 2) {
    if (words[i] == "--report") found.report = words[i + 1];
    if (words[i] == "--only") found.only = words[i + 1];
    if (words[i] == "--jobs") found.jobs = static_cast<unsigned>(std::stoul(words[i + 1]));
  }
  return found;
}

const char* name_of(Mode mode) {
  return mode == Mode::run ? "run" : mode == Mode::thawed ? "thawed" : "stored";
}

// Says at once what is not as it must be. Returns how often that was.
int run_all(std::vector<Outcome>& outcomes, const Arguments& given) {
  const Programs programs{given.bin + "/kyodo", given.bin + "/stored_chart"};
  std::atomic<std::size_t> next = 0;
  std::mutex saying;
  int failed = 0;
  const auto judge = [&](Outcome& outcome, const std::string& scratch) {
    for (const Document& document : outcome.test.documents)
      for (const Mode mode : {Mode::run, Mode::thawed, Mode::stored}) {
        if (!applies(document, mode)) continue;
        std::string& wrong = outcome.wrong[mode];
        if (!wrong.empty()) continue;
        wrong = verdict(programs, document, mode, scratch);
        if (wrong.empty()) continue;
        const std::lock_guard lock(saying);
        ++failed;
        std::cout << outcome.test.id << " (" << name_of(mode) << "): " << wrong << std::endl;
      }
  };
  std::vector<std::thread> workers;
  for (unsigned worker = 0; worker < given.jobs; ++worker)
    workers.emplace_back([&, scratch = given.scratch + "/" + std::to_string(worker)] {
      std::filesystem::create_directories(scratch);
      for (std::size_t at; (at = next++) < outcomes.size();) judge(outcomes[at], scratch);
    });
  for (std::thread& worker : workers) worker.join();
  return failed;
}

int main_of(const Arguments& given) {
  std::vector<Outcome> outcomes;
  for (auto tests : {w3c_tests(given.suite, given.own), further_pairs(given.suite, given.own)})
    for (Test& test : tests)
      if (given.only.empty() || given.only == test.id) outcomes.push_back({std::move(test), {}});
  const int failed = run_all(outcomes, given);
  std::cout << summary(outcomes);
  if (!given.report.empty()) std::ofstream(given.report) << report(outcomes);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace kyodo::conformance

int main(int count, char** words) {
  try {
    return kyodo::conformance::main_of(kyodo::conformance::arguments({words + 1, words + count}));
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 2;
  }
}
