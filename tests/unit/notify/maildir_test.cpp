#include "notify/maildir.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "notify/mime.h"

namespace kyodo::notify {
namespace {

namespace fs = std::filesystem;

class MaildirTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "maildir-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { fs::remove_all(folder); }

  static Mail mail_with(const std::string& id) {
    return {"kyodo@example.jp", "協働推進課", "kankyo@example.jp",          "", "件名",
            "本文\n",           id,           TimePoint{1'527'811'200'000}, 540};
  }
  std::vector<fs::path> files(const char* part) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder / "mail" / part)) found.push_back(entry.path());
    return found;
  }

  fs::path folder;
};

TEST_F(MaildirTest, MakesItsFoldersAndLeavesOneWholeMessageInNew) {
  auto maildir = Maildir::open(folder / "mail");
  ASSERT_TRUE(maildir);
  const Mail mail = mail_with("<1@kyodo.invalid>");
  ASSERT_TRUE(maildir->deliver(mail));
  EXPECT_TRUE(files("tmp").empty());
  EXPECT_TRUE(files("cur").empty());
  ASSERT_EQ(files("new").size(), 1u);
  std::stringstream text;
  text << std::ifstream(files("new").front()).rdbuf();
  EXPECT_EQ(text.str(), to_message(mail).value());
  EXPECT_EQ(fs::status(files("new").front()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(MaildirTest, LeavesOneFileWhenTheSameMailIsDeliveredTwice) {
  auto maildir = Maildir::open(folder / "mail");
  ASSERT_TRUE(maildir->deliver(mail_with("<1@kyodo.invalid>")));
  ASSERT_TRUE(Maildir::open(folder / "mail")->deliver(mail_with("<1@kyodo.invalid>")));
  EXPECT_EQ(files("new").size(), 1u);
  ASSERT_TRUE(maildir->deliver(mail_with("<2@kyodo.invalid>")));
  EXPECT_EQ(files("new").size(), 2u);
}

TEST_F(MaildirTest, WritesOverWhatADeadProcessLeftInTmp) {
  auto maildir = Maildir::open(folder / "mail");
  ASSERT_TRUE(maildir->deliver(mail_with("<1@kyodo.invalid>")));
  const fs::path delivered = files("new").front();
  fs::remove(delivered);
  std::ofstream(folder / "mail" / "tmp" / delivered.filename()) << std::string(100'000, 'x');
  ASSERT_TRUE(maildir->deliver(mail_with("<1@kyodo.invalid>")));
  EXPECT_TRUE(files("tmp").empty());
  EXPECT_EQ(fs::file_size(delivered), to_message(mail_with("<1@kyodo.invalid>")).value().size());
}

TEST_F(MaildirTest, KeepsAFileNameInsideTheFolderWhateverTheMessageId) {
  auto maildir = Maildir::open(folder / "mail");
  ASSERT_TRUE(maildir->deliver(mail_with("<../../escape:2.S@kyodo.invalid>")));
  ASSERT_EQ(files("new").size(), 1u);
  EXPECT_EQ(files("new").front().filename().string().find_first_of(":/,"), std::string::npos);
}

TEST_F(MaildirTest, SaysWhichFolderCannotBeWritten) {
  std::ofstream(folder / "file") << "x";
  auto refused = Maildir::open(folder / "file");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::io);

  auto maildir = Maildir::open(folder / "mail");
  fs::remove_all(folder / "mail" / "tmp");
  auto delivered = maildir->deliver(mail_with("<1@kyodo.invalid>"));
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().code, Code::io);
  EXPECT_NE(delivered.error().where->file.find("tmp"), std::string::npos);
}

TEST_F(MaildirTest, WritesNothingForAMailThatCannotBeSent) {
  auto maildir = Maildir::open(folder / "mail");
  Mail mail = mail_with("<1@kyodo.invalid>");
  mail.subject = "x\nBcc: c@example.jp";
  EXPECT_FALSE(maildir->deliver(mail));
  EXPECT_TRUE(files("new").empty());
  EXPECT_TRUE(files("tmp").empty());
}

}  // namespace
}  // namespace kyodo::notify
