// The stage "implement" 実施: regular reports over the agreement's period, an interim review, changes by
// consent of both sides, and the end. Sources: Seki (SK-35, SK-36), Nishitokyo (NT-10, NT-15), Komaki
// (KM-15).
#include <fmt/format.h>

#include <algorithm>

#include "changes.h"
#include "payments.h"
#include "schedule.h"
#include "stage_kit/checks.h"
#include "stage_kit/dates.h"

namespace kyodo::implement {
namespace {

using stage::Call;
using stage::Definition;
using namespace stage_kit;

struct Finish {
  std::string summary;
};
struct Terminate {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Finish, (), (summary))
BOOST_DESCRIBE_STRUCT(Terminate, (), (reason))

constexpr std::size_t kMaxSummary = 2000;  // characters

// The agreement the chart hands over; without one, that of the project's latest support visit.
const JsonObject& agreement_of(const Call& call) {
  if (const JsonObject& given = object_or_empty(call.settings(), "agreement"); !given.empty()) return given;
  static const JsonObject kNone;
  const JsonObject* visits = call.fact("visits").if_object();
  if (visits == nullptr) return kNone;
  return object_or_empty(object_or_empty(object_or_empty(*visits, "support"), "state"), "agreement");
}

void check_settings(Call& call, const Settings& settings) {
  check_word(call, {"/report_every", {"設定 report_every", "setting report_every"}}, settings.report_every,
             {"month", "quarter", "half", "none"});
  check_range(call, {"/interim_after_months", {"設定 interim_after_months", "setting interim_after_months"}},
              settings.interim_after_months, 0, kMostMonths);
  check_range(call, {"/max_years", {"設定 max_years", "setting max_years"}}, settings.max_years, 0,
              kMostYears);
}

void enter(Call& call) {
  const auto settings = call.settings_as<Settings>();
  check_settings(call, settings);
  if (call.refused()) return;
  State state;
  state.agreement = agreement_of(call);
  state.partner = text_of(state.agreement, "partner");
  const auto from = parse_date(text_of(state.agreement, "from"));
  const auto to = parse_date(text_of(state.agreement, "to"));
  if (!from || !to || *to <= *from)
    return call.refuse(
        "協定の期間（開始日 from と、その後の終了日 to）が渡されていません。流れ図の param agreement "
        "を確かめてください。",
        "The agreement's period (from, and a later to) is missing. Check the chart's param agreement.");
  if (const LocalDate last = last_day_allowed(*from, settings.max_years); *to > last)
    return call.refuse(
        fmt::format("協定の期間が上限を超えています。{} から始まる場合、終了日は {} までです。",
                    to_string(*from), to_string(last)),
        fmt::format("The agreement's period is too long: from {} it may run until {}.", to_string(*from),
                    to_string(last)));
  state.from = *from;
  state.to = *to;
  plan_tasks(call, state, settings);
  open_payments(call, state);
  call.open(
      {.name = "finish",
       .title = {"実施の完了確認", "Confirm the completion"},
       .role = "office",
       .data = {{"from", to_string(state.from)}, {"to", to_string(state.to)}, {"partner", state.partner}},
       .actions = {"finish", "terminate", "request_change", "consent"}});
  keep_state(call, state);
}

void submit(Call& call, State& state) {
  const std::string task = call.task();
  const LocalDate today = today_of(call);
  const auto report = std::find_if(state.reports.begin(), state.reports.end(),
                                   [&task](const Report& one) { return one.task == task; });
  if (report != state.reports.end() && !report->by) {
    // The engine may have moved the due date to an open day or extended it.
    const JsonObject* known = call.find_task(task);
    const auto due = known ? parse_date(text_of(*known, "due")) : std::nullopt;
    report->late = today > due.value_or(report->due);
    report->by = by(call);
  } else if (state.interim && state.interim->task == task && !state.interim->by) {
    state.interim->by = by(call);
  } else {
    return call.refuse("この報告はすでに提出されているか、提出の対象ではありません。",
                       "This report was submitted already, or none is asked for.");
  }
  call.close(task);
}

std::vector<Text> missing(const State& state) {
  std::vector<Text> all;
  for (const Report& report : state.reports)
    if (!report.by) all.push_back(report_title(report));
  if (state.interim && !state.interim->by) all.push_back({"中間のふりかえり", "Interim review"});
  for (const Payment& payment : state.payments)
    if (!payment.paid_on) all.push_back(payment_title(payment));
  for (const Change& change : state.changes)
    if (change.state == "asked")
      all.push_back({fmt::format("同意待ちの変更 {}", change.number),
                     fmt::format("change {} waiting for consent", change.number)});
  return all;
}

void finish(Call& call, State& state, const Finish& data) {
  if (!check_text(call, {"/summary", {"実施のまとめ", "Summary"}}, data.summary, kMaxSummary)) return;
  if (const auto left = missing(state); !left.empty()) {
    constexpr std::size_t kShown = 5;
    std::string ja, en;
    for (std::size_t i = 0; i < std::min(left.size(), kShown); ++i) {
      ja += (i ? "、" : "") + left[i].ja;
      en += (i ? ", " : "") + left[i].en;
    }
    if (left.size() > kShown) {
      ja += fmt::format(" ほか {} 件", left.size() - kShown);
      en += fmt::format(" and {} more", left.size() - kShown);
    }
    return call.refuse(fmt::format("次のものが済んでいないため、完了にできません: {}。", ja),
                       fmt::format("It cannot be finished; still missing: {}.", en));
  }
  state.summary = data.summary;
  const auto late = std::count_if(state.reports.begin(), state.reports.end(),
                                  [](const Report& report) { return report.late; });
  const auto effective = std::count_if(state.changes.begin(), state.changes.end(),
                                       [](const Change& change) { return change.state == "effective"; });
  call.close("finish");
  call.outcome("finished", {{"reports", state.reports.size()},
                            {"changes", effective},
                            {"late", late},
                            {"summary", data.summary},
                            {"agreement", state.agreement}});
}

void terminate(Call& call, State& state, const Terminate& data) {
  if (!check_text(call, {"/reason", {"中止の理由", "Reason for ending early"}}, data.reason)) return;
  const auto handed_in = std::count_if(state.reports.begin(), state.reports.end(),
                                       [](const Report& report) { return report.by.has_value(); });
  call.outcome("terminated", {{"reason", data.reason}, {"reports", handed_in}});
}

void define(Definition& stage) {
  stage.words({{"from", {"開始日", "From"}},
               {"to", {"終了日", "To"}},
               {"partner", {"協働相手の ID", "Partner (id)"}},
               {"years_in_a_row", {"同じ相手との通算年度", "Years in a row"}},
               {"change", {"変更の番号", "Change"}},
               {"kind", {"変更の種類", "Kind"}},
               {"text", {"変更の内容", "What is to change"}},
               {"amount", {"金額(円)", "Amount (yen)"}},
               {"note", {"備考", "Note"}},
               {"to_now", {"いまの終了日", "To (now)"}},
               {"cost_city", {"市の負担額(円)", "Costs of the city (yen)"}},
               {"cost_partner", {"協働相手の負担額(円)", "Costs of the partner (yen)"}}});
  stage.settings<Settings>();
  stage.fact("visits");
  stage.outcome("finished", {"実施完了", "Finished"});
  stage.outcome("terminated", {"中途終了", "Ended early"});
  stage.on_enter(enter);
  stage.on_submit(with_state(submit));
  stage.action<RequestChange>(
      "request_change", {"変更を申し出る", "Ask for a change"}, {"task", "section", "office", "partner"},
      {{"text", {"変更の内容と理由", "What changes and why"}},
       {"kind", {"種類（content 内容・period 期間・cost 費用）", "Kind (content, period, cost)"}},
       {"to", {"新しい終了日", "New last day"}},
       {"cost_city", {"市の負担額（円）", "Costs of the city (yen)"}},
       {"cost_partner", {"協働相手の負担額（円）", "Costs of the partner (yen)"}}},
      with_state(request_change));
  stage.action<GiveConsent>(
      "consent", {"変更への同意・不同意を記録する", "Answer a change"},
      {"task", "section", "chief", "office", "partner"},
      {{"change", {"変更の番号", "Number of the change"}},
       {"side", {"どちらの同意か（city 市・partner 協働相手）", "Side (city, partner)"}},
       {"agree", {"同意する", "Agrees"}},
       {"comment", {"コメント", "Comment"}}},
      with_state(give_consent));
  stage.action<Pay>("pay", {"支払を記録する", "Record the payment"}, {"task", "office"},
                    {{"paid_on", {"支払った日", "Day of payment"}}, {"note", {"備考", "Note"}}},
                    with_state(pay));
  stage.action<Finish>("finish", {"実施を完了する", "Finish"}, {"task", "office"},
                       {{"summary", {"実施のまとめ", "Summary"}}}, with_state(finish));
  stage.action<Terminate>("terminate", {"途中で終える", "End early"}, {"task", "office", "chief"},
                          {{"reason", {"中止の理由", "Reason for ending early"}}}, with_state(terminate));
}

}  // namespace
}  // namespace kyodo::implement

KYODO_STAGE_PLUGIN("implement", "1.0.0", (kyodo::Text{"実施", "Implementation"}), 1, 1,
                   kyodo::implement::define)
