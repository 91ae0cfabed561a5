// The power goes between any two system calls: whatever of the unsynced the disk then holds, what was
// acknowledged is there, what was not is there whole or not at all, and a run that goes on from there ends as
// one that nobody disturbed.
//
// KYODO_FAULT_ALL=1 tries every call instead of a sample; KYODO_FAULT_SEED=N repeats a sample.
#include "power_cut.h"

#include <set>

#include "runtime/verify.h"
#include "scenario.h"
#include "store/sqlite_store.h"

namespace kyodo::fault {
namespace {

// Cuts the power after one of so many calls, in each of these ways.
constexpr unsigned kOneCallOf = 40;
constexpr double kKept[] = {0, 0.2, 0.5, 0.5, 0.8};
constexpr int kTimes = 2;                   // for each call that copies
constexpr unsigned kGoesOnAfterOneOf = 20;  // cuts

// What a database says that must outlive the power once it was acknowledged.
struct Said {
  std::vector<std::string> journal;   // the hash of each row,
  std::vector<std::string> commands;  // and its command
  std::set<std::string> operational;  // drafts and keyed answers
  std::vector<std::string> mails;     // the ids of those that were delivered
  bool operator==(const Said&) const = default;
};

Said said_by(runtime::Store& store) {
  Said said;
  store.read_journal(0, "", [&](const journal::Entry& entry) {
    said.journal.push_back(entry.hash);
    said.commands.push_back(entry.command_id);
    return true;
  });
  for (const auto& row : store.find<runtime::Draft>()) said.operational.insert(to_text(to_json(row)));
  for (const auto& row : store.find<runtime::KeyedAnswer>()) said.operational.insert(to_text(to_json(row)));
  for (const auto& mail : store.find<office::Message>())
    if (mail.status == "sent") said.mails.push_back(mail.message_id);
  return said;
}

// What a file says that has to be sound. One of the same bytes is not looked at again.
const Said& said_by(const fs::path& file) {
  static std::map<std::size_t, Said> known;
  const auto [found, fresh] =
      known.try_emplace(std::hash<std::string>{}(read_text(file) + read_text(file.string() + "-wal")));
  if (!fresh) return found->second;
  auto store = store::open(file.string());
  if (!store) {
    ADD_FAILURE() << store.error().text.en;
    return found->second;
  }
  auto scratch = store::open_scratch();
  for (const auto& finding : runtime::verify(**store, *scratch, std::nullopt, nullptr).findings)
    ADD_FAILURE() << finding.rule << ": " << finding.text.en;
  for (const std::string& problem : store::integrity_problems(file.string()).value())
    ADD_FAILURE() << problem;
  return found->second = said_by(**store);
}

// What a process did to the files below `root`, upon what lay there.
class Trace {
 public:
  explicit Trace(const fs::path& root) : root_(root), before_(calls_that_made(root)) {}
  Environment environment() const { return {{"KYODO_TRACE", file()}, {"KYODO_TRACE_ROOT", root_.string()}}; }
  void read() { steps_ = read_trace(file()); }

  // Calls `check(folder, answers)` with what is left: when all goes well, after each answer.
  template <class Check>
  void at_answers(Check check) const {
    walk([&](const Disk& disk, const Step& step, std::size_t answers, std::mt19937& random) {
      if (step.kind != "answer") return;
      Folder left;
      disk.cut(left.path(), 1, random);
      check(left.path(), answers);
    });
  }
  // When the power goes after one of so many calls.
  template <class Check>
  void cut_after_one_of(unsigned calls, Check check, int times = 1) const {
    int cuts = 0;
    walk([&](const Disk& disk, const Step& step, std::size_t answers, std::mt19937& random) {
      if (::testing::Test::HasFailure() || (!try_all() && random() % calls != 0)) return;
      for (std::size_t i = 0; i < std::size(kKept) * static_cast<std::size_t>(times); ++i) {
        const double kept = kKept[i % std::size(kKept)];
        const std::string what = "power cut at a " + step.kind + " " + step.path + ", call " +
                                 std::to_string(&step - steps_.data()) + ", of the unsynced " +
                                 std::to_string(kept) + " kept";
        SCOPED_TRACE(what);
        Folder left;
        disk.cut(left.path(), kept, random);
        check(left.path(), answers);
        ++cuts;
      }
    });
    std::printf("%d cuts in %zu calls\n", cuts, steps_.size());
  }

 private:
  std::string file() const { return (folder_.path() / "trace").string(); }
  template <class Visit>
  void walk(Visit visit) const {
    std::mt19937 random(seed());
    Disk disk(root_);
    for (const Step& step : before_) disk.apply(step);
    std::size_t answers = 0;
    for (const Step& step : steps_) {
      disk.apply(step);
      if (step.kind == "answer") ++answers;
      visit(disk, step, answers, random);
    }
  }
  Folder folder_;
  fs::path root_;
  std::vector<Step> before_, steps_;
};

TEST(PowerCut, TakesNothingAcknowledgedAndLeavesNothingHalfDone) {
  const Scenario scenario(0, 1'000);
  auto run = scenario.start();
  Trace trace(run->home());
  Ended ended = run->go(trace.environment());
  ASSERT_TRUE(ended.done()) << ended.errors;
  trace.read();
  const Outcome outcome = run->finish();
  std::vector<Said> acknowledged{{}};  // after so many answers
  trace.at_answers([&](const fs::path& home, std::size_t) {
    acknowledged.push_back(said_by(**store::open((home / "kyodo.db").string())));
  });
  ASSERT_EQ(acknowledged.size(), outcome.answers.size() + 1);
  const Said& end = acknowledged.back();

  trace.cut_after_one_of(kOneCallOf, [&](const fs::path& home, std::size_t answers) {
    const fs::path file = home / "kyodo.db";
    if (answers == 0 && !fs::exists(file)) return;
    const Said &said = said_by(file), &before = acknowledged[answers],
               &after = acknowledged[std::min(answers + 1, outcome.answers.size())];
    const std::size_t rows = said.journal.size();
    ASSERT_GE(rows, before.journal.size()) << "what was acknowledged is lost";
    ASSERT_LE(rows, after.journal.size()) << "what nobody asked for is there";
    EXPECT_TRUE(std::equal(said.journal.begin(), said.journal.end(), end.journal.begin()));
    if (rows > 0 && rows < end.journal.size()) {
      EXPECT_NE(end.commands[rows - 1], end.commands[rows]) << "half a command";
    }
    EXPECT_TRUE(said.operational == before.operational || said.operational == after.operational);
    for (const std::string& id : said.mails)
      EXPECT_TRUE(std::any_of(outcome.mail.begin(), outcome.mail.end(),
                              [&](const auto& mail) {
                                return mail.second.find(id) != std::string::npos &&
                                       read_text(home / mail.first) == mail.second;
                              }))
          << "the mail " << id << " is lost";

    static unsigned cuts = 0;
    if (++cuts % kGoesOnAfterOneOf != 0) return;
    fault::Run again(
        scenario.lines, &home,
        {outcome.answers.begin(), outcome.answers.begin() + static_cast<std::ptrdiff_t>(answers)});
    Ended went_on = again.go({});
    ASSERT_TRUE(went_on.done()) << went_on.errors;
    // Of a mail that was moved the old name may have come back; programs that read mail clear it away.
    fs::remove_all(again.home() / "mail/tmp");
    fs::create_directories(again.home() / "mail/tmp");
    expect_same(scenario, again, "after a power cut");
  });
}

// A home whose log holds what its file does not, and an older copy beside it.
class PowerCutOfCopies : public ::testing::Test {
 protected:
  void SetUp() override {
    fault::Run run(scripted_lines(), nullptr);
    ASSERT_TRUE(run.go({}).done());
    auto live = store::open((run.home() / "kyodo.db").string());
    ASSERT_TRUE(store::backup((run.home() / "kyodo.db").string(), copy_, TimePoint{0}));
    old_ = said_by(fs::path(copy_));
    (*live)->begin_write();
    (*live)->put(runtime::Draft{"T-99", "jimu", JsonObject{}, TimePoint{1}});
    (*live)->commit();
    now_ = said_by(**live);
    ASSERT_FALSE(now_ == old_);
    fs::create_directory(home_);
    for (const char* end : {"", "-wal"})
      fs::copy_file(run.home() / (std::string("kyodo.db") + end), home_ / (std::string("kyodo.db") + end));
  }
  Folder folder_;
  fs::path home_ = folder_.path() / "home";
  std::string copy_ = (folder_.path() / "copy.db").string();
  Said old_, now_;
};

TEST_F(PowerCutOfCopies, LeavesTheOldFileOrTheRestoredOne) {
  Trace trace(home_);
  Ended ended = run_driver({"restore", home_.string(), copy_}, trace.environment(), folder_.path());
  ASSERT_TRUE(ended.done()) << ended.errors;
  trace.read();
  trace.cut_after_one_of(
      1,
      [&](const fs::path& home, std::size_t answers) {
        const Said& said = said_by(home / "kyodo.db");
        EXPECT_TRUE(said == old_ || (said == now_ && answers == 0)) << said.journal.size() << " rows";
        if (said == old_) {
          EXPECT_TRUE(said_by(home / "kyodo.db.before-restore") == now_)
              << "what was there before is not kept";
        }
      },
      kTimes);
}

// The log of an earlier file is left where a new one is made.
TEST_F(PowerCutOfCopies, LetsNoFileHaveTheLogOfAnother) {
  fs::remove(home_ / "kyodo.db");
  std::ofstream(folder_.path() / "none").close();
  Trace trace(home_);
  Ended ended = run_driver(
      {"run", home_.string(), KYODO_BINARY_DIR "/plugins", (folder_.path() / "none").string(), "0"},
      trace.environment(), folder_.path());
  ASSERT_TRUE(ended.done()) << ended.errors;
  trace.read();
  trace.cut_after_one_of(
      1,
      [&](const fs::path& home, std::size_t) {
        if (!fs::exists(home / "kyodo.db")) return;
        EXPECT_TRUE(said_by(home / "kyodo.db") == Said{});
      },
      kTimes);
}

TEST_F(PowerCutOfCopies, LeavesAWholeBackupOrNone) {
  const fs::path target = home_ / "backup.db";
  Trace trace(home_);
  Ended ended = run_driver({"backup", home_.string(), target.string()}, trace.environment(), folder_.path());
  ASSERT_TRUE(ended.done()) << ended.errors;
  trace.read();
  trace.cut_after_one_of(
      1,
      [&](const fs::path& home, std::size_t answers) {
        if (answers == 0 && !fs::exists(home / "backup.db")) return;
        EXPECT_TRUE(said_by(home / "backup.db") == now_);
      },
      kTimes);
}

}  // namespace
}  // namespace kyodo::fault
