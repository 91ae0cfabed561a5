#include "runtime/writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "store/sqlite_store.h"

namespace kyodo::runtime {
namespace {

class NoStages : public stage::Stages {
 public:
  const stage::StageInfo* find(std::string_view) const override { return nullptr; }
  std::vector<const stage::StageInfo*> all() const override { return {}; }
  Result<JsonObject> decide(const stage::StageCall&) override { return fail(Code::plugin, "無", "none"); }
  Result<JsonObject> rank(const std::string&, const JsonObject&) override {
    return fail(Code::plugin, "無", "none");
  }
};

class WriterTest : public ::testing::Test {
 protected:
  static Command unit(const std::string& id) {
    return {ImportUnits{{JsonObject{{"id", id}, {"name", "課" + id}}}},
            "",
            "",
            "test",
            "",
            std::nullopt,
            {1'522'627'200'000},
            std::nullopt};
  }
  // Keeps the writer's thread until it is let go.
  std::promise<void> hold(Writer& writer) {
    std::promise<void> go;
    auto begun = std::make_shared<std::promise<void>>();
    EXPECT_TRUE(writer.run([begun, wait = std::make_shared<std::future<void>>(go.get_future())](Engine&) {
      begun->set_value();
      wait->wait();
    }));
    begun->get_future().wait();
    return go;
  }

  std::unique_ptr<Store> store_ = store::open_scratch();
  NoStages stages_;
  Engine engine_{*store_, stages_, "test"};
};

TEST_F(WriterTest, AnswersEverythingInTheOrderInWhichItCame) {
  std::vector<int> order;
  {
    Writer writer(engine_);
    std::promise<void> go = hold(writer);
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(writer.submit(unit(std::to_string(100 + i)), [&order, i](Result<Answer> answer) {
        EXPECT_TRUE(answer);
        order.push_back(i);
      }));
    ASSERT_TRUE(writer.run([&order](Engine&) { order.push_back(1000); }));
    ASSERT_TRUE(writer.submit(unit(""), [&order](Result<Answer> answer) {
      EXPECT_FALSE(answer) << "a unit without an id is refused, the others are not";
      order.push_back(100);
    }));
    go.set_value();
  }
  ASSERT_EQ(order.size(), 102u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(order[100], 1000);
  EXPECT_EQ(order[101], 100);
  EXPECT_EQ(store_->find<office::Unit>().size(), 100u);
}

TEST_F(WriterTest, TakesNothingOnceItWasEnded) {
  Writer writer(engine_);
  bool done = false;
  ASSERT_TRUE(writer.submit(unit("a"), [&](Result<Answer>) { done = true; }));
  writer.end();
  EXPECT_TRUE(done);
  EXPECT_FALSE(writer.submit(unit("b"), [](Result<Answer>) { FAIL(); }));
  EXPECT_FALSE(writer.run([](Engine&) { FAIL(); }));
  writer.end();
}

TEST_F(WriterTest, RefusesWhatComesWhenTooManyWait) {
  std::atomic<std::size_t> done{0};
  {
    Writer writer(engine_);
    std::promise<void> go = hold(writer);
    auto count = [&](Result<Answer>) { ++done; };
    for (std::size_t i = 0; i < kMaxWaitingCommands; ++i)
      ASSERT_TRUE(writer.submit(unit("u" + std::to_string(i)), count)) << i;
    EXPECT_FALSE(writer.submit(unit("late"), count));
    EXPECT_FALSE(writer.run([](Engine&) { FAIL(); }));
    EXPECT_EQ(writer.waiting(), kMaxWaitingCommands);
    go.set_value();
  }
  EXPECT_EQ(done, kMaxWaitingCommands);
  EXPECT_FALSE(store_->get<office::Unit>("late"));
}

}  // namespace
}  // namespace kyodo::runtime
