// Lines of the script done by processes that are disturbed, and what has to come of them however that was.
#pragma once

#include <algorithm>
#include <memory>
#include <random>

#include "process.h"
#include "script.h"

namespace kyodo::fault {

// KYODO_FAULT_ALL: every moment instead of a sample.
inline bool try_all() {
  return std::getenv("KYODO_FAULT_ALL") != nullptr;
}

// Of what is chosen at random: KYODO_FAULT_SEED, or one of its own that is printed.
inline unsigned seed() {
  static const unsigned kSeed = [] {
    const char* given = std::getenv("KYODO_FAULT_SEED");
    unsigned chosen = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
    std::printf("KYODO_FAULT_SEED=%u\n", chosen);
    std::fflush(stdout);
    return chosen;
  }();
  return kSeed;
}

// An answer without what may differ when its line was repeated: that it was, and what a tick had done before.
inline std::string comparable(const std::string& answer) {
  auto json = parse_json(answer);
  if (!json || !json->is_object()) return "not an answer: " + answer;
  JsonObject& object = json->get_object();
  object.erase("repeated");
  for (const char* count : {"fired", "made", "sent", "retry", "failed"}) object.erase(count);
  return to_text(*json);
}

struct Outcome {
  std::vector<std::string> answers;
  std::string check;  // of the driver
  std::map<std::string, std::string> mail;
  bool operator==(const Outcome&) const = default;
};

// A run of some lines in a folder of its own, perhaps on top of what was left there, when some may have been
// answered already.
class Run {
 public:
  Run(std::vector<std::string> lines, const fs::path* base, std::vector<std::string> answers = {})
      : lines_(std::move(lines)) {
    outcome_.answers = std::move(answers);
    if (base)
      fs::copy(*base, home(), fs::copy_options::recursive);
    else
      fs::create_directory(home());
    std::ofstream file(lines_file());
    for (const std::string& line : lines_) file << line << "\n";
  }
  fs::path home() const { return folder_.path() / "home"; }

  // One process from the first unanswered line on.
  Ended go(const Environment& faults) {
    Ended ended = run_driver({"run", home().string(), KYODO_BINARY_DIR "/plugins", lines_file(),
                              std::to_string(outcome_.answers.size())},
                             faults, folder_.path());
    for (const std::string& line : ended.lines) outcome_.answers.push_back(comparable(line));
    EXPECT_EQ(ended.errors.find("parked"), std::string::npos) << ended.errors;
    return ended;
  }
  Ended check() { return run_driver({"check", home().string()}, {}, folder_.path()); }
  // When all lines are answered.
  Outcome finish() {
    Ended checked = check();
    EXPECT_TRUE(checked.done()) << checked.errors;
    for (const std::string& line : checked.lines) outcome_.check += line + "\n";
    if (fs::exists(home() / "mail"))
      for (const auto& entry : fs::recursive_directory_iterator(home() / "mail"))
        outcome_.mail[fs::relative(entry.path(), home()).string()] =
            entry.is_regular_file() ? read_text(entry.path().string()) : "";
    return outcome_;
  }
  std::size_t unanswered() const { return lines_.size() - outcome_.answers.size(); }

 private:
  std::string lines_file() const { return (folder_.path() / "lines").string(); }
  Folder folder_;
  std::vector<std::string> lines_;
  Outcome outcome_;
};

// Lines [from, to) of the script on top of those before, with what they do when nothing goes wrong.
class Scenario {
 public:
  Scenario(std::size_t from, std::size_t to) {
    const std::vector<std::string> all = scripted_lines();
    to = std::min(to, all.size());
    lines.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                 all.begin() + static_cast<std::ptrdiff_t>(to));
    if (from > 0) {
      before_ = std::make_unique<Run>(
          std::vector<std::string>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(from)), nullptr);
      EXPECT_TRUE(before_->go({}).done());
      base_ = before_->home();
    }
    auto run = start();
    const std::string count = (counted_.path() / "count").string();
    Ended ended = run->go({{"KYODO_FAULT_COUNT", count}});
    EXPECT_TRUE(ended.done()) << ended.errors;
    calls = std::atol(read_text(count).c_str());
    undisturbed = run->finish();
    EXPECT_EQ(undisturbed.answers.size(), lines.size());
  }
  std::unique_ptr<Run> start() const {
    return std::make_unique<Run>(lines, base_.empty() ? nullptr : &base_);
  }

  std::vector<std::string> lines;
  long calls = 0;
  Outcome undisturbed;

 private:
  std::unique_ptr<Run> before_;
  fs::path base_;
  Folder counted_;
};

inline void expect_same(const Scenario& scenario, Run& run, const std::string& what) {
  Outcome outcome = run.finish();
  EXPECT_EQ(outcome.check, scenario.undisturbed.check) << what;
  EXPECT_EQ(outcome.answers, scenario.undisturbed.answers) << what;
  for (const auto& [path, text] : outcome.mail)
    EXPECT_TRUE(scenario.undisturbed.mail.contains(path)) << path << " is too much; " << what;
  for (const auto& [path, text] : scenario.undisturbed.mail) {
    auto found = outcome.mail.find(path);
    EXPECT_TRUE(found != outcome.mail.end() && found->second == text)
        << path << " is missing or differs; " << what;
  }
}

}  // namespace kyodo::fault
