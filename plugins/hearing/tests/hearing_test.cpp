#include <gtest/gtest.h>

#include "testkit/stage_bench.h"

namespace kyodo {
namespace {

using testkit::StageBench;
using testkit::Step;

JsonObject slot(std::string_view start, int minutes = 60, std::string_view place = "第1会議室") {
  return {{"start", start},
          {"minutes", minutes},
          {"place", place},
          {"attendees", JsonArray{"環境課 担当", "事務局"}}};
}

Json held(std::string_view kind, std::string_view key, std::string_view project = "P-2") {
  return JsonObject{{"kind", kind}, {"key", key}, {"project", project}};
}

// A visit that waits for the office to book.
struct Scheduling : StageBench {
  explicit Scheduling(JsonObject chart = {}) : StageBench(KYODO_PLUGIN) {
    settings(std::move(chart)).as("office", "0101");
    EXPECT_TRUE(enter().ok());
  }
};

// One that is booked for 2018-09-03 at ten.
struct Booked : Scheduling {
  Booked() {
    Step step = act("book", "schedule", slot("2018-09-03T10:00"));
    EXPECT_TRUE(step.ok()) << step.why();
  }
};

JsonObject record_of(JsonArray follow_ups = {}) {
  return {{"held_on", "2018-09-03"},
          {"attendees", JsonArray{"環境課 担当", "事務局", "受託団体"}},
          {"minutes_text", "市民団体との役割分担を確認した。"},
          {"possibility", 4},
          {"effect", 5},
          {"immediacy", 3},
          {"partner_in_sight", true},
          {"follow_ups", std::move(follow_ups)}};
}

TEST(Hearing, IsBookedWithTheSectionAndThePlaceReserved) {
  Scheduling bench;
  EXPECT_EQ(bench.find_task("schedule")->role, "office");
  ASSERT_TRUE(bench.act("book", "schedule", slot("2018-09-03T10:00")).ok());
  EXPECT_EQ(bench.reservations(), (JsonArray{held("hearing-unit", "0301/2018-09-03T10:00/60", "P-1"),
                                             held("hearing-place", "第1会議室/2018-09-03T10:00/60", "P-1")}));
  EXPECT_EQ(bench.task_state("schedule"), "done");
  EXPECT_EQ(bench.find_task("record")->due, "2018-09-10");
  EXPECT_EQ(bench.find_task("record")->data.at("place"), "第1会議室");
  ASSERT_EQ(bench.notices().size(), 1u);
  EXPECT_EQ(bench.notices().at(0).at("kind"), "booked");
  EXPECT_EQ(bench.notices().at(0).at("data").at("text"), "2018年9月3日(月)10:00～11:00、第1会議室");
}

TEST(Hearing, RefusesASectionThatHasAnotherHearingAtAnOverlappingTime) {
  Scheduling bench;
  bench.fact("reservations", JsonArray{held("hearing-unit", "0301/2018-09-03T10:30/60")});
  Step step = bench.act("book", "schedule", slot("2018-09-03T10:00"));
  ASSERT_NE(step.problem("/start"), nullptr);
  EXPECT_EQ(step.problem("/start")->keyword, "taken");
  EXPECT_EQ(step.problem("/start")->text.ja,
            "環境課は 2018年9月3日(月)10:30～11:30 に別の事業(P-2)のヒアリングが入っています。"
            "2018年9月3日(月)11:30～12:30なら空いています。");
  EXPECT_TRUE(bench.state().empty());
}

TEST(Hearing, RefusesAPlaceThatIsTakenHoweverItIsWritten) {
  Scheduling bench;
  bench.fact("reservations", JsonArray{held("hearing-place", "本庁舎301/2018-09-03T09:30/45")});
  Step step = bench.act("book", "schedule", slot("2018-09-03T10:00", 60, "本庁舎　３０１"));
  EXPECT_EQ(step.problem("/start"), nullptr);
  ASSERT_NE(step.problem("/place"), nullptr);
  EXPECT_EQ(step.problem("/place")->keyword, "taken");
}

TEST(Hearing, ReportsSectionAndPlaceAtOnceAndNamesATimeThatSuitsBoth) {
  Scheduling bench;
  bench.fact("reservations", JsonArray{held("hearing-place", "第1会議室/2018-09-03T11:00/90", "P-3"),
                                       held("hearing-place", "第1会議室/2018-09-03T10:15/15", "P-4"),
                                       held("hearing-unit", "0301/2018-09-03T10:00/60")});
  Step step = bench.act("book", "schedule", slot("2018-09-03T10:00"));
  ASSERT_NE(step.problem("/start"), nullptr);
  ASSERT_NE(step.problem("/place"), nullptr);
  EXPECT_NE(step.problem("/place")->text.ja.find("12:30～13:30なら空いています"), std::string::npos);
}

TEST(Hearing, AdvisesAnotherDayWhenNothingIsFreeBeforeMidnight) {
  Scheduling bench;
  bench.fact("reservations", JsonArray{held("hearing-unit", "0301/2018-09-03T10:00/840")});
  Step step = bench.act("book", "schedule", slot("2018-09-03T12:00"));
  ASSERT_NE(step.problem("/start"), nullptr);
  EXPECT_NE(step.problem("/start")->text.ja.find("別の日"), std::string::npos);
}

TEST(Hearing, TakesSlotsThatTouchOtherUnitsAndOtherPlaces) {
  Scheduling bench;
  bench.fact("reservations", JsonArray{held("hearing-unit", "0301/2018-09-03T09:00/60"),
                                       held("hearing-unit", "0301/2018-09-03T11:00/60"),
                                       held("hearing-unit", "0302/2018-09-03T10:00/60"),
                                       held("hearing-place", "第2会議室/2018-09-03T10:00/60"),
                                       held("hearing-unit", "0301/2018-09-04T10:00/60"),
                                       held("slot", "0301/2018-09-03T10:00/60")});
  Step step = bench.act("book", "schedule", slot("2018-09-03T10:00"));
  EXPECT_TRUE(step.ok()) << step.why();
}

TEST(Hearing, IgnoresReservationsItCannotRead) {
  Scheduling bench;
  bench.fact("reservations", JsonArray{held("hearing-unit", "0301"), held("hearing-unit", "0301/x/60"),
                                       held("hearing-unit", "0301/2018-09-03T10:00/99999999999"),
                                       held("hearing-unit", "0301/2018-09-03T10:00/-60")});
  EXPECT_TRUE(bench.act("book", "schedule", slot("2018-09-03T10:00")).ok());
}

TEST(Hearing, RefusesTimesThatDoNotExistAreOverOrTooFarAhead) {
  Scheduling bench;
  for (const char* start : {"2018-09-31T10:00", "2018-09-03T24:00", "2018-09-03T10:60", "2018-09-03 10:00",
                            "2018-09-03", "", "2018-05-31T10:00", "2081-09-03T10:00", "2018-09-03T1O:00"}) {
    Step step = bench.act("book", "schedule", slot(start));
    EXPECT_NE(step.problem("/start"), nullptr) << start;
  }
  EXPECT_NE(bench.act("book", "schedule", slot("2018-09-03T10:00", 9)).problem("/minutes"), nullptr);
  EXPECT_NE(bench.act("book", "schedule", slot("2018-09-03T10:00", 481)).problem("/minutes"), nullptr);
  EXPECT_NE(bench.act("book", "schedule", slot("2018-09-03T23:30", 60)).problem("/minutes"), nullptr);
  EXPECT_TRUE(bench.act("book", "schedule", slot("2018-06-01T23:00", 60)).ok());
}

TEST(Hearing, RefusesABookingWithoutPlaceOrAttendees) {
  Scheduling bench;
  JsonObject data = slot("2018-09-03T10:00", 60, "　");
  data["attendees"] = JsonArray{};
  Step step = bench.act("book", "schedule", data);
  EXPECT_NE(step.problem("/place"), nullptr);
  EXPECT_NE(step.problem("/attendees"), nullptr);
}

TEST(Hearing, MovesItsReservationsWhenTheSlotIsChanged) {
  Booked bench;
  Step step = bench.act("rebook", "record", slot("2018-09-10T14:00", 90));
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.reservations(), (JsonArray{held("hearing-unit", "0301/2018-09-10T14:00/90", "P-1"),
                                             held("hearing-place", "第1会議室/2018-09-10T14:00/90", "P-1")}));
  EXPECT_EQ(bench.find_task("record")->due, "2018-09-17");
  EXPECT_EQ(bench.find_task("record")->data.at("start"), "2018-09-10T14:00");
}

TEST(Hearing, MayOverlapItsOwnFormerSlotAndKeepWhatStaysTheSame) {
  Booked bench;
  Step place = bench.act("rebook", "record", slot("2018-09-03T10:00", 60, "第2会議室"));
  ASSERT_TRUE(place.ok()) << place.why();
  Step time = bench.act("rebook", "record", slot("2018-09-03T10:30", 60, "第2会議室"));
  ASSERT_TRUE(time.ok()) << time.why();
  EXPECT_EQ(bench.reservations().size(), 2u);
}

TEST(Hearing, EndsWithWhatWasFoundWhenNothingIsLeftOpen) {
  Booked bench;
  Step step = bench.today("2018-09-04").act("record", "record", record_of());
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.outcome(), "held");
  EXPECT_EQ(bench.outcome_data(),
            (JsonObject{{"possibility", 4}, {"effect", 5}, {"immediacy", 3}, {"partner_in_sight", true}}));
  EXPECT_EQ(bench.state().at("record").at("minutes_text"), "市民団体との役割分担を確認した。");
}

TEST(Hearing, WaitsForTheAnswersOfTheSection) {
  Booked bench;
  JsonArray asked{JsonObject{{"text", "参加者数の推移"}, {"due", "2018-09-20"}},
                  JsonObject{{"text", "団体の連絡先"}}};
  ASSERT_TRUE(bench.today("2018-09-04").act("record", "record", record_of(asked)).ok());
  EXPECT_EQ(bench.outcome(), "");
  EXPECT_EQ(bench.find_task("follow-up-1")->role, "section");
  EXPECT_EQ(bench.find_task("follow-up-1")->due, "2018-09-20");
  EXPECT_EQ(bench.find_task("follow-up-2")->due, "10 business days");

  bench.as("section");
  EXPECT_NE(bench.act("answer", "follow-up-1", {{"text", ""}}).problem("/text"), nullptr);
  ASSERT_TRUE(bench.act("answer", "follow-up-1", {{"text", "三年で二倍"}}).ok());
  EXPECT_EQ(bench.outcome(), "");
  ASSERT_TRUE(bench.act("answer", "follow-up-2", {{"text", "確認のうえ別途連絡"}}).ok());
  EXPECT_EQ(bench.outcome(), "held");
}

TEST(Hearing, CorrectsTheRecordWhileAnswersAreAwaited) {
  Booked bench;
  bench.today("2018-09-04");
  ASSERT_TRUE(bench.act("record", "record", record_of({JsonObject{{"text", "一つ目"}}})).ok());
  JsonObject corrected = record_of({JsonObject{{"text", "二つ目"}}});
  corrected["possibility"] = 2;
  Step step = bench.act("record", "record", corrected);
  ASSERT_TRUE(step.ok()) << step.why();
  EXPECT_EQ(bench.tasks_in("open"), (std::vector<std::string>{"follow-up-1", "follow-up-2"}));
  bench.as("section");
  ASSERT_TRUE(bench.act("answer", "follow-up-1", {{"text", "答え"}}).ok());
  ASSERT_TRUE(bench.act("answer", "follow-up-2", {{"text", "答え"}}).ok());
  EXPECT_EQ(bench.outcome_data().at("possibility"), 2);
}

TEST(Hearing, RefusesARecordWithValuesOutOfRangeAllAtOnce) {
  Booked bench;
  JsonObject data = record_of({JsonObject{{"text", ""}, {"due", "2018-01-01"}}});
  data["possibility"] = 0;
  data["effect"] = 6;
  data["minutes_text"] = "";
  data["attendees"] = JsonArray{"一行目\n二行目"};
  Step step = bench.act("record", "record", data);  // today is before the day of the hearing
  for (const char* field : {"/held_on", "/possibility", "/effect", "/minutes_text", "/attendees/0",
                            "/follow_ups/0/text", "/follow_ups/0/due"})
    EXPECT_NE(step.problem(field), nullptr) << field;
  EXPECT_EQ(step.problem("/immediacy"), nullptr);
}

TEST(Hearing, LimitsMinutesAndFollowUps) {
  Booked bench;
  bench.today("2018-09-04");
  JsonObject data = record_of();
  std::string minutes;
  for (int i = 0; i < 20'001; ++i) minutes += "字";
  data["minutes_text"] = minutes;
  EXPECT_NE(bench.act("record", "record", data).problem("/minutes_text"), nullptr);
  data = record_of(JsonArray(31, JsonObject{{"text", "同じ問い"}}));
  EXPECT_EQ(bench.act("record", "record", data).problem("/follow_ups")->keyword, "count");
}

TEST(Hearing, IsCancelledWithItsReservationsGiven) {
  Booked bench;
  EXPECT_NE(bench.act("cancel", "record", {{"reason", ""}}).problem("/reason"), nullptr);
  ASSERT_TRUE(bench.act("cancel", "record", {{"reason", "事業の廃止が決まったため"}}).ok());
  EXPECT_EQ(bench.outcome(), "cancelled");
  EXPECT_EQ(bench.outcome_data().at("reason"), "事業の廃止が決まったため");
  EXPECT_TRUE(bench.reservations().empty());
  EXPECT_EQ(bench.notices().at(1).at("kind"), "cancelled");
}

TEST(Hearing, LetsNoSectionBookItsOwnHearing) {
  Scheduling bench;
  EXPECT_EQ(bench.as("section").act("book", "schedule", slot("2018-09-03T10:00")).error->code,
            Code::not_authorised);
  EXPECT_TRUE(bench.as("contractor", "").act("book", "schedule", slot("2018-09-03T10:00")).ok());
}

TEST(Hearing, RefusesAnUnreadableRecordDeadline) {
  StageBench bench(KYODO_PLUGIN);
  EXPECT_FALSE(bench.settings({{"record_within_days", -1}}).enter().ok());
}

}  // namespace
}  // namespace kyodo
