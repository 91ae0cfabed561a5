// The clock of the machine stepping: set back an hour or a day, a year ahead and back again, leap days, the
// end of a fiscal year, the change of era. What the office gets is what a clock that only goes forward gives
// it.
#include "../runtime/office_fixture.h"
#include "notify/daily.h"

namespace kyodo::notify {
namespace {

using namespace runtime;

struct Way : Channel {
  std::vector<Mail> mails;
  std::optional<Code> failing;
  Result<void> deliver(const Mail& mail) override {
    if (failing) return fail(*failing, "届きません。", "It does not arrive.");
    mails.push_back(mail);
    return {};
  }
};

class Clock : public Office {
 protected:
  // What a service does at that time.
  NotifyReport pass(const std::string& time) {
    at(time);
    EXPECT_TRUE(tick(*engine, now));
    auto report = notify::run(*engine, way, settings, now);
    EXPECT_TRUE(report) << report.error().text.en;
    return report ? *report : NotifyReport{};
  }
  // Kinds of notices with how often each was given.
  std::map<std::string, int> notices() {
    std::map<std::string, int> kinds;
    for (const office::Notice& notice : store->find<office::Notice>())
      ++kinds[notice.kind + " " + notice.person];
    return kinds;
  }
  // Who got more than one message of one day.
  std::vector<std::string> twice() {
    std::map<std::string, int> messages;
    for (const office::Message& message : store->find<office::Message>())
      ++messages[message.person + " " +
                 to_string(calendar::local_date(*engine->calendar(), message.created))];
    std::vector<std::string> found;
    for (const auto& [key, count] : messages)
      if (count > 1) found.push_back(key);
    return found;
  }
  // The years that were begun, in the order of the journal.
  std::vector<std::int64_t> years_begun() {
    std::vector<std::int64_t> years;
    store->read_journal(0, "", [&](const journal::Entry& entry) {
      if (entry.command == "fiscal_year.begin")
        if (const auto changed = entry.payload.find("\"value\":"); changed != std::string::npos)
          years.push_back(std::stoll(entry.payload.substr(changed + 8)));
      return true;
    });
    return years;
  }
  void open_diagnosis() {
    at("2018-04-02T09:00");
    id = add_project("0301-01");
    score_and_select(id);  // the diagnosis is due on 4/16, with reminders 5 and 1 business days before
  }

  std::string id;
  Way way;
  Settings settings{"kyodo@example.jp", "支え合い協働推進課", 8 * 60 + 30, 3};
};

const std::vector<std::string> kDays{"03", "04", "05", "06", "09", "10", "11", "12", "13", "16",
                                     "17", "18", "19", "20", "23", "24", "25", "26", "27"};

// What a clock that goes straight on gives for the two tasks of the diagnosis.
const std::map<std::string, int> kStraight{{"asked jimu", 1},
                                           {"selected kankyo-tanto", 1},
                                           {"asked kankyo-tanto", 2},
                                           {"remind kankyo-tanto", 4},
                                           {"due-today kankyo-tanto", 2},
                                           {"overdue kankyo-tanto", 2},
                                           {"escalate kankyo-suishin", 2},
                                           {"escalate kankyo-kacho", 2},
                                           {"escalate kankyo-chosei", 2}};
constexpr std::size_t kStraightMails = 8;

TEST_F(Clock, GoingStraightOnFiresEachDeadlineOnce) {
  open_diagnosis();
  for (const std::string& day : kDays) pass("2018-04-" + day + "T09:00");
  EXPECT_EQ(notices(), kStraight);
  EXPECT_EQ(way.mails.size(), kStraightMails);
}

TEST_F(Clock, SetBackAnHourOrADayFiresNothingTwiceAndMissesNothing) {
  open_diagnosis();
  std::string before = "02";
  for (const std::string& day : kDays) {
    pass("2018-04-" + day + "T09:00");
    pass("2018-04-" + day + "T08:00");     // an hour back, before the morning
    pass("2018-04-" + before + "T09:30");  // a day back
    pass("2018-04-" + day + "T00:00");
    pass("2018-04-" + day + "T09:00");
    before = day;
  }
  EXPECT_EQ(notices(), kStraight);
  EXPECT_EQ(way.mails.size(), kStraightMails);
  EXPECT_EQ(twice(), std::vector<std::string>{});
  EXPECT_TRUE(verify_all().ok()) << "times may go back in the journal; its order is that of the numbers";
}

TEST_F(Clock, SetAYearAheadAndBackStopsNobodysMail) {
  open_diagnosis();
  pass("2018-04-03T09:00");
  way.failing = Code::busy;  // queued in 2019, to be tried again then
  pass("2019-04-03T09:00");
  ASSERT_FALSE(
      store->find<office::Message>({.where = {office::eq("status", std::string("queued"))}}).empty());
  const auto fired = notices();
  way.failing.reset();
  const auto before = way.mails.size();
  pass("2018-04-03T10:00");
  EXPECT_GT(way.mails.size(), before) << "what was queued in 2019 does not wait for it";
  EXPECT_EQ(notices(), fired) << "what the clock of 2019 called overdue is not said again";

  // A deadline that the wrong clock took for passed is set anew by hand; that is told and works.
  at("2018-04-03T11:00");
  must(ExtendTask{task(id, "diagnosis").id, LocalDate{2018, 4, 16}}, "jimu", "時計の誤り");
  EXPECT_FALSE(task(id, "diagnosis").overdue);
  const auto sent = way.mails.size();
  pass("2018-04-04T09:00");
  EXPECT_EQ(way.mails.size(), sent + 1) << "a message of 2019 is not that of this morning";
  EXPECT_EQ(twice(), std::vector<std::string>{});
  pass("2018-04-17T09:00");
  EXPECT_TRUE(task(id, "diagnosis").overdue);
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Clock, SetBackOpensTheWayForMailAtOnce) {
  open_diagnosis();
  way.failing = Code::io;
  EXPECT_TRUE(pass("2019-04-03T09:00").closed);
  way.failing.reset();
  EXPECT_FALSE(pass("2018-04-03T09:00").closed) << "not in a year";
  EXPECT_FALSE(way.mails.empty());
}

TEST_F(Clock, BeginsAFiscalYearOnceWhateverTheClockDoes) {
  at("2018-04-02T09:00");
  pass("2018-04-02T09:00");
  ASSERT_EQ(years_begun(), std::vector<std::int64_t>{2018});
  pass("2019-03-31T23:59:59");
  EXPECT_EQ(years_begun().size(), 1u);
  pass("2019-04-01T00:00");
  pass("2019-03-31T23:30");
  pass("2019-03-30T09:00");
  pass("2019-04-01T00:00:01");
  EXPECT_EQ(years_begun(), (std::vector<std::int64_t>{2018, 2019}));
  // Away over one April 1, and over two: the year that it is begins, once.
  pass("2020-06-01T09:00");
  pass("2022-04-01T09:00");
  pass("2020-06-01T09:00");
  EXPECT_EQ(years_begun(), (std::vector<std::int64_t>{2018, 2019, 2020, 2022}));
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(Clock, PassesDeadlinesOnLeapDaysAndAtTheEndsOfYearsAndErasOnce) {
  open_diagnosis();
  const std::string diagnosis = task(id, "diagnosis").id;
  struct Case {
    LocalDate due;
    std::string written, last, passed, back;
  };
  for (const Case& one : std::vector<Case>{{{2019, 2, 28},
                                            "平成31年2月28日(木)",
                                            "2019-02-28T23:59:59",
                                            "2019-03-01T00:00",
                                            "2019-02-28T09:00"},
                                           {{2019, 3, 31},
                                            "平成31年3月31日(日)",
                                            "2019-03-31T23:59:59",
                                            "2019-04-01T00:00",
                                            "2019-03-31T09:00"},
                                           {{2019, 4, 30},
                                            "平成31年4月30日(火)",
                                            "2019-04-30T23:59:59",
                                            "2019-05-01T00:00",
                                            "2019-04-30T09:00"},
                                           {{2019, 5, 1},
                                            "令和元年5月1日(水)",
                                            "2019-05-01T23:59:59",
                                            "2019-05-02T00:00",
                                            "2019-05-01T09:00"},
                                           {{2020, 2, 29},
                                            "令和2年2月29日(土)",
                                            "2020-02-29T23:59:59",
                                            "2020-03-01T00:00",
                                            "2020-02-29T09:00"}}) {
    at(to_string(add_days(one.due, -1)) + "T10:00");
    must(ExtendTask{diagnosis, one.due}, "jimu", "試験");
    bool told = false;
    for (const office::Notice& notice : store->find<office::Notice>())
      told = told || to_text(notice.data).find(one.written) != std::string::npos;
    EXPECT_TRUE(told) << one.written;
    pass(one.last);
    EXPECT_FALSE(store->get<office::Task>(diagnosis)->overdue) << one.written;
    pass(one.passed);
    EXPECT_TRUE(store->get<office::Task>(diagnosis)->overdue) << one.written;
    const auto fired = notices();
    pass(one.back);
    pass(one.passed);
    EXPECT_EQ(notices(), fired) << one.written;
  }
  EXPECT_TRUE(verify_all().ok());
}

}  // namespace
}  // namespace kyodo::notify
