#include "runtime/tick.h"

#include <fmt/format.h>

namespace kyodo::runtime {
namespace {

Command system_command(CommandBody body, TimePoint now) {
  return {std::move(body), "system", "", "system", "", std::nullopt, now, std::nullopt};
}

// April 1 passed since the year that was last begun; a new database begins with the current year.
Result<void> begin_fiscal_year(Engine& engine, const calendar::Calendar& calendar, TimePoint now) {
  const std::int64_t year = calendar::fiscal_year(calendar::local_date(calendar, now));
  auto begun = engine.store().get<office::Setting>("fiscal_year_begun");
  if (begun && begun->value.is_int64() && begun->value.get_int64() >= year) return {};
  auto answer = engine.apply(system_command(BeginFiscalYear{year}, now));
  if (!answer) return answer.error();
  return {};
}

}  // namespace

Result<TickReport> tick(Engine& engine, TimePoint now) {
  try {
    TickReport report;
    auto calendar = engine.calendar();
    if (!calendar) return calendar.error();
    if (auto begun = begin_fiscal_year(engine, *calendar, now); !begun) return begun.error();
    while (report.fired < kMaxTimersPerTick) {
      // A timer that fired may have set the next; what is due is read anew.
      auto due = engine.store().find<office::Timer>(
          {.where = {office::eq("paused", std::int64_t{0}), office::le("due", now.ms)}, .order = {"due", "id"}, .limit = static_cast<std::int64_t>(kMaxGroup)});
      if (due.empty()) break;
      std::vector<Command> group;
      for (const office::Timer& timer : due) group.push_back(system_command(FireTimer{timer.id}, now));
      for (const Result<Answer>& answer : engine.apply_all(group)) {
        if (!answer) return answer.error();
        ++report.fired;
        report.incidents.insert(report.incidents.end(), answer->incidents.begin(), answer->incidents.end());
      }
    }
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
