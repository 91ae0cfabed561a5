#include "work_scope.h"

#include <fmt/format.h>

#include <algorithm>

#include "matching.h"
#include "stage_kit/checks.h"

namespace kyodo::support {
namespace {

using stage::Call;
using namespace stage_kit;

constexpr const char* kMatchTask = "match";

Text state_title(std::string_view state) {
  if (state == "candidate") return {"候補", "candidate"};
  if (state == "approached") return {"打診中", "approached"};
  if (state == "agreed") return {"合意", "agreed"};
  return {"見送り", "declined"};
}

std::size_t steps_so_far(const State& state) {
  std::size_t count = 0;
  for (const Candidate& candidate : state.candidates) count += candidate.steps.size();
  return count;
}

Candidate* find_candidate(State& state, std::string_view partner) {
  for (Candidate& candidate : state.candidates)
    if (candidate.partner == partner) return &candidate;
  return nullptr;
}

// Whether the partner may be given this state, by the directory. A group that has left it can still be
// declined.
bool in_directory(Call& call, const SetCandidate& data, const Candidate* known) {
  if (data.state == "declined" && known) return true;
  const JsonObject* partner = find_partner(call.fact("partners"), data.partner);
  if (partner && bool_or(*partner, "active", false)) return true;
  if (partner)
    call.problem("/partner", "inactive",
                 "この団体の登録は現在有効ではありません。団体名簿を確かめてください。",
                 "The registration of this partner is not active. Check the partner directory.");
  else
    call.problem("/partner", "unknown", "この ID の団体は名簿にありません。先に団体を登録してください。",
                 "The directory has no partner of this id. Register the partner first.");
  return false;
}

void open_agreement(Call& call, State& state, const Candidate& candidate) {
  const int number = ++state.agreement_tasks;
  state.agreement_task = number == 1 ? "agreement" : fmt::format("agreement-{}", number);
  state.phase = "agreeing";
  const JsonObject& attributes = object_or_empty(call.project(), "attributes");
  JsonObject data{{"partner", candidate.partner}, {"partner_name", candidate.name}};
  if (text_of(attributes, "previous_partner") == candidate.partner)
    data["previous_years"] = int_or(attributes, "previous_years", 0);
  call.open({.name = state.agreement_task,
             .title = {fmt::format("協定の締結（{}）", candidate.name),
                       fmt::format("Conclude the agreement ({})", candidate.name)},
             .role = "office",
             .data = std::move(data),
             .actions = {"agree", "candidate", "advise", "end"}});
}

}  // namespace

const Candidate* agreed_candidate(const State& state) {
  for (const Candidate& candidate : state.candidates)
    if (candidate.state == "agreed") return &candidate;
  return nullptr;
}

void enter_work(Call& call) {
  State state;
  state.scope = "work";
  state.phase = "matching";
  state.suggestions = suggest(object_or_empty(call.project(), "attributes"), call.fact("partners"));
  call.open({.name = kMatchTask,
             .title = {"助言と協働相手とのマッチング", "Advice and matching with a partner"},
             .role = "office",
             .data = {{"suggestions", to_json(state.suggestions)}},
             .actions = {"advise", "candidate", "rematch", "end"}});
  keep_state(call, state);
}

void advise(Call& call, State& state, const Advise& data) {
  if (!check_text(call, {"/text", {"助言", "Advice"}}, data.text)) return;
  if (state.phase == "queued")
    return call.refuse("支援を始めてから助言を記録してください。",
                       "Start the support before recording advice.");
  if (state.advice.size() >= kMaxAdvice)
    return call.refuse(fmt::format("助言の記録は {} 件までです。", kMaxAdvice),
                       fmt::format("The advice log holds at most {} entries.", kMaxAdvice));
  state.advice.push_back({data.text, by(call)});
}

void rematch(Call& call, State& state, const Rematch&) {
  if (state.scope != "work")
    return call.refuse("協働相手の提案は、業務ごとの支援で行います。",
                       "Partners are suggested for a work, not for the whole project.");
  state.suggestions = suggest(object_or_empty(call.project(), "attributes"), call.fact("partners"));
}

void set_candidate(Call& call, State& state, const SetCandidate& data) {
  if (state.scope != "work")
    return call.refuse("協働相手の候補は、業務ごとの支援で登録します。",
                       "Candidates belong to a work, not to the whole project.");
  check_line(call, {"/partner", {"団体の ID", "Id of the partner"}}, data.partner, kMaxIdBytes);
  check_word(call, {"/state", {"状態", "State"}}, data.state,
             {"candidate", "approached", "agreed", "declined"});
  check_text(call, {"/reason", {"理由", "Reason"}}, data.reason, kMaxCandidateReason);
  if (call.refused()) return;
  Candidate* known = find_candidate(state, data.partner);
  if (!in_directory(call, data, known)) return;
  const Text title = state_title(data.state);
  if (known && known->state == data.state)
    return call.problem("/state", "unchanged", fmt::format("この団体はすでに「{}」です。", title.ja),
                        fmt::format("This partner is \"{}\" already.", title.en));
  if (const Candidate* agreed = agreed_candidate(state); data.state == "agreed" && agreed)
    return call.refuse(
        fmt::format(
            "すでに {} と合意しています。相手を替えるときは、先に理由を付けて「見送り」にしてください。",
            agreed->name),
        fmt::format("{} has agreed already. To change the partner, first decline it with a reason.",
                    agreed->name));
  if (steps_so_far(state) >= kMaxCandidateSteps)
    return call.refuse(fmt::format("候補の記録は合わせて {} 件までです。", kMaxCandidateSteps),
                       fmt::format("Candidates can change state {} times in all.", kMaxCandidateSteps));

  const bool was_agreed = known && known->state == "agreed";
  if (!known) {
    const JsonObject* partner = find_partner(call.fact("partners"), data.partner);
    known =
        &state.candidates.emplace_back(Candidate{data.partner, text_of(*partner, "name"), data.state, {}});
  }
  known->state = data.state;
  known->steps.push_back({data.state, data.reason, by(call)});
  if (was_agreed) {
    call.cancel(state.agreement_task);
    state.agreement_task.clear();
    state.phase = "matching";
  }
  if (data.state == "agreed") open_agreement(call, state, *known);
}

void end(Call& call, State&, const End& data) {
  if (!check_text(call, {"/reason", {"終了の理由", "Reason for ending"}}, data.reason)) return;
  call.outcome("given_up", {{"reason", data.reason}});
}

}  // namespace kyodo::support
