#include "notify/daily.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "notify/items.h"

namespace kyodo::notify {
namespace {

using namespace runtime;

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
  std::vector<Draft> all;
  // One after the other: a person may have very many.
  for (const office::Person& person : engine.store().find<office::Person>({.order = {"id"}})) {
    if (without.contains(person.id)) continue;
    const auto notices = engine.store().find<office::Notice>(
        {.where = {office::eq("person", person.id), office::eq("status", std::string("pending"))},
         .order = {"id"},
         .limit = kMaxNoticesPerMessage});
    if (notices.empty()) continue;
    auto draft = write_draft(engine, *calendar, settings, person, notices, now);
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

}  // namespace

Result<std::vector<Draft>> preview(Engine& engine, const Settings& settings, TimePoint now) {
  try {
    return drafts(engine, settings, now, {});
  } catch (const StorageFailure& failure) {
    return failure.error();
  }
}

Result<NotifyReport> run(Engine& engine, Channel& channel, const Settings& settings, TimePoint now,
                         const KeepOn& keep_on) {
  try {
    NotifyReport report;
    const std::optional<Closed> before = closed_way(engine.store());
    if (before && now < before->until && before->until.ms <= now.ms + kMaxAskedWaitMs) {
      report.closed = Text{before->ja, before->en};
      return report;
    }
    if (!before)
      if (auto made = make_messages(engine, settings, now, report); !made) return made.error();
    if (paused(engine.store())) return report;
    if (auto done = deliver_waiting(engine, channel, settings, now, keep_on, report); !done)
      return done.error();
    if (report.closed) {
      keep_closed(engine.store(), before, report, now);
      return report;
    }
    if (!before || (report.left && report.attempted() == 0)) return report;
    // Open again: what came together meanwhile is made and goes out now.
    keep_open(engine.store());
    if (auto made = make_messages(engine, settings, now, report); !made) return made.error();
    if (auto done = deliver_waiting(engine, channel, settings, now, keep_on, report); !done)
      return done.error();
    if (report.closed) keep_closed(engine.store(), std::nullopt, report, now);
    return report;
  } catch (const StorageFailure& failure) {
    engine.store().rollback();
    return failure.error();
  }
}

}  // namespace kyodo::notify
