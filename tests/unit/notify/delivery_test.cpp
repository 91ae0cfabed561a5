// What leaves the outbox when, and how often, whatever happens in between.
#include "notify/delivery.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "../runtime/office_fixture.h"
#include "notify/daily.h"

namespace kyodo::notify {
namespace {

using namespace runtime;
using testing::HasSubstr;

struct Death {};

// Ends the pass as the process's death does, before or after the other side has taken the mail.
struct Mortal : Channel {
  std::vector<std::string> taken;  // Message-IDs
  std::function<void(const Mail&)> before, after;
  Result<void> deliver(const Mail& mail) override {
    if (before) before(mail);
    taken.push_back(mail.message_id);
    if (after) after(mail);
    return {};
  }
};

class Delivery : public Office {
 protected:
  void SetUp() override {
    Office::SetUp();
    at("2018-04-03T09:00");
  }
  void queue(int count) {
    std::vector<Command> group;
    for (int i = 0; i < count; ++i) {
      group.push_back(
          command(QueueMessage{"kankyo-tanto", "件名", "本文 " + std::to_string(i), {}}, "system"));
      if (group.size() < kMaxGroup && i + 1 < count) continue;
      for (const auto& answer : engine->apply_all(group)) ASSERT_TRUE(answer);
      group.clear();
    }
  }
  Result<NotifyReport> deliver(Channel& channel, const KeepOn& keep_on = {}) {
    return notify::run(*engine, channel, settings_, now, keep_on);
  }
  office::Message message(const std::string& id) { return *store->get<office::Message>(id); }
  std::int64_t times(const Mortal& channel, const std::string& id) {
    return std::count(channel.taken.begin(), channel.taken.end(), message(id).message_id);
  }

  const Settings settings_{"kyodo@example.jp", "支え合い協働推進課", 8 * 60 + 30, 8};
};

TEST_F(Delivery, RecordsEachMailBeforeItHandsOverTheNext) {
  queue(5);
  Mortal channel;
  channel.before = [&](const Mail&) {
    auto sent = store->find<office::Message>({.where = {office::eq("status", std::string("sent"))}});
    EXPECT_EQ(sent.size(), channel.taken.size());
  };
  ASSERT_TRUE(deliver(channel));
  EXPECT_EQ(channel.taken.size(), 5u);
}

// The window: accepted there, not recorded here. Only that mail comes again, and under its id.
TEST_F(Delivery, SendsAgainOnlyWhatWasAcceptedButNotRecorded) {
  queue(5);
  Mortal channel;
  channel.after = [&](const Mail& mail) {
    if (mail.message_id == message("M-3").message_id && times(channel, "M-3") == 1) throw Death();
  };
  EXPECT_THROW((void)deliver(channel), Death);
  EXPECT_EQ(channel.taken.size(), 3u);
  engine = std::make_unique<Engine>(*store, catalog, "test");
  ASSERT_TRUE(deliver(channel));
  EXPECT_EQ(channel.taken.size(), 6u);
  for (const char* id : {"M-1", "M-2", "M-4", "M-5"}) EXPECT_EQ(times(channel, id), 1) << id;
  EXPECT_EQ(times(channel, "M-3"), 2);
  EXPECT_EQ(message("M-3").attempts, 1);
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Delivery, SendsNothingTwiceThatWasNotYetAccepted) {
  queue(3);
  Mortal channel;
  int deaths = 0;
  channel.before = [&](const Mail&) {
    if (deaths++ < 2) throw Death();
  };
  EXPECT_THROW((void)deliver(channel), Death);
  EXPECT_THROW((void)deliver(channel), Death);
  ASSERT_TRUE(deliver(channel));
  EXPECT_EQ(channel.taken.size(), 3u);
  EXPECT_EQ(std::set<std::string>(channel.taken.begin(), channel.taken.end()).size(), 3u);
}

TEST_F(Delivery, GivesUpAMailThatEndsTheProcessEachTime) {
  queue(2);
  Mortal channel;
  channel.after = [&](const Mail& mail) {
    if (mail.message_id == message("M-1").message_id) throw Death();
  };
  for (int i = 0; i < kMaxUnrecorded; ++i) EXPECT_THROW((void)deliver(channel), Death);
  auto report = deliver(channel);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->failed, 1);
  EXPECT_EQ(report->sent, 1);
  EXPECT_EQ(times(channel, "M-1"), kMaxUnrecorded);
  EXPECT_THAT(message("M-1").error, HasSubstr("届いている可能性があります"));
  EXPECT_EQ(message("M-2").status, "sent");
}

TEST_F(Delivery, CountsNoAttemptWhileTheWayIsClosed) {
  queue(1);
  struct Shut : Channel {
    Result<void> deliver(const Mail&) override { return fail(Code::io, "閉じています。", "Closed."); }
  } shut;
  for (int i = 0; i < 3 * kMaxUnrecorded; ++i) {
    now.ms += kLongestClosedMs;
    EXPECT_TRUE(deliver(shut)->closed);
  }
  now.ms += kLongestClosedMs;
  Mortal channel;
  EXPECT_EQ(deliver(channel)->sent, 1);
  EXPECT_EQ(message("M-1").attempts, 1);
}

TEST_F(Delivery, AttemptsOnlySoManyInOneRun) {
  queue(static_cast<int>(kMaxMailsPerRun) + 1);
  Mortal channel;
  auto first = deliver(channel);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->sent, kMaxMailsPerRun);
  EXPECT_TRUE(first->left);
  auto second = deliver(channel);
  EXPECT_EQ(second->sent, 1);
  EXPECT_FALSE(second->left);
}

TEST_F(Delivery, StopsBetweenTwoMailsWhenTold) {
  queue(5);
  Mortal channel;
  auto report = deliver(channel, [&] { return channel.taken.size() < 2; });
  ASSERT_TRUE(report);
  EXPECT_EQ(report->sent, 2);
  EXPECT_TRUE(report->left);
  EXPECT_EQ(deliver(channel)->sent, 3);
}

TEST_F(Delivery, SaysNothingAboutTheWayWhenToldToStopAtOnce) {
  queue(1);
  struct Shut : Channel {
    Result<void> deliver(const Mail&) override { return fail(Code::io, "閉じています。", "Closed."); }
  } shut;
  ASSERT_TRUE(deliver(shut)->closed);
  now.ms += kLongestClosedMs;
  ASSERT_TRUE(deliver(shut, [] { return false; })->left);
  EXPECT_TRUE(closed_way(*store));
}

TEST(RetryWait, GrowsAndSpreadsButStaysTheSameForAMail) {
  EXPECT_EQ(retry_wait("<a@b>", 3), retry_wait("<a@b>", 3));
  std::int64_t longest = 0;
  for (std::int64_t attempts = 0; attempts < 20; ++attempts) {
    const std::int64_t middle =
                           std::min(kFirstRetryMs << std::min<std::int64_t>(attempts, 10), kLongestRetryMs),
                       spread = middle * kRetrySpreadPercent / 100;
    std::map<std::int64_t, int> tenths;
    for (int i = 0; i < 1'000; ++i) {
      const std::int64_t wait = retry_wait("<M-" + std::to_string(i) + "@kyodo.invalid>", attempts);
      ASSERT_GE(wait, middle - spread);
      ASSERT_LE(wait, middle + spread);
      ++tenths[(wait - middle + spread) * 10 / (2 * spread + 1)];
      longest = std::max(longest, wait);
    }
    for (int tenth = 0; tenth < 10; ++tenth) EXPECT_GT(tenths[tenth], 50) << attempts << " " << tenth;
  }
  EXPECT_LE(longest, kLongestRetryMs * (100 + kRetrySpreadPercent) / 100);
}

// A clock that was a year ahead when a message was put off keeps nobody waiting for a year.
TEST_F(Delivery, GoesOnWhenTheClockWasFarAheadAndIsSetRight) {
  const TimePoint right = now;
  now.ms += 366LL * 86'400'000;
  queue(1);
  now = right;
  Mortal channel;
  EXPECT_EQ(deliver(channel)->sent, 1);
  EXPECT_EQ(message("M-1").status, "sent");
}

// While somebody else writes, nothing leaves that could not be recorded.
class SharedDelivery : public Delivery {
 protected:
  std::unique_ptr<Store> make_store() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kyodo-delivery-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    EXPECT_TRUE(store::create(file(), true, "test", TimePoint{0}));
    return std::move(store::open(file(), {.busy_timeout_ms = 0}).value());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file() const { return folder_ + "/kyodo.db"; }
  std::string folder_;
};

TEST_F(SharedDelivery, HandsNothingOverThatCouldNotBeRecorded) {
  queue(2);
  auto other = std::move(store::open(file(), {}).value());
  other->begin_write();
  Mortal channel;
  auto report = deliver(channel);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Code::busy);
  EXPECT_TRUE(channel.taken.empty());
  other->rollback();
  EXPECT_EQ(deliver(channel)->sent, 2);
}

}  // namespace
}  // namespace kyodo::notify
