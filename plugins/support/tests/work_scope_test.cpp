#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;
using testkit::Step;

JsonObject partner(std::string id, JsonArray fields, std::string area, JsonArray forms, bool active = true,
                   bool consent = true) {
  return {{"id", id},     {"name", "団体 " + id}, {"kind", "NPO法人"}, {"fields", fields},
          {"area", area}, {"forms", forms},       {"active", active},  {"consent", consent}};
}

struct Matching : StageBench {
  explicit Matching(JsonObject known = {{"fields", JsonArray{"環境", "教育"}},
                                        {"area", "北部"},
                                        {"form", "共催"}},
                    JsonObject given = {{"scope", "work"}})
      : StageBench(KYODO_PLUGIN) {
    settings(given)
        .project({{"attributes", known}})
        .fact("partners", JsonArray{partner("G-1", {"環境"}, "市内全域", {"委託"}),
                                    partner("G-2", {"環境", "教育"}, "北部", {"共催", "委託"}),
                                    partner("G-3", {"環境", "教育"}, "北部", {"共催"}, false),
                                    partner("G-4", {"福祉"}, "南部", {"委託"})})
        .as("office");
    EXPECT_TRUE(enter().ok());
  }
};

Step candidate(StageBench& bench, std::string id, std::string state,
               std::string reason = "経験が豊富なため") {
  return bench.act("candidate", "match", {{"partner", id}, {"state", state}, {"reason", reason}});
}

JsonObject agreement(const JsonObject& change = {}) {
  JsonObject data{{"partner", "G-2"},
                  {"kind", "協定書"},
                  {"from", "2018-07-01"},
                  {"to", "2019-03-31"},
                  {"purpose", "里山に親しむ市民を増やす"},
                  {"roles_city", "場所の提供と広報"},
                  {"roles_partner", "観察会の企画と運営"},
                  {"cost_city", 300'000},
                  {"cost_partner", 50'000},
                  {"rights", "双方に帰属する"},
                  {"publication", true},
                  {"payment", "月払い"}};
  for (const auto& member : change) data[member.key()] = member.value();
  return data;
}

struct Agreeing : Matching {
  explicit Agreeing(JsonObject known = {}, JsonObject given = {{"scope", "work"}}) : Matching(known, given) {
    EXPECT_TRUE(candidate(*this, "G-2", "agreed").ok());
    EXPECT_EQ(task_state("agreement"), "open");
  }
};

TEST(SupportOfAWork, SuggestsPartnersBestFirstAndSaysWhy) {
  Matching bench;
  const JsonArray& found = bench.state().at("suggestions").as_array();
  ASSERT_EQ(found.size(), 2u);  // the inactive one and the one with nothing in common are left out
  EXPECT_EQ(found.at(0).at("partner").as_string(), "G-2");
  EXPECT_EQ(found.at(0).at("score").as_int64(), 100);
  EXPECT_EQ(found.at(1).at("score").as_int64(), 25 + 10 + 10);
  EXPECT_EQ(found.at(1).at("reasons").at(0).at("ja").as_string(),
            "活動分野が 2 件中 1 件一致: 環境（25 点）");
  EXPECT_EQ(found.at(1).at("reasons").at(0).at("en").as_string(),
            "1 of 2 fields in common: 環境 (25 points)");
  EXPECT_EQ(bench.find_task("match")->data.at("suggestions"), Json(found));
}

TEST(SupportOfAWork, SuggestsNobodyWhenTheProjectSaysNothing) {
  EXPECT_TRUE(Matching(JsonObject{}).state().at("suggestions").as_array().empty());
}

TEST(SupportOfAWork, MatchesAgainAfterTheDirectoryChanged) {
  Matching bench;
  bench.fact("partners", JsonArray{partner("G-9", {"教育"}, "", {})});
  ASSERT_TRUE(bench.act("rematch", "match").ok());
  EXPECT_EQ(bench.state().at("suggestions").at(0).at("partner").as_string(), "G-9");
}

TEST(SupportOfAWork, KeepsEveryStateOfACandidateWithItsReason) {
  Matching bench;
  ASSERT_TRUE(candidate(bench, "G-2", "candidate").ok());
  ASSERT_TRUE(candidate(bench, "G-2", "approached", "先方の総会後に打診").ok());
  ASSERT_TRUE(candidate(bench, "G-2", "declined", "人手が足りないとの回答").ok());
  const Json& kept = bench.state().at("candidates").at(0);
  EXPECT_EQ(kept.at("state").as_string(), "declined");
  ASSERT_EQ(kept.at("steps").as_array().size(), 3u);
  EXPECT_EQ(kept.at("steps").at(1).at("reason").as_string(), "先方の総会後に打診");
  EXPECT_EQ(bench.task_state("agreement"), "");
}

TEST(SupportOfAWork, RefusesCandidatesWithoutReasonOrOutsideTheDirectory) {
  Matching bench;
  EXPECT_NE(candidate(bench, "G-2", "candidate", "").problem("/reason"), nullptr);
  EXPECT_NE(candidate(bench, "G-2", "married").problem("/state"), nullptr);
  EXPECT_EQ(candidate(bench, "G-99", "candidate").problem("/partner")->keyword, "unknown");
  EXPECT_EQ(candidate(bench, "G-3", "candidate").problem("/partner")->keyword, "inactive");
  ASSERT_TRUE(candidate(bench, "G-2", "candidate").ok());
  EXPECT_EQ(candidate(bench, "G-2", "candidate").problem("/state")->keyword, "unchanged");
}

TEST(SupportOfAWork, AgreesWithOnePartnerAtATime) {
  Agreeing bench;
  auto step = candidate(bench, "G-1", "agreed");
  ASSERT_FALSE(step.ok());
  EXPECT_NE(step.error->text.ja.find("団体 G-2"), std::string::npos);

  ASSERT_TRUE(candidate(bench, "G-2", "declined", "辞退の申出").ok());
  EXPECT_EQ(bench.task_state("agreement"), "cancelled");
  ASSERT_TRUE(candidate(bench, "G-1", "agreed").ok());
  EXPECT_EQ(bench.task_state("agreement-2"), "open");
}

TEST(SupportOfAWork, EndsWithTheAgreement) {
  Agreeing bench;
  auto step = bench.act("agree", "agreement", agreement());
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.outcome(), "agreed");
  const Json& made = bench.outcome_data().at("agreement");
  EXPECT_EQ(made.at("partner").as_string(), "G-2");
  EXPECT_EQ(made.at("to").as_string(), "2019-03-31");
  EXPECT_EQ(made.at("cost_city").as_int64(), 300'000);
  EXPECT_EQ(bench.attributes().at("partner").as_string(), "G-2");
  EXPECT_EQ(bench.attributes().at("years_in_a_row").as_int64(), 1);
}

TEST(SupportOfAWork, ChecksEveryTermOfTheAgreementAtOnce) {
  Agreeing bench;
  auto step = bench.act("agree", "agreement",
                        agreement({{"partner", "G-1"},
                                   {"to", "2018-07-01"},
                                   {"roles_city", ""},
                                   {"roles_partner", "　"},
                                   {"cost_partner", -1},
                                   {"rights", ""},
                                   {"payment", ""}}));
  for (const char* field :
       {"/partner", "/to", "/roles_city", "/roles_partner", "/cost_partner", "/rights", "/payment"})
    EXPECT_NE(step.problem(field), nullptr) << field << "\n" << step.why();
  EXPECT_EQ(bench.outcome(), "");
}

TEST(SupportOfAWork, KeepsThePaymentsAgreedAndRefusesMoreThanTheCityBears) {
  const auto half = [](const char* due) { return JsonObject{{"due", due}, {"amount", 150'000}}; };
  Agreeing bench;
  EXPECT_TRUE(bench
                  .act("agree", "agreement",
                       agreement({{"payments",
                                   JsonArray{half("2018-07-31"), half("2018-10-31"), half("2019-03-31")}}}))
                  .problem("/payments"));
  EXPECT_TRUE(bench
                  .act("agree", "agreement",
                       agreement({{"payments", JsonArray{JsonObject{{"due", "2018-07-31"}, {"amount", 0}}}}}))
                  .problem("/payments/0/amount"));
  EXPECT_TRUE(bench.act("agree", "agreement", agreement({{"payments", JsonArray(121, half("2018-07-31"))}}))
                  .problem("/payments"));
  ASSERT_TRUE(bench
                  .act("agree", "agreement",
                       agreement({{"payments", JsonArray{half("2018-07-31"), half("2018-10-31")}}}))
                  .ok());
  const JsonObject& agreed = bench.outcome_data().at("agreement").as_object();
  ASSERT_EQ(agreed.at("payments").as_array().size(), 2u);
  EXPECT_EQ(agreed.at("payments").at(1).at("due"), "2018-10-31");
}

TEST(SupportOfAWork, NeedsTermsOfPaymentOnlyWhenTheCityPays) {
  Agreeing bench;
  EXPECT_TRUE(bench.act("agree", "agreement", agreement({{"cost_city", 0}, {"payment", ""}})).ok());
}

TEST(SupportOfAWork, RefusesAPeriodBeyondTheSchemesYears) {
  Agreeing bench;
  auto step = bench.act("agree", "agreement", agreement({{"to", "2021-07-01"}}));
  ASSERT_NE(step.problem("/to"), nullptr) << step.why();
  EXPECT_NE(step.problem("/to")->text.ja.find("2021-06-30"), std::string::npos);
}

TEST(SupportOfAWork, TakesAPeriodOfExactlyTheSchemesYears) {
  Agreeing bench({}, {{"scope", "work"}, {"max_years", 1}});
  EXPECT_TRUE(
      bench.act("agree", "agreement", agreement({{"to", "2019-06-30"}, {"no_call_reason", "試行のため"}}))
          .ok());
}

TEST(SupportOfAWork, RefusesAPeriodThatHasPassed) {
  Agreeing bench;
  auto step = bench.act("agree", "agreement", agreement({{"from", "2017-04-01"}, {"to", "2018-03-31"}}));
  ASSERT_NE(step.problem("/to"), nullptr);
  EXPECT_EQ(step.problem("/to")->keyword, "past");
}

TEST(SupportOfAWork, AsksForAReasonWhenTheSamePartnerGoesOnForYears) {
  Agreeing bench({{"previous_partner", "G-2"}, {"previous_years", 3}});
  auto step = bench.act("agree", "agreement", agreement());
  ASSERT_NE(step.problem("/no_call_reason"), nullptr) << step.why();
  ASSERT_TRUE(
      bench.act("agree", "agreement", agreement({{"no_call_reason", "改めて公募し、応募は1団体"}})).ok());
  EXPECT_EQ(bench.outcome_data().at("agreement").at("years_in_a_row").as_int64(), 4);
}

TEST(SupportOfAWork, CountsNewPartnersFromTheirFirstYear) {
  Agreeing bench({{"previous_partner", "G-1"}, {"previous_years", 3}});
  ASSERT_TRUE(bench.act("agree", "agreement", agreement()).ok());
  EXPECT_EQ(bench.attributes().at("years_in_a_row").as_int64(), 1);
}

TEST(SupportOfAWork, LetsTheContractorAdviseButNotAgree) {
  Agreeing bench;
  bench.as("contractor", "");
  EXPECT_TRUE(bench.act("advise", "agreement", {{"text", "役割分担は書面で。"}}).ok());
  EXPECT_EQ(bench.act("agree", "agreement", agreement()).error->code, Code::not_authorised);
}

TEST(SupportOfAWork, KeepsAsMuchAdviceAsTheLimitSays) {
  Matching bench;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(bench.act("advise", "match", {{"text", "助言"}}).ok());
  EXPECT_FALSE(bench.act("advise", "match", {{"text", "もう一つ"}}).ok());
}

TEST(SupportOfAWork, KeepsAsManyStatesOfCandidatesAsTheLimitSays) {
  Matching bench;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(candidate(bench, "G-2", "candidate").ok());
    ASSERT_TRUE(candidate(bench, "G-2", "approached").ok());
  }
  EXPECT_FALSE(candidate(bench, "G-2", "candidate").ok());
}

}  // namespace
}  // namespace kyodo
