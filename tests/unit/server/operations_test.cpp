// The service: what whoever runs it relies on.
#include "service_fixture.h"

namespace kyodo::server {
namespace {

TEST_F(Service, ReadsItsSettingsAnewWhenToldAndKeepsThemWhenTheyAreWrong) {
  start();
  const std::string backups = folder_ + "/backups";
  auto settings = [&](const std::string& text) {
    std::ofstream(home_ + "/kyodo.info") << "server {\n  port 0\n" << text << "\n}\n";
    pass(Wake::reload);
  };
  settings("tick_seconds nonsense");
  EXPECT_NE(log_.find("kyodo.info:3"), std::string::npos) << log_;
  EXPECT_NE(log_.find("前の設定のまま続けます"), std::string::npos) << log_;
  settings("backup_folder \"" + backups + "\"\nbackup_at \"00:00\"");
  EXPECT_TRUE(std::filesystem::exists(backups)) << log_;
  EXPECT_EQ(ask("GET", "/projects/P-1").status, 200u);
}

TEST_F(Service, CountsWhatItDid) {
  start();
  ask("GET", "/projects");
  ask("POST", "/projects/P-1/comments", R"({"text":"x"})");
  ask("POST", "/projects/P-1/resumption", "{}");
  HttpClient client(port_);
  client.send(http_request("GET", "/metrics"));
  const std::string text = client.receive()->body;
  EXPECT_THAT(text, HasSubstr("kyodo_http_requests_total{status=\"2xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_http_requests_total{status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_total{result=\"done\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_total{result=\"refused\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_waiting 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_mail_closed_seconds 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_last_backup_seconds 0\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("kyodo_last_tick_seconds 0\n")));
  EXPECT_THAT(text, HasSubstr("kyodo_heartbeat_late 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_due 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_late 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_messages{state=\"failed\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_messages{state=\"queued\"} "));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("kyodo_database_bytes 0\n")));
}

// On a real clock, which does not stand where the last tick was.
TEST_F(Service, SaysThatTheHeartbeatIsLateAndWhatWaits) {
  {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    (**store).begin_write();
    (**store).erase<runtime::Meta>("test_clock");
    (**store).commit();
    clock_.time = {1522627200000};
  }
  start();
  auto metrics = [&] {
    HttpClient client(port_);
    client.send(http_request("GET", "/metrics"));
    return client.receive()->body;
  };
  EXPECT_THAT(metrics(), HasSubstr("kyodo_heartbeat_late 0\n"));
  {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    const std::int64_t now = clock_.time.ms;
    (**store).begin_write();
    (**store).put(runtime::Meta{"last_tick", std::to_string(now - 301'000)});
    (**store).put(office::Timer{.id = "X-1", .due = {now - 1'000}, .kind = "send", .project = "P-1"});
    (**store).put(office::Timer{.id = "X-2", .due = {now - 301'000}, .kind = "send", .project = "P-1"});
    for (std::size_t i = 0; i < 1'001; ++i)  // more than are counted
      (**store).put(office::Message{.id = "M-" + std::to_string(1'000 + i), .status = "failed"});
    (**store).commit();
  }
  const std::string text = metrics();
  EXPECT_THAT(text, HasSubstr("kyodo_heartbeat_late 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_due 2\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_late 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_messages{state=\"failed\"} 1000\n"));
}

// A mail takes two seconds; a command takes what it takes otherwise, and the end waits for one mail only.
TEST_F(Service, AnswersCommandsAtOnceWhileTheMailServerIsSlow) {
  constexpr const char* kServer = "/usr/bin/aiosmtpd";
  if (!std::filesystem::exists(kServer)) GTEST_SKIP() << kServer << " is not installed";
  constexpr int kMails = 20, kComments = 200;
  whole_passes_ = false;
  {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    stage::Catalog none(nullptr);
    runtime::Engine engine(**store, none, "test");
    for (int i = 0; i < kMails; ++i)
      ASSERT_TRUE(engine.apply({runtime::QueueMessage{"jimukyoku-1", "件名", "本文", {}},
                                "system",
                                "",
                                "system",
                                "",
                                std::nullopt,
                                {1522627200000},
                                std::nullopt}));
  }
  const int port = free_port();
  const std::string inbox = folder_ + "/inbox";
  std::filesystem::create_directories(inbox);
  ::setenv("PYTHONPATH", source("tests/fixtures/smtp").c_str(), 1);
  ::setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
  ::setenv("KYODO_SMTP_SECONDS", "2", 1);
  Server mail_server(
      {kServer, "-n", "-l", "127.0.0.1:" + std::to_string(port), "-c", "refusing.Inbox", inbox}, port, 4);
  ::unsetenv("KYODO_SMTP_SECONDS");
  start("}\nnotify {\n  channel smtp\n  smtp_tls none\n  smtp_url \"smtp://127.0.0.1:" +
        std::to_string(port) + "\"");
  auto arrived = [&] {
    return std::distance(std::filesystem::directory_iterator(inbox), std::filesystem::directory_iterator());
  };
  while (arrived() < 1) std::this_thread::yield();
  std::vector<double> ms;
  for (int i = 0; i < kComments; ++i) {
    const auto from = std::chrono::steady_clock::now();
    EXPECT_EQ(ask("POST", "/projects/P-1/comments", R"({"text":"x"})").status, 200u);
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
  }
  std::sort(ms.begin(), ms.end());
  const double p99 = ms[ms.size() * 99 / 100];
  std::printf("p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n", ms[ms.size() / 2], p99, ms.back());
  EXPECT_LT(p99, 1'000.0);
  const auto sent = arrived();
  EXPECT_LT(sent, kMails) << "the mails were to last longer than the commands";
  stop();
  EXPECT_LE(arrived(), sent + 2) << "it was told to end";
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  EXPECT_EQ((**store).find<office::Message>({.where = {office::eq("status", std::string("sent"))}}).size(),
            static_cast<std::size_t>(arrived()));
}

TEST_F(Service, AnswersWhatItTookBeforeItEnds) {
  start();
  constexpr int kClients = 20;
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<HttpClient>(port_));
    clients.back()->send(http_request("GET", "/healthz"));
    EXPECT_EQ(clients.back()->receive()->status, 200u);
  }
  for (int i = 0; i < kClients; ++i)
    clients[static_cast<std::size_t>(i)]->send(
        http_request("POST", "/api/v1/projects/P-1/comments", "{\"text\":\"" + std::to_string(i) + "\"}",
                     {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}}));
  std::thread stopping([this] { tell_to_stop(); });
  int answered = 0;
  for (auto& client : clients)
    if (auto got = client->receive(); got && got->status == 200) ++answered;
  stopping.join();
  thread_.join();
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  EXPECT_EQ((**store).find<office::Comment>().size(), static_cast<std::size_t>(answered));
}

TEST_F(Service, ReadsOnWhileTheDiskIsFullAndChangesAgainWhenItIsNot) {
  FaultyVfs disk;
  set_password("jimukyoku-1", "長い合言葉を使います");
  start();
  auto comment = [&](const std::string& text) {
    return ask("POST", "/projects/P-1/comments", to_text(JsonObject{{"text", text}}),
               {{"Idempotency-Key", text}});
  };
  auto sign_on = [&](const std::string& password) {
    return ask_as("", "POST", "/logins",
                  to_text(JsonObject{{"person", "jimukyoku-1"}, {"password", password}}));
  };
  auto plain = [&](const std::string& path) {
    HttpClient client(port_);
    client.send(http_request("GET", path));
    return client.receive().value_or(Got{});
  };
  EXPECT_EQ(comment("前").status, 200u);

  disk.fill_at(1);
  const Got refused = comment("満杯");
  EXPECT_EQ(refused.status, 503u) << refused.body;
  EXPECT_EQ(refused.code(), "storage");
  EXPECT_THAT(refused.body, HasSubstr("ディスク(または割り当てられた容量)がいっぱい"));
  EXPECT_THAT(refused.body, HasSubstr("Nothing was changed"));
  EXPECT_EQ(refused.headers.at("Retry-After"), "30");
  EXPECT_EQ(ask("GET", "/projects/P-1").status, 200u);
  EXPECT_EQ(ask("GET", "/projects/P-1").json().at("comments").as_array().size(), 1u);
  EXPECT_EQ(plain("/readyz").status, 200u) << "who reads is still served";
  EXPECT_EQ(plain("/readyz").json().at("status").as_string(), "read_only");
  EXPECT_THAT(plain("/metrics").body, ::testing::Not(HasSubstr("kyodo_read_only_seconds 0\n")));
  // A guess that cannot be counted is told nothing.
  EXPECT_EQ(sign_on("当てずっぽう").status, 503u);
  EXPECT_EQ(sign_on("長い合言葉を使います").status, 503u);
  pass();
  EXPECT_EQ(comment("まだ満杯").status, 503u) << "the pass of the scheduler lives";

  disk.make_room();
  pass();
  EXPECT_EQ(plain("/readyz").json().at("status").as_string(), "ready") << "found by the pass";
  EXPECT_THAT(plain("/metrics").body, HasSubstr("kyodo_read_only_seconds 0\n"));
  disk.fill_at(1);
  EXPECT_EQ(comment("満杯").status, 503u);
  disk.make_room();
  EXPECT_EQ(comment("満杯").status, 200u);
  EXPECT_EQ(plain("/readyz").json().at("status").as_string(), "ready") << "found by the command";
  EXPECT_EQ(ask("GET", "/projects/P-1").json().at("comments").as_array().size(), 2u);
  EXPECT_EQ(sign_on("長い合言葉を使います").status, 200u);
  stop();
  done({"journal", "verify"});
}

TEST_F(Service, HoldsNoLockWhenItCannotNoteWhatBecameOfAMail) {
  FaultyVfs disk;
  environment_ = {{"KYODO_NOTIFY_CHANNEL", "smtp"},
                  {"KYODO_NOTIFY_SMTP_URL", "smtp://127.0.0.1:1"},  // nobody answers
                  {"KYODO_NOTIFY_SMTP_TLS", "none"}};
  start();
  auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
  int failed = 0;
  for (long nth = 1; nth < 40; ++nth) {
    (**store).begin_write();
    (**store).erase<runtime::Meta>("delivery_closed");  // so that it is tried again
    (**store).commit();
    disk.fill_at(nth);
    pass();
    failed += disk.failed();
    disk.make_room();
    ASSERT_EQ(ask("POST", "/projects/P-1/comments", R"({"text":"次"})").status, 200u) << nth;
  }
  EXPECT_GT(failed, 3);
  stop();
}

TEST_F(Service, OutlivesADiskThatCannotBeRead) {
  FaultyVfs disk;
  start();
  // Whatever was to be read: a token, a row, the calendar, what is due.
  int refused = 0, passed_over = 0;
  for (long nth = 1; nth < 40; ++nth) {
    done({"project", "comment", "P-1", "ほかの手から", "--as", "jimukyoku-1"});  // read again
    disk.spoil_read(nth);
    const Got got = ask("GET", "/projects/P-1");
    EXPECT_TRUE(got.status == 200 || got.status == 503) << nth << " " << got.body;
    refused += got.status == 503;
    disk.spoil_read(nth);
    pass();
    passed_over += disk.failed();
    disk.spoil_read(0);
    EXPECT_EQ(ask("GET", "/projects/P-1").status, 200u) << nth;
    EXPECT_EQ(ask("POST", "/projects/P-1/comments", R"({"text":"次"})").status, 200u) << nth;
  }
  EXPECT_GT(refused, 3);
  EXPECT_GT(passed_over, 3);
  stop();
  done({"journal", "verify"});
}

TEST_F(Service, BacksUpEachDayAndKeepsOnlySoMany) {
  const std::string backups = folder_ + "/backups";
  std::filesystem::create_directories(backups);
  for (const char* name :
       {"kyodo-2018-03-30.db", "kyodo-2018-03-31.db", "kyodo-2018-04-01.db", "other.db", "kyodo-.db"})
    std::ofstream(backups + "/" + name) << name;
  start("  backup_folder \"" + backups +
        "\"\n  backup_keep 2\n  backup_at \"00:00\"");  // the clock stands at 4/2
  stop();
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(backups))
    there.insert(entry.path().filename());
  EXPECT_EQ(there,
            (std::set<std::string>{"kyodo-2018-04-01.db", "kyodo-2018-04-02.db", "kyodo-.db", "other.db"}));
  auto copy = databases_.open(backups + "/kyodo-2018-04-02.db", true, 0);
  ASSERT_TRUE(copy);
  EXPECT_TRUE((**copy).get<office::Project>("P-1"));
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  EXPECT_TRUE((**store).get<runtime::Meta>("last_backup"));
}

}  // namespace
}  // namespace kyodo::server
