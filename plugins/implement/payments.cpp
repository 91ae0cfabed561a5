#include "payments.h"

#include <fmt/format.h>

#include <algorithm>

#include "stage_kit/checks.h"
#include "stage_kit/dates.h"

namespace kyodo::implement {

using stage::Call;
using namespace stage_kit;

Text payment_title(const Payment& payment) {
  return {fmt::format("支払（{}、{} 円）", to_string(payment.due), payment.amount),
          fmt::format("Payment ({}, {} yen)", to_string(payment.due), payment.amount)};
}

void open_payments(Call& call, State& state) {
  const JsonArray& agreed = array_or_empty(state.agreement, "payments");
  if (agreed.size() > kMaxPayments)
    return call.refuse(fmt::format("支払の予定は {} 回までです。", kMaxPayments),
                       fmt::format("An agreement has at most {} payments.", kMaxPayments));
  for (const Json& item : agreed) {
    const JsonObject none;
    const JsonObject& one = item.is_object() ? item.get_object() : none;
    const auto due = parse_date(text_of(one, "due"));
    const std::int64_t amount = int_or(one, "amount", 0);
    if (!due || amount <= 0 || amount > kMaxYen)
      return call.refuse(
          "協定の支払の予定（due と amount）が読めません。流れ図の param agreement を確かめてください。",
          "A payment of the agreement (due, amount) cannot be read. Check the chart's param agreement.");
    Payment payment{
        fmt::format("payment-{}", state.payments.size() + 1), *due, amount, text_of(one, "note"), {}, {}};
    JsonObject data{{"amount", amount}};
    if (!payment.note.empty()) data["note"] = payment.note;
    call.open({.name = payment.task,
               .title = payment_title(payment),
               .role = "section",
               .due = to_string(std::max(*due, today_of(call))),
               .data = std::move(data),
               .actions = {"pay"}});
    state.payments.push_back(std::move(payment));
  }
}

void pay(Call& call, State& state, const Pay& data) {
  const auto payment = std::find_if(state.payments.begin(), state.payments.end(),
                                    [&](const Payment& one) { return one.task == call.task(); });
  if (payment == state.payments.end() || payment->paid_on)
    return call.refuse("支払が済んでいるか、支払のタスクではありません。",
                       "This is no payment, or it was recorded already.");
  if (data.paid_on > today_of(call))
    call.problem("/paid_on", "future", "支払った日は今日以前の日にしてください。",
                 "The day of payment cannot lie ahead.");
  check_optional_text(call, {"/note", {"備考", "Note"}}, data.note.value_or(""));
  if (call.refused()) return;
  payment->paid_on = data.paid_on;
  payment->by = by(call);
  if (data.note) payment->note = *data.note;
  call.close(payment->task);
}

}  // namespace kyodo::implement
