// What runtime/store_port.h promises, held against every store there is.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "files.h"
#include "store/known_rows.h"

namespace kyodo::store {
namespace {

using office::Cell;
using office::Cells;
using office::Query;
using office::Term;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EveryStore : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (!on_file()) {
      store = open_scratch();
      return;
    }
    ASSERT_TRUE(create(folder.file("kyodo.db"), true, "salt", {0}));
    store = open_or_fail(folder.file("kyodo.db"));
  }
  bool on_file() const { return GetParam(); }
  template <class Fn>
  void commit(Fn fn) {
    store->begin_write();
    fn();
    store->commit();
  }
  template <class T>
  std::vector<std::string> ids(const Query& query) {
    std::vector<std::string> found;
    for (const office::RowPtr& row : store->find_rows(office::table_of<T>(), query))
      found.push_back(row->key());
    return found;
  }
  void append(const std::string& project) {
    commit([&] {
      store->append(entry_after(store->last_entry(), project,
                                project.empty() ? journal::kZeroHash : store->stream_head(project)));
    });
  }
  Folder folder;
  std::unique_ptr<runtime::Store> store;
};
INSTANTIATE_TEST_SUITE_P(Store, EveryStore, ::testing::Bool(),
                         [](const auto& which) { return which.param ? "File" : "Scratch"; });

office::Task full_task() {
  office::Task task;
  task.id = "T-1";
  task.visit = "V-1";
  task.project = "P-1";
  task.title = "協働診断シート 'quoted' \"and\" \\ ; --";
  task.due = parse_date("2018-06-01");
  task.ladder = JsonArray{JsonObject{{"days", -5}, {"role", ""}}};
  task.data = JsonObject{{"課題", JsonArray{1, 2.5, nullptr, true, "text\nline"}}};
  task.sealed = true;
  task.opened = {-1};
  task.finished = TimePoint{std::numeric_limits<std::int64_t>::max()};
  return task;
}

TEST_P(EveryStore, GivesBackARowAsItWasPut) {
  commit([&] { store->put(full_task()); });
  auto found = store->get<office::Task>("T-1");
  ASSERT_TRUE(found);
  EXPECT_EQ(office::to_cells(*found), office::to_cells(full_task()));
  EXPECT_FALSE(store->get<office::Task>("T-2"));
}

TEST_P(EveryStore, ReplacesARowOfTheSameKeyAndEmptiesWhatIsLeftOut) {
  commit([&] { store->put(full_task()); });
  office::Task later = full_task();
  later.due.reset();
  later.finished.reset();
  later.status = "returned";
  commit([&] { store->put(later); });
  EXPECT_EQ(office::to_cells(*store->get<office::Task>("T-1")), office::to_cells(later));
  EXPECT_EQ(store->find<office::Task>().size(), 1u);
}

TEST_P(EveryStore, ForgetsAnErasedRowAndIgnoresOneThatIsNotThere) {
  commit([&] { store->put(office::Sequence{"T", 3}); });
  commit([&] {
    store->erase<office::Sequence>("T");
    store->erase<office::Sequence>("P");
  });
  EXPECT_FALSE(store->get<office::Sequence>("T"));
}

TEST_P(EveryStore, KeepsTextWithNulCharactersAndEmptyText) {
  std::string name("a\0b", 3);
  commit([&] { store->put(office::Person{"", name, "", "", "", false}); });
  EXPECT_EQ(store->get<office::Person>("")->name, name);
}

TEST_P(EveryStore, KeepsJsonAsDeepAsAStageOrScriptMayMakeIt) {
  Json deep = 1;
  for (int i = 0; i < kMaxJsonDepth; ++i) deep = JsonArray{std::move(deep)};
  commit([&] { store->put(office::Setting{"deep", deep}); });
  EXPECT_EQ(store->get<office::Setting>("deep")->value, deep);
}

TEST_P(EveryStore, KeepsEveryDoubleExactly) {
  std::mt19937_64 random(20180401);
  for (int i = 0; i < 2'000; ++i) {
    std::uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    if (!std::isfinite(number)) continue;
    office::Setting setting{"number", number};
    Cells once = office::to_cells(setting);
    EXPECT_EQ(office::to_cells(office::from_cells<office::Setting>(once)), once)
        << number << " (seed 20180401)";
  }
}

// --- queries ---

TEST_P(EveryStore, SortsIdsByTheirNumber) {
  commit([&] {
    for (const char* id : {"P-10", "P-9", "P-1", "P-100", "P-2"}) {
      office::Project project;
      project.id = id;
      project.unit = "03";
      store->put(project);
    }
  });
  EXPECT_THAT(ids<office::Project>({.order = {"id"}}), ElementsAre("P-1", "P-2", "P-9", "P-10", "P-100"));
  EXPECT_THAT(ids<office::Project>({.order = {"-id"}}), ElementsAre("P-100", "P-10", "P-9", "P-2", "P-1"));
  EXPECT_THAT(ids<office::Project>({.order = {"unit"}}), ElementsAre("P-1", "P-2", "P-9", "P-10", "P-100"));
  EXPECT_THAT(ids<office::Project>({.order = {"id"}, .limit = 2}), ElementsAre("P-1", "P-2"));
  EXPECT_THAT(ids<office::Project>({.order = {"id"}, .limit = 0}), IsEmpty());
}

TEST_P(EveryStore, FindsTopLevelRowsByAnEmptyReference) {
  commit([&] {
    office::Project top, child;
    top.id = "P-1";
    child.id = "P-2";
    child.parent = "P-1";
    store->put(top);
    store->put(child);
  });
  EXPECT_THAT(ids<office::Project>({.where = {office::eq("parent", std::string())}}), ElementsAre("P-1"));
  EXPECT_THAT(ids<office::Project>({.where = {office::eq("parent", std::string("P-1"))}}),
              ElementsAre("P-2"));
}

// The overlay answers from office::matches and office::before what a store answers from its index: whatever
// is asked, both have to say the same, or a command would see other rows once its table has changed.
TEST_P(EveryStore, AnswersEveryQueryAsTheOverlayWould) {
  const office::Table& table = office::table_of<office::Timer>();
  const office::Table& tasks = office::table_of<office::Task>();
  const unsigned seed = 4711;
  std::mt19937 random(seed);
  auto pick = [&](const auto& list) {
    return list[std::uniform_int_distribution<std::size_t>(0, std::size(list) - 1)(random)];
  };
  const std::vector<std::string> keys{"P-1",    "P-9",       "P-10",   "kankyo-tanto",
                                      "koen-3", "kankyo-12", "03-2",   "03-10",
                                      "T-1/2",  "-5",        "T--5",   "T-+5",
                                      "",       "X",         "環境-1", "P-",
                                      "A-7",    "Azzz",      "B-5",    "P-99999999999999999999"};
  const std::vector<std::string> words{"",    "open", "returned", "pending", "queued",
                                       "P-1", "P-9",  "P-10",     "T-2",     "環境"};
  std::vector<Cells> timers, all_tasks;
  for (const std::string& key : keys) {
    timers.push_back(office::to_cells(office::Timer{"task/" + key,
                                                    {static_cast<std::int64_t>(random() % 3)},
                                                    pick(words),
                                                    pick(words),
                                                    pick(words),
                                                    pick(words),
                                                    {},
                                                    random() % 2 == 0}));
    office::Task task;
    task.id = key;
    task.status = pick(words);
    task.partner = pick(words);
    task.project = pick(words);
    if (random() % 2) task.due = parse_date(random() % 2 ? "2018-06-01" : "2018-07-01");
    if (random() % 2) task.finished = TimePoint{static_cast<std::int64_t>(random() % 3)};
    all_tasks.push_back(office::to_cells(task));
  }
  commit([&] {
    for (const Cells& row : timers) store->put_row(table, std::make_shared<const office::Row>(row));
    for (const Cells& row : all_tasks) store->put_row(tasks, std::make_shared<const office::Row>(row));
  });
  const Term::Op ops[] = {Term::Op::eq, Term::Op::ne,      Term::Op::lt,       Term::Op::le,   Term::Op::gt,
                          Term::Op::ge, Term::Op::is_null, Term::Op::not_null, Term::Op::is_in};
  auto cell = [&](const office::Column& column) -> Cell {
    if (random() % 12 == 0) return {};
    if (column.integer) return static_cast<std::int64_t>(random() % 3);
    if (column.name == "due") return std::string("2018-06-01");
    return pick(words);
  };
  for (int turn = 0; turn < 3'000; ++turn) {
    const office::Table& asked = turn % 2 ? table : tasks;
    Query query;
    for (unsigned i = random() % 3; i > 0; --i) {
      const office::Column& column = pick(asked.columns);
      Term term{column.name, pick(ops), cell(column)};
      for (unsigned j = random() % 4; j > 0; --j) term.values.push_back(cell(column));
      query.where.push_back(term);
    }
    for (unsigned i = random() % 3; i > 0; --i)
      query.order.push_back((random() % 2 ? "-" : "") + pick(asked.columns).name);
    if (random() % 2) query.limit = static_cast<std::int64_t>(random() % 6);
    std::vector<Cells> expected;
    for (const Cells& row : turn % 2 ? timers : all_tasks)
      if (office::matches(asked, row, query)) expected.push_back(row);
    auto by_query = [&](const Cells& a, const Cells& b) { return office::before(asked, a, b, query); };
    std::sort(expected.begin(), expected.end(), by_query);
    if (const auto& all = turn % 2 ? timers : all_tasks; random() % 3 == 0) {
      const Cells& behind = pick(all);
      query.after = std::get<std::string>(behind[0]);
      if (!query.after.empty())
        std::erase_if(expected, [&](const Cells& row) { return !office::before(asked, behind, row, query); });
    }
    if (query.limit >= 0 && expected.size() > static_cast<std::size_t>(query.limit))
      expected.resize(static_cast<std::size_t>(query.limit));
    std::vector<Cells> found;
    for (const office::RowPtr& row : store->find_rows(asked, query)) found.push_back(row->cells());
    if (query.order.empty() && query.limit < 0)
      std::sort(found.begin(), found.end(), by_query);  // no order was asked for
    ASSERT_EQ(found, expected) << "turn " << turn << ", seed " << seed;
  }
}

// --- transactions ---

TEST_P(EveryStore, ForgetsEverythingOnRollback) {
  commit([&] { store->put(office::Sequence{"T", 1}); });
  store->begin_write();
  store->put(office::Sequence{"T", 2});
  store->put(office::Sequence{"P", 1});
  store->append(entry_after(std::nullopt, "P-1", journal::kZeroHash));
  store->put_blob("b", "bytes");
  EXPECT_EQ(store->get<office::Sequence>("T")->last, 2);
  store->rollback();
  EXPECT_EQ(store->get<office::Sequence>("T")->last, 1);
  EXPECT_FALSE(store->get<office::Sequence>("P"));
  EXPECT_FALSE(store->last_entry());
  EXPECT_FALSE(store->get_blob("b"));
  commit([&] { store->put(office::Sequence{"P", 7}); });
  EXPECT_EQ(store->get<office::Sequence>("P")->last, 7);
}

TEST_P(EveryStore, RollsBackNothingWhenNothingIsOpen) {
  store->rollback();
  store->end_read();
  commit([&] { store->put(office::Sequence{"T", 1}); });
  store->rollback();
  EXPECT_TRUE(store->get<office::Sequence>("T"));
}

// Whatever was asked, put, erased and undone before, inside a transaction or after it.
TEST_P(EveryStore, GivesWhatWasPutLastAfterAnyHistory) {
  const unsigned seed = 20180401;
  std::mt19937 random(seed);
  std::map<std::string, std::string> kept;  // project → cells as text
  auto text_of = [](const office::Project& project) { return to_text(to_json(project)); };
  for (int turn = 0; turn < 400; ++turn) {
    std::map<std::string, std::string> now = kept;
    store->begin_write();
    for (unsigned step = random() % 12; step > 0; --step) {
      const std::string id = "P-" + std::to_string(random() % 8);
      auto found = store->get<office::Project>(id);
      switch (random() % 4) {
        case 0:
          ASSERT_EQ(found ? text_of(*found) : "", now.contains(id) ? now[id] : "")
              << "seed " << seed << ", turn " << turn;
          break;
        case 1:
          store->erase<office::Project>(id);
          now.erase(id);
          break;
        default: {
          office::Project project = found ? *found : office::Project{};
          project.id = id;
          if (random() % 2) project.code = std::to_string(random() % 3);
          if (random() % 2) project.version = static_cast<std::int64_t>(random() % 3);
          if (random() % 2) project.attributes["予算"] = static_cast<std::int64_t>(random() % 3);
          now[id] = text_of(project);
          store->put(std::move(project));
        }
      }
      std::size_t of_code = 0;
      for (const auto& [_, text] : now) of_code += text.find("\"code\":\"1\"") != std::string::npos;
      ASSERT_EQ(store->find<office::Project>({.where = {office::eq("code", std::string("1"))}}).size(),
                of_code)
          << "seed " << seed << ", turn " << turn;
    }
    if (random() % 4) {
      store->commit();
      kept = now;
    } else {
      store->rollback();
    }
    std::map<std::string, std::string> there;
    for (const office::Project& project : store->find<office::Project>())
      there[project.id] = text_of(project);
    ASSERT_EQ(there, kept) << "seed " << seed << ", turn " << turn;
  }
}

TEST_P(EveryStore, GoesOnWhenMoreRowsWereTouchedThanItKeepsInMind) {
  const auto most = static_cast<std::int64_t>(kMaxKnownRows);
  store->begin_write();
  for (std::int64_t i = 0; i <= most; ++i) store->put(office::Sequence{std::to_string(i), i});
  store->put(office::Sequence{"0", 7});
  for (std::int64_t i = 1; i <= most; ++i)
    ASSERT_EQ(store->get<office::Sequence>(std::to_string(i))->last, i);
  store->commit();
  EXPECT_EQ(store->get<office::Sequence>("0")->last, 7);
  EXPECT_EQ(store->find<office::Sequence>().size(), kMaxKnownRows + 1);
}

// --- journal ---

TEST_P(EveryStore, KeepsJournalRowsInOrderWithTheHeadOfEachStream) {
  EXPECT_FALSE(store->last_entry());
  EXPECT_EQ(store->stream_head("P-1"), journal::kZeroHash);
  for (const char* project : {"", "P-1", "P-2", "P-1"}) append(project);
  std::vector<std::int64_t> numbers;
  std::vector<journal::Entry> entries;
  store->read_journal(0, "", [&](const journal::Entry& entry) {
    numbers.push_back(entry.number);
    entries.push_back(entry);
    EXPECT_EQ(journal::hash_entry(entry), entry.hash);
    return true;
  });
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(store->last_entry().value().hash, entries[3].hash);
  EXPECT_EQ(store->stream_head("P-1"), entries[3].hash);
  EXPECT_EQ(store->stream_head("P-2"), entries[2].hash);
  EXPECT_EQ(entries[3].stream_prev, entries[1].hash);
}

TEST_P(EveryStore, ReadsTheJournalFromANumberOfAProjectUntilToldToStop) {
  for (const char* project : {"", "P-1", "P-2", "P-1"}) append(project);
  auto read = [&](std::int64_t from, const std::string& project, std::size_t most) {
    std::vector<std::int64_t> numbers;
    store->read_journal(from, project, [&](const journal::Entry& entry) {
      numbers.push_back(entry.number);
      return numbers.size() < most;
    });
    return numbers;
  };
  EXPECT_THAT(read(3, "", 9), ElementsAre(3, 4));
  EXPECT_THAT(read(0, "P-1", 9), ElementsAre(2, 4));
  EXPECT_THAT(read(0, "", 2), ElementsAre(1, 2));
  EXPECT_THAT(read(0, "", 9), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(read(5, "", 9), IsEmpty());
}

TEST_P(EveryStore, RefusesASecondRowOfTheSameNumber) {
  append("P-1");
  store->begin_write();
  EXPECT_THROW(store->append(entry_after(std::nullopt, "P-1", journal::kZeroHash)), runtime::StorageFailure);
  store->rollback();
  EXPECT_EQ(store->last_entry().value().number, 1);
}

// --- blobs and operational rows ---

TEST_P(EveryStore, KeepsABlobOnceWithEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  commit([&] {
    store->put_blob("b", bytes);
    store->put_blob("a", "");
    store->put_blob("b", "other");
  });
  EXPECT_EQ(store->get_blob("b").value(), bytes);
  EXPECT_EQ(store->get_blob("a").value(), "");
  EXPECT_FALSE(store->get_blob("c"));
  EXPECT_THAT(store->blob_ids(), ElementsAre("a", "b"));
}

TEST_P(EveryStore, KeepsOperationalRows) {
  commit([&] {
    store->put(runtime::Draft{"T-1", "jimu", JsonObject{{"a", 1}}, {5}});
    store->put(runtime::KeyedAnswer{"k", "h", JsonObject{{"data", JsonObject{}}}, {6}});
    store->put(runtime::Meta{"last_tick", "7"});
  });
  EXPECT_EQ(store->get<runtime::Draft>("T-1")->person, "jimu");
  EXPECT_EQ(store->get<runtime::KeyedAnswer>("k")->command_hash, "h");
  EXPECT_EQ(store->get<runtime::Meta>("last_tick")->value, "7");
}

}  // namespace
}  // namespace kyodo::store
