// The disk is full at any write, or cannot be read at any read, of a year's beginning: the command is refused
// and says why, nothing is half done, and asked again when there is room, in the same process, it is done as
// if nothing had been.
#include "../support/faulty_vfs.h"
#include "office.h"
#include "runtime/verify.h"
#include "scenario.h"

namespace kyodo::fault {
namespace {

constexpr int kSeconds = 60;
constexpr int kDiesAfterOneOf = 20;    // refusals
constexpr std::size_t kOneLineOf = 5;  // each of whose reads fails once

bool is_tick(const std::string& line) {
  return line.find(R"("command":"tick")") != std::string::npos;
}

class Faulty : public ::testing::Test {
 protected:
  std::string home() const { return folder_.path().string(); }
  Result<std::unique_ptr<Office>> open() const {
    return Office::open(home(), KYODO_BINARY_DIR "/plugins", kSeconds);
  }
  // The rest of a run that nobody disturbed, though all is answered.
  void expect_undisturbed(std::vector<std::string> answers) {
    for (std::string& answer : answers) answer = comparable(answer);
    const fs::path base = folder_.path();
    fault::Run run(scenario_.lines, &base, std::move(answers));
    expect_same(scenario_, run, "with faults");
  }

  // What the next process finds should this one end now: what was refused is there whole or not at all.
  void expect_sound_if_it_dies() {
    Folder dead;
    const std::string file = (dead.path() / "kyodo.db").string();
    for (const char* end : {"", "-wal"}) fs::copy_file(home() + "/kyodo.db" + end, file + end);
    auto store = store::open(file);
    ASSERT_TRUE(store) << store.error().text.en;
    auto scratch = store::open_scratch();
    for (const auto& finding : runtime::verify(**store, *scratch, std::nullopt, nullptr).findings)
      ADD_FAILURE() << finding.text.en;
    EXPECT_TRUE(store::integrity_problems(file).value().empty());
  }

  const Scenario scenario_{0, 1'000};
  FaultyVfs vfs_;
  Folder folder_;
};

using FullDisk = Faulty;
using UnreadableDisk = Faulty;

TEST_F(FullDisk, RefusesAtEveryWriteAndGoesOnWithRoomAgain) {
  int refused = 0;
  auto expect_said = [&](const Error& error) {
    ++refused;
    EXPECT_TRUE(vfs_.failed());
    EXPECT_EQ(error.code, Code::storage) << error.text.en;
    EXPECT_NE(error.text.ja.find("変更は行われていません"), std::string::npos) << error.text.ja;
  };
  std::unique_ptr<Office> office;
  for (long nth = 1; !office; ++nth) {
    vfs_.fill_at(nth);
    auto opened = open();
    vfs_.make_room();
    if (opened)
      office = std::move(*opened);
    else
      expect_said(opened.error());
  }
  std::vector<std::string> answers;
  for (const std::string& line : scenario_.lines) {
    for (long nth = 1; !HasFailure(); ++nth) {
      const auto before = office->store().last_entry();
      vfs_.fill_at(nth);
      auto answer = office->answer(line, {});
      vfs_.make_room();
      if (answer) {
        answers.push_back(std::move(*answer));
        break;
      }
      expect_said(answer.error());
      if (refused % kDiesAfterOneOf == 0) expect_sound_if_it_dies();
      const auto after = office->store().last_entry();
      if (is_tick(line)) continue;  // many commands
      EXPECT_EQ(after ? after->hash : "", before ? before->hash : "") << line;
    }
  }
  EXPECT_GT(refused, 1'000);
  office.reset();
  expect_undisturbed(std::move(answers));
}

TEST_F(UnreadableDisk, RefusesAtEveryReadAndLosesNothing) {
  std::vector<std::string> answers;
  int refused = 0;
  std::size_t number = seed() % kOneLineOf;
  for (const std::string& line : scenario_.lines) {
    const bool chosen = number++ % kOneLineOf == 0;
    // Opened anew each time, so that everything has to be read.
    for (long nth = chosen ? 1 : 0; !HasFailure(); ++nth) {
      vfs_.spoil_read(nth);
      auto office = open();
      auto answer = office ? (*office)->answer(line, {}) : Result<std::string>(office.error());
      const bool failed = vfs_.failed();
      vfs_.spoil_read(0);
      if (answer) {
        answers.push_back(std::move(*answer));
        break;
      }
      ++refused;
      EXPECT_TRUE(failed);
      EXPECT_EQ(answer.error().code, Code::storage) << answer.error().text.en;
      EXPECT_FALSE(office && !(*office)->store().get<runtime::Meta>("created")) << "reads no more";
    }
  }
  EXPECT_GT(refused, 100);
  expect_undisturbed(std::move(answers));
}

}  // namespace
}  // namespace kyodo::fault
