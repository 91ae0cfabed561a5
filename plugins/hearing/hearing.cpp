// Stage "hearing" ヒアリング: one project at a time, a slot, the record, and what is still to be answered.
// See README.md.
#include <fmt/format.h>

#include <algorithm>

#include "booking.h"
#include "slot.h"
#include "stage_kit/checks.h"
#include "stage_kit/dates.h"
#include "state.h"

namespace kyodo::hearing {
namespace {

using stage::Call;

struct Cancel {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (reason))

struct Answer {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (text))

void enter(Call& call) {
  const int days = call.settings_as<Settings>().record_within_days;
  if (!stage_kit::check_range(
          call, {"/record_within_days", {"記録の期限(日)", "Days until the record is due"}}, days, 0, 366))
    return;
  call.open({.name = "schedule",
             .title = {"ヒアリングの日時を決める", "Book the hearing"},
             .role = "office",
             .actions = {"book", "cancel"}});
}

void end_when_all_answered(Call& call, const State& state) {
  const bool all = std::all_of(state.follow_ups.begin(), state.follow_ups.end(),
                               [](const FollowUp& one) { return !one.answer.empty(); });
  if (!all || !state.record) return;
  call.outcome("held", {{"possibility", state.record->possibility},
                        {"effect", state.record->effect},
                        {"immediacy", state.record->immediacy},
                        {"partner_in_sight", state.record->partner_in_sight}});
}

void check_held_on(Call& call, LocalDate held_on) {
  const LocalDate today = stage_kit::today_of(call);
  if (held_on > today)
    call.problem("/held_on", "range",
                 fmt::format("実施日が今日({})より後です。実施してから記録してください。", to_string(today)),
                 fmt::format("The day of the hearing is after today ({}). Record it once it was held.",
                             to_string(today)));
  else if (held_on < add_days(today, -kMaxDaysAhead))
    call.problem(
        "/held_on", "range", fmt::format("実施日が {} 日より前です。年を確かめてください。", kMaxDaysAhead),
        fmt::format("The day of the hearing is more than {} days ago. Check the year.", kMaxDaysAhead));
}

void check_record(Call& call, const RecordGiven& given, std::size_t follow_ups_before) {
  check_held_on(call, given.held_on);
  if (given.attendees.empty() || given.attendees.size() > kMaxAttendees)
    call.problem("/attendees", "count", fmt::format("出席者を 1～{} 件書いてください。", kMaxAttendees),
                 fmt::format("Give 1 to {} attendees.", kMaxAttendees));
  for (std::size_t i = 0; i < given.attendees.size() && i < kMaxAttendees; ++i)
    stage_kit::check_line(call, {fmt::format("/attendees/{}", i), {"出席者", "Attendee"}}, given.attendees[i],
                          100);
  stage_kit::check_text(call, {"/minutes_text", {"ヒアリングの記録", "Minutes"}}, given.minutes_text,
                        kMaxMinutesText);
  stage_kit::check_range(call, {"/possibility", {"協働事業化の可能性", "Possibility"}}, given.possibility, 1,
                         5);
  stage_kit::check_range(call, {"/effect", {"効果性", "Effect"}}, given.effect, 1, 5);
  stage_kit::check_range(call, {"/immediacy", {"即時性", "Immediacy"}}, given.immediacy, 1, 5);
  if (follow_ups_before + given.follow_ups.size() > kMaxFollowUps)
    return call.problem("/follow_ups", "count",
                        fmt::format("確認事項は 1 事業につき {} 件までです。", kMaxFollowUps),
                        fmt::format("At most {} follow-ups can be asked of one project.", kMaxFollowUps));
  for (std::size_t i = 0; i < given.follow_ups.size(); ++i) {
    const FollowUpAsked& one = given.follow_ups[i];
    stage_kit::check_text(call, {fmt::format("/follow_ups/{}/text", i), {"確認事項", "Follow-up"}}, one.text,
                          kMaxFollowUpText);
    if (one.due && (*one.due < stage_kit::today_of(call) ||
                    *one.due > add_days(stage_kit::today_of(call), kMaxDaysAhead)))
      call.problem(fmt::format("/follow_ups/{}/due", i), "range",
                   fmt::format("確認事項の期限は、今日から {} 日先までの日にしてください。", kMaxDaysAhead),
                   fmt::format("Set a due date from today to {} days ahead.", kMaxDaysAhead));
  }
}

void open_follow_ups(Call& call, State& state, const std::vector<FollowUpAsked>& asked) {
  const std::string otherwise = call.settings_as<Settings>().follow_up_due;
  for (const FollowUpAsked& one : asked) {
    state.follow_ups.push_back({one.text, "", std::nullopt});
    const std::size_t number = state.follow_ups.size();
    call.open({.name = fmt::format("follow-up-{}", number),
               .title = {fmt::format("ヒアリング後の確認事項 {}", number),
                         fmt::format("Follow-up {} of the hearing", number)},
               .role = "section",
               .due = one.due ? to_string(*one.due) : otherwise,
               .data = {{"text", one.text}},
               .actions = {"answer"}});
  }
}

// Taken again while follow-ups are awaited, it corrects the record; the follow-ups named then are further
// ones.
void record(Call& call, State& state, const RecordGiven& given) {
  if (call.task() != "record" || !state.booking)
    return call.refuse("先にヒアリングの日時を決めてください。", "Book the hearing first.");
  check_record(call, given, state.follow_ups.size());
  if (call.refused()) return;
  const int corrections = state.record ? std::clamp(state.record->corrections, 0, 1'000'000) + 1 : 0;
  state.record =
      Record{given.held_on,   given.attendees,        given.minutes_text, given.possibility,  given.effect,
             given.immediacy, given.partner_in_sight, corrections,        stage_kit::by(call)};
  if (corrections == 0) call.close("record");
  open_follow_ups(call, state, given.follow_ups);
  end_when_all_answered(call, state);
}

// Number of "follow-up-3", from 1; 0 if it is none of this visit's.
std::size_t follow_up_number(const State& state, std::string_view task) {
  for (std::size_t number = 1; number <= state.follow_ups.size(); ++number)
    if (task == fmt::format("follow-up-{}", number)) return number;
  return 0;
}

void answer(Call& call, State& state, const Answer& given) {
  const std::size_t number = follow_up_number(state, call.task());
  if (number == 0)
    return call.refuse(fmt::format("「{}」はヒアリング後の確認事項ではありません。", call.task()),
                       fmt::format("\"{}\" is not a follow-up of this hearing.", call.task()));
  if (!stage_kit::check_text(call, {"/text", {"回答", "Answer"}}, given.text, kMaxAnswer)) return;
  FollowUp& one = state.follow_ups[number - 1];
  one.answer = given.text;
  one.answered = stage_kit::by(call);
  call.close(call.task());
  end_when_all_answered(call, state);
}

void cancel(Call& call, State& state, const Cancel& given) {
  if (state.record)
    return call.refuse("ヒアリングはすでに実施して記録されているため、中止にできません。",
                       "The hearing was held and recorded; it cannot be cancelled.");
  if (!stage_kit::check_text(call, {"/reason", {"中止の理由", "Reason for cancelling"}}, given.reason))
    return;
  if (state.booking) {
    release_slot(call, state);
    call.notice("cancelled", "section", string_or(call.project(), "unit", ""), {{"comment", given.reason}});
  }
  state.cancelled = given.reason;
  call.outcome("cancelled", {{"reason", given.reason}});
}

const std::vector<stage::Field> kBookingFields{
    {"start", {"開始日時(例: 2018-09-03T10:00)", "Start, e.g. 2018-09-03T10:00"}},
    {"minutes", {"所要時間(分)", "Length in minutes"}},
    {"place", {"場所", "Place"}},
    {"attendees", {"出席者", "Attendees"}}};

void define(stage::Definition& stage) {
  stage.words({{"start", {"開始", "Start"}},
               {"minutes", {"時間(分)", "Minutes"}},
               {"place", {"場所", "Place"}},
               {"attendees", {"出席者", "Attendees"}},
               {"text", {"確認事項", "Point to confirm"}}});
  stage.settings<Settings>();
  stage.fact("reservations");
  stage.fact("unit");
  stage.outcome("held", {"実施", "Held"});
  stage.outcome("cancelled", {"中止", "Cancelled"});
  stage.on_enter(enter);
  stage.action<Booking>("book", {"日時を決める", "Book the slot"}, {"task", "office", "contractor"},
                        kBookingFields, stage_kit::with_state<State, Booking>(book));
  stage.action<Booking>("rebook", {"日時を変更する", "Change the slot"}, {"task", "office", "contractor"},
                        kBookingFields, stage_kit::with_state<State, Booking>(rebook));
  stage.action<RecordGiven>("record", {"記録する", "Record"}, {"task", "office", "contractor"},
                            {{"held_on", {"実施日", "Held on"}},
                             {"attendees", {"出席者", "Attendees"}},
                             {"minutes_text", {"ヒアリングの記録", "Minutes"}},
                             {"possibility", {"協働事業化の可能性(1～5)", "Possibility (1-5)"}},
                             {"effect", {"効果性(1～5)", "Effect (1-5)"}},
                             {"immediacy", {"即時性(1～5)", "Immediacy (1-5)"}},
                             {"partner_in_sight", {"協働相手の見込みがある", "A partner is in sight"}},
                             {"follow_ups", {"担当課への確認事項", "Follow-ups for the section"}}},
                            stage_kit::with_state<State, RecordGiven>(record), {"open", "returned", "done"});
  stage.action<Answer>("answer", {"回答する", "Answer"}, {"task", "office"}, {{"text", {"回答", "Answer"}}},
                       stage_kit::with_state<State, Answer>(answer));
  stage.action<Cancel>("cancel", {"中止する", "Cancel"}, {"office"},
                       {{"reason", {"中止の理由", "Reason for cancelling"}}},
                       stage_kit::with_state<State, Cancel>(cancel));
}

}  // namespace
}  // namespace kyodo::hearing

KYODO_STAGE_PLUGIN("hearing", "1.0.0", (kyodo::Text{"ヒアリング", "Hearing"}), 1, 1, kyodo::hearing::define)
