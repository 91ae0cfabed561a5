// The database file: its tables, what several connections see, and what is refused.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <set>
#include <thread>

#include "../../support/faulty_vfs.h"
#include "files.h"
#include "store/write_lock.h"

namespace kyodo::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DatabaseFile : public ::testing::Test {
 protected:
  void SetUp() override {
    file = folder.file("kyodo.db");
    ASSERT_TRUE(create(file, true, "salt", {1'000}));
  }
  Code code_of_open(const std::string& path, const OpenOptions& options = {}) {
    auto store = open(path, options);
    if (store) {
      ADD_FAILURE() << path << " was opened";
      return Code::refused;
    }
    EXPECT_FALSE(store.error().text.ja.empty());
    EXPECT_TRUE(store.error().where) << store.error().text.en;
    return store.error().code;
  }
  void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  Folder folder;
  std::string file;
};

template <class T>
std::string sql_shape_of() {
  std::string shape;
  bool first = true;
  for (const office::Column& column : office::table_of<T>().columns) {
    // The key of a table WITHOUT ROWID is never NULL.
    shape += column.name + (column.integer ? " INTEGER" : " TEXT") + (column.nullable ? "" : " NOT NULL") +
             (first ? " KEY" : "") + "\n";
    first = false;
  }
  return shape;
}

std::string shape_in_file(Sql& sql, const std::string& table) {
  std::string shape;
  for (const auto& row : sql.rows("PRAGMA table_info(" + table + ")"))
    shape +=
        row[1] + " " + row[2] + (row[3] == "1" ? " NOT NULL" : "") + (row[5] == "1" ? " KEY" : "") + "\n";
  return shape;
}

TEST_F(DatabaseFile, HasTheColumnsOfEveryEntityInTheirOrder) {
  Sql sql(file);
  std::set<std::string> known{"journal", "blob"};
  using All = boost::mp11::mp_append<office::Entities, runtime::Operational>;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, All>>([&](auto type) {
    using T = std::remove_pointer_t<decltype(type)>;
    known.insert(T::kTable);
    EXPECT_EQ(shape_in_file(sql, T::kTable), sql_shape_of<T>()) << T::kTable;
  });
  std::set<std::string> there;
  for (const auto& row : sql.rows("PRAGMA table_list")) {
    if (row[1].starts_with("sqlite_")) continue;
    there.insert(row[1]);
    EXPECT_EQ(row[5], "1") << row[1] << " is not STRICT";
  }
  EXPECT_EQ(there, known);
}

TEST_F(DatabaseFile, HasTheColumnsOfAJournalEntryInTheirOrder) {
  Sql sql(file);
  std::string expected;
  boost::mp11::mp_for_each<record_detail::members<journal::Entry>>([&](auto d) {
    using M = std::remove_reference_t<decltype(std::declval<journal::Entry>().*d.pointer)>;
    const std::string name = d.name;
    expected += name + (std::is_same_v<M, std::string> ? " TEXT" : " INTEGER") +
                (name == "number" ? " KEY" : " NOT NULL") + "\n";
  });
  EXPECT_EQ(shape_in_file(sql, "journal"), expected);
}

TEST_F(DatabaseFile, SaysWhatItIsAndIsDurable) {
  auto store = open_or_fail(file);
  Sql sql(file);
  EXPECT_EQ(sql.one("PRAGMA application_id"), std::to_string(kApplicationId));
  EXPECT_EQ(sql.one("PRAGMA user_version"), std::to_string(kSchemaVersion));
  EXPECT_EQ(sql.one("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(store->get<runtime::Meta>("salt_key")->value, "salt");
  EXPECT_EQ(store->get<runtime::Meta>("test_clock")->value, "1");
  EXPECT_EQ(store->get<runtime::Meta>("created")->value, "1000");
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(DatabaseFile, RefusesToChangeOrDeleteJournalRows) {
  auto store = open_or_fail(file);
  store->begin_write();
  store->append(entry_after(std::nullopt, "P-1", journal::kZeroHash));
  store->commit();
  Sql sql(file);
  EXPECT_THAT(sql.run("UPDATE journal SET reason = 'x'"), HasSubstr("append-only"));
  EXPECT_THAT(sql.run("DELETE FROM journal"), HasSubstr("append-only"));
  EXPECT_THAT(sql.run("INSERT OR REPLACE INTO journal SELECT * FROM journal"), HasSubstr("append-only"));
  EXPECT_EQ(sql.one("SELECT count(*) FROM journal WHERE reason = ''"), "1");
}

TEST_F(DatabaseFile, ShowsOthersOnlyWhatIsCommitted) {
  auto writer = open_or_fail(file), other = open_or_fail(file, {.read_only = true});
  writer->begin_write();
  writer->put(office::Sequence{"T", 1});
  EXPECT_FALSE(other->get<office::Sequence>("T"));
  writer->commit();
  EXPECT_TRUE(other->get<office::Sequence>("T"));
}

TEST_F(DatabaseFile, KeepsASnapshotWhileReadingAndWritesGoOn) {
  auto writer = open_or_fail(file), reader = open_or_fail(file, {.read_only = true});
  reader->begin_read();
  EXPECT_FALSE(reader->get<office::Sequence>("T"));
  writer->begin_write();
  writer->put(office::Sequence{"T", 1});
  writer->commit();
  EXPECT_FALSE(reader->get<office::Sequence>("T"));
  reader->end_read();
  EXPECT_TRUE(reader->get<office::Sequence>("T"));
}

// What is made of a setting is kept with its row.
TEST_F(DatabaseFile, GivesTheSameRowOfASettingAsLongAsItSaysTheSame) {
  auto one = open_or_fail(file), two = open_or_fail(file);
  const office::Table& table = office::table_of<office::Setting>();
  auto set = [](runtime::Store& store, const char* key, std::int64_t value) {
    store.begin_write();
    store.put(office::Setting{key, value});
    store.commit();
  };
  set(*one, "calendar", 1);
  const office::RowPtr before = one->get_row(table, "calendar");
  set(*two, "other", 2);
  EXPECT_EQ(one->get_row(table, "calendar"), before);
  set(*two, "calendar", 3);
  EXPECT_EQ(one->get_row(table, "calendar")->as<office::Setting>().value, Json(3));
  one->begin_write();
  EXPECT_EQ(one->get_row(table, "calendar")->as<office::Setting>().value, Json(3));
  one->rollback();
  EXPECT_FALSE(one->get_row(table, "none"));
}

TEST_F(DatabaseFile, SeesInEveryTransactionWhatOthersHaveCommittedSince) {
  auto one = open_or_fail(file), two = open_or_fail(file);
  auto append = [](runtime::Store& store) {
    store.append(entry_after(store.last_entry(), "P-1", store.stream_head("P-1")));
  };
  for (int turn = 1; turn <= 3; ++turn)
    for (runtime::Store* store : {one.get(), two.get()}) {
      store->begin_write();
      auto sequence = store->get<office::Sequence>("T");
      store->put(office::Sequence{"T", sequence ? sequence->last + 1 : 1});
      const bool other = store->get<office::Sequence>("P") != nullptr;
      EXPECT_EQ(store->find<office::Sequence>().size(), other ? 2u : 1u);
      if (other)
        store->erase<office::Sequence>("P");
      else
        store->put(office::Sequence{"P", turn});
      append(*store);
      store->commit();
    }
  EXPECT_EQ(one->get<office::Sequence>("T")->last, 6);
  EXPECT_FALSE(one->get<office::Sequence>("P"));
  EXPECT_EQ(one->last_entry()->number, 6);
  EXPECT_EQ(one->last_entry()->stream_prev, one->last_entry()->prev);
}

TEST_F(DatabaseFile, RefusesToWriteThroughAReadOnlyStore) {
  auto reader = open_or_fail(file, {.read_only = true});
  EXPECT_THROW(reader->put(office::Sequence{"T", 1}), runtime::StorageFailure);
}

TEST_F(DatabaseFile, GoesOnAfterTheLogHasGrownPastItsCheckpoint) {
  const std::string page(4096, 'x');
  auto store = open_or_fail(file);
  for (int i = 0; i < 6; ++i) {
    store->begin_write();
    for (int j = 0; j < 400; ++j) store->put(runtime::Meta{std::to_string(j), page});
    store->commit();
  }
  EXPECT_LT(std::filesystem::file_size(file + "-wal"), 3u * kCheckpointPages * 4096);
  EXPECT_THAT(integrity_problems(file).value(), IsEmpty());
}

TEST_F(DatabaseFile, LeavesTheFileAloneBetweenCheckpoints) {
  auto store = open_or_fail(file);
  auto put = [&](int rows) {
    store->begin_write();
    for (int i = 0; i < rows; ++i)
      store->put(runtime::Meta{std::to_string(i), std::string(4096, static_cast<char>('a' + rows % 20))});
    store->commit();
  };
  put(kCheckpointPages + 1);
  put(2);  // begins the log anew
  const std::string before = bytes_of(file);
  put(3);
  EXPECT_TRUE(bytes_of(file) == before);
}

// Taking the log into the file comes after the commit, and a full disk there is nobody's failure.
TEST_F(DatabaseFile, IsFullAtAnyWriteOfALargeTransactionAndOfTakingInTheLog) {
  FaultyVfs vfs;
  bool after_commit = false;
  {
    auto store = open_or_fail(file);
    for (int i = 1; i <= 6; ++i)
      for (long nth = 1;; nth += 97) {
        vfs.fill_at(nth);
        try {
          store->begin_write();
          for (int j = 0; j < 400; ++j)
            store->put(runtime::Meta{std::to_string(j), std::string(4096, static_cast<char>('a' + i))});
          store->put(office::Sequence{"T", i});
          store->commit();
          after_commit = after_commit || vfs.failed();
          vfs.make_room();
          break;
        } catch (const runtime::StorageFailure& failure) {
          vfs.make_room();
          EXPECT_EQ(failure.error().code, Code::storage);
          store->rollback();
          EXPECT_EQ(store->get<office::Sequence>("T") ? store->get<office::Sequence>("T")->last : 0, i - 1);
        }
      }
    EXPECT_TRUE(after_commit);
  }
  EXPECT_EQ(open_or_fail(file)->get<office::Sequence>("T")->last, 6);
  EXPECT_THAT(integrity_problems(file).value(), IsEmpty());
}

// --- what cannot be opened ---

TEST_F(DatabaseFile, SaysThatAFileIsMissing) {
  EXPECT_EQ(code_of_open(folder.file("none.db")), Code::io);
  EXPECT_FALSE(std::filesystem::exists(folder.file("none.db")));
  EXPECT_EQ(integrity_problems(folder.file("none.db")).error().code, Code::io);
}

TEST_F(DatabaseFile, RefusesAFolderAndAFileThatIsNoDatabase) {
  write(folder.file("text.db"), std::string(10'000, 'a'));
  write(folder.file("empty.db"), "");
  EXPECT_EQ(code_of_open(folder.file("text.db")), Code::corrupt);
  EXPECT_EQ(code_of_open(folder.file("empty.db")), Code::corrupt);
  EXPECT_EQ(code_of_open(folder.path().string()), Code::io);
  EXPECT_EQ(bytes_of(folder.file("empty.db")), "");
}

TEST_F(DatabaseFile, RefusesTheDatabaseOfAnotherProgram) {
  std::string other = folder.file("other.db");
  Sql(other).run("CREATE TABLE journal (a); PRAGMA application_id = 7");
  std::string before = bytes_of(other);
  EXPECT_EQ(code_of_open(other), Code::corrupt);
  EXPECT_EQ(bytes_of(other), before);
}

TEST_F(DatabaseFile, RefusesADatabaseOfANewerVersionAndLeavesItAsItIs) {
  Sql(file).run("PRAGMA user_version = 99");
  EXPECT_EQ(code_of_open(file), Code::newer);
  EXPECT_EQ(code_of_open(file, {.read_only = true}), Code::newer);
  EXPECT_EQ(Sql(file).one("PRAGMA user_version"), "99");
}

// Wherever it is damaged: opened or not, read or not, every answer is a value or a StorageFailure.
TEST_F(DatabaseFile, ReportsATruncatedOrDamagedFile) {
  {
    auto store = open_or_fail(file);
    store->begin_write();
    for (int i = 0; i < 300; ++i) store->put(runtime::Meta{std::to_string(i), std::string(500, 'x')});
    store->commit();
  }
  Sql(file).run("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE");
  const std::string whole = bytes_of(file);
  ASSERT_GT(whole.size(), 100'000u);
  auto try_all = [&](const std::string& bytes) {
    write(folder.file("damaged.db"), bytes);
    for (const char* beside : {"-wal", "-shm"}) std::filesystem::remove(folder.file("damaged.db") + beside);
    auto store = open(folder.file("damaged.db"));
    bool noticed = !store;
    if (store) try {
        (*store)->find<runtime::Meta>();
      } catch (const std::exception&) {
        noticed = true;
      }
    auto problems = integrity_problems(folder.file("damaged.db"));
    return noticed || !problems || !problems->empty();
  };
  ASSERT_FALSE(try_all(whole));
  for (std::size_t size : {std::size_t{1}, std::size_t{99}, std::size_t{512}, std::size_t{4096},
                           whole.size() / 2, whole.size() - 4096})
    EXPECT_TRUE(try_all(whole.substr(0, size))) << "cut at " << size;
  int page = 0;
  for (std::size_t at = 0; at < whole.size(); at += 7 * 4096, page += 7) {
    std::string damaged = whole;
    damaged.replace(at, 512, std::string(512, '\xff'));
    EXPECT_TRUE(try_all(damaged)) << "page " << page;
  }
}

// The process died while it wrote the log, or the log's end was damaged: what was committed before is there.
TEST_F(DatabaseFile, OpensWithWhatWasCommittedBeforeADamagedEndOfItsLog) {
  auto writer = open_or_fail(file);
  std::map<std::size_t, std::int64_t> committed;  // size of the log → rows
  std::int64_t rows = 0;
  for (int i = 0; i < 12; ++i) {
    writer->begin_write();
    for (int j = 0; j <= i % 3; ++j, ++rows)
      writer->append(entry_after(writer->last_entry(), "P-1", writer->stream_head("P-1")));
    writer->put(office::Sequence{"T", rows});
    writer->commit();
    committed[std::filesystem::file_size(file + "-wal")] = rows;
  }
  const std::string whole = bytes_of(file), log = bytes_of(file + "-wal"), copy = folder.file("copy.db");
  auto open_with = [&](const std::string& damaged, std::size_t sound) {
    write(copy, whole);
    write(copy + "-wal", damaged);
    std::filesystem::remove(copy + "-shm");
    auto store = open_or_fail(copy);
    ASSERT_TRUE(store);
    auto there = committed.upper_bound(sound);
    const std::int64_t expected = there == committed.begin() ? 0 : std::prev(there)->second;
    const auto last = store->last_entry();
    EXPECT_EQ(last ? last->number : 0, expected) << "damaged at " << sound << " of " << log.size();
    const auto sequence = store->get<office::Sequence>("T");
    EXPECT_EQ(sequence ? sequence->last : 0, expected);
    store.reset();
    EXPECT_THAT(integrity_problems(copy).value(), IsEmpty());
  };
  open_with(log, log.size());
  for (std::size_t at = 0; at < log.size(); at += 5'003) {
    open_with(log.substr(0, at), at);
    std::string garbled = log;
    garbled[at] = static_cast<char>(garbled[at] ^ 0x20);
    open_with(garbled, at);
  }
}

TEST_F(DatabaseFile, RefusesToMakeOneThatIsThere) {
  auto again = create(file, false, "other", {0});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::refused);
  EXPECT_EQ(open_or_fail(file)->get<runtime::Meta>("salt_key")->value, "salt");
}

TEST_F(DatabaseFile, MakesNothingWhereItCannotBeMade) {
  auto made = create(folder.file("no/such/folder/kyodo.db"), false, "salt", {0});
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().code == Code::io || made.error().code == Code::storage) << made.error().text.en;
  EXPECT_FALSE(std::filesystem::exists(folder.file("no")));
}

// A process that died while making the file leaves nothing that stands in the way of the next.
TEST_F(DatabaseFile, IsMadeOverTheRemainsOfAnUnfinishedOne) {
  std::string fresh = folder.file("fresh.db");
  write(fresh + ".part", std::string(5'000, 'a'));
  write(fresh + ".part-wal", "a");
  ASSERT_TRUE(create(fresh, false, "salt", {0}));
  EXPECT_TRUE(open_or_fail(fresh)->get<runtime::Meta>("created"));
  EXPECT_FALSE(std::filesystem::exists(fresh + ".part"));
  EXPECT_FALSE(std::filesystem::exists(fresh + ".part-wal"));
}

TEST_F(DatabaseFile, RefusesToWriteInAFolderWithoutPermission) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  namespace fs = std::filesystem;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  auto store = open(file);
  Code code = store ? Code::refused : store.error().code;
  fs::permissions(folder.path(), fs::perms::owner_all);
  EXPECT_EQ(code, Code::storage);
}

// --- waiting for others ---

// Runs `body` in a process of its own, which then waits until `done` is closed.
class Neighbour {
 public:
  template <class Fn>
  explicit Neighbour(Fn body) {
    int ready[2], done[2];
    if (::pipe(ready) != 0 || ::pipe(done) != 0) ADD_FAILURE() << "pipe";
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(done[1]);
      auto kept = body();
      char byte = 'r';
      (void)!::write(ready[1], &byte, 1);
      (void)!::read(done[0], &byte, 1);
      ::_exit(0);
    }
    ::close(ready[1]);
    ::close(done[0]);
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    done_ = done[1];
  }
  ~Neighbour() { end(); }
  void end() {
    if (done_ < 0) return;
    ::close(done_);
    done_ = -1;
    ::waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_ = -1;
  int done_ = -1;
};

TEST_F(DatabaseFile, SaysBusyWhenAnotherProcessWritesForLongerThanTheSetTime) {
  auto store = open_or_fail(file, {.busy_timeout_ms = 30});
  Neighbour neighbour([&] {
    auto other = open(file);
    (*other)->begin_write();
    return std::move(*other);
  });
  try {
    store->begin_write();
    FAIL() << "two writers at once";
  } catch (const runtime::StorageFailure& failure) {
    EXPECT_EQ(failure.error().code, Code::busy);
  }
  EXPECT_FALSE(store->get<office::Sequence>("T"));  // reading goes on
  neighbour.end();
  store->begin_write();
  store->put(office::Sequence{"T", 1});
  store->commit();
  EXPECT_TRUE(store->get<office::Sequence>("T"));
}

TEST_F(DatabaseFile, SaysBusyWhenAForeignProgramHoldsTheFile) {
  auto store = open_or_fail(file, {.busy_timeout_ms = 30});
  Neighbour neighbour([&] {
    auto sql = std::make_unique<Sql>(file);
    sql->run("BEGIN IMMEDIATE");
    return sql;
  });
  try {
    store->begin_write();
    FAIL() << "two writers at once";
  } catch (const runtime::StorageFailure& failure) {
    EXPECT_EQ(failure.error().code, Code::busy);
  }
  neighbour.end();
  store->begin_write();
  store->commit();
}

TEST_F(DatabaseFile, WaitsForAWriterThatIsDoneInTime) {
  auto store = open_or_fail(file, {.busy_timeout_ms = 20'000});
  auto other = open_or_fail(file);
  other->begin_write();
  std::thread writer([&] {
    store->begin_write();
    store->put(office::Sequence{"T", store->get<office::Sequence>("T")->last + 1});
    store->commit();
  });
  other->put(office::Sequence{"T", 1});
  other->commit();
  writer.join();
  EXPECT_EQ(store->get<office::Sequence>("T")->last, 2);
}

TEST_F(DatabaseFile, LetsManyProcessesCountWithoutLosingOne) {
  constexpr int kProcesses = 4, kEach = 25;
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    pid_t child = ::fork();
    if (child == 0) {
      auto store = open(file, {.busy_timeout_ms = 20'000});
      for (int j = 0; store && j < kEach; ++j) {
        (*store)->begin_write();
        auto sequence = (*store)->get<office::Sequence>("T");
        (*store)->put(office::Sequence{"T", sequence ? sequence->last + 1 : 1});
        (*store)->commit();
      }
      ::_exit(store ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(open_or_fail(file)->get<office::Sequence>("T")->last, kProcesses * kEach);
  EXPECT_THAT(integrity_problems(file).value(), IsEmpty());
}

}  // namespace
}  // namespace kyodo::store
