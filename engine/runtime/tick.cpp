#include "runtime/tick.h"

#include <fmt/format.h>

namespace kyodo::runtime {
namespace {

Command system_command(CommandBody body, TimePoint now) {
  return {std::move(body), "system", "", "system", "", std::nullopt, now, std::nullopt};
}

// April 1 passed since the year that was last begun; a new database only notes the year it is made in.
Result<void> begin_fiscal_year(Engine& engine, const calendar::Calendar& calendar, TimePoint now) {
  const std::int64_t year = calendar::fiscal_year(calendar::local_date(calendar, now));
  auto begun = engine.store().get<office::Setting>("fiscal_year_begun");
  if (begun && begun->value.is_int64() && begun->value.get_int64() >= year) return {};
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
    auto calendar = engine.shared_calendar();
    if (!calendar) return calendar.error();
    if (auto begun = begin_fiscal_year(engine, **calendar, now); !begun) return begun.error();
    while (report.fired < kMaxTimersPerTick) {
      // A timer that fired may have set the next; what is due is read anew.
      auto due = engine.store().find<office::Timer>(
          {.where = {office::eq("paused", std::int64_t{0}), office::le("due", now.ms)},
           .order = {"due", "id"},
           .limit = static_cast<std::int64_t>(kMaxGroup)});
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
