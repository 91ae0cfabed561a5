#include "cli/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/roles.h"

namespace kyodo::cli {
namespace {

using ::testing::HasSubstr;

std::string shipped(const std::string& name) {
  return read_file(std::string(KYODO_SOURCE_DIR) + "/config/" + name, 8u << 20).value();
}

TEST(Config, ShippedSettingsAreTheDefaults) {
  Settings read;
  read.notify.max_attempts = 1;
  read.plugins.folder = "x";
  auto done = read_settings(shipped("kyodo.info"), "kyodo.info", read);
  ASSERT_TRUE(done) << done.error().problems.at(0).text.en;
  const Settings plain;
  EXPECT_EQ(read.office.name, plain.office.name);
  EXPECT_EQ(read.office.morning, plain.office.morning);
  EXPECT_EQ(read.notify.maildir, plain.notify.maildir);
  EXPECT_EQ(read.notify.from, plain.notify.from);
  EXPECT_EQ(read.notify.max_attempts, plain.notify.max_attempts);
  EXPECT_EQ(read.store.busy_timeout_ms, plain.store.busy_timeout_ms);
  EXPECT_EQ(read.stage.decide_seconds, plain.stage.decide_seconds);
  EXPECT_EQ(read.plugins.folder, plain.plugins.folder);
}

TEST(Config, NamesTheLineOfEverySettingThatIsWrong) {
  Settings settings;
  auto done = read_settings("office\n{\n  nmae \"x\" ; comment { }\n}\nnotify\n{\n  max_attempts many\n}\n",
                            "k.info", settings);
  ASSERT_FALSE(done);
  ASSERT_EQ(done.error().problems.size(), 2u);
  EXPECT_THAT(done.error().problems[0].field, HasSubstr("k.info:3"));
  EXPECT_THAT(done.error().problems[0].text.en, HasSubstr("office.name"));
  EXPECT_THAT(done.error().problems[1].field, HasSubstr("k.info:7"));
}

TEST(Config, NamesTheLineHoweverTheBracesStand) {
  Settings settings;
  auto done = read_settings("office { morning noon }\nserver {\n  port \"{\" ; {\n  threads none\n}\n",
                            "k.info", settings);
  ASSERT_FALSE(done);
  std::vector<std::string> fields;
  for (const Problem& problem : done.error().problems) fields.push_back(problem.field);
  EXPECT_THAT(fields, ::testing::ElementsAre("k.info:1 office.morning", "k.info:3 server.port",
                                             "k.info:4 server.threads"));
}

TEST(Config, NamesTheLineOfABraceThatIsMissing) {
  Settings settings;
  auto done = read_settings("office\n{\n  name \"x\"\n", "k.info", settings);
  ASSERT_FALSE(done);
  EXPECT_GT(done.error().where->line, 0);
}

TEST(Config, ReadsNoOtherFileFromWithin) {
  Settings settings;
  for (const char* line :
       {"#include \"/etc/passwd\"", "  # include \"/etc/passwd\"", "\t#\tinclude \"/etc/passwd\""}) {
    auto done = read_settings(std::string("office { name x }\n") + line + "\n", "k.info", settings);
    ASSERT_FALSE(done) << line;
    EXPECT_EQ(done.error().where->line, 2);
  }
}

// Found by tests/fuzz: the parser ends at a NUL, recurses as deep as braces go, and knows escapes.
TEST(Config, RefusesWhatIsNoPlainText) {
  for (const std::string& text :
       {std::string("office { name \"\x8f\xad\" }"), std::string("office { name x }\0 }", 21),
        std::string("office { name \"a\\0b\" }"), std::string("notify { from \"a@b.jp\\nBcc: c@d.jp\" }"),
        std::string("server { port 8080 { any 1 } }"), std::string("server 1 { port 8080 }")}) {
    Settings settings;
    auto done = read_settings(text, "k.info", settings);
    ASSERT_FALSE(done) << text;
    EXPECT_EQ(done.error().code, Code::bad_input);
  }
  Settings settings;
  EXPECT_TRUE(read_settings("\xEF\xBB\xBFserver { port 1 }", "k.info", settings)) << "as Windows saves it";
  EXPECT_EQ(settings.server.port, 1);
}

TEST(Config, ReportsOnlySoManyProblems) {
  Settings settings;
  std::string text = "server {\n";
  for (std::size_t i = 0; i < 2 * kMaxConfigProblems; ++i) text += "prot 1\n";
  EXPECT_EQ(read_settings(text + "}", "k.info", settings).error().problems.size(), kMaxConfigProblems);
}

TEST(Config, OpensOnlySoManyBraces) {
  Settings settings;
  std::string text;
  for (int i = 0; i < kMaxConfigBraces; ++i) text += "a {\n";
  EXPECT_EQ(read_settings(text, "k.info", settings).error().code, Code::bad_input) << "none is closed";
  EXPECT_EQ(read_settings(text + "a {", "k.info", settings).error().code, Code::limit);
}

TEST(Config, RefusesTimesAndNumbersOutOfRange) {
  for (const char* text :
       {"office { morning \"25:00\" }", "office { morning \"8:30\" }", "store { busy_timeout_ms -1 }",
        "stage { decide_seconds 0 }", "notify { channel pigeon }",
        "notify { webhook_url \"http://portal.example.jp/\" }", "notify { webhook_secret \"short\" }"}) {
    Settings settings;
    EXPECT_FALSE(read_settings(text, "k.info", settings)) << text;
  }
}

TEST(Authority, ReadsTheShippedTable) {
  auto rows = authority_rows(shipped("authority.csv"), "authority.csv");
  ASSERT_TRUE(rows);
  EXPECT_GT(rows->size(), 70u);
  EXPECT_EQ(to_text(rows->at(0)),
            R"({"role":"admin","stage":"*","operation":"unit.import","field":"*","scope":"all"})");
}

TEST(Authority, NamesTheRowOfARoleThatDoesNotExist) {
  auto rows = authority_rows("役割,段階,操作,項目,範囲\n事務局,*,x,*,全て\n事務员,*,x,*,世界\n", "a.csv");
  ASSERT_FALSE(rows);
  ASSERT_EQ(rows.error().problems.size(), 2u);
  EXPECT_THAT(rows.error().problems[0].text.en, HasSubstr("Row 3"));
}

TEST(Roles, AreKnownByTheirJapaneseNames) {
  EXPECT_EQ(office::role_id("協働推進員"), "promoter");
  EXPECT_EQ(office::role_id("promoter"), "promoter");
  EXPECT_EQ(role_name("promoter", Lang::ja), "協働推進員");
  EXPECT_EQ(scope_id("自分のタスク"), "own");
}

}  // namespace
}  // namespace kyodo::cli
