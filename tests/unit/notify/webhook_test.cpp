// Against a real HTTP server (Python's); skipped where there is no Python.
#include "notify/webhook.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "../../support/program.h"
#include "../runtime/office_fixture.h"
#include "base/json.h"
#include "notify/base64.h"
#include "notify/daily.h"

namespace kyodo::notify {
namespace {

namespace fs = std::filesystem;
using namespace runtime;
using testing::HasSubstr;

constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Mail some_mail() {
  return {"kyodo@example.jp",
          "支え合い協働推進課",
          "kankyo@example.jp",
          "環境課 推進員",
          "【協働診断】お知らせ",
          "提出期限は \"6月1日\" です。\n",
          "<M-17.0123456789abcdef@kyodo.invalid>",
          TimePoint{1'527'811'200'000},
          540};
}

TEST(WebhookSecret, IsOfTheRightLength) {
  auto of = [](std::size_t bytes) { return "whsec_" + base64(std::string(bytes, 'k')); };
  EXPECT_TRUE(check_webhook_secret(of(kMinSecretBytes)));
  EXPECT_TRUE(check_webhook_secret(of(kMaxSecretBytes)));
  for (const std::string& bad :
       {of(kMinSecretBytes - 1), of(kMaxSecretBytes + 1), std::string(), std::string("whsec_"),
        base64(std::string(32, 'k')), "whsec_" + std::string(33, 'k'), of(32) + "\n"})
    EXPECT_FALSE(check_webhook_secret(bad)) << bad;
}

TEST(WebhookUrl, IsHttpsOrOfThisMachine) {
  for (const char* good : {"https://portal.city.example.jp/kyodo", "https://10.0.0.7:8443/",
                           "http://127.0.0.1:8000/x", "http://localhost/", "http://[::1]:8000/"})
    EXPECT_TRUE(check_webhook_url(good)) << good;
  for (const char* bad : {"", "portal.city.example.jp", "http://portal.city.example.jp/",
                          "http://127.0.0.1.example.jp/", "http://localhost@example.jp/",
                          "https://user:secret@example.jp/", "ftp://127.0.0.1/", "file:///etc/passwd"})
    EXPECT_FALSE(check_webhook_url(bad)) << bad;
}

// The example of the specification's reference libraries.
TEST(WebhookSignature, IsThatOfStandardWebhooks) {
  EXPECT_EQ(
      webhook_signature(kSecret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330, "{\"test\": 2432232314}"),
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

class WebhookTest : public Office {
 protected:
  void SetUp() override {
    if (!fs::exists(kPython)) GTEST_SKIP() << kPython << " is not installed";
    Office::SetUp();
    folder_ = fs::temp_directory_path() / ("kyodo-webhook-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    port_ = free_port();
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  std::unique_ptr<Server> receiver() const {
    return std::make_unique<Server>(
        std::vector<std::string>{kPython,
                                 std::string(KYODO_SOURCE_DIR) + "/tests/fixtures/webhook/receiver.py",
                                 std::to_string(port_), folder_, kSecret},
        port_);
  }
  Webhook to(const std::string& path, const std::string& secret = kSecret, long seconds = kWebhookSeconds) {
    return Webhook({"http://127.0.0.1:" + std::to_string(port_) + path, secret, "", seconds},
                   [this] { return TimePoint{wall_ += 1'000}; });
  }
  std::vector<JsonObject> received() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<JsonObject> all;
    for (const fs::path& file : files) all.push_back(parse_json(read_file(file)).value().as_object());
    return all;
  }
  NotifyReport deliver_at(const std::string& time, Channel& channel) {
    at(time);
    EXPECT_TRUE(tick(*engine, now));
    return notify::run(*engine, channel, settings_, now).value();
  }

  fs::path folder_;
  int port_ = 0;
  std::int64_t wall_ = 1'600'000'000'000;
  const Settings settings_{"kyodo@example.jp", "支え合い協働推進課", 8 * 60 + 30, 3};
};

TEST_F(WebhookTest, PostsWhatTheReceiverCanVerify) {
  auto server = receiver();
  Webhook webhook = to("/status/204");
  ASSERT_TRUE(webhook.deliver(some_mail()));
  ASSERT_TRUE(webhook.deliver(some_mail())) << "again, as after a death";
  const auto all = received();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("verified"), true);
  EXPECT_EQ(all[1].at("verified"), true);
  EXPECT_EQ(all[0].at("type"), "application/json");
  EXPECT_EQ(all[0].at("id"), "M-17_0123456789abcdef");
  EXPECT_EQ(all[0].at("id"), all[1].at("id"));
  EXPECT_EQ(all[0].at("body"), all[1].at("body"));
  EXPECT_NE(all[0].at("timestamp"), all[1].at("timestamp")) << "of the attempt, so that nobody can replay it";
  const Json body = parse_json(all[0].at("body").as_string()).value();
  EXPECT_EQ(body.at("type"), "notice.daily");
  EXPECT_EQ(body.at("timestamp"), "2018-06-01T09:00:00+09:00");
  EXPECT_EQ(body.at("data").at("message_id"), "<M-17.0123456789abcdef@kyodo.invalid>");
  EXPECT_EQ(body.at("data").at("to").at("address"), "kankyo@example.jp");
  EXPECT_EQ(body.at("data").at("text").as_string(), some_mail().body);

  ASSERT_TRUE(to("/status/200", "whsec_" + base64(std::string(32, 'x'))).deliver(some_mail()));
  EXPECT_EQ(received()[2].at("verified"), false) << "of another secret";
}

TEST_F(WebhookTest, TellsAMessageThatIsRefusedFromAWayThatIsClosed) {
  auto code = [&](const std::string& path) {
    auto delivered = to(path).deliver(some_mail());
    EXPECT_FALSE(delivered) << path;
    EXPECT_FALSE(delivered.error().text.ja.empty());
    return delivered.error().code;
  };
  EXPECT_EQ(code("/status/200"), Code::io) << "nobody listens";
  auto server = receiver();
  for (const char* closed : {"301", "401", "403", "404", "405", "410", "429", "502", "503", "504"})
    EXPECT_EQ(code(std::string("/status/") + closed), Code::io) << closed;
  for (const char* later : {"408", "500", "507"})
    EXPECT_EQ(code(std::string("/status/") + later), Code::busy) << later;
  for (const char* never : {"400", "409", "413", "422"})
    EXPECT_EQ(code(std::string("/status/") + never), Code::bad_input) << never;
  for (const char* good : {"200", "201", "202", "204"})
    EXPECT_TRUE(to(std::string("/status/") + good).deliver(some_mail())) << good;
}

TEST_F(WebhookTest, FollowsNoRedirect) {
  auto server = receiver();
  auto delivered = to("/redirect").deliver(some_mail());
  ASSERT_FALSE(delivered);
  EXPECT_THAT(delivered.error().text.en, HasSubstr("302"));
  ASSERT_EQ(received().size(), 1u);
  EXPECT_EQ(received()[0].at("path"), "/redirect");
}

TEST_F(WebhookTest, WaitsOnlySoLongAndReadsOnlySoMuch) {
  auto server = receiver();
  EXPECT_EQ(to("/slow", kSecret, 1).deliver(some_mail()).error().code, Code::io);
  EXPECT_TRUE(to("/endless").deliver(some_mail())) << "the status was there; the rest is not read";
}

TEST_F(WebhookTest, LeavesTheReceiverAloneAsLongAsItAsks) {
  auto server = receiver();
  Webhook webhook = to("/status/503?retry=7200");
  auto delivered = webhook.deliver(some_mail());
  ASSERT_FALSE(delivered);
  EXPECT_EQ(webhook.asked_wait_ms(), 7'200'000);
  Webhook greedy = to("/status/429?retry=99999999");
  EXPECT_FALSE(greedy.deliver(some_mail()));
  EXPECT_EQ(greedy.asked_wait_ms(), kMaxAskedWaitMs);

  score_and_select(add_project("0301-01"));
  EXPECT_TRUE(deliver_at("2018-04-03T09:00", webhook).closed);
  const std::size_t asked = received().size();
  EXPECT_TRUE(deliver_at("2018-04-03T10:59", webhook).closed);
  EXPECT_EQ(received().size(), asked) << "not before two hours are over";
  Webhook open = to("/status/200");
  EXPECT_EQ(deliver_at("2018-04-03T11:00", open).sent, 1);
  EXPECT_EQ(store->find<office::Message>().front().status, "sent");
  EXPECT_FALSE(closed_way(*store));
}

TEST_F(WebhookTest, GivesUpAMessageThatIsRefusedAndGoesOn) {
  auto server = receiver();
  at("2018-04-03T09:00");
  must(QueueMessage{"kankyo-tanto", "件名", "refuse", {}}, "system");
  must(QueueMessage{"koen-tanto", "件名", "本文", {}}, "system");
  Webhook webhook = to("/status/200");
  const NotifyReport report = deliver_at("2018-04-03T09:01", webhook);
  EXPECT_EQ(report.failed, 1);
  EXPECT_EQ(report.sent, 1);
  EXPECT_THAT(store->get<office::Message>("M-1")->error, HasSubstr("422"));
}

}  // namespace
}  // namespace kyodo::notify
