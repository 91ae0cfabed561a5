// What an implement visit remembers: the agreement as it stands, the reports due, and the changes asked for
// (SK-34 to SK-36, NT-10, NT-15).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stage_kit/visit_state.h"

namespace kyodo::implement {

using stage_kit::By;

inline constexpr int kMostYears = 10;    // for max_years, and the longest period where that is 0
inline constexpr int kMostMonths = 120;  // for interim_after_months
inline constexpr int kMaxReports = 150;  // report tasks of one visit, those of withdrawn periods included
inline constexpr std::size_t kMaxChanges = 20;    // changes asked for in one visit
inline constexpr std::size_t kMaxPayments = 120;  // of one agreement: monthly over the longest period
inline constexpr int kReportWeekdays = 10;        // from the end of a period to its report's due date

struct Settings {
  std::string report_every = "quarter";  // "month", "quarter", "half", "none"
  std::string report_sheet = "progress-report";
  int interim_after_months = 6;                  // an interim review when the period is longer
  std::string interim_sheet = "interim-review";  // "" = no interim review
  int max_years = 3;                             // 0 = no limit of the scheme
  Json agreement;  // partner, from, to, …; absent = that of the project's latest support visit
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (report_every, report_sheet, interim_after_months, interim_sheet, max_years, agreement))

struct Report {
  std::string task;
  LocalDate from, to, due;
  bool late = false;
  std::optional<By> by;  // who handed it in
};
struct Interim {
  std::string task;
  LocalDate due;
  std::optional<By> by;
};
struct Consent {
  std::string side;  // "city" or "partner"
  bool agree = false;
  std::string comment;
  By by;
};
struct Change {
  int number = 0;
  std::string kind;  // "content", "period", "cost"
  std::string text;
  std::optional<LocalDate> to;
  std::optional<std::int64_t> cost_city, cost_partner;  // yen
  std::string state;                                    // "asked", "effective", "rejected"
  By by;
  std::vector<Consent> consents;
  std::optional<LocalDate> settled_on;
};

struct Payment {
  std::string task;
  LocalDate due;
  std::int64_t amount = 0;  // yen
  std::string note;
  std::optional<LocalDate> paid_on;
  std::optional<By> by;  // who recorded it
};

struct State {
  std::string partner;   // id, "" if the agreement names none
  LocalDate from, to;    // as changed
  JsonObject agreement;  // as changed
  std::vector<Report> reports;
  int reports_opened = 0;
  std::optional<Interim> interim;
  int interims_opened = 0;
  std::vector<Change> changes;
  std::vector<Payment> payments;
  std::string summary;
};

BOOST_DESCRIBE_STRUCT(Report, (), (task, from, to, due, late, by))
BOOST_DESCRIBE_STRUCT(Interim, (), (task, due, by))
BOOST_DESCRIBE_STRUCT(Consent, (), (side, agree, comment, by))
BOOST_DESCRIBE_STRUCT(Change, (),
                      (number, kind, text, to, cost_city, cost_partner, state, by, consents, settled_on))
BOOST_DESCRIBE_STRUCT(Payment, (), (task, due, amount, note, paid_on, by))
BOOST_DESCRIBE_STRUCT(State, (),
                      (partner, from, to, agreement, reports, reports_opened, interim, interims_opened,
                       changes, payments, summary))

}  // namespace kyodo::implement
