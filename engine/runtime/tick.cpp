#include "runtime/tick.h"

#include <fmt/format.h>

namespace kyodo::runtime {
namespace {

Command system_command(CommandBody body, TimePoint now) {
  return {std::move(body), "system", "", "system", "", std::nullopt, now, std::nullopt};
}

// What there is to do. A timer that fires may set the next, so it is looked at anew after each group.
struct Due {
  std::optional<std::int64_t> year;  // to begin: April 1 passed since the one that was last begun
  Found<office::Timer> timers;
};
Result<Due> look(Engine& engine, TimePoint now) {
  const Snapshot one_state(engine.store());
  Due due;
  auto calendar = engine.shared_calendar();
  if (!calendar) return calendar.error();
  const std::int64_t year = calendar::fiscal_year(calendar::local_date(**calendar, now));
  const auto begun = engine.store().get<office::Setting>("fiscal_year_begun");
  if (!begun || !begun->value.is_int64() || begun->value.get_int64() < year) due.year = year;
  due.timers = engine.store().find<office::Timer>(
      {.where = {office::eq("paused", std::int64_t{0}), office::le("due", now.ms)},
       .order = {"due", "id"},
       .limit = static_cast<std::int64_t>(kMaxGroup)});
  return due;
}

// A new database only notes the year it is made in.
Result<void> begin_fiscal_year(Engine& engine, std::int64_t year, TimePoint now) {
  auto answer = engine.apply(system_command(BeginFiscalYear{year}, now));
  if (!answer) return answer.error();
  return {};
}

// What cannot be carried out stops nobody else's timers: it is set aside as an incident, the store's troubles
// apart.
Result<void> set_aside(Engine& engine, const std::string& timer, const Error& error, TimePoint now,
                       TickReport& report) {
  if (error.code == Code::busy || error.code == Code::storage || error.code == Code::corrupt ||
      error.code == Code::io)
    return error;
  auto answer = engine.apply(system_command(SetAsideTimer{timer, error.text.ja, error.text.en}, now));
  if (!answer) return answer.error();
  report.incidents.insert(report.incidents.end(), answer->incidents.begin(), answer->incidents.end());
  return {};
}

}  // namespace

Result<TickReport> fire_due(Engine& engine, TimePoint now) {
  try {
    TickReport report;
    while (report.fired < kMaxTimersPerTick) {
      const auto looked = look(engine, now);
      if (!looked) return looked.error();
      if (looked->year) {
        if (auto begun = begin_fiscal_year(engine, *looked->year, now); !begun) return begun.error();
        continue;
      }
      const Found<office::Timer>& due = looked->timers;
      if (due.empty()) break;
      std::vector<Command> group;
      for (const office::Timer& timer : due) group.push_back(system_command(FireTimer{timer.id}, now));
      const auto answers = engine.apply_all(group);
      for (std::size_t i = 0; i < answers.size(); ++i) {
        ++report.fired;
        if (!answers[i]) {
          if (auto aside = set_aside(engine, due[i].id, answers[i].error(), now, report); !aside)
            return aside.error();
          continue;
        }
        report.incidents.insert(report.incidents.end(), answers[i]->incidents.begin(),
                                answers[i]->incidents.end());
      }
    }
    return report;
  } catch (const StorageFailure& failure) {
    return failure.error();
  }
}

Result<TickReport> tick(Engine& engine, TimePoint now) {
  auto report = fire_due(engine, now);
  if (!report) return report;
  try {
    engine.store().begin_write();
    engine.store().put(Meta{"last_tick", std::to_string(now.ms)});
    engine.store().commit();
    return report;
  } catch (const StorageFailure& failure) {
    engine.store().rollback();
    return failure.error();
  }
}

}  // namespace kyodo::runtime
