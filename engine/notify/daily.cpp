#include "notify/daily.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "notify/items.h"

namespace kyodo::notify {
namespace {

using namespace runtime;

constexpr const char* kClosedKey = "delivery_closed";

Command system_command(CommandBody body, TimePoint now) {
  return {std::move(body), "system", "", "system", "", std::nullopt, now, std::nullopt};
}

bool paused(Store& store) {
  auto setting = store.get<office::Setting>("notices_paused");
  return setting && setting->value.is_bool() && setting->value.get_bool();
}

// Those who had their message of the day already. One of a later day says that the clock was set back since;
// it answers for that day only.
std::set<std::string> written_to_today(Store& store, const calendar::Calendar& calendar, TimePoint now) {
  const LocalDate today = calendar::local_date(calendar, now);
  const TimePoint begin = calendar::start_of_day(calendar, today),
                  end = calendar::start_of_day(calendar, add_days(today, 1));
  std::set<std::string> people;
  for (const office::Message& message : store.find<office::Message>(
           {.where = {{"created", office::Term::Op::ge, begin.ms}, {"created", office::Term::Op::lt, end.ms}},
            .order = {"id"}}))
    people.insert(message.person);
  return people;
}

Result<std::vector<Draft>> drafts(Engine& engine, const Settings& settings, TimePoint now,
                                  const std::set<std::string>& without) {
  auto calendar = engine.calendar();
  if (!calendar) return calendar.error();
  std::map<std::string, std::vector<office::Notice>> by_person;
  for (office::Notice& notice : engine.store().find<office::Notice>(
           {.where = {office::eq("status", std::string("pending"))}, .order = {"id"}}))
    if (!without.contains(notice.person)) by_person[notice.person].push_back(std::move(notice));
  std::vector<Draft> all;
  for (const auto& [id, notices] : by_person) {
    auto person = engine.store().get<office::Person>(id);
    if (!person) continue;
    auto draft = write_draft(engine, *calendar, settings, *person, notices, now);
    if (!draft) return draft.error();
    if (!draft->notices.empty()) all.push_back(std::move(*draft));
  }
  return all;
}

Result<void> make_messages(Engine& engine, const Settings& settings, TimePoint now, NotifyReport& report) {
  auto calendar = engine.calendar();
  if (!calendar) return calendar.error();
  LocalDate today = calendar::local_date(*calendar, now);
  bool morning = now >= calendar::at_time(*calendar, today, settings.morning_minutes / 60,
                                          settings.morning_minutes % 60);
  if (!morning || !calendar::is_business_day(*calendar, today) || paused(engine.store())) return {};
  auto all = drafts(engine, settings, now, written_to_today(engine.store(), *calendar, now));
  if (!all) return all.error();
  std::vector<Command> group;
  auto commit = [&]() -> Result<void> {
    for (const Result<Answer>& answer : engine.apply_all(group)) {
      if (!answer) return answer.error();
      ++report.made;
    }
    group.clear();
    return {};
  };
  for (Draft& draft : *all) {
    group.push_back(
        system_command(QueueMessage{draft.person, draft.subject, draft.body, draft.notices}, now));
    if (group.size() == kMaxGroup)
      if (auto done = commit(); !done) return done;
  }
  return commit();
}

// Without: the way out is closed, and the report says so.
std::optional<ReportDelivery> attempt(Store& store, Channel& channel, const Settings& settings,
                                      const calendar::Calendar& calendar, const office::Message& message,
                                      TimePoint now, NotifyReport& report) {
  ReportDelivery outcome{message.id, "sent", std::nullopt, std::nullopt};
  auto person = store.get<office::Person>(message.person);
  Result<void> delivered =
      message.address.empty()
          ? Result<void>(
                fail(Code::bad_input,
                     "宛先のメールアドレスが登録されていません。kyodo person import で登録してください。",
                     "The person has no mail address. Register one with kyodo person import."))
          : channel.deliver(mail_of(message, person ? person->name : "", settings, calendar));
  if (delivered) {
    ++report.sent;
    return outcome;
  }
  if (delivered.error().code == Code::io) {
    report.closed = delivered.error().text;
    return std::nullopt;
  }
  outcome.error = delivered.error().text.ja;
  if (delivered.error().code == Code::bad_input || message.attempts + 1 >= settings.max_attempts) {
    ++report.failed;
    outcome.status = "failed";
  } else {
    ++report.retry;
    outcome.status = "queued";
    std::int64_t wait =
        std::min(kFirstRetryMs << std::min<std::int64_t>(message.attempts, 10), kLongestRetryMs);
    outcome.next_try = TimePoint{now.ms + wait};
  }
  return outcome;
}

void keep_closed(Store& store, const std::optional<Closed>& before, const Text& why, TimePoint now) {
  Closed closed = before.value_or(Closed{now, now, 0, "", ""});
  closed.until.ms =
      now.ms + std::min(kFirstClosedMs << std::min<std::int64_t>(closed.failures, 10), kLongestClosedMs);
  ++closed.failures;
  closed.ja = why.ja;
  closed.en = why.en;
  store.begin_write();
  store.put(Meta{kClosedKey, to_text(to_json(closed))});
  store.commit();
}

void keep_open(Store& store) {
  store.begin_write();
  store.erase<Meta>(kClosedKey);
  store.commit();
}

// What is to be tried now. A time farther off than any wait is that of a clock that was set back since.
std::vector<office::Message> due_messages(Store& store, TimePoint now) {
  office::Query query{.where = {office::eq("status", std::string("queued")), office::le("next_try", now.ms)},
                      .order = {"next_try", "id"},
                      .limit = static_cast<std::int64_t>(kMaxGroup)};
  auto due = store.find<office::Message>(query);
  if (!due.empty()) return due;
  query.where.back() = {"next_try", office::Term::Op::gt, now.ms + kLongestRetryMs};
  return store.find<office::Message>(query);
}

Result<void> deliver_waiting(Engine& engine, Channel& channel, const Settings& settings, TimePoint now,
                             NotifyReport& report) {
  auto calendar = engine.calendar();
  if (!calendar) return calendar.error();
  while (!report.closed) {
    const auto waiting = due_messages(engine.store(), now);
    if (waiting.empty()) return {};
    std::vector<Command> outcomes;
    for (const office::Message& message : waiting) {
      auto outcome = attempt(engine.store(), channel, settings, *calendar, message, now, report);
      if (!outcome) break;
      outcomes.push_back(system_command(std::move(*outcome), now));
    }
    for (const Result<Answer>& answer : engine.apply_all(outcomes))
      if (!answer) return answer.error();
  }
  return {};
}

}  // namespace

std::optional<Closed> closed_way(Tables& tables) {
  auto meta = tables.get<Meta>(kClosedKey);
  if (!meta) return std::nullopt;
  auto json = parse_stored_json(meta->value);
  auto closed = json ? from_json<Closed>(*json, kClosedKey) : Result<Closed>(json.error());
  return closed ? std::optional(*closed) : std::nullopt;
}

Result<std::vector<Draft>> preview(Engine& engine, const Settings& settings, TimePoint now) {
  try {
    return drafts(engine, settings, now, {});
  } catch (const StorageFailure& failure) {
    return failure.error();
  }
}

Result<NotifyReport> run(Engine& engine, Channel& channel, const Settings& settings, TimePoint now) {
  try {
    NotifyReport report;
    const std::optional<Closed> before = closed_way(engine.store());
    if (before && now < before->until && before->until.ms - now.ms <= kLongestClosedMs) {
      report.closed = Text{before->ja, before->en};
      return report;
    }
    if (!before)
      if (auto made = make_messages(engine, settings, now, report); !made) return made.error();
    if (paused(engine.store())) return report;
    if (auto done = deliver_waiting(engine, channel, settings, now, report); !done) return done.error();
    if (report.closed) {
      keep_closed(engine.store(), before, *report.closed, now);
      return report;
    }
    if (!before) return report;
    // Open again: what came together meanwhile is made and goes out now.
    keep_open(engine.store());
    if (auto made = make_messages(engine, settings, now, report); !made) return made.error();
    if (auto done = deliver_waiting(engine, channel, settings, now, report); !done) return done.error();
    if (report.closed) keep_closed(engine.store(), std::nullopt, *report.closed, now);
    return report;
  } catch (const StorageFailure& failure) {
    engine.store().rollback();
    return failure.error();
  }
}

}  // namespace kyodo::notify
