#include "notify/daily.h"

#include "../runtime/office_fixture.h"
#include "notify/mime.h"

namespace kyodo::notify {
namespace {

using namespace runtime;

struct Kept : Channel {
  std::vector<Mail> mails;
  int failures = 0;  // how many deliveries fail before one succeeds
  Result<void> deliver(const Mail& mail) override {
    if (failures-- > 0) return fail(Code::busy, "届きません。", "It does not arrive.");
    mails.push_back(mail);
    return {};
  }
};

class Daily : public Office {
 protected:
  Result<NotifyReport> morning(const std::string& time) {
    at(time);
    EXPECT_TRUE(tick(*engine, now));
    return notify::run(*engine, kept, settings, now);
  }
  Kept kept;
  Settings settings{"kyodo@example.jp", "支え合い協働推進課", 8 * 60 + 30, 3};
};

TEST_F(Daily, WritesOneMessagePerPersonAndMorningOnBusinessDaysOnly) {
  score_and_select(add_project("0301-01"));
  ASSERT_TRUE(morning("2018-04-03T08:29"));
  EXPECT_TRUE(kept.mails.empty());
  ASSERT_TRUE(morning("2018-04-03T08:30"));
  ASSERT_EQ(kept.mails.size(), 1u);
  const Mail& mail = kept.mails.front();
  EXPECT_EQ(mail.to, "kankyo-tanto@example.jp");
  EXPECT_NE(mail.body.find("協働診断シート"), std::string::npos) << mail.body;
  EXPECT_NE(mail.body.find("平成30年4月16日"), std::string::npos) << mail.body;
  EXPECT_EQ(mail.body.find("&"), std::string::npos);
  ASSERT_TRUE(morning("2018-04-03T10:00"));
  EXPECT_EQ(kept.mails.size(), 1u);
  ASSERT_TRUE(morning("2018-04-07T09:00"));  // a Saturday
  EXPECT_EQ(kept.mails.size(), 1u);
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Daily, LeavesNoRunsOfBlankLinesWhereSectionsAreEmpty) {
  score_and_select(add_project("0301-01"));
  ASSERT_TRUE(morning("2018-04-03T09:00"));
  ASSERT_EQ(kept.mails.size(), 1u);
  const std::string& body = kept.mails.front().body;
  EXPECT_EQ(body.find("\n\n\n"), std::string::npos) << body;
  EXPECT_NE(body.find("\n\n■ 新しい依頼\n"), std::string::npos) << body;
}

TEST_F(Daily, SaysHowManyEntriesASectionHasNoRoomFor) {
  for (std::size_t i = 0; i < kMaxItemsPerMessage + 2; ++i) add_project("0301-" + std::to_string(100 + i));
  ASSERT_TRUE(morning("2018-04-03T09:00"));
  ASSERT_EQ(kept.mails.size(), 1u);
  const std::string& body = kept.mails.front().body;
  EXPECT_NE(body.find("ほかに2件あります"), std::string::npos) << body;
  EXPECT_NE(body.find("0301-159"), std::string::npos);
  EXPECT_EQ(body.find("0301-160"), std::string::npos) << "the order is that of the codes";
}

TEST_F(Daily, LeavesWhatIsMoreThanAMessageAnswersForToTheNextDay) {
  const std::string id = add_project("0301-01");
  store->begin_write();
  for (std::int64_t i = 0; i < kMaxNoticesPerMessage; ++i)
    store->put(office::Notice{fmt::format("N-{}", 1000 + i), "kankyo-tanto", id, "", "changed",
                              JsonObject{{"text", fmt::format("{} 件目の知らせ", i)}}, "pending", "", now});
  store->put(office::Notice{"N-999999", "kankyo-tanto", id, "", "changed",
                            JsonObject{{"text", "最後の知らせ"}}, "pending", "", now});
  store->commit();
  const auto waiting = [&] {
    return store
        ->find<office::Notice>({.where = {office::eq("person", std::string("kankyo-tanto")),
                                          office::eq("status", std::string("pending"))}})
        .size();
  };
  const std::size_t before = waiting();
  ASSERT_TRUE(morning("2018-04-03T09:00"));
  EXPECT_EQ(waiting(), before - static_cast<std::size_t>(kMaxNoticesPerMessage));
  ASSERT_TRUE(morning("2018-04-04T09:00"));
  EXPECT_EQ(waiting(), 0u);
  EXPECT_NE(kept.mails.back().body.find("最後の知らせ"), std::string::npos) << kept.mails.back().body;
}

TEST_F(Daily, SaysToWhichDayADeadlineWasMoved) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  must(ExtendTask{task(id, "diagnosis").id, LocalDate{2018, 4, 27}}, "jimu", "担当者の異動");
  ASSERT_TRUE(morning("2018-04-03T09:00"));
  EXPECT_NE(kept.mails.front().body.find("「協働診断シート」の期限が平成30年4月27日(金)に変わりました。"),
            std::string::npos)
      << kept.mails.front().body;
}

TEST_F(Daily, SaysNothingWhenThereIsNothingToSay) {
  ASSERT_TRUE(morning("2018-04-03T09:00"));
  EXPECT_TRUE(kept.mails.empty());
}

TEST_F(Daily, TriesAgainUnderTheSameIdAndGivesUpAfterTheSetNumber) {
  score_and_select(add_project("0301-01"));
  kept.failures = 1;
  auto first = morning("2018-04-03T09:00");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->retry, 1);
  auto message = store->find<office::Message>().front();
  EXPECT_EQ(message.status, "queued");
  auto second = morning("2018-04-03T09:06");
  ASSERT_TRUE(second);
  ASSERT_EQ(kept.mails.size(), 1u);
  EXPECT_EQ(kept.mails.front().message_id, message.message_id);
  EXPECT_EQ(store->get<office::Message>(message.id)->status, "sent");
}

// At most one message is made for a person and day, whoever asks how often, and whatever the clock does.
TEST_F(Daily, WritesToNobodyTwiceADay) {
  const std::string id = add_project("0301-01");
  score_and_select(id);
  auto news = [&](int day) {  // one more reason to write
    must(ExtendTask{task(id, "diagnosis").id, LocalDate{2018, 5, day}}, "jimu", "担当者の異動");
  };
  ASSERT_TRUE(morning("2018-04-03T08:30"));
  EXPECT_EQ(kept.mails.size(), 1u);
  for (const char* time : {"08:30", "08:31", "12:00", "23:59"}) {
    news(time[4] + 1 - '0');
    engine = std::make_unique<Engine>(*store, catalog, "test");  // as after a restart
    ASSERT_TRUE(morning(std::string("2018-04-03T") + time));
  }
  EXPECT_EQ(kept.mails.size(), 1u);
  // Set back over midnight that day has its own message; on again there is no second of this one.
  ASSERT_TRUE(morning("2018-04-02T10:00"));
  EXPECT_EQ(kept.mails.size(), 2u);
  news(9);
  ASSERT_TRUE(morning("2018-04-02T11:00"));
  ASSERT_TRUE(morning("2018-04-03T15:00"));
  EXPECT_EQ(kept.mails.size(), 2u);
  ASSERT_TRUE(morning("2018-04-04T08:30"));
  EXPECT_EQ(kept.mails.size(), 3u);
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Daily, WritesOnWhenTheClockWasAYearAhead) {
  const std::string id = add_project("0301-01");
  score_and_select(id);
  at("2019-04-03T09:00");
  ASSERT_TRUE(notify::run(*engine, kept, settings, now));
  ASSERT_EQ(kept.mails.size(), 1u);
  at("2018-04-04T09:00");
  must(ExtendTask{task(id, "diagnosis").id, LocalDate{2018, 5, 1}}, "jimu", "担当者の異動");
  ASSERT_TRUE(notify::run(*engine, kept, settings, now));
  EXPECT_EQ(kept.mails.size(), 2u);
}

TEST_F(Daily, SendsAgainWhatWasGivenUpWhereThePersonHasMailNow) {
  score_and_select(add_project("0301-01"));
  kept.failures = 1'000;
  ASSERT_TRUE(morning("2018-04-03T09:00"));
  const std::string id = store->find<office::Message>().front().id;
  auto resend = [&] { return run(ResendMessage{id}, "jimu"); };
  EXPECT_EQ(resend().error().code, Code::refused) << "it waits to be tried again";
  for (const char* day : {"2018-04-04T09:00", "2018-04-05T09:00"}) ASSERT_TRUE(morning(day));
  const office::Message failed = *store->get<office::Message>(id);
  ASSERT_EQ(failed.status, "failed");
  EXPECT_EQ(failed.attempts, 3);

  must(ImportPersons{{JsonObject{{"id", "kankyo-tanto"}, {"mail", ""}}}});
  EXPECT_EQ(resend().error().code, Code::refused) << "to nowhere";
  must(ImportPersons{{JsonObject{{"id", "kankyo-tanto"}, {"mail", "new@example.jp"}}}});
  EXPECT_EQ(run(ResendMessage{"M-99"}, "jimu").error().code, Code::unknown_id);
  EXPECT_EQ(must(ResendMessage{id}, "jimu").at("address"), "new@example.jp");
  const office::Message again = *store->get<office::Message>(id);
  EXPECT_EQ(again.status, "queued");
  EXPECT_EQ(again.attempts, 0) << "counted anew";
  EXPECT_EQ(again.error, "");
  EXPECT_EQ(again.finished, std::nullopt);
  EXPECT_EQ(again.message_id, failed.message_id);

  kept.failures = 1;
  auto report = morning("2018-04-05T10:00");
  EXPECT_EQ(report->retry, 1);
  ASSERT_TRUE(morning("2018-04-05T12:00"));
  ASSERT_EQ(kept.mails.size(), 1u);
  EXPECT_EQ(kept.mails[0].to, "new@example.jp");
  EXPECT_EQ(kept.mails[0].message_id, failed.message_id);
  EXPECT_EQ(resend().error().code, Code::refused) << "it was sent";
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Daily, KeepsNoticesOfASuspendedProjectForLater) {
  std::string id = add_project("0301-01");
  score_and_select(id);
  ASSERT_TRUE(morning("2018-04-03T09:00"));
  must(SuspendProject{id, std::string("run")}, "jimu", "組織改正のため");
  ASSERT_TRUE(morning("2018-04-09T09:00"));  // the reminder's day
  EXPECT_EQ(kept.mails.size(), 1u);
  must(ResumeProject{id}, "jimu");
  ASSERT_TRUE(morning("2018-04-10T09:00"));
  EXPECT_EQ(kept.mails.size(), 2u);
}

TEST(Mime, RefusesHeaderInjectionAndFoldsJapaneseSubjectsBetweenCharacters) {
  Mail mail{"a@example.jp",       "協働推進課", "b@example.jp",
            "環境課 担当",        "",           "本文\n",
            "<m1@kyodo.invalid>", {0},          540};
  for (int i = 0; i < 40; ++i) mail.subject += "協働診断";
  auto text = to_message(mail);
  ASSERT_TRUE(text);
  std::size_t from = 0;
  while (from < text->size()) {
    std::size_t end = text->find("\r\n", from);
    EXPECT_LE(end - from, 78u);
    from = end + 2;
  }
  EXPECT_NE(text->find("Date: Thu, 1 Jan 1970 09:00:00 +0900"), std::string::npos);
  mail.subject = "x\r\nBcc: c@example.jp";
  EXPECT_FALSE(to_message(mail));
  mail.subject = "x";
  mail.to = "b@example.jp>\r\nBcc: c@example.jp";
  EXPECT_FALSE(to_message(mail));
}

}  // namespace
}  // namespace kyodo::notify
