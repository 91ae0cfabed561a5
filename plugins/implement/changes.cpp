#include "changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "schedule.h"
#include "stage_kit/checks.h"
#include "stage_kit/dates.h"

namespace kyodo::implement {
namespace {

using stage::Call;
using namespace stage_kit;

const Asked kTo{"/to", {"新しい終了日", "New last day"}};

bool is_partner(const Call& call) {
  return text_of(call.actor(), "role") == "partner" || !text_of(call.actor(), "partner").empty();
}

bool is_another_partner(const Call& call, const State& state) {
  return is_partner(call) && text_of(call.actor(), "partner") != state.partner;
}

void refuse_another_partner(Call& call) {
  call.refuse("この協定の協働相手ではないため、操作できません。",
              "Only the partner of this agreement can do this.");
}

Text kind_title(std::string_view kind) {
  if (kind == "period") return {"期間の変更", "change of the period"};
  if (kind == "cost") return {"費用の変更", "change of the costs"};
  return {"内容の変更", "change of the content"};
}

void check_new_end(Call& call, const State& state, const std::optional<LocalDate>& to) {
  if (!to)
    return call.problem(kTo.pointer, "required", "期間を変更するときは、新しい終了日を入力してください。",
                        "A change of the period needs the new last day.");
  const LocalDate last = last_day_allowed(state.from, call.settings_as<Settings>().max_years);
  if (*to <= state.from)
    call.problem(kTo.pointer, "order",
                 fmt::format("新しい終了日は開始日 {} より後の日にしてください。", to_string(state.from)),
                 fmt::format("The new last day must lie after the first day {}.", to_string(state.from)));
  else if (*to == state.to)
    call.problem(kTo.pointer, "unchanged", "新しい終了日が今の終了日と同じです。",
                 "The new last day is the present one.");
  else if (*to < today_of(call))
    call.problem(kTo.pointer, "past", "新しい終了日がすでに過ぎています。今日以後の日にしてください。",
                 "The new last day has passed already. Choose today or later.");
  else if (*to > last)
    call.problem(
        kTo.pointer, "maximum",
        fmt::format("{} から始まる協定を延ばせるのは {} までです。その先は新しい協定を結んでください。",
                    to_string(state.from), to_string(last)),
        fmt::format("An agreement from {} can run until {} at most. For later days conclude a new one.",
                    to_string(state.from), to_string(last)));
}

void check_costs(Call& call, const RequestChange& data) {
  if (data.kind != "cost" && (data.cost_city || data.cost_partner))
    call.problem("/kind", "mismatch", "金額を変更するときは、種類を cost にしてください。",
                 "To change amounts, set the kind to cost.");
  if (data.cost_city) check_yen(call, {"/cost_city", {"市の負担額", "Costs of the city"}}, *data.cost_city);
  if (data.cost_partner)
    check_yen(call, {"/cost_partner", {"協働相手の負担額", "Costs of the partner"}}, *data.cost_partner);
}

std::string change_task(int number, std::string_view side) {
  return fmt::format("change-{}-{}", number, side);
}

void ask_both_sides(Call& call, const State& state, const Change& change) {
  JsonObject data{{"change", change.number}, {"kind", change.kind}, {"text", change.text}};
  if (change.to) {
    data["to_now"] = to_string(state.to);
    data["to"] = to_string(*change.to);
  }
  if (change.cost_city) data["cost_city"] = *change.cost_city;
  if (change.cost_partner) data["cost_partner"] = *change.cost_partner;
  const Text kind = kind_title(change.kind);
  for (const char* side : {"city", "partner"}) {
    const bool to_partner = std::string_view(side) == "partner" && !state.partner.empty();
    const bool city = std::string_view(side) == "city";
    call.open({.name = change_task(change.number, side),
               .title = {fmt::format("{}への同意（{}）", kind.ja, city ? "市" : "協働相手"),
                         fmt::format("Consent to a {} ({})", kind.en, city ? "city" : "partner")},
               .role = city ? "section" : (to_partner ? "partner" : "office"),
               .partner = to_partner ? state.partner : "",
               .due = "10 business days",
               .data = data,
               .actions = {"consent"}});
  }
}

// Who may speak for a side. The office records what a partner without an account said, and how it was told.
bool may_speak(Call& call, const State& state, const GiveConsent& data, const std::string& comment) {
  if (data.side == "city" && is_partner(call)) {
    call.refuse("市の同意は市の職員が記録します。side は partner を選んでください。",
                "Consent of the city is given by its staff. Choose partner as the side.");
    return false;
  }
  if (data.side != "partner") return true;
  if (is_another_partner(call, state)) {
    refuse_another_partner(call);
    return false;
  }
  if (is_partner(call)) return true;
  if (text_of(call.actor(), "role") != "office") {
    call.refuse(
        "協働相手の同意は、協働相手か、書面などで受け取った事務局が記録します。",
        "Consent of the partner is given by the partner, or recorded by the office that received it.");
    return false;
  }
  if (is_blank(comment)) {
    call.problem("/comment", "required",
                 "事務局が代わりに記録するときは、いつ、どのように受け取ったかをコメントに入力してください。",
                 "When the office records it, say in the comment when and how it was received.");
    return false;
  }
  return true;
}

void take_effect(Call& call, State& state, const Change& change) {
  if (change.cost_city) state.agreement["cost_city"] = *change.cost_city;
  if (change.cost_partner) state.agreement["cost_partner"] = *change.cost_partner;
  if (!change.to) return;
  const JsonObject& attributes = object_or_empty(call.project(), "attributes");
  if (const std::int64_t years = int_or(attributes, "years_in_a_row", 0); years > 0 && years <= 100)
    call.attributes({{"years_in_a_row", std::max<std::int64_t>(1, years + fiscal_year_of(*change.to) -
                                                                      fiscal_year_of(state.to))}});
  state.to = *change.to;
  state.agreement["to"] = to_string(*change.to);
  plan_tasks(call, state, call.settings_as<Settings>());
}

void settle(Call& call, State& state, Change& change) {
  const bool all = change.consents.size() == 2;
  const bool refused = std::any_of(change.consents.begin(), change.consents.end(),
                                   [](const Consent& consent) { return !consent.agree; });
  if (!all && !refused) return;
  change.state = refused ? "rejected" : "effective";
  change.settled_on = today_of(call);
  if (!refused) return take_effect(call, state, change);
  for (const char* side : {"city", "partner"})
    if (side != change.consents.back().side && task_is_open(call, change_task(change.number, side)))
      call.cancel(change_task(change.number, side));
}

}  // namespace

void request_change(Call& call, State& state, const RequestChange& data) {
  if (is_another_partner(call, state)) return refuse_another_partner(call);
  check_text(call, {"/text", {"変更の内容と理由", "What changes and why"}}, data.text);
  const bool known =
      check_word(call, {"/kind", {"変更の種類", "Kind of change"}}, data.kind, {"content", "period", "cost"});
  if (known && data.kind == "period")
    check_new_end(call, state, data.to);
  else if (known && data.to)
    call.problem("/kind", "mismatch", "終了日を変更するときは、種類を period にしてください。",
                 "To change the last day, set the kind to period.");
  if (known) check_costs(call, data);
  if (call.refused()) return;
  for (const Change& change : state.changes)
    if (change.kind == data.kind && change.state == "asked")
      return call.refuse(
          fmt::format("同じ種類の変更 {} がまだ同意待ちです。その結果を待ってから申し出てください。",
                      change.number),
          fmt::format("Change {} of the same kind still waits for consent. Wait for its result first.",
                      change.number));
  if (state.changes.size() >= kMaxChanges)
    return call.refuse(fmt::format("変更の申し出は {} 件までです。", kMaxChanges),
                       fmt::format("At most {} changes can be asked for.", kMaxChanges));
  Change change;
  change.number = static_cast<int>(state.changes.size()) + 1;
  change.kind = data.kind;
  change.text = data.text;
  change.to = data.to;
  change.cost_city = data.cost_city;
  change.cost_partner = data.cost_partner;
  change.state = "asked";
  change.by = by(call);
  ask_both_sides(call, state, change);
  state.changes.push_back(std::move(change));
}

void give_consent(Call& call, State& state, const GiveConsent& data) {
  const std::string comment = comment_of(call, data.comment);
  const auto change = std::find_if(state.changes.begin(), state.changes.end(),
                                   [&data](const Change& one) { return one.number == data.change; });
  if (change == state.changes.end())
    call.problem("/change", "unknown", "この番号の変更の申し出はありません。",
                 "No change of this number was asked for.");
  check_word(call, {"/side", {"どちらの同意か", "Side"}}, data.side, {"city", "partner"});
  check_optional_text(call, {"/comment", {"コメント", "Comment"}}, comment);
  if (!data.agree && is_blank(comment))
    call.problem("/comment", "required", "同意しないときは、その理由を入力してください。",
                 "Say why the change is not agreed to.");
  if (call.refused() || !may_speak(call, state, data, comment)) return;
  if (change->state != "asked")
    return call.refuse(fmt::format("変更 {} は{}ため、同意は記録できません。", change->number,
                                   change->state == "effective" ? "すでに双方が同意して有効になっている"
                                                                : "不同意で終わっている"),
                       fmt::format("Change {} is {} already.", change->number, change->state));
  for (const Consent& consent : change->consents)
    if (consent.side == data.side)
      return call.refuse(
          fmt::format("変更 {} への{}の回答は、すでに記録されています。", change->number,
                      data.side == "city" ? "市" : "協働相手"),
          fmt::format("The answer of the {} to change {} is recorded already.", data.side, change->number));
  change->consents.push_back({data.side, data.agree, comment, by(call)});
  if (const std::string task = change_task(change->number, data.side); task_is_open(call, task))
    call.close(task);
  settle(call, state, *change);
}

}  // namespace kyodo::implement
