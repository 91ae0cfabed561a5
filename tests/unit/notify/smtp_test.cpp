// Against a real mail server (aiosmtpd); skipped where it is not installed.
#include "notify/smtp.h"

#include <filesystem>

#include "../../support/program.h"
#include "../runtime/office_fixture.h"
#include "notify/daily.h"
#include "notify/mime.h"

namespace kyodo::notify {
namespace {

namespace fs = std::filesystem;
using namespace runtime;

constexpr const char* kServer = "/usr/bin/aiosmtpd";

// A server that keeps what it gets, until it is destroyed.
class MailServer {
 public:
  MailServer(const fs::path& folder, int port, std::vector<std::string> more = {})
      : server_(words(folder, port, std::move(more)), port, kGreeting) {}

 private:
  static constexpr std::size_t kGreeting = 4;  // "220 "
  static std::vector<std::string> words(const fs::path& folder, int port, std::vector<std::string> more) {
    fs::create_directories(folder);
    ::setenv("PYTHONPATH", (std::string(KYODO_SOURCE_DIR) + "/tests/fixtures/smtp").c_str(), 1);
    ::setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
    std::vector<std::string> all{kServer, "-n", "-l", "127.0.0.1:" + std::to_string(port)};
    all.insert(all.end(), more.begin(), more.end());
    all.insert(all.end(), {"-c", "refusing.Inbox", folder.string()});
    return all;
  }
  Server server_;
};

std::vector<std::string> inbox(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".eml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> mails;
  for (const fs::path& file : files) mails.push_back(read_file(file.string()));
  return mails;
}

class SmtpTest : public Office {
 protected:
  void SetUp() override {
    if (!fs::exists(kServer)) GTEST_SKIP() << kServer << " is not installed";
    Office::SetUp();
    folder_ = fs::temp_directory_path() / ("kyodo-smtp-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    port_ = free_port();
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  SmtpSettings plain() const { return {"smtp://127.0.0.1:" + std::to_string(port_), "", "", false, ""}; }
  static Mail mail(const std::string& to = "kankyo-tanto@example.jp") {
    Mail one;
    one.from = "kyodo@example.jp";
    one.from_name = "支え合い協働推進課";
    one.to = to;
    one.to_name = "環境課 担当";
    one.subject = "【協働】本日のお知らせ";
    one.body = "期限のお知らせです。\n.\n..ここまで\n";
    one.message_id = "<M-1.0123456789abcdef@kyodo.invalid>";
    one.date = {1'522'713'600'000};
    return one;
  }

  fs::path folder_;
  int port_ = 0;
};

TEST_F(SmtpTest, HandsOverTheMessageAsItIs) {
  MailServer server(folder_ / "inbox", port_);
  Smtp smtp(plain());
  ASSERT_TRUE(smtp.deliver(mail()));
  ASSERT_TRUE(smtp.deliver(mail("jimu@example.jp"))) << "on the same connection";
  const auto mails = inbox(folder_ / "inbox");
  ASSERT_EQ(mails.size(), 2u);
  EXPECT_EQ(mails[0], to_message(mail()).value());
}

TEST_F(SmtpTest, TellsAMailThatIsRefusedFromAWayThatIsClosed) {
  Smtp smtp(plain());
  auto code = [&](const std::string& to) {
    auto delivered = smtp.deliver(mail(to));
    EXPECT_FALSE(delivered) << to;
    EXPECT_FALSE(delivered.error().text.ja.empty());
    return delivered.error().code;
  };
  EXPECT_EQ(code("jimu@example.jp"), Code::io) << "nobody listens";
  {
    MailServer server(folder_ / "inbox", port_);
    EXPECT_EQ(code("nobody@example.jp"), Code::bad_input);
    EXPECT_EQ(code("later@example.jp"), Code::busy);
    EXPECT_TRUE(smtp.deliver(mail()));
  }
  EXPECT_EQ(code("jimu@example.jp"), Code::io) << "it has gone";
}

TEST_F(SmtpTest, SpeaksNothingInTheClearWhereTlsIsRequired) {
  const std::string key = folder_ / "key.pem", certificate = folder_ / "cert.pem";
  ASSERT_EQ(run_program({"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key,
                         "-out", certificate}),
            0);
  SmtpSettings secure = plain();
  secure.tls = true;
  {
    MailServer server(folder_ / "plain", port_);
    auto delivered = Smtp(secure).deliver(mail());
    ASSERT_FALSE(delivered);
    EXPECT_EQ(delivered.error().code, Code::io);
    EXPECT_TRUE(inbox(folder_ / "plain").empty());
  }
  MailServer server(folder_ / "tls", port_, {"--tlscert", certificate, "--tlskey", key});
  EXPECT_EQ(Smtp(secure).deliver(mail()).error().code, Code::io) << "a certificate that nobody vouches for";
  secure.ca_file = certificate;
  auto delivered = Smtp(secure).deliver(mail());
  EXPECT_TRUE(delivered) << delivered.error().text.en;
  EXPECT_EQ(inbox(folder_ / "tls").size(), 1u);
}

// Days without a mail server: nothing is lost, nothing is made in vain, and nobody gets a mail for each day.
TEST_F(SmtpTest, LosesNothingWhileTheServerIsAwayForDays) {
  const Settings settings{"kyodo@example.jp", "支え合い協働推進課", 8 * 60 + 30, 3};
  Smtp smtp(plain());
  auto morning = [&](const std::string& time) {
    at(time);
    EXPECT_TRUE(tick(*engine, now));
    return notify::run(*engine, smtp, settings, now).value();
  };
  const std::string id = add_project("0301-01");
  score_and_select(id);
  // The reminders of the diagnosis (due 4/16) fall into these days.
  for (const char* day :
       {"2018-04-03", "2018-04-04", "2018-04-09", "2018-04-13", "2018-04-16", "2018-04-17"}) {
    for (const char* time : {"T08:30", "T08:31", "T12:00"}) {
      const NotifyReport report = morning(std::string(day) + time);
      EXPECT_TRUE(report.closed) << day << time;
      EXPECT_EQ(report.failed + report.sent, 0);
    }
  }
  const auto closed = closed_way(*store);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->since.ms, calendar::parse_time(*engine->calendar(), "2018-04-03T08:30")->ms);
  EXPECT_EQ(store->find<office::Message>().size(), 1u) << "the one of the first morning";
  const std::size_t notices = store->find<office::Notice>().size();

  MailServer server(folder_ / "inbox", port_);
  EXPECT_EQ(morning("2018-04-17T12:01").sent, 0) << "not before it is tried again";
  const NotifyReport report = morning("2018-04-17T13:00");
  EXPECT_FALSE(report.closed);
  EXPECT_FALSE(closed_way(*store));
  std::map<std::string, int> per_person;
  for (const office::Message& message : store->find<office::Message>()) {
    EXPECT_EQ(message.status, "sent");
    ++per_person[message.person];
  }
  for (const auto& [person, count] : per_person) EXPECT_LE(count, 2) << person;
  EXPECT_EQ(inbox(folder_ / "inbox").size(), static_cast<std::size_t>(report.sent));
  EXPECT_GE(report.sent, 2);
  for (const office::Notice& notice : store->find<office::Notice>())
    EXPECT_NE(notice.status, "pending") << notice.kind;
  EXPECT_EQ(store->find<office::Notice>().size(), notices);
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(SmtpTest, GivesUpOnAMailboxThatDoesNotExistAndGoesOn) {
  MailServer server(folder_ / "inbox", port_);
  must(ImportPersons{{JsonObject{{"id", "kankyo-tanto"}, {"mail", "nobody@example.jp"}}}});
  score_and_select(add_project("0301-01"));
  at("2018-04-19T09:00");  // overdue: the chief and the promoter hear of it too
  ASSERT_TRUE(tick(*engine, now));
  Smtp smtp(plain());
  const Settings settings{"kyodo@example.jp", "支え合い協働推進課", 8 * 60 + 30, 3};
  auto report = notify::run(*engine, smtp, settings, now);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->closed);
  EXPECT_EQ(report->failed, 1);
  EXPECT_EQ(report->sent, static_cast<std::int64_t>(inbox(folder_ / "inbox").size()));
  auto failed = store->find<office::Message>({.where = {office::eq("status", std::string("failed"))}});
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_NE(failed[0].error.find("550 no such mailbox"), std::string::npos) << failed[0].error;
}

}  // namespace
}  // namespace kyodo::notify
