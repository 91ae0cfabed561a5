#include "cli/inbox.h"

#include <gtest/gtest.h>

#include <thread>

namespace kyodo::cli {
namespace {

TEST(Inbox, RefusesAMessageBeyondItsLimitAndTakesOneAgainWhenThereIsRoom) {
  Inbox inbox;
  inbox.set_session("s1", true);
  const scxml::Incoming message{"s1", {"e"}};
  for (std::size_t i = 0; i < kMaxInbox; ++i) ASSERT_TRUE(inbox.offer(message)) << i;
  EXPECT_FALSE(inbox.offer(message));
  ASSERT_TRUE(inbox.get(0));
  EXPECT_TRUE(inbox.offer(message));
  EXPECT_FALSE(inbox.offer(message));
  EXPECT_FALSE(inbox.offer({"s2", {"e"}})) << "there is no such session";
}

TEST(Inbox, LetsALineBeyondItsLimitWaitOutside) {
  Inbox inbox;
  for (std::size_t i = 0; i < kMaxInbox; ++i) inbox.put(InputLine{std::to_string(i)});
  std::thread reader([&] { inbox.put(InputLine{"last"}); });
  std::vector<std::string> lines;
  for (std::size_t i = 0; i <= kMaxInbox; ++i)
    lines.push_back(std::get<InputLine>(*inbox.get(std::nullopt)).text);
  reader.join();
  EXPECT_EQ(lines.front(), "0");
  EXPECT_EQ(lines[kMaxInbox - 1], std::to_string(kMaxInbox - 1));
  EXPECT_EQ(lines.back(), "last");
  EXPECT_FALSE(inbox.get(0));
}

}  // namespace
}  // namespace kyodo::cli
