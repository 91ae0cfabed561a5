#include "schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "stage_kit/dates.h"

namespace kyodo::implement {
namespace {

using stage::Call;
using namespace stage_kit;

LocalDate end_of_period(LocalDate day, std::string_view every) {
  int months_left = 0;
  if (every == "quarter") months_left = 2 - (day.month - 1) % 3;
  if (every == "half") months_left = 5 - (day.month + 8) % 12 % 6;
  return end_of_month(add_months(LocalDate{day.year, day.month, 1}, months_left));
}

// A date that has passed already would be overdue at once.
LocalDate not_yet_past(const Call& call, LocalDate due) {
  const LocalDate today = today_of(call);
  return due < today ? add_weekdays(today, kReportWeekdays) : due;
}

void open_report(Call& call, State& state, const Period& period, const std::string& sheet) {
  Report report;
  report.task = fmt::format("report-{}", ++state.reports_opened);
  report.from = period.from;
  report.to = period.to;
  report.due = not_yet_past(call, add_weekdays(period.to, kReportWeekdays));
  call.open({.name = report.task,
             .title = report_title(report),
             .role = "section",
             .sheet = sheet,
             .due = to_string(report.due),
             .data = {{"from", to_string(report.from)}, {"to", to_string(report.to)}},
             .actions = {"submit", "request_change"}});
  state.reports.push_back(std::move(report));
}

// Reports up to the last one handed in stand; what follows is planned anew.
void plan_reports(Call& call, State& state, const Settings& settings) {
  std::size_t stands = state.reports.size();
  while (stands > 0 && !state.reports[stands - 1].by) --stands;
  const LocalDate from = stands == 0 ? state.from : add_days(state.reports[stands - 1].to, 1);
  const auto periods = report_periods(from, state.to, settings.report_every);
  const auto is_planned = [&periods](const Report& report) {
    return std::any_of(periods.begin(), periods.end(), [&report](const Period& period) {
      return period.from == report.from && period.to == report.to;
    });
  };
  std::vector<Report> reports;
  for (std::size_t i = 0; i < state.reports.size(); ++i) {
    Report& report = state.reports[i];
    const bool stays = i < stands ? report.by || report.from <= state.to : is_planned(report);
    if (!stays)
      call.cancel(report.task);
    else
      reports.push_back(std::move(report));
  }
  state.reports = std::move(reports);
  for (const Period& period : periods) {
    const bool is_open = std::any_of(
        state.reports.begin(), state.reports.end(),
        [&period](const Report& report) { return period.from == report.from && period.to == report.to; });
    if (is_open) continue;
    if (state.reports_opened >= kMaxReports)
      return call.refuse(
          fmt::format("実施報告が {} 件を超えます。期間を短くするか、報告の間隔を長くしてください。",
                      kMaxReports),
          fmt::format(
              "There would be more than {} progress reports. Shorten the period or report less often.",
              kMaxReports));
    open_report(call, state, period, settings.report_sheet);
  }
}

void plan_interim(Call& call, State& state, const Settings& settings) {
  const bool wanted =
      !settings.interim_sheet.empty() && is_longer_than(state.from, state.to, settings.interim_after_months);
  if (state.interim && !state.interim->by && !wanted) {
    call.cancel(state.interim->task);
    state.interim.reset();
  }
  if (!wanted || state.interim) return;
  const int number = ++state.interims_opened;
  const int half = (days_since_epoch(state.to) - days_since_epoch(state.from)) / 2;
  state.interim = Interim{number == 1 ? "interim" : fmt::format("interim-{}", number),
                          not_yet_past(call, add_days(state.from, half)), std::nullopt};
  call.open({.name = state.interim->task,
             .title = {"中間のふりかえり", "Interim review"},
             .role = "section",
             .sheet = settings.interim_sheet,
             .due = to_string(state.interim->due),
             .data = {{"from", to_string(state.from)}, {"to", to_string(state.to)}},
             .actions = {"submit", "request_change"}});
}

}  // namespace

std::vector<Period> report_periods(LocalDate from, LocalDate to, std::string_view every) {
  std::vector<Period> periods;
  if (every != "month" && every != "quarter" && every != "half") return periods;
  while (from <= to) {
    const LocalDate end = std::min(to, end_of_period(from, every));
    periods.push_back({from, end});
    const LocalDate next = add_days(end, 1);
    if (next <= from) break;  // the last day of the calendar
    from = next;
  }
  return periods;
}

bool is_longer_than(LocalDate from, LocalDate to, int months) {
  return to >= add_months(from, months);
}

LocalDate last_day_allowed(LocalDate from, int max_years) {
  return add_days(add_months(from, 12 * (max_years > 0 ? max_years : kMostYears)), -1);
}

void plan_tasks(Call& call, State& state, const Settings& settings) {
  plan_reports(call, state, settings);
  plan_interim(call, state, settings);
}

Text report_title(const Report& report) {
  return {fmt::format("実施報告（{}～{}）", to_string(report.from), to_string(report.to)),
          fmt::format("Progress report ({} to {})", to_string(report.from), to_string(report.to))};
}

}  // namespace kyodo::implement
