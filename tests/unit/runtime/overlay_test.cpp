#include "runtime/overlay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "store/sqlite_store.h"

namespace kyodo::runtime {
namespace {

using Rows = std::map<std::string, office::Timer>;

std::string text_of(const std::vector<office::Timer>& timers) {
  return to_text(to_json(timers));
}

// What the query gives of these rows, looked through one by one.
std::vector<office::Timer> looked_through(const Rows& rows, const office::Query& query) {
  const office::Table& table = office::table_of<office::Timer>();
  std::vector<office::Cells> found;
  for (const auto& [key, timer] : rows)
    if (office::Cells cells = office::to_cells(timer); office::matches(table, cells, query))
      found.push_back(std::move(cells));
  std::sort(found.begin(), found.end(),
            [&](const auto& a, const auto& b) { return office::before(table, a, b, query); });
  if (!query.after.empty())
    std::erase_if(found, [&](const office::Cells& cells) {
      return !office::before(table, office::to_cells(rows.at(query.after)), cells, query);
    });
  if (query.limit >= 0 && found.size() > static_cast<std::size_t>(query.limit))
    found.resize(static_cast<std::size_t>(query.limit));
  std::vector<office::Timer> timers;
  for (const office::Cells& cells : found) timers.push_back(office::from_cells<office::Timer>(cells));
  return timers;
}

// Some rows lie below, some are changed or erased above, and now and then a part of that is undone.
TEST(Overlay, FindsWhatLookingThroughEveryRowWouldFind) {
  const unsigned seed = 20180401;
  std::mt19937 random(seed);
  auto store = store::open_scratch();
  Rows rows;
  auto one = [&](const std::string& id) {
    auto text = [&] { return std::string(1, static_cast<char>('a' + random() % 3)); };
    return office::Timer{
        id, {static_cast<std::int64_t>(random() % 3)}, text(), text(), text(), text(), {}, random() % 2 == 0};
  };
  auto id = [&] { return "T-" + std::to_string(random() % 12); };
  store->begin_write();
  for (int i = 0; i < 6; ++i) {
    office::Timer timer = one(id());
    rows[timer.id] = timer;
    store->put(timer);
  }
  Overlay overlay(*store);
  std::vector<std::pair<std::size_t, Rows>> marks;
  for (int turn = 0; turn < 3'000; ++turn) {
    switch (random() % 8) {
      case 0: {
        const std::string erased = id();
        overlay.erase<office::Timer>(erased);
        rows.erase(erased);
        break;
      }
      case 1:
        marks.emplace_back(overlay.mark(), rows);
        break;
      case 2:
        if (marks.empty()) break;
        overlay.undo_to(marks.back().first);
        rows = marks.back().second;
        marks.pop_back();
        break;
      default: {
        office::Timer timer = one(id());
        rows[timer.id] = timer;
        overlay.put(std::move(timer));
      }
    }
    office::Query query;
    auto value = [&] { return std::string(1, static_cast<char>('a' + random() % 3)); };
    for (const char* column : {"project", "session", "task"})
      if (random() % 2) query.where.push_back(office::eq(column, value()));
    if (random() % 3 == 0) query.where.push_back(office::eq("paused", std::int64_t{1}));
    query.order = random() % 2 ? std::vector<std::string>{"-due", "id"} : std::vector<std::string>{"id"};
    if (random() % 3 == 0) query.limit = 2;
    if (random() % 3 == 0 && !rows.empty())
      query.after = std::next(rows.begin(), static_cast<int>(random() % rows.size()))->first;
    ASSERT_EQ(text_of(overlay.find<office::Timer>(query)), text_of(looked_through(rows, query)))
        << "seed " << seed << ", turn " << turn;
  }
  overlay.flush();
  EXPECT_EQ(text_of(store->find<office::Timer>({.order = {"id"}})),
            text_of(looked_through(rows, {.order = {"id"}})));
}

// Below, which says what it was asked.
class Asked : public Tables {
 public:
  explicit Asked(Tables& below) : below_(below) {}
  office::RowPtr get_row(const office::Table& table, const std::string& key) override {
    ++times;
    return below_.get_row(table, key);
  }
  std::vector<office::RowPtr> find_rows(const office::Table& table, const office::Query& query) override {
    ++times;
    return below_.find_rows(table, query);
  }
  void put_row(const office::Table&, office::RowPtr) override { FAIL(); }
  void erase_row(const office::Table&, const std::string&) override { FAIL(); }
  int times = 0;

 private:
  Tables& below_;
};

TEST(Overlay, AsksNothingBelowAboutAnIdThatWasJustMadeButEverythingThatOnlyLooksLikeIt) {
  auto store = store::open_scratch();
  store->begin_write();
  store->put(office::Unit{"T-18", "環境課"});
  office::Project project;
  project.id = "P-1";
  project.code = "T-18";
  store->put(project);
  Asked below(*store);
  Overlay overlay(below);
  overlay.note_new(office::table_of<office::Task>(), "T-18");

  office::Task task;
  task.id = "T-18";
  overlay.put(office::Notice{"N-1", "p", "P-1", "T-18", "asked", {}, "pending", "", {}});
  EXPECT_EQ(overlay.get<office::Task>("T-18"), nullptr);
  EXPECT_EQ(overlay.find<office::Notice>({.where = {office::eq("task", std::string("T-18"))}}).size(), 1u);
  EXPECT_TRUE(overlay.find<office::Timer>({.where = {office::eq("task", std::string("T-18"))}}).empty());
  overlay.put(task);
  EXPECT_NE(overlay.get<office::Task>("T-18"), nullptr);
  EXPECT_EQ(below.times, 0);

  EXPECT_NE(overlay.get<office::Unit>("T-18"), nullptr);
  EXPECT_EQ(overlay.find<office::Unit>({.where = {office::eq("id", std::string("T-18"))}}).size(), 1u);
  EXPECT_EQ(overlay.find<office::Project>({.where = {office::eq("code", std::string("T-18"))}}).size(), 1u);
}

}  // namespace
}  // namespace kyodo::runtime
