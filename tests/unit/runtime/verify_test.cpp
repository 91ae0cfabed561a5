// journal verify finds whatever is changed behind kyodo's back in a database that real commands have filled.
#include "runtime/verify.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <limits>

#include "base/sha256.h"
#include "office_fixture.h"

namespace kyodo::runtime {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

class Verify : public Office {
 protected:
  std::unique_ptr<Store> make_store() override {
    std::string pattern = (fs::temp_directory_path() / "kyodo-verify-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    EXPECT_TRUE(store::create(file(), true, "test", {0}));
    return std::move(store::open(file()).value());
  }
  void SetUp() override {
    Office::SetUp();
    must(ImportPartners{JsonArray{
        JsonObject{{"id", "N-01"}, {"name", "里山保全の会"}, {"kind", "NPO法人"}, {"consent", true}}}});
    std::string id = add_project("0301-01");
    add_project("0302-01", "0302");
    must(CommentProject{id, "昨年度から話し合いがあります。"}, "kankyo-tanto");
    must(AttachProject{id, "計画.txt", "6KiI55S744Gu5pys5paH"}, "kankyo-tanto");
    must(
        TakeAction{
            task(project_of("0302-01"), "score").id, "score", {{"levels", JsonArray{1, 1, 1, 1, 1, 1}}}},
        "jimu");
    score_and_select(id);
    must(SubmitTask{task(id, "advance-questions").id, Json(JsonObject{{"questions", JsonArray{}}})},
         "kankyo-tanto");
    ASSERT_TRUE(engine->apply({QueueMessage{"jimu", "件名", "本文", {}}, "system", "", "system", "",
                               std::nullopt, now, std::nullopt}));
    ASSERT_TRUE(engine->apply({ParkProject{id, "", "select", "enter", false}, "system", "", "system", "",
                               std::nullopt, now, std::nullopt}));
    engine.reset();
    store.reset();
  }
  void TearDown() override {
    std::error_code ec;
    fs::remove_all(folder, ec);
  }
  std::string project_of(const std::string& code) {
    return store->find<office::Project>({.where = {office::eq("code", code)}}).front().id;
  }

  std::string file() const { return (folder / "kyodo.db").string(); }
  // A copy on which somebody has run `sql`, the triggers out of the way; reports of verify.
  VerifyReport after(const std::string& sql, const std::optional<NotedHead>& noted = std::nullopt) {
    const std::string copy = (folder / "copy.db").string();
    fs::copy_file(file(), copy, fs::copy_options::overwrite_existing);
    for (const char* end : {"-wal", "-shm"}) fs::remove(copy + end);
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(copy.c_str(), &handle), SQLITE_OK);
    const std::string all =
        "DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; DROP TRIGGER journal_in_order;" +
        sql;
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(handle, all.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << sql << ": " << (message ? message : "");
    sqlite3_free(message);
    sqlite3_close(handle);
    auto opened = store::open(copy, {.read_only = true});
    EXPECT_TRUE(opened);
    auto scratch = store::open_scratch();
    return verify(**opened, *scratch, noted, nullptr);
  }
  static std::vector<std::string> rules(const VerifyReport& report) {
    std::vector<std::string> names;
    for (const VerifyFinding& finding : report.findings) {
      EXPECT_FALSE(finding.text.ja.empty());
      EXPECT_FALSE(finding.text.en.empty());
      names.push_back(finding.rule);
    }
    return names;
  }
  std::vector<journal::Entry> entries() {
    auto opened = store::open(file(), {.read_only = true});
    std::vector<journal::Entry> all;
    (*opened)->read_journal(0, "", [&](const journal::Entry& entry) { return all.push_back(entry), true; });
    return all;
  }
  static std::string quoted(const std::string& text) {
    std::string out = "'";
    for (char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
  }
  // Statements that put an entry in place of the row of its number.
  static std::string written(const journal::Entry& e, bool insert = false) {
    std::string names, values;
    boost::mp11::mp_for_each<record_detail::members<journal::Entry>>([&](auto d) {
      using M = std::remove_cv_t<std::remove_reference_t<decltype(e.*d.pointer)>>;
      std::string value;
      if constexpr (std::is_same_v<M, std::string>)
        value = quoted(e.*d.pointer);
      else if constexpr (std::is_same_v<M, TimePoint>)
        value = std::to_string((e.*d.pointer).ms);
      else
        value = std::to_string(e.*d.pointer);
      names += (names.empty() ? "" : ",") + std::string(d.name);
      values += (values.empty() ? "" : ",") + value;
    });
    return (insert ? "INSERT INTO journal (" : "INSERT OR REPLACE INTO journal (") + names + ") VALUES (" +
           values + ");";
  }
  // All rows from scratch with a sound chain: what somebody who knows the format can write.
  static std::string rewritten(std::vector<journal::Entry> all) {
    std::string sql = "DELETE FROM journal;", prev = journal::kZeroHash;
    std::map<std::string, std::string> streams;
    std::int64_t number = 0;
    for (journal::Entry& entry : all) {
      entry.number = ++number;
      entry.prev = prev;
      std::string& stream = streams.try_emplace(entry.project, journal::kZeroHash).first->second;
      if (!entry.project.empty()) entry.stream_prev = stream;
      entry.payload_hash = journal::hash_payload(entry);
      entry.hash = prev = journal::hash_entry(entry);
      stream = entry.hash;
      sql += written(entry);
    }
    return sql;
  }
  fs::path folder;
};

TEST_F(Verify, FindsNothingInWhatTheCommandsWrote) {
  VerifyReport report = after("");
  EXPECT_THAT(rules(report), IsEmpty());
  auto all = entries();
  EXPECT_EQ(report.entries, static_cast<std::int64_t>(all.size()));
  EXPECT_EQ(report.head, all.back().hash);
  EXPECT_THAT(rules(after("", NotedHead{all.back().number, all.back().hash})), IsEmpty());
  EXPECT_THAT(rules(after("", NotedHead{5, all[4].hash})), IsEmpty());
  EXPECT_THAT(rules(after("", NotedHead{0, journal::kZeroHash})), IsEmpty());
}

TEST_F(Verify, SaysHowFarItIs) {
  auto opened = store::open(file(), {.read_only = true});
  auto scratch = store::open_scratch();
  std::int64_t most = 0;
  VerifyReport report = verify(**opened, *scratch, std::nullopt, [&](std::int64_t done, std::int64_t of) {
    EXPECT_LE(done, of);
    most = done;
  });
  EXPECT_TRUE(report.ok());
  EXPECT_GE(report.entries, most);
}

// --- the chain ---

TEST_F(Verify, FindsAChangedColumnOfAnyRow) {
  const std::string last = std::to_string(entries().back().number);
  for (const std::string& row : {std::string("1"), std::string("9"), last})
    boost::mp11::mp_for_each<record_detail::members<journal::Entry>>([&](auto d) {
      using M = std::remove_reference_t<decltype(std::declval<journal::Entry>().*d.pointer)>;
      const std::string column = d.name;
      const std::string change = std::is_same_v<M, std::string> ? column + " || 'x'" : column + " + 1000";
      EXPECT_THAT(rules(after("UPDATE journal SET " + column + " = " + change + " WHERE number = " + row)),
                  Not(IsEmpty()))
          << column << " of row " << row;
    });
}

TEST_F(Verify, FindsAChangedRowWhoseHashesWereMadeToFit) {
  auto all = entries();
  for (std::size_t i : {std::size_t{0}, std::size_t{8}, all.size() - 2}) {
    journal::Entry changed = all[i];
    changed.reason += "後から";
    changed.hash = journal::hash_entry(changed);
    EXPECT_THAT(rules(after(written(changed))), Contains("order")) << i;
    changed = all[i];
    changed.payload = journal::encode({});
    changed.payload_hash = journal::hash_payload(changed);
    changed.hash = journal::hash_entry(changed);
    EXPECT_THAT(rules(after(written(changed))), Contains("order")) << i;
  }
}

TEST_F(Verify, FindsARemovedRow) {
  for (const char* row : {"1", "2", "9"})
    EXPECT_THAT(rules(after("DELETE FROM journal WHERE number = " + std::string(row))), Contains("order"))
        << row;
  EXPECT_THAT(rules(after("DELETE FROM journal WHERE number = 9; UPDATE journal SET number = -number WHERE "
                          "number > 9; UPDATE journal SET number = -number - 1 WHERE number < 0")),
              Contains("order"));
}

TEST_F(Verify, FindsRowsInAnotherOrder) {
  const std::string swap =
      "UPDATE journal SET number = -1 WHERE number = 8; UPDATE journal SET number = 8 WHERE number = 9; "
      "UPDATE journal SET number = 9 WHERE number = -1;";
  EXPECT_THAT(rules(after(swap)), Contains("order"));
  auto all = entries();
  std::swap(all[7], all[8]);
  std::swap(all[7].number, all[8].number);
  for (std::size_t i : {std::size_t{7}, std::size_t{8}}) all[i].hash = journal::hash_entry(all[i]);
  EXPECT_THAT(rules(after(written(all[7]) + written(all[8]))), Contains("order"));
}

TEST_F(Verify, FindsAnInsertedRowWhereverItStands) {
  auto all = entries();
  journal::Entry inserted = all[8];
  for (std::int64_t number :
       {std::numeric_limits<std::int64_t>::min(), std::int64_t{-7}, std::int64_t{0}, all.back().number + 1,
        all.back().number + 9, std::numeric_limits<std::int64_t>::max()}) {
    inserted.number = number;
    inserted.hash = journal::hash_entry(inserted);
    EXPECT_THAT(rules(after(written(inserted, true))), Contains("order")) << number;
  }
  inserted.number = 9;
  const std::string shift =
      "UPDATE journal SET number = -number WHERE number >= 9; UPDATE journal SET number = 1 - number WHERE "
      "number < 0;";
  EXPECT_THAT(rules(after(shift + written(inserted, true))), Contains("order"));
}

TEST_F(Verify, FindsARowThatWasMovedToAnotherProject) {
  auto all = entries();
  auto of_project = std::find_if(all.begin(), all.end(), [](const auto& entry) {
    return entry.project == "P-1" && entry.stream_prev != journal::kZeroHash;
  });
  ASSERT_NE(of_project, all.end());
  of_project->project = "P-2";
  std::string sql = rewritten(all);
  EXPECT_THAT(rules(after(sql)), Contains("projection"));
}

// A sound chain over other rows: only the projections or a head noted earlier can tell.
TEST_F(Verify, FindsACutTailByTheNotedHead) {
  auto all = entries();
  const NotedHead noted{all.back().number, all.back().hash};
  std::vector<journal::Entry> kept(all.begin(), all.begin() + 9);
  // The projections are cut to match: what the shorter journal gives.
  const std::string copy = (folder / "cut.db").string();
  ASSERT_TRUE(store::create(copy, true, "test", {0}));
  {
    auto cut = std::move(store::open(copy).value());
    cut->begin_write();
    for (const journal::Entry& entry : kept) cut->append(entry);
    cut->commit();
    auto scratch = store::open_scratch();
    VerifyReport without = verify(*cut, *scratch, std::nullopt, nullptr);
    EXPECT_THAT(rules(without), Not(Contains("order")));
    EXPECT_THAT(rules(without), Not(Contains("head")));
    EXPECT_THAT(rules(verify(*cut, *scratch, noted, nullptr)), Contains("head"));
    EXPECT_THAT(rules(verify(*cut, *scratch, NotedHead{9, all[8].hash}, nullptr)), Not(Contains("head")));
  }
}

TEST_F(Verify, FindsARewrittenPastByTheNotedHead) {
  auto all = entries();
  const NotedHead last{all.back().number, all.back().hash}, early{3, all[2].hash};
  all[4].reason = "書き換え";
  const std::string sql = rewritten(all);
  EXPECT_THAT(rules(after(sql)), IsEmpty());  // by itself a chain without a key cannot tell
  EXPECT_THAT(rules(after(sql, last)), Contains("head"));
  EXPECT_THAT(rules(after(sql, early)), IsEmpty());  // noted before what was rewritten
  all = entries();
  all.resize(all.size() - 1);
  EXPECT_THAT(rules(after(rewritten(all), last)), Contains("head"));
}

TEST_F(Verify, FindsANotedHeadThatNeverWas) {
  auto all = entries();
  EXPECT_THAT(rules(after("", NotedHead{3, std::string(64, 'f')})), Contains("head"));
  EXPECT_THAT(rules(after("", NotedHead{4, all[2].hash})), Contains("head"));
  EXPECT_THAT(rules(after("", NotedHead{0, all[2].hash})), Contains("head"));
  EXPECT_THAT(rules(after("DELETE FROM journal", NotedHead{all.back().number, all.back().hash})),
              Contains("head"));
}

TEST_F(Verify, ReportsAPayloadOfANewerVersionOnceAndGoesOn) {
  auto all = entries();
  all[8].payload = R"({"events":[{"type":"dragon.slain","v":1,"data":{}}]})";
  VerifyReport report = after(rewritten(all));
  EXPECT_THAT(rules(report), ::testing::ElementsAre("payload"));
  EXPECT_EQ(report.findings.front().entry, 9);
  EXPECT_EQ(report.entries, static_cast<std::int64_t>(all.size()));
}

TEST_F(Verify, KeepsItsReportShort) {
  VerifyReport report = after(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO sequence "
      "SELECT 'x' || i, i FROM n");
  EXPECT_EQ(report.findings.size(), kMaxVerifyFindings);
}

// --- projections and blobs ---

TEST_F(Verify, FindsEveryChangeOfEveryProjection) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, office::Entities>>([&](auto type) {
    using T = std::remove_pointer_t<decltype(type)>;
    const office::Table& table = office::table_of<T>();
    const std::string& key = table.columns[0].name;
    const std::string one = " WHERE " + key + " = (SELECT min(" + key + ") FROM " + table.name + ")";
    bool empty = false;
    {
      auto opened = store::open(file(), {.read_only = true});
      empty = (*opened)->template find<T>({.limit = 1}).empty();
    }
    // Slots of hearings are taken much later in the year; an extra row has to do for them.
    EXPECT_EQ(empty, std::string(table.name) == "reservation") << table.name << " is not tried";
    std::string copied;
    for (const office::Column& column : table.columns)
      copied += (copied.empty() ? "'X'" : ", " + column.name);
    if (empty) {
      EXPECT_THAT(rules(after("INSERT INTO " + table.name + " VALUES ('X', 'r', 'k', 'y', 'P-1', 'V-1')")),
                  Contains("projection"));
      return;
    }
    EXPECT_THAT(rules(after("DELETE FROM " + table.name + one)), Contains("projection")) << table.name;
    EXPECT_THAT(rules(after("INSERT INTO " + table.name + " SELECT " + copied + " FROM " + table.name + one)),
                Contains("projection"))
        << table.name;
    for (const office::Column& column : table.columns) {
      const std::string value = column.integer ? "coalesce(" + column.name + ", 0) + 1"
                                               : "coalesce(" + column.name + ", '') || 'x'";
      EXPECT_THAT(rules(after("UPDATE " + table.name + " SET " + column.name + " = " + value + one)),
                  Contains("projection"))
          << table.name << "." << column.name;
    }
  });
}

TEST_F(Verify, FindsAChangedOrMissingBlob) {
  EXPECT_THAT(rules(after("UPDATE blob SET bytes = CAST(bytes || x'00' AS BLOB) WHERE sha256 = (SELECT "
                          "min(sha256) FROM blob)")),
              Contains("blob"));
  EXPECT_THAT(rules(after("DELETE FROM blob WHERE sha256 = (SELECT blob FROM attachment)")),
              Contains("blob"));
  EXPECT_THAT(rules(after("DELETE FROM blob WHERE sha256 <> (SELECT blob FROM attachment)")),
              Contains("blob"));
}

TEST_F(Verify, ReportsATableThatIsGone) {
  EXPECT_THAT(rules(after("DROP TABLE notice")), Not(IsEmpty()));
}

}  // namespace
}  // namespace kyodo::runtime
