#include "sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "outcome.h"
#include "ratings.h"
#include "stage_kit/checks.h"
#include "stage_kit/sheets.h"

namespace kyodo::evaluate {
namespace {

using stage::Call;
using namespace stage_kit;

constexpr const char* kCity = "city";
constexpr const char* kPartner = "partner";
constexpr const char* kChecklist = "checklist";

// The answers of a task: just handed in, or kept by the engine since an earlier call.
Json answers_of(const Call& call, std::string_view task) {
  if (call.task() == task && call.action() == "submit") return call.data();
  const JsonObject* known = call.find_task(task);
  const Json* answers = known ? known->if_contains("answers") : nullptr;
  return answers ? *answers : Json();
}

void open_joint(Call& call, State& state) {
  const std::string field = call.settings_as<Settings>().rating_field;
  const Ratings city = ratings_of(answers_of(call, kCity), field);
  const Ratings partner = state.waived ? Ratings{} : ratings_of(answers_of(call, kPartner), field);
  state.city_average = average_of(city);
  state.partner_average = average_of(partner);
  state.gaps = gaps_between(city, partner);
  call.unseal(kCity);
  if (!state.waived) call.unseal(kPartner);
  call.open({.name = "joint",
             .title = {"共同のふりかえりの記録", "Record of the joint look-back"},
             .role = "office",
             .data = {{"city_average", state.city_average},
                      {"partner_average", state.partner_average},
                      {"gaps", to_json(state.gaps)}},
             .actions = {"record"}});
}

std::string role_of(const Other& other) {
  return other.role.value_or("section");
}

// Handing in for somebody else is the office's alone, and says how the sheet came.
bool may_submit(Call& call, const State& state, std::string_view task, std::string_view own_role) {
  const std::string role = text_of(call.actor(), "role");
  if (task == kPartner && role == "partner" && text_of(call.actor(), "partner") != state.partner) {
    call.refuse("この事業の協働相手ではないため、提出できません。",
                "Only the partner of this project can submit this sheet.");
    return false;
  }
  if (role == own_role) return true;
  if (role != "office") {
    call.refuse(task == kPartner ? "協働相手のシートは、協働相手か、紙で受け取った事務局が提出します。"
                                 : "このシートは担当課か、紙で受け取った事務局が提出します。",
                task == kPartner
                    ? "The partner's sheet is submitted by the partner, or by the office that "
                      "received it on paper."
                    : "This sheet is submitted by the section, or by the office that received it "
                      "on paper.");
    return false;
  }
  return check_text(
      call, {"", {"コメント（いつ、どのように受け取ったか）", "comment: when and how it was received"}},
      call.comment());
}

std::string other_task(const Other& other) {
  return "other-" + other.sheet;
}

void check_others(Call& call, const std::vector<Other>& others) {
  if (others.size() > kMaxOthers)
    call.problem("/others", "maxItems", fmt::format("シートは {} 種類までにしてください。", kMaxOthers),
                 fmt::format("Give at most {} sheets.", kMaxOthers));
  std::set<std::string_view> seen;
  for (const Other& other : others) {
    const Asked role{"/others", {"設定 others の role", "role in the setting others"}};
    check_word(call, role, role_of(other), {"section", "promoter", "office", "contractor", "evaluator"});
    if (other.sheet.empty() || other.sheet.size() > kMaxIdBytes || !seen.insert(other.sheet).second)
      call.problem(
          "/others", "name",
          fmt::format("シートの id「{}」は使えません。空、重複、長すぎる id は避けてください。", other.sheet),
          fmt::format("The sheet id \"{}\" is empty, given twice or too long.", other.sheet));
  }
}

bool is_received(const std::optional<Received>& sheet, Call& call) {
  if (!sheet) return false;
  call.refuse("このシートはすでに提出されています。", "This sheet was submitted already.");
  return true;
}

void submit_other(Call& call, State& state, const Other& other) {
  if (state.others && state.others->contains(other.sheet)) {
    call.refuse("このシートはすでに提出されています。", "This sheet was submitted already.");
    return;
  }
  if (!may_submit(call, state, other_task(other), role_of(other))) return;
  if (!state.others) state.others.emplace();
  (*state.others)[other.sheet] = to_json(Received{call.comment(), by(call)});
  call.close(other_task(other));
  conclude(call, state);
}

}  // namespace

void enter(Call& call) {
  const auto settings = call.settings_as<Settings>();
  check_others(call, settings.others);
  if (call.refused()) return;
  State state;
  state.partner = settings.partner.empty() ? text_of(object_or_empty(call.project(), "attributes"), "partner")
                                           : settings.partner;
  const bool has_partner = !state.partner.empty();
  call.open({.name = kCity,
             .title = {"ふりかえりシート（市）", "Look-back sheet (city)"},
             .role = "section",
             .sheet = settings.city_sheet,
             .sealed = true});
  call.open({.name = kPartner,
             .title = {"ふりかえりシート（協働相手）", "Look-back sheet (partner)"},
             .role = has_partner ? "partner" : "office",
             .partner = has_partner ? state.partner : "",
             .sheet = settings.partner_sheet,
             .sealed = true,
             .actions = {"submit", "waive"}});
  if (!settings.checklist.empty())
    call.open({.name = kChecklist,
               .title = {"評価シート（確認事項）", "Evaluation checklist"},
               .role = "section",
               .sheet = settings.checklist});
  for (const Other& other : settings.others)
    call.open({.name = other_task(other),
               .title = sheet_title(call, other.sheet),
               .role = role_of(other),
               .sheet = other.sheet});
  keep_state(call, state);
}

bool others_are_in(const State& state, const Settings& settings) {
  return std::all_of(settings.others.begin(), settings.others.end(),
                     [&](const Other& other) { return state.others && state.others->contains(other.sheet); });
}

void submit(Call& call, State& state) {
  const std::string task = call.task();
  const auto settings = call.settings_as<Settings>();
  for (const Other& other : settings.others)
    if (task == other_task(other)) return submit_other(call, state, other);
  std::optional<Received>* sheet = nullptr;
  if (task == kCity) sheet = &state.city;
  if (task == kPartner) sheet = &state.partner_sheet;
  if (task == kChecklist && !settings.checklist.empty()) sheet = &state.checklist;
  if (sheet == nullptr || (task == kPartner && state.waived))
    return call.refuse("このシートは提出の対象ではありません。", "This sheet is not asked for.");
  if (is_received(*sheet, call) || !may_submit(call, state, task, task == kPartner ? "partner" : "section"))
    return;
  *sheet = Received{call.comment(), by(call)};
  call.close(task);
  if (task == kChecklist) {
    const Ticks ticks = ticks_of(call.data());
    state.checked = ticks.checked;
    state.checkable = ticks.all;
    return conclude(call, state);
  }
  if (state.city && (state.partner_sheet || state.waived)) open_joint(call, state);
}

void waive(Call& call, State& state, const Waive& data) {
  if (!check_text(call, {"/reason", {"理由", "Reason"}}, data.reason)) return;
  if (state.waived)
    return call.refuse("協働相手のシートは、すでに待たないことにしています。",
                       "The partner's sheet is not waited for any more already.");
  if (is_received(state.partner_sheet, call)) return;
  state.waived = Waived{data.reason, by(call)};
  call.cancel(kPartner);
  if (state.city) open_joint(call, state);
}

}  // namespace kyodo::evaluate
