#include "interpreter/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace kyodo::interpreter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Session started(const chart::Chart& chart) {
  auto step = start(chart, "P-1");
  EXPECT_TRUE(step);
  return step->session;
}

std::vector<std::string> fields(const Error& error) {
  std::vector<std::string> names;
  for (const Problem& problem : error.problems) names.push_back(problem.field);
  return names;
}

const char* const kOld = R"(
  <datamodel><data id="n" expr="1"/><data id="gone" expr="2"/></datamodel>
  <state id="draft"><invoke id="one" type="self_diagnose"/><transition event="e" target="end"/></state>
  <final id="end"/>)";
const char* const kNew = R"(
  <datamodel><data id="count"/><data id="added"/></datamodel>
  <state id="work"><state id="writing"><invoke id="two" type="self_diagnose"/><transition event="e" target="end"/></state><state id="other"/></state>
  <final id="end"/>)";
const ChartMap kMap{.states = {{"draft", "writing"}},
                    .data = {{"n", "count"}, {"gone", std::nullopt}},
                    .invocations = {{"one", "two"}},
                    .values = {{"added", {datamodel::Item::Kind::json, Json(7), {}}}}};

TEST(Migrate, TakesActiveStatesWithTheirNewAncestorsDataAndInvocationsOver) {
  auto from = chart_of(kOld, "initial='draft'"), to = chart_of(kNew, "initial='work'");
  const Session old = started(*from);
  auto moved = migrate(*from, *to, old, kMap);
  ASSERT_TRUE(moved) << moved.error().text.en;
  EXPECT_THAT(moved->session.configuration, ElementsAre("work", "writing"));
  ASSERT_EQ(moved->session.data.size(), 2u);
  EXPECT_EQ(moved->session.data[0].first, "count");
  EXPECT_EQ(moved->session.data[0].second.json, Json(1));
  EXPECT_EQ(moved->session.data[1].second.json, Json(7));
  ASSERT_EQ(moved->session.invokes.size(), 1u);
  EXPECT_EQ(moved->session.invokes[0].id, "two");
  EXPECT_EQ(moved->session.invokes[0].state, "writing");
  EXPECT_EQ(moved->session.next_id, old.next_id);

  auto step = interpreter::step(*to, moved->session, Event{"e"});
  ASSERT_TRUE(step);
  EXPECT_TRUE(step->session.done);
  EXPECT_EQ(std::get<CancelInvoke>(step->effects.front()).id, "two");
}

TEST(Migrate, NamesEverythingWithoutAnImage) {
  auto from = chart_of(kOld, "initial='draft'"), to = chart_of(kNew, "initial='work'");
  auto moved = migrate(*from, *to, started(*from), {});
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, Code::refused);
  EXPECT_THAT(fields(moved.error()), ElementsAre("state draft", "data n", "data gone", "invocation one"));
}

TEST(Migrate, RefusesAnImageThatIsNotAtomicAndAnInvocationOfAnotherType) {
  auto from = chart_of(kOld, "initial='draft'"), to = chart_of(kNew, "initial='work'");
  ChartMap map = kMap;
  map.states["draft"] = "work";
  EXPECT_FALSE(migrate(*from, *to, started(*from), map));
  auto other = chart_of(R"(<datamodel><data id="n"/><data id="gone"/></datamodel>
    <state id="draft"><invoke id="one" type="hearing"/></state>)",
                        "initial='draft'");
  auto moved = migrate(*from, *other, started(*from), {});
  ASSERT_FALSE(moved);
  EXPECT_THAT(fields(moved.error()), ElementsAre("invocation one"));
}

TEST(Migrate, RefusesAConfigurationThatWouldNotBeLegal) {
  auto from = chart_of(R"(<parallel id="p"><state id="a"/><state id="b"/></parallel>)", "initial='p'");
  auto one_state = chart_of(R"(<state id="p"><state id="a"/><state id="b"/></state>)", "initial='p'");
  auto moved = migrate(*from, *one_state, started(*from), {});
  ASSERT_FALSE(moved);
  EXPECT_THAT(fields(moved.error()), ElementsAre("state p"));
  auto three =
      chart_of(R"(<parallel id="p"><state id="a"/><state id="b"/><state id="c"/></parallel>)", "initial='p'");
  EXPECT_FALSE(migrate(*from, *three, started(*from), {}));
  auto same = chart_of(R"(<parallel id="p"><state id="b"/><state id="a"/></parallel>)", "initial='p'");
  auto reordered = migrate(*from, *same, started(*from), {});
  ASSERT_TRUE(reordered);
  EXPECT_THAT(reordered->session.configuration, ElementsAre("p", "b", "a"));
}

TEST(Migrate, KeepsHistoryThatHasAnImageAndSaysWhatIsLost) {
  const char* const text =
      R"(<state id="s"><history id="h"><transition target="a"/></history><state id="a"/><state id="b"/>
    <transition event="out" target="t"/></state><state id="t"><transition event="back" target="h"/></state>)";
  auto from = chart_of(text, "initial='b'");
  auto left = step(*from, started(*from), Event{"out"});
  ASSERT_TRUE(left);
  auto kept = migrate(*from, *from, left->session, {});
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->session, left->session);
  EXPECT_THAT(kept->notes, IsEmpty());
  auto without =
      chart_of(R"(<state id="s"><history id="h"><transition target="a"/></history><state id="a"/></state>
    <state id="t"><transition event="back" target="h"/></state>)",
               "initial='t'");
  auto lost = migrate(*from, *without, left->session, {});
  ASSERT_TRUE(lost);
  EXPECT_THAT(lost->session.history, IsEmpty());
  EXPECT_EQ(lost->notes.size(), 1u);
}

}  // namespace
}  // namespace kyodo::interpreter
