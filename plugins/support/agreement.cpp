#include "agreement.h"

#include <fmt/format.h>

#include <algorithm>

#include "stage_kit/checks.h"
#include "stage_kit/dates.h"
#include "work_scope.h"

namespace kyodo::support {
namespace {

using stage::Call;
using namespace stage_kit;

constexpr std::size_t kMaxTerms = 2000;    // characters of one text of the agreement
constexpr std::size_t kMaxPayments = 120;  // of one agreement: monthly over ten years

void check_partner(Call& call, const State& state, const Agree& data) {
  const Candidate* agreed = agreed_candidate(state);
  if (agreed == nullptr)
    call.refuse("合意した相手がまだいません。候補を「合意」にしてから協定を登録してください。",
                "No candidate has agreed yet. Set a candidate to \"agreed\" before the agreement.");
  else if (agreed->partner != data.partner)
    call.problem("/partner", "mismatch",
                 fmt::format("合意した相手は {}（{}）です。別の団体との協定は登録できません。", agreed->name,
                             agreed->partner),
                 fmt::format("The candidate that agreed is {} ({}); an agreement with another one cannot be "
                             "recorded.",
                             agreed->name, agreed->partner));
}

void check_period(Call& call, const Agree& data, int max_years) {
  if (data.to <= data.from) {
    call.problem("/to", "order", "終了日は開始日より後の日にしてください。",
                 "The last day must lie after the first day.");
    return;
  }
  if (data.to < today_of(call))
    call.problem("/to", "past", "終了日がすでに過ぎています。これから実施する期間を入力してください。",
                 "The last day has passed already. Enter the period still to come.");
  if (max_years > 0 && data.to >= add_months(data.from, 12 * max_years)) {
    const std::string last = to_string(add_days(add_months(data.from, 12 * max_years), -1));
    call.problem("/to", "maximum",
                 fmt::format("期間は {} 年までです。終了日を {} 以前にしてください。", max_years, last),
                 fmt::format("The period may be {} years at most: until {}.", max_years, last));
  }
}

void check_payments(Call& call, const Agree& data) {
  if (data.payments.size() > kMaxPayments)
    call.problem("/payments", "maxItems", fmt::format("支払は {} 回までにしてください。", kMaxPayments),
                 fmt::format("Give at most {} payments.", kMaxPayments));
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < data.payments.size() && i < kMaxPayments; ++i) {
    const Payment& one = data.payments[i];
    const std::string at = fmt::format("/payments/{}", i);
    check_range(call, {at + "/amount", {"支払の金額（円）", "Amount (yen)"}}, one.amount, 1, kMaxYen);
    check_optional_text(call, {at + "/note", {"支払の備考", "Note"}}, one.note.value_or(""));
    sum += std::clamp<std::int64_t>(one.amount, 0, kMaxYen);
  }
  if (sum > data.cost_city)
    call.problem("/payments", "maximum",
                 fmt::format("支払の合計 {} 円が、市の負担額 {} 円を超えています。", sum, data.cost_city),
                 fmt::format("The payments add up to {} yen, more than the city bears ({} yen).", sum,
                             data.cost_city));
}

void check_terms(Call& call, const Agree& data) {
  check_line(call, {"/kind", {"協定の種類", "Kind of agreement"}}, data.kind, 60);
  check_text(call, {"/purpose", {"目的", "Purpose"}}, data.purpose, kMaxTerms);
  check_text(call, {"/roles_city", {"市の役割", "Roles of the city"}}, data.roles_city, kMaxTerms);
  check_text(call, {"/roles_partner", {"協働相手の役割", "Roles of the partner"}}, data.roles_partner,
             kMaxTerms);
  check_yen(call, {"/cost_city", {"市の負担額", "Costs borne by the city"}}, data.cost_city);
  check_yen(call, {"/cost_partner", {"協働相手の負担額", "Costs borne by the partner"}}, data.cost_partner);
  check_text(call, {"/rights", {"成果の権利帰属", "Rights to the results"}}, data.rights, kMaxTerms);
  if (data.cost_city > 0)
    check_text(call, {"/payment", {"支払方法", "Terms of payment"}}, data.payment, kMaxTerms);
  else
    check_optional_text(call, {"/payment", {"支払方法", "Terms of payment"}}, data.payment, kMaxTerms);
  check_optional_text(call, {"/no_call_reason", {"公募によらない理由", "Reason for no public call"}},
                      data.no_call_reason.value_or(""));
}

}  // namespace

int years_in_a_row(const JsonObject& attributes, std::string_view partner, LocalDate from, LocalDate to) {
  const int years = fiscal_year_of(to) - fiscal_year_of(from) + 1;
  if (string_or(attributes, "previous_partner", "") != partner) return years;
  const auto before = std::clamp<std::int64_t>(int_or(attributes, "previous_years", 0), 0, 100);
  return years + static_cast<int>(before);
}

void agree(Call& call, State& state, const Agree& data) {
  const int max_years = call.settings_as<Settings>().max_years;
  check_partner(call, state, data);
  check_period(call, data, max_years);
  check_terms(call, data);
  check_payments(call, data);
  if (call.refused()) return;

  const int years =
      years_in_a_row(object_or_empty(call.project(), "attributes"), data.partner, data.from, data.to);
  const std::string no_call_reason = data.no_call_reason.value_or("");
  // OS-06: a contract must not become a vested right.
  if (max_years > 0 && years > max_years && is_blank(no_call_reason))
    return call.problem(
        "/no_call_reason", "required",
        fmt::format(
            "同じ相手との協働が通算 {} 年度になります（目安は {} 年度）。改めて公募した場合はその経過を、"
            "公募しない場合はその理由を入力してください。",
            years, max_years),
        fmt::format("This makes {} fiscal years in a row with the same partner (meant: {}). Say how the new "
                    "public call went, or why there was none.",
                    years, max_years));

  const Candidate* agreed = agreed_candidate(state);
  state.agreement = Agreement{
      data.partner,     agreed->name,       data.kind,      data.from,         data.to,      data.purpose,
      data.roles_city,  data.roles_partner, data.cost_city, data.cost_partner, data.payment, data.rights,
      data.publication, no_call_reason,     years,          by(call),          data.payments};
  call.attributes({{"partner", data.partner}, {"partner_name", agreed->name}, {"years_in_a_row", years}});
  call.close(state.agreement_task);
  call.outcome("agreed", {{"agreement", to_json(*state.agreement)}});
}

}  // namespace kyodo::support
