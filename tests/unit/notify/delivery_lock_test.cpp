#include "notify/delivery_lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace kyodo::notify {
namespace {

TEST(DeliveryLock, IsHeldByOneAtATime) {
  const std::string file =
      (std::filesystem::temp_directory_path() / ("kyodo-delivery-" + std::to_string(::getpid()))).string();
  {
    auto first = DeliveryLock::take(file);
    ASSERT_TRUE(first && *first);
    auto second = DeliveryLock::take(file);
    ASSERT_TRUE(second);
    EXPECT_FALSE(*second);
  }
  auto third = DeliveryLock::take(file);
  ASSERT_TRUE(third);
  EXPECT_TRUE(*third);
  std::filesystem::remove(file);
}

// The lease: it ends with its holder, without a clock and without anybody cleaning up.
TEST(DeliveryLock, EndsWithTheProcessThatHeldItHoweverThatEnds) {
  const std::string file =
      (std::filesystem::temp_directory_path() / ("kyodo-lease-" + std::to_string(::getpid()))).string();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t holder = ::fork();
  if (holder == 0) {
    auto lock = DeliveryLock::take(file);
    const char held = lock && *lock ? 'y' : 'n';
    if (::write(ready[1], &held, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char held = 0;
  ASSERT_EQ(::read(ready[0], &held, 1), 1);
  EXPECT_EQ(held, 'y');
  auto meanwhile = DeliveryLock::take(file);
  ASSERT_TRUE(meanwhile);
  EXPECT_FALSE(*meanwhile);
  ::kill(holder, SIGKILL);
  ::waitpid(holder, nullptr, 0);
  auto afterwards = DeliveryLock::take(file);
  ASSERT_TRUE(afterwards);
  EXPECT_TRUE(*afterwards);
  for (const int end : ready) ::close(end);
  std::filesystem::remove(file);
}

TEST(DeliveryLock, SaysWhenItsFileCannotBeMade) {
  auto lock = DeliveryLock::take("/no/such/folder/lock");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, Code::io);
}

}  // namespace
}  // namespace kyodo::notify
