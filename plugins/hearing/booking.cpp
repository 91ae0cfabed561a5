#include "booking.h"

#include <fmt/format.h>

#include <algorithm>

#include "slot.h"
#include "stage_kit/checks.h"
#include "stage_kit/dates.h"

namespace kyodo::hearing {
namespace {

using stage::Call;
using stage_kit::text_of;

constexpr const char* kUnit = "hearing-unit";
constexpr const char* kPlace = "hearing-place";

std::string project_unit(const Call& call) {
  return text_of(call.project(), "unit");
}

std::string unit_name(const Call& call) {
  const Json& unit = call.fact("unit");
  const std::string name = unit.is_object() ? text_of(unit.get_object(), "name") : "";
  return name.empty() ? "担当課" : name;
}

std::optional<Slot> check_when(Call& call, const Booking& wanted) {
  const bool length_fits = stage_kit::check_range(call, {"/minutes", {"所要時間(分)", "Length in minutes"}},
                                                  wanted.minutes, kMinMinutes, kMaxMinutes);
  const auto begins = make_slot(wanted.start, 1);
  if (!begins) {
    call.problem("/start", "format", "開始日時は「2018-09-03T10:00」の形で、実在する日時を書いてください。",
                 "Write the start as a real date and time, like 2018-09-03T10:00.");
    return std::nullopt;
  }
  const LocalDate today = stage_kit::today_of(call);
  if (begins->date < today || begins->date > add_days(today, kMaxDaysAhead)) {
    call.problem(
        "/start", "range",
        fmt::format("ヒアリングの日は、今日({})から {} 日先までの間で決めてください。", to_string(today),
                    kMaxDaysAhead),
        fmt::format("Choose a day from today ({}) to {} days ahead.", to_string(today), kMaxDaysAhead));
    return std::nullopt;
  }
  if (!length_fits) return std::nullopt;
  auto slot = make_slot(wanted.start, wanted.minutes);
  if (!slot)
    call.problem("/minutes", "range",
                 "終わりの時刻が翌日になります。開始を早めるか、時間を短くしてください。",
                 "The hearing would end on the next day. Begin earlier or make it shorter.");
  return slot;
}

void check_attendees(Call& call, const std::vector<std::string>& attendees) {
  if (attendees.empty() || attendees.size() > kMaxAttendees)
    call.problem("/attendees", "count",
                 fmt::format("出席者を 1～{} 件書いてください(例: 環境課 担当、事務局)。", kMaxAttendees),
                 fmt::format("Give 1 to {} attendees.", kMaxAttendees));
  for (std::size_t i = 0; i < attendees.size() && i < kMaxAttendees; ++i)
    stage_kit::check_line(call, {fmt::format("/attendees/{}", i), {"出席者", "Attendee"}}, attendees[i], 100);
}

// One problem for each of unit and place that is taken, with the next time at which both are free.
void check_free(Call& call, const Booking& wanted, const Slot& slot) {
  const std::vector<Taken> unit = held_by_others(call, kUnit, project_unit(call), slot);
  const std::vector<Taken> place = held_by_others(call, kPlace, place_key(wanted.place), slot);
  std::vector<Taken> both = unit;
  both.insert(both.end(), place.begin(), place.end());
  const std::optional<Slot> free = next_free(std::move(both), slot);
  const std::string hint_ja =
      free ? fmt::format("{}なら空いています。", readable(*free).ja) : "別の日を選んでください。";
  const std::string hint_en = free ? fmt::format("{} is free.", readable(*free).en) : "Choose another day.";
  auto report = [&](const std::vector<Taken>& taken, const char* field, const std::string& ja,
                    const std::string& en) {
    for (const Taken& one : taken)
      if (slot.overlaps(one.slot))
        return call.problem(field, "taken",
                            fmt::format("{}は {} に別の事業({})のヒアリングが入っています。{}", ja,
                                        readable(one.slot).ja, one.project, hint_ja),
                            fmt::format("{} has the hearing of another project ({}) at {}. {}", en,
                                        one.project, readable(one.slot).en, hint_en));
  };
  report(unit, "/start", unit_name(call), fmt::format("The section ({})", project_unit(call)));
  report(place, "/place", fmt::format("「{}」", wanted.place), fmt::format("\"{}\"", wanted.place));
}

std::optional<Slot> check_booking(Call& call, const Booking& wanted) {
  const auto slot = check_when(call, wanted);
  check_attendees(call, wanted.attendees);
  if (stage_kit::check_line(call, {"/place", {"場所", "Place"}}, wanted.place, 100) && slot)
    check_free(call, wanted, *slot);
  return call.refused() ? std::nullopt : slot;
}

struct Keys {
  std::string unit, place;
};

Keys keys_of(const Call& call, const Booking& booking) {
  const auto slot = make_slot(booking.start, booking.minutes);
  if (!slot) return {};
  return {reservation_key(project_unit(call), *slot), reservation_key(place_key(booking.place), *slot)};
}

std::string record_due(const Call& call, const Slot& slot) {
  const int days = std::clamp(call.settings_as<Settings>().record_within_days, 0, kMaxDaysAhead);
  return to_string(add_days(slot.date, days));
}

// Shown with the task of the record.
JsonObject booking_data(const Booking& booking) {
  JsonArray attendees;
  for (const std::string& one : booking.attendees) attendees.emplace_back(one);
  return {{"start", booking.start},
          {"minutes", booking.minutes},
          {"place", booking.place},
          {"attendees", std::move(attendees)}};
}

void tell_section(Call& call, const Booking& booking, const Slot& slot) {
  call.notice("booked", "section", project_unit(call),
              {{"text", fmt::format("{}、{}", readable(slot).ja, booking.place)},
               {"text_en", fmt::format("{}, {}", readable(slot).en, booking.place)}});
}

}  // namespace

void book(Call& call, State& state, const Booking& wanted) {
  if (!stage_kit::task_is_open(call, "schedule") || call.task() != "schedule")
    return call.refuse(
        "日時はすでに決まっています。変えるときは、記録のタスクで「日時を変更する」を選んでください。",
        "The slot is booked already. To change it, choose \"Change the slot\" on the task of the record.");
  const auto slot = check_booking(call, wanted);
  if (!slot) return;
  const Keys keys = keys_of(call, wanted);
  call.reserve(kUnit, keys.unit);
  call.reserve(kPlace, keys.place);
  state.booking = wanted;
  call.close("schedule");
  call.open({.name = "record",
             .title = {"ヒアリングの記録を書く", "Record the hearing"},
             .role = "office",
             .due = record_due(call, *slot),
             .data = booking_data(wanted),
             .actions = {"record", "rebook", "cancel"}});
  tell_section(call, wanted, *slot);
}

void rebook(Call& call, State& state, const Booking& wanted) {
  if (call.task() != "record" || !state.booking || state.record)
    return call.refuse("日時を変更できるのは、日時を決めてから記録を書くまでの間です。",
                       "The slot can be changed after it was booked and before the hearing is recorded.");
  const auto slot = check_booking(call, wanted);
  if (!slot) return;
  const Keys before = keys_of(call, *state.booking), after = keys_of(call, wanted);
  if (before.unit != after.unit) {
    if (!before.unit.empty()) call.release(kUnit, before.unit);
    call.reserve(kUnit, after.unit);
  }
  if (before.place != after.place) {
    if (!before.place.empty()) call.release(kPlace, before.place);
    call.reserve(kPlace, after.place);
  }
  state.booking = wanted;
  state.rebooked = std::clamp(state.rebooked.value_or(0), 0, 1'000'000) + 1;
  call.reopen("record", fmt::format("ヒアリングは {}、{} に変わりました。", readable(*slot).ja, wanted.place),
              record_due(call, *slot));
  call.task_data("record", booking_data(wanted));
  tell_section(call, wanted, *slot);
}

void release_slot(Call& call, const State& state) {
  if (!state.booking) return;
  const Keys keys = keys_of(call, *state.booking);
  if (keys.unit.empty()) return;
  call.release(kUnit, keys.unit);
  call.release(kPlace, keys.place);
}

}  // namespace kyodo::hearing
