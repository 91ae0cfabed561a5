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
