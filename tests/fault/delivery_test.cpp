// The window between the mail server's 250 and the record of it: the sender is killed in it, and just before
// it, by a real mail server (aiosmtpd; skipped where it is not installed).
#include <signal.h>

#include <map>
#include <set>

#include "../support/program.h"
#include "process.h"

namespace kyodo::fault {
namespace {

constexpr const char* kServer = "/usr/bin/aiosmtpd";

class KilledDelivery : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kServer)) GTEST_SKIP() << kServer << " is not installed";
    port_ = free_port();
    ::setenv("KYODO_PLUGINS", KYODO_BINARY_DIR "/plugins", 1);
    ::setenv("KYODO_CONFIG", KYODO_SOURCE_DIR "/config", 1);
    kyodo({"init", "--test-clock", "--now", "2018-04-02"});
    std::ofstream(folder_.path() / "home/kyodo.info")
        << "notify {\n channel smtp\n smtp_url \"smtp://127.0.0.1:" << port_ << "\"\n smtp_tls none\n}\n";
    const std::string demo = KYODO_SOURCE_DIR "/config/demo/";
    kyodo({"unit", "import", demo + "units.csv"});
    kyodo({"person", "import", demo + "people.csv"});
    kyodo({"role", "import", demo + "roles.csv"});
    kyodo({"workflow", "install", KYODO_SOURCE_DIR "/workflows/komaki-h30"});
    kyodo({"round", "open", "H30", "--name", "平成30年度", "--workflow", "komaki-h30", "--year", "2018",
           "--target", "1", "--as", "jimukyoku-1"});
    kyodo({"project", "add", "--round", "H30", "--code", "c-1", "--name", "事業", "--unit", "0301", "--as",
           "jimukyoku-1"});
    fs::create_directories(inbox());
  }

  std::vector<std::string> line(std::vector<std::string> words) const {
    words.insert(words.begin(), {KYODO_PROGRAM, "--home", (folder_.path() / "home").string()});
    return words;
  }
  void kyodo(std::vector<std::string> words) { ASSERT_EQ(run_program(line(words)), 0) << words[0]; }

  fs::path inbox() const { return folder_.path() / "inbox"; }
  std::string sender() const { return (folder_.path() / "sender").string(); }

  // Killed at the second mail, then again without a death.
  void deliver_with_a_death(const std::string& when) {
    ::setenv("PYTHONPATH", KYODO_SOURCE_DIR "/tests/fixtures/smtp", 1);
    ::setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
    ::setenv("KYODO_SMTP_KILL", (when + " 2 " + sender()).c_str(), 1);
    Server server(
        {kServer, "-n", "-l", "127.0.0.1:" + std::to_string(port_), "-c", "refusing.Inbox", inbox()}, port_,
        4);
    ::unsetenv("KYODO_SMTP_KILL");
    pid_t pid = 0;
    ASSERT_EQ(run_program(line({"notify", "run"}), &pid), 0);
    const std::string part = sender() + ".part";
    std::ofstream(part) << pid;
    fs::rename(part, sender());
    int status = 0;
    ::waitpid(pid, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    kyodo({"notify", "run"});
    kyodo({"journal", "verify"});
  }
  // How often each mail arrived, and the distinct texts of each.
  std::map<std::string, std::pair<int, std::set<std::string>>> arrived() const {
    std::map<std::string, std::pair<int, std::set<std::string>>> by_id;
    for (const auto& entry : fs::directory_iterator(inbox())) {
      const std::string text = read_text(entry.path().string());
      const std::size_t at = text.find("Message-ID: ");
      auto& [count, texts] = by_id[text.substr(at, text.find("\r\n", at) - at)];
      ++count;
      texts.insert(text);
    }
    return by_id;
  }

  Folder folder_;
  int port_ = 0;
};

TEST_F(KilledDelivery, AMailComesTwiceUnderOneIdWhenItWasAcceptedButNotRecorded) {
  ASSERT_NO_FATAL_FAILURE(deliver_with_a_death("data"));
  const auto mails = arrived();
  ASSERT_GE(mails.size(), 3u);
  int twice = 0;
  for (const auto& [id, mail] : mails) {
    EXPECT_EQ(mail.second.size(), 1u) << "the same bytes each time: " << id;
    if (mail.first == 2)
      ++twice;
    else
      EXPECT_EQ(mail.first, 1) << id;
  }
  EXPECT_EQ(twice, 1);
}

TEST_F(KilledDelivery, NoMailComesTwiceWhenItWasNotYetAccepted) {
  ASSERT_NO_FATAL_FAILURE(deliver_with_a_death("rcpt"));
  const auto mails = arrived();
  ASSERT_GE(mails.size(), 3u);
  for (const auto& [id, mail] : mails) EXPECT_EQ(mail.first, 1) << id;
}

}  // namespace
}  // namespace kyodo::fault
