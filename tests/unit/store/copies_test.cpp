// Copies of the whole file: backup, restore, and files of earlier versions.
#include <gmock/gmock.h>

#include "files.h"
#include "runtime/verify.h"

namespace kyodo::store {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

constexpr TimePoint kMade{1522540800000};  // when the copies are made

class Copies : public ::testing::Test {
 protected:
  void SetUp() override {
    file = folder.file("kyodo.db");
    copy = folder.file("copy.db");
    ASSERT_TRUE(create(file, true, "salt", {0}));
    store = open_or_fail(file);
  }
  void append(runtime::Store& to, const std::string& project = "P-1") {
    to.begin_write();
    to.append(entry_after(to.last_entry(), project, to.stream_head(project)));
    to.commit();
  }
  std::int64_t entries_in(const std::string& path) {
    auto opened = open_or_fail(path, {.read_only = true});
    auto last = opened ? opened->last_entry() : std::nullopt;
    return last ? last->number : 0;
  }
  Folder folder;
  std::string file, copy;
  std::unique_ptr<runtime::Store> store;
};

TEST_F(Copies, BackupHoldsEverythingCommittedAndSaysItsHead) {
  append(*store);
  append(*store);
  auto reader = open_or_fail(file, {.read_only = true});
  reader->begin_read();
  auto info = backup(file, copy, kMade);
  ASSERT_TRUE(info) << info.error().text.en;
  EXPECT_EQ(info->entries, 2);
  EXPECT_EQ(info->head, store->last_entry().value().hash);
  EXPECT_THAT(integrity_problems(copy).value(), IsEmpty());
  EXPECT_EQ(entries_in(copy), 2);
  EXPECT_EQ(open_or_fail(copy, {.read_only = true})->get<runtime::Meta>("last_backup")->value,
            std::to_string(kMade.ms));
  // One file, whole by itself.
  EXPECT_FALSE(fs::exists(copy + "-wal"));
  EXPECT_FALSE(fs::exists(copy + ".part"));
  EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Copies, BackupOfAnEmptyJournalHasNoHead) {
  auto info = backup(file, copy, kMade);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->entries, 0);
  EXPECT_EQ(info->head, journal::kZeroHash);
}

TEST_F(Copies, BackupRefusesATargetThatIsThereAndASourceThatIsNot) {
  std::ofstream(copy) << "mine";
  EXPECT_EQ(backup(file, copy, kMade).error().code, Code::refused);
  EXPECT_EQ(bytes_of(copy), "mine");
  EXPECT_EQ(backup(folder.file("none.db"), folder.file("x.db"), kMade).error().code, Code::io);
  EXPECT_FALSE(fs::exists(folder.file("x.db")));
  EXPECT_FALSE(fs::exists(folder.file("x.db.part")));
}

TEST_F(Copies, BackupRefusesADamagedFileSoThatNoGoodCopyGivesWayToIt) {
  store->begin_write();
  for (int i = 0; i < 100; ++i) store->put(runtime::Meta{std::to_string(i), std::string(500, 'x')});
  store->commit();
  store.reset();
  const std::string whole = bytes_of(file);
  std::string damaged = whole;
  for (std::size_t at = 0; at + 500 < damaged.size(); ++at)
    if (damaged.compare(at, 500, std::string(500, 'x')) == 0) {
      at = at / 4096 * 4096;  // a page of these rows
      damaged.replace(at, 100, std::string(100, '\xff'));
      break;
    }
  ASSERT_NE(damaged, whole);
  std::ofstream(file, std::ios::binary) << damaged;
  auto made = backup(file, copy, kMade);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Code::corrupt);
  EXPECT_FALSE(fs::exists(copy));
  EXPECT_FALSE(fs::exists(copy + ".part"));
}

TEST_F(Copies, RestoreBringsBackTheCopyAndKeepsWhatWasThere) {
  append(*store);
  ASSERT_TRUE(backup(file, copy, kMade));
  append(*store);
  append(*store);
  store.reset();
  auto replaced = replace(file, copy);
  ASSERT_TRUE(replaced) << replaced.error().text.en;
  EXPECT_EQ(entries_in(file), 1);
  EXPECT_EQ(entries_in(file + ".before-restore"), 3);
  EXPECT_FALSE(fs::exists(file + ".part"));
  store = open_or_fail(file);
  append(*store);
  EXPECT_EQ(entries_in(file), 2);
}

// The writer died before the log was taken into the file: what it holds must neither be lost nor end up in
// the copy.
TEST_F(Copies, RestoreKeepsWhatOnlyTheLogHolds) {
  ASSERT_TRUE(backup(file, copy, kMade));
  append(*store);
  fs::copy_file(file, folder.file("dead.db"));
  fs::copy_file(file + "-wal", folder.file("dead.db-wal"));
  ASSERT_TRUE(replace(folder.file("dead.db"), copy));
  EXPECT_EQ(entries_in(folder.file("dead.db")), 0);
  EXPECT_EQ(entries_in(folder.file("dead.db.before-restore")), 1);
}

TEST_F(Copies, RestoreIgnoresALogThatBelongsToNoFile) {
  ASSERT_TRUE(backup(file, copy, kMade));
  append(*store);
  fs::copy_file(file + "-wal", folder.file("new.db-wal"));
  ASSERT_TRUE(replace(folder.file("new.db"), copy));
  EXPECT_EQ(entries_in(folder.file("new.db")), 0);
  EXPECT_THAT(integrity_problems(folder.file("new.db")).value(), IsEmpty());
}

TEST_F(Copies, RestoreReplacesADamagedFileAndKeepsItForInspection) {
  append(*store);
  ASSERT_TRUE(backup(file, copy, kMade));
  store.reset();
  std::ofstream(file, std::ios::binary) << "damaged";
  ASSERT_TRUE(replace(file, copy));
  EXPECT_EQ(entries_in(file), 1);
  EXPECT_EQ(bytes_of(file + ".before-restore"), "damaged");
}

TEST_F(Copies, RestoreOfAMissingCopyChangesNothing) {
  append(*store);
  EXPECT_EQ(replace(file, folder.file("none.db")).error().code, Code::io);
  EXPECT_EQ(entries_in(file), 1);
  EXPECT_FALSE(fs::exists(file + ".before-restore"));
}

TEST_F(Copies, RestoreWaitsForNobodyWhoWrites) {
  ASSERT_TRUE(backup(file, copy, kMade));
  store->begin_write();
  auto replaced = replace(file, copy, 30);
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().code, Code::busy);
  store->rollback();
}

// tests/fixtures/database/v<n>.sql: a small office as that version wrote it.
TEST(EarlierVersions, OpenAndVerify) {
  Folder folder;
  for (int version = 1; version <= kSchemaVersion; ++version) {
    const std::string fixture =
        std::string(KYODO_SOURCE_DIR) + "/tests/fixtures/database/v" + std::to_string(version) + ".sql";
    ASSERT_TRUE(fs::exists(fixture)) << "every version of the format needs a fixture";
    const std::string file = folder.file("v" + std::to_string(version) + ".db");
    {
      Sql sql(file);
      ASSERT_EQ(sql.run(bytes_of(fixture)), "");
      ASSERT_EQ(sql.one("PRAGMA user_version"), std::to_string(version));
    }
    auto store = open_or_fail(file);
    ASSERT_TRUE(store);
    EXPECT_EQ(Sql(file).one("PRAGMA user_version"), std::to_string(kSchemaVersion));
    EXPECT_THAT(integrity_problems(file).value(), IsEmpty());
    auto scratch = open_scratch();
    auto report = runtime::verify(*store, *scratch, std::nullopt, nullptr);
    EXPECT_GT(report.entries, 5);
    for (const runtime::VerifyFinding& finding : report.findings)
      ADD_FAILURE() << finding.rule << ": " << finding.text.en;
    EXPECT_EQ(store->find<office::Project>().size(), 1u);
    EXPECT_GE(store->find<office::Task>().size(), 1u);
  }
}

}  // namespace
}  // namespace kyodo::store
