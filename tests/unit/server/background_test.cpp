#include "server/background.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace kyodo::server {
namespace {

TEST(Background, DoesAPieceWhenWokenAndAnotherWhenMoreWaits) {
  std::promise<void> third;
  int pieces = 0;
  Background background([&](const Background::KeepOn&) {
    if (++pieces == 3) third.set_value();
    return pieces < 3;
  });
  background.wake();
  third.get_future().wait();
  background.end();
  EXPECT_EQ(pieces, 3);
}

TEST(Background, FollowsWithAnotherPieceWhatWokeItMeanwhile) {
  std::promise<void> begun, go_on, second;
  int pieces = 0;
  Background background([&](const Background::KeepOn&) {
    if (++pieces == 1) {
      begun.set_value();
      go_on.get_future().wait();
    } else {
      second.set_value();
    }
    return false;
  });
  background.wake();
  begun.get_future().wait();
  background.wake();
  background.wake();
  go_on.set_value();
  second.get_future().wait();
  background.end();
  EXPECT_EQ(pieces, 2);
}

TEST(Background, LetsThePieceEndThatIsBeingDoneAndDoesNoMore) {
  std::promise<void> begun;
  std::atomic<int> pieces = 0;
  Background background([&](const Background::KeepOn& keep_on) {
    if (++pieces == 1) begun.set_value();
    while (keep_on()) std::this_thread::yield();
    return true;
  });
  background.wake();
  begun.get_future().wait();
  background.end();
  EXPECT_EQ(pieces, 1);
  background.wake();
  EXPECT_EQ(pieces, 1);
}

}  // namespace
}  // namespace kyodo::server
