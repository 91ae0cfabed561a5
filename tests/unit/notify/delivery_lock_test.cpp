#include "notify/delivery_lock.h"

#include <gtest/gtest.h>
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

TEST(DeliveryLock, SaysWhenItsFileCannotBeMade) {
  auto lock = DeliveryLock::take("/no/such/folder/lock");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, Code::io);
}

}  // namespace
}  // namespace kyodo::notify
