// Due-date rules and ladders: their text and the dates they give.
#include "calendar/due.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kyodo::calendar {
namespace {

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  constexpr const char* kBlank = " \t\r\n";
  for (std::size_t at = text.find_first_not_of(kBlank); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kBlank, at), text.size());
    found.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBlank, end);
  }
  return found;
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, ec] = std::from_chars(text.data(), end, value);
  if (text.empty() || ec != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::string_view shown(std::string_view text) {
  return text.size() <= 80 ? text : "…";
}

Error not_a_rule(std::string_view text) {
  return fail(
      Code::bad_input,
      fmt::format("期限「{}」が読めません。10 business days、2 weeks、14 days、3 months(数は 1 から {} "
                  "まで)、8/31、end of "
                  "month、end of fiscal year、end of next fiscal year、2018-08-31 "
                  "のいずれかを書いてください。閉庁日に当たるときの扱いとして next、previous、as is "
                  "を後ろに付けられます。",
                  shown(text), kMaxDueCount),
      fmt::format(
          "The deadline \"{}\" cannot be read. Write 10 business days, 2 weeks, 14 days, 3 months (a number "
          "from 1 to {}), 8/31, end of month, end of fiscal year, end of next fiscal year or 2018-08-31; add "
          "next, previous or as is for a date that falls on a closed day.",
          shown(text), kMaxDueCount));
}

// Takes "next", "previous" or "as is" off the end.
DueRule::Closed take_closed(std::vector<std::string_view>& parts) {
  const std::size_t n = parts.size();
  if (n >= 3 && parts[n - 2] == "as" && parts[n - 1] == "is") {
    parts.resize(n - 2);
    return DueRule::Closed::as_is;
  }
  if (n >= 2 && (parts[n - 1] == "next" || parts[n - 1] == "previous")) {
    const bool next = parts[n - 1] == "next";
    parts.pop_back();
    return next ? DueRule::Closed::next : DueRule::Closed::previous;
  }
  return DueRule::Closed::next;
}

std::string joined(const std::vector<std::string_view>& parts, std::size_t from) {
  return fmt::format("{}", fmt::join(parts.begin() + static_cast<std::ptrdiff_t>(from), parts.end(), " "));
}

struct Unit {
  std::string_view one, many;
  DueRule::Kind kind;
};
constexpr Unit kUnits[] = {{"business day", "business days", DueRule::Kind::business_days},
                           {"week", "weeks", DueRule::Kind::weeks},
                           {"day", "days", DueRule::Kind::days},
                           {"month", "months", DueRule::Kind::months}};

bool read_count(const std::vector<std::string_view>& parts, DueRule& rule) {
  const std::optional<int> count = whole_number(parts[0]);
  const std::string name = joined(parts, 1);
  for (const Unit& unit : kUnits) {
    if (name != unit.one && name != unit.many) continue;
    rule.kind = unit.kind;
    rule.count = count.value_or(0);
    return rule.count >= 1 && rule.count <= kMaxDueCount;
  }
  return false;
}

bool read_end(const std::vector<std::string_view>& parts, DueRule& rule) {
  const std::string text = joined(parts, 0);
  if (text == "end of month")
    rule.kind = DueRule::Kind::end_of_month;
  else if (text == "end of fiscal year")
    rule.kind = DueRule::Kind::end_of_fiscal_year;
  else if (text == "end of next fiscal year")
    rule.kind = DueRule::Kind::end_of_next_fiscal_year;
  else
    return false;
  return true;
}

bool read_day(std::string_view text, DueRule& rule) {
  if (const std::optional<LocalDate> date = parse_date(text)) {
    rule.kind = DueRule::Kind::date;
    rule.date = *date;
    return true;
  }
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.size() > 5) return false;
  const std::optional<int> month = whole_number(text.substr(0, slash)),
                           day = whole_number(text.substr(slash + 1));
  constexpr int kLeapYear = 2000;
  if (!month || !day || !make_date(kLeapYear, *month, *day)) return false;
  rule.kind = DueRule::Kind::month_day;
  rule.month = *month;
  rule.day = *day;
  return true;
}

LocalDate last_of_month(int year, int month) {
  for (int day = 31; day > 28; --day)
    if (const std::optional<LocalDate> date = make_date(year, month, day)) return *date;
  return make_date(year, month, 28).value_or(kLastDate);
}

LocalDate add_months(LocalDate start, int count) {
  const int months = start.month - 1 + count;
  const int year = start.year + months / 12, month = months % 12 + 1;
  return std::min(make_date(year, month, start.day).value_or(last_of_month(year, month)), kLastDate);
}

// 2/29 comes again within eight years; past the last year there is none.
LocalDate next_month_day(LocalDate start, int month, int day) {
  for (int year = start.year; year <= start.year + 8; ++year)
    if (const std::optional<LocalDate> date = make_date(year, month, day); date && *date >= start)
      return *date;
  return kLastDate;
}

LocalDate uncorrected(const Calendar& calendar, const DueRule& rule, LocalDate start) {
  switch (rule.kind) {
    case DueRule::Kind::business_days:
      return add_business_days(calendar, start, rule.count);
    case DueRule::Kind::weeks:
      return add_days(start, 7 * rule.count);
    case DueRule::Kind::days:
      return add_days(start, rule.count);
    case DueRule::Kind::months:
      return add_months(start, rule.count);
    case DueRule::Kind::month_day:
      return next_month_day(start, rule.month, rule.day);
    case DueRule::Kind::end_of_month:
      return last_of_month(start.year, start.month);
    case DueRule::Kind::end_of_fiscal_year:
      return fiscal_year_last(fiscal_year(start));
    case DueRule::Kind::end_of_next_fiscal_year:
      return fiscal_year_last(fiscal_year(start) + 1);
    case DueRule::Kind::date:
      return rule.date;
  }
  return start;
}

Error not_a_ladder(std::string_view part, const char* ja, const char* en) {
  return fail(Code::bad_input, fmt::format("督促の段「{}」が読めません。{}", shown(part), ja),
              fmt::format("The notice \"{}\" cannot be read. {}", shown(part), en));
}

std::optional<int> rung_days(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  const std::optional<int> days = whole_number(text);
  if (!days || *days < -kMaxRungDays || *days > kMaxRungDays) return std::nullopt;
  return days;
}

bool is_role(std::string_view text) {
  return text.size() <= kMaxIdBytes && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

Result<void> add_rung(Ladder& ladder, Rung rung, std::string_view part) {
  if (std::find(ladder.begin(), ladder.end(), rung) != ladder.end())
    return not_a_ladder(part, "同じ段が二度あります。一つにしてください。", "It stands twice. Keep one.");
  if (std::ssize(ladder) >= kMaxRungs)
    return fail(Code::limit, fmt::format("督促の段が多すぎます(上限 {})。減らしてください。", kMaxRungs),
                fmt::format("There are too many notices (at most {}). Remove some.", kMaxRungs));
  ladder.push_back(std::move(rung));
  return {};
}

bool is_none(std::string_view text) {
  const std::vector<std::string_view> parts = words(text);
  return parts.empty() || (parts.size() == 1 && parts[0] == "none");
}

}  // namespace

Result<DueRule> parse_due_rule(std::string_view text) {
  std::vector<std::string_view> parts = words(text);
  DueRule rule;
  rule.closed = take_closed(parts);
  const bool read =
      !parts.empty() && ((parts.size() == 1 && read_day(parts[0], rule)) ||
                         (parts.size() > 1 && (read_count(parts, rule) || read_end(parts, rule))));
  if (!read) return not_a_rule(text);
  return rule;
}

Result<LocalDate> due_date(const Calendar& calendar, const DueRule& rule, LocalDate start) {
  LocalDate date = uncorrected(calendar, rule, start);
  if (date == kLastDate)
    return fail(Code::limit, fmt::format("期限が {} を超えます。短くしてください。", to_string(kLastDate)),
                fmt::format("The deadline passes {}. Make it shorter.", to_string(kLastDate)));
  if (rule.kind != DueRule::Kind::business_days) {
    if (rule.closed == DueRule::Closed::as_is) return date;
    if (Result<void> known = check_known(calendar, date); !known) return known.error();
    date = rule.closed == DueRule::Closed::next ? next_business_day(calendar, date)
                                                : previous_business_day(calendar, date);
  } else if (Result<void> known = check_known(calendar, start); !known) {
    return known.error();
  }
  if (Result<void> known = check_known(calendar, date); !known) return known.error();
  return date;
}

Result<Ladder> parse_ladder(std::string_view remind, std::string_view escalate) {
  Ladder ladder;
  if (!is_none(remind)) {
    for (std::string_view part : words(remind)) {
      const std::optional<int> days = rung_days(part);
      if (!days)
        return not_a_ladder(
            part, "期限の前後の営業日数を空白で区切り、-5 -1 0 +1 +3 のように書いてください(260 日まで)。",
            "Write business days around the deadline with blanks between, such as -5 -1 0 +1 +3 (at "
            "most 260).");
      if (Result<void> added = add_rung(ladder, {*days, ""}, part); !added) return added.error();
    }
  }
  if (!is_none(escalate)) {
    while (true) {
      const std::size_t comma = escalate.find(',');
      const std::string_view part = escalate.substr(0, comma);
      const std::vector<std::string_view> parts = words(part);
      const std::optional<int> days = parts.size() == 2 ? rung_days(parts[0]) : std::nullopt;
      if (!days || !is_role(parts[1]))
        return not_a_ladder(part,
                            "営業日数と役割を +3 promoter, +5 chief のように書いてください(260 日まで)。",
                            "Write business days and a role, such as +3 promoter, +5 chief (at most 260).");
      if (Result<void> added = add_rung(ladder, {*days, std::string(parts[1])}, part); !added)
        return added.error();
      if (comma == std::string_view::npos) break;
      escalate.remove_prefix(comma + 1);
    }
  }
  std::stable_sort(ladder.begin(), ladder.end(), [](const Rung& a, const Rung& b) {
    return std::pair(a.days, !a.role.empty()) < std::pair(b.days, !b.role.empty());
  });
  return ladder;
}

LocalDate rung_date(const Calendar& calendar, const Rung& rung, LocalDate due) {
  return add_business_days(calendar, due, rung.days);
}

}  // namespace kyodo::calendar
