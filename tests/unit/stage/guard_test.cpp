#include "stage/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "stage_fixture.h"

namespace kyodo::stage {
namespace {

class MarkerFile : public testing::Test {
 protected:
  MarkerFile() : file(scratch_file(testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove(file);
  }
  std::unique_ptr<Guard> open(int seconds = 5) {
    auto guard = Guard::open(file, seconds);
    EXPECT_TRUE(guard) << guard.error().text.en;
    return std::move(*guard);
  }
  void decide_and_die(const std::string& type, const std::string& action) {
    auto guard = open(1);
    Catalog catalog(guard.get());
    (void)catalog.load_library(fixture(type));
    (void)catalog.decide(call_of(catalog, type, action));
  }
  std::string file;
};
using GuardTest = MarkerFile;

TEST_F(GuardTest, FindsNothingInANewFileOrAfterCallsThatReturned) {
  EXPECT_FALSE(open()->left());
  {
    auto guard = open();
    Catalog catalog(guard.get());
    ASSERT_TRUE(catalog.load_library(fixture("throws")));
    EXPECT_FALSE(catalog.decide(call_of(catalog, "throws", "throw")));
  }
  EXPECT_FALSE(open()->left());
}

TEST_F(GuardTest, NamesTheCallInWhichTheProcessDied) {
  EXPECT_EXIT(decide_and_die("crashes", "crash"), testing::KilledBySignal(SIGSEGV), "");
  auto guard = open();
  ASSERT_TRUE(guard->left());
  EXPECT_EQ(guard->left()->type, "crashes");
  EXPECT_EQ(guard->left()->project, "P-1");
  EXPECT_EQ(guard->left()->visit, "V-1");
  EXPECT_EQ(guard->left()->action, "crash");
  EXPECT_FALSE(guard->left()->timed_out);
}

TEST_F(GuardTest, EndsTheProcessWhenACallDoesNotReturn) {
  EXPECT_EXIT(decide_and_die("loops", "loop"), testing::ExitedWithCode(70),
              "did not return from loop .P-1 V-1. within 1");
  auto guard = open();
  ASSERT_TRUE(guard->left());
  EXPECT_EQ(guard->left()->type, "loops");
  EXPECT_TRUE(guard->left()->timed_out);
}

TEST_F(GuardTest, KeepsAMarkerUntilItIsCleared) {
  EXPECT_EXIT(decide_and_die("crashes", "crash"), testing::KilledBySignal(SIGSEGV), "");
  EXPECT_TRUE(open()->left());
  auto guard = open();
  EXPECT_TRUE(guard->left());
  guard->clear_left();
  EXPECT_FALSE(guard->left());
  guard.reset();
  EXPECT_FALSE(open()->left());
}

TEST_F(GuardTest, KeepsAMarkerWhateverIsCalledBeforeItIsCleared) {
  EXPECT_EXIT(decide_and_die("crashes", "crash"), testing::KilledBySignal(SIGSEGV), "");
  {
    auto guard = open();
    Catalog catalog(guard.get());
    ASSERT_TRUE(catalog.load_library(fixture("throws")));
    EXPECT_FALSE(catalog.decide(call_of(catalog, "throws", "throw")));
  }
  auto guard = open();
  ASSERT_TRUE(guard->left());
  EXPECT_EQ(guard->left()->type, "crashes");
}

TEST_F(GuardTest, DoesNotTakeTheCallOfALivingProcessForALeftOne) {
  auto at_work = open();
  at_work->enter({"hearing", "P-1", "V-1", "book"});
  EXPECT_FALSE(open()->left());
  at_work->leave();
}

TEST_F(GuardTest, FindsTheLeftMarkerAmongThoseOfLivingProcesses) {
  auto first = open();
  auto second = open();
  second->enter({"crashes", "P-1", "V-1", "crash"});
  second.reset();  // as the kernel leaves it: marked, and no longer locked
  second = open();
  ASSERT_TRUE(second->left());
  EXPECT_EQ(second->left()->type, "crashes");
}

TEST_F(GuardTest, HasRoomForEightProcesses) {
  std::vector<std::unique_ptr<Guard>> guards;
  for (int i = 0; i < 8; ++i) guards.push_back(open());
  auto ninth = Guard::open(file, 5);
  ASSERT_FALSE(ninth);
  EXPECT_EQ(ninth.error().code, Code::busy);
}

TEST_F(GuardTest, TakesADamagedFileForAnEmptyOne) {
  std::ofstream(file) << std::string(100000, 'x');
  EXPECT_FALSE(open()->left());
}

TEST_F(GuardTest, SaysWhenItsFileCannotBeMade) {
  auto guard = Guard::open("/no/such/folder/marker", 5);
  ASSERT_FALSE(guard);
  EXPECT_EQ(guard.error().code, Code::io);
}

TEST_F(GuardTest, CutsNamesThatAreTooLong) {
  EXPECT_EXIT(
      {
        auto guard = open();
        guard->enter({std::string(1000, 't'), "P-1", "V-1", "book"});
        _exit(3);
      },
      testing::ExitedWithCode(3), "");
  auto guard = open();
  ASSERT_TRUE(guard->left());
  EXPECT_EQ(guard->left()->type, std::string(103, 't'));
  EXPECT_EQ(guard->left()->project, "P-1");
}

}  // namespace
}  // namespace kyodo::stage
