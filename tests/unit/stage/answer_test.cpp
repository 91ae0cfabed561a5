#include <gtest/gtest.h>

#include "stage/contract.h"
#include "stage_fixture.h"

namespace kyodo::stage {
namespace {

std::string wrong_with(std::string_view text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json) << text;
  auto checked = check_answer(json->as_object(), "try");
  return checked ? "" : problems_of(checked.error());
}

TEST(Answer, MayBeEmpty) {
  EXPECT_EQ(wrong_with("{}"), "");
}

TEST(Answer, MayHoldEveryMemberOfTheContract) {
  EXPECT_EQ(
      wrong_with(
          R"({"state": {"a": 1}, "open": [{"name": "schedule", "title": {"ja": "日程", "en": "Schedule"},
    "role": "office", "unit": "", "partner": "", "sheet": "", "due": "10 business days", "remind": "", "escalate": "",
    "data": {}, "sealed": false, "actions": ["book"]}], "close": ["a"], "cancel": ["b"],
    "reopen": [{"name": "c", "comment": "もう一度", "due": ""}], "unseal": ["d"],
    "task_data": [{"name": "e", "data": {"questions": ["いつからですか"]}}],
    "notices": [{"kind": "returned", "role": "section", "unit": "0301", "partner": "", "data": {}}],
    "reserve": [{"kind": "slot", "key": "1"}], "release": [{"kind": "slot", "key": "2"}],
    "requests": [{"type": "create_project", "code": "", "name": "業務", "chart": "work", "relation": "child", "unit": "",
                  "fiscal_year": 2018, "attributes": {}},
                 {"type": "send_event", "project": "P-2", "event": "partner.changed", "data": {}}],
    "attributes": {"class": "high"}, "outcome": {"name": "held", "data": {}}})"),
      "");
}

TEST(Answer, ReportsEveryProblemWithItsPlace) {
  EXPECT_EQ(
      wrong_with(R"({"state": [], "opened": [], "open": [{"name": "", "title": {"ja": "x"}, "sealed": "no"}],
                           "close": [1], "notices": [{"kind": "n"}], "reserve": [{"kind": "slot"}],
                           "outcome": {"data": {}}})"),
      "/state type\n/opened unknown\n/open/0/name type\n/open/0/sealed type\n/close/0 type\n"
      "/notices/0/role required\n/reserve/0/key required\n/outcome/name required\n");
}

TEST(Answer, MayNotOpenATaskTwiceOrSendOneTwoWays) {
  EXPECT_EQ(wrong_with(R"({"open": [{"name": "a", "title": {"ja": "x", "en": "x"}},
                                    {"name": "a", "title": {"ja": "x", "en": "x"}}],
                           "close": ["b"], "cancel": ["b"], "reopen": [{"name": "b"}]})"),
            "/open/1/name unique\n/cancel/0 unique\n/reopen/0/name unique\n");
}

TEST(Answer, KnowsItsRequests) {
  EXPECT_EQ(
      wrong_with(R"({"requests": [{"type": "delete_project"}, 5, {"type": "create_project", "name": "x",
                           "relation": "friend"}, {"type": "send_event", "project": "P-2"}]})"),
      "/requests/0/type enum\n/requests/1 type\n/requests/2/relation enum\n/requests/3/event required\n");
}

TEST(Answer, HasLimits) {
  auto list = [](std::string_view member, std::string_view item, std::size_t count) {
    std::string text = "{\"" + std::string(member) + "\":[";
    for (std::size_t i = 0; i < count; ++i) text += (i ? "," : "") + std::string(item);
    return wrong_with(text + "]}");
  };
  const std::string_view event = R"({"type":"send_event","project":"P-2","event":"e"})";
  EXPECT_EQ(list("requests", event, kMaxRequests), "");
  EXPECT_EQ(list("requests", event, kMaxRequests + 1), "/requests limit\n");
  const std::string_view notice = R"({"kind":"n","role":"office"})";
  EXPECT_EQ(list("notices", notice, kMaxAnswerItems), "");
  EXPECT_EQ(list("notices", notice, kMaxAnswerItems + 1), "/notices limit\n");
  EXPECT_EQ(list("open", "{}", kMaxTasksPerVisit + 1), "/open limit\n");
}

TEST(Ranking, NeedsItsListAndWhetherItIsSettled) {
  EXPECT_FALSE(check_ranking({}, "select"));
  auto good =
      parse_json(R"({"ranking": [{"project": "P-1", "rank": 1, "total": 4.25, "selected": true, "tie": false,
    "scorers": 3}], "line": 24, "ties": ["P-1"], "unscored": [], "settled": false})");
  EXPECT_TRUE(check_ranking(good->as_object(), "select"));
  EXPECT_TRUE(
      check_ranking(parse_json(R"({"ranking": [], "line": null, "settled": false})")->as_object(), "select"));
  auto bad = parse_json(R"({"ranking": [{"project": "P-1", "rank": "first"}], "settled": true})");
  auto checked = check_ranking(bad->as_object(), "select");
  ASSERT_FALSE(checked);
  EXPECT_EQ(problems_of(checked.error()),
            "/ranking/0/rank type\n/ranking/0/total required\n/ranking/0/selected required\n");
}

TEST(ActionSchema, KeepsToTheSubset) {
  auto wrong = [](std::string_view text) {
    std::string all;
    for (const Problem& p : check_schema(*parse_json(text))) all += p.field + " " + p.keyword + "\n";
    return all;
  };
  EXPECT_EQ(wrong("{}"), "");
  EXPECT_EQ(
      wrong(
          R"({"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer", "minimum": 1,
            "maximum": 5}, "maxItems": 6}, "b": {"enum": ["x", "y"], "x-title-en": "B"}}, "required": ["a"]})"),
      "");
  EXPECT_EQ(wrong(R"({"type": "date", "$ref": "#", "properties": {"a": {"format": "email", "minLength": -1}},
            "required": ["b"], "items": 3})"),
            "/type enum\n/$ref unknown\n/properties/a/format enum\n/properties/a/minLength "
            "minimum\n/required unknown\n"
            "/items type\n");
}

}  // namespace
}  // namespace kyodo::stage
