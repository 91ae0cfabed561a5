#include "runtime/executions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "chart/chart.h"
#include "store/sqlite_store.h"

namespace kyodo::runtime {
namespace {

std::shared_ptr<const chart::Chart> chart_that_sends_to(const std::string& session) {
  const std::string text = fmt::format(
      "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'><state id='waiting'><onentry>"
      "<send event='hello' target='#_scxml_{}'/></onentry>"
      "<transition event='error.communication' target='alone'/></state><state id='alone'/></scxml>",
      session);
  return chart::parse_chart(text, "chart.scxml").chart;
}

TEST(Executions, AreKeptByChartUntilThereAreTooMany) {
  auto store = store::open_scratch();
  Executions executions;
  const auto first = chart_that_sends_to("P-0");
  interpreter::Execution* const kept = &executions.of(first, *store);
  EXPECT_EQ(&executions.of(first, *store), kept);
  std::vector<std::shared_ptr<const chart::Chart>> others;
  for (std::size_t i = 1; i <= kMaxKeptExecutions; ++i) {
    others.push_back(chart_that_sends_to(fmt::format("P-{}", i)));
    auto step = interpreter::start(executions.of(others.back(), *store), "P-99");
    ASSERT_TRUE(step) << step.error().text.en;
    EXPECT_EQ(step->session.configuration, std::vector<std::string>{"alone"});
  }
  auto step = interpreter::start(executions.of(first, *store), "P-99");
  ASSERT_TRUE(step);
  EXPECT_EQ(step->session.id, "P-99");
}

// One that is kept asks the tables of the command that uses it now.
TEST(Executions, LookForSessionsWhereTheStepTakesPlace) {
  auto without = store::open_scratch(), with = store::open_scratch();
  with->begin_write();
  with->put(office::SessionRow{"P-1", "P-1", "workflow", "", "", {}});
  with->commit();
  Executions executions;
  const auto chart = chart_that_sends_to("P-1");
  for (const auto& [store, state] :
       {std::pair{without.get(), "alone"}, {with.get(), "waiting"}, {without.get(), "alone"}}) {
    auto step = interpreter::start(executions.of(chart, *store), "P-99");
    ASSERT_TRUE(step) << step.error().text.en;
    EXPECT_EQ(step->session.configuration, std::vector<std::string>{state});
  }
}

}  // namespace
}  // namespace kyodo::runtime
