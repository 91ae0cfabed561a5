#include "project_scope.h"

#include <fmt/format.h>

#include <algorithm>

#include "stage_kit/checks.h"

namespace kyodo::support {
namespace {

using stage::Call;
using namespace stage_kit;

constexpr const char* kQueueTask = "queue";
constexpr const char* kWorksTask = "works";

const Asked kReason{"/reason", {"理由", "Reason"}};
const Asked kName{"/name", {"業務の名称", "Name of the work"}};

bool in_phase(Call& call, const State& state, std::string_view phase) {
  if (state.phase == phase) return true;
  if (phase == "queued")
    call.refuse("支援はすでに始まっているため、順番は変えられません。",
                "Support has begun already; the queue no longer applies.");
  else
    call.refuse(
        "業務を登録できるのは、支援を始めた後、確定する前だけです。先に「支援を始める」を行ってください。",
        "Works can be set only after support has begun and before they are confirmed. Start the support "
        "first.");
  return false;
}

auto find_work(State& state, std::string_view name) {
  return std::find_if(state.works.begin(), state.works.end(),
                      [name](const Work& work) { return work.name == name; });
}

// What a work needs to know of the project it belongs to.
JsonObject inherited(const JsonObject& attributes) {
  JsonObject out;
  for (const char* key : {"fields", "area", "form", "forms", "class", "class_name", "target_year",
                          "previous_partner", "previous_years"})
    if (const Json* value = attributes.if_contains(key)) out[key] = *value;
  return out;
}

// A long code of the parent is cut, so that the number that tells the works apart always stays.
std::string work_code(const JsonObject& project, std::size_t number) {
  const std::string suffix = fmt::format("-W{}", number);
  return std::string(within_bytes(text_of(project, "code"), kMaxIdBytes - suffix.size())) + suffix;
}

}  // namespace

void enter_project(Call& call) {
  State state;
  state.scope = "project";
  state.phase = "queued";
  const JsonObject& attributes = object_or_empty(call.project(), "attributes");
  const std::int64_t order = int_or(attributes, "support_order", 0);
  state.order = std::clamp<std::int64_t>(order, 0, kMaxOrder);
  JsonObject data;
  for (const char* key : {"class", "class_name", "target_year", "total"})
    if (const Json* value = attributes.if_contains(key)) data[key] = *value;
  call.open({.name = kQueueTask,
             .title = {"協働事業化サポートの開始待ち", "Waiting for support"},
             .role = "office",
             .data = std::move(data),
             .actions = {"start", "requeue", "end"}});
  keep_state(call, state);
}

void start(Call& call, State& state, const Start& data) {
  if (!in_phase(call, state, "queued") || !check_text(call, kReason, data.reason)) return;
  state.phase = "works";
  state.start_reason = data.reason;
  call.close(kQueueTask);
  call.open({.name = kWorksTask,
             .title = {"サポートする業務の決定", "Choose the works to support"},
             .role = "office",
             .actions = {"add_work", "remove_work", "advise", "confirm", "end"}});
}

void requeue(Call& call, State& state, const Requeue& data) {
  if (!in_phase(call, state, "queued")) return;
  check_range(call, {"/order", {"順番", "Place in the queue"}}, data.order, 1, kMaxOrder);
  check_text(call, kReason, data.reason);
  if (call.refused()) return;
  if (state.queue.size() >= kMaxQueueMoves)
    return call.refuse(
        fmt::format("順番の変更は {} 回までです。支援を始めるか終了してください。", kMaxQueueMoves),
        fmt::format("The place in the queue can be changed {} times at most. Start or end the support.",
                    kMaxQueueMoves));
  state.order = data.order;
  state.queue.push_back({data.order, data.reason, by(call)});
  call.attributes({{"support_order", data.order}});
}

void add_work(Call& call, State& state, const AddWork& data) {
  if (!in_phase(call, state, "works")) return;
  check_line(call, kName, data.name);
  check_optional_text(call, {"/note", {"備考", "Note"}}, data.note.value_or(""));
  if (call.refused()) return;
  if (find_work(state, data.name) != state.works.end())
    return call.problem("/name", "unique", fmt::format("業務「{}」はすでに登録されています。", data.name),
                        fmt::format("The work \"{}\" is on the list already.", data.name));
  if (state.works.size() >= kMaxWorks)
    return call.refuse(fmt::format("1 事業で支援できる業務は {} 件までです。", kMaxWorks),
                       fmt::format("One project can have at most {} works.", kMaxWorks));
  state.works.push_back({data.name, data.note.value_or(""), by(call)});
}

void remove_work(Call& call, State& state, const RemoveWork& data) {
  if (!in_phase(call, state, "works")) return;
  check_text(call, kReason, data.reason);
  const auto work = find_work(state, data.name);
  if (work == state.works.end())
    call.problem("/name", "unknown", "この名称の業務は登録されていません。一覧のとおりに入力してください。",
                 "No work of this name is on the list. Write it as the list has it.");
  if (call.refused()) return;
  state.works.erase(work);
  // The log of what was taken off is for reading; its oldest entries give way.
  if (state.removed_works.size() >= kMaxWorks) state.removed_works.erase(state.removed_works.begin());
  state.removed_works.push_back({data.name, data.reason, by(call)});
}

void confirm(Call& call, State& state, const Confirm&) {
  if (!in_phase(call, state, "works")) return;
  if (state.works.empty())
    return call.refuse("支援する業務が 1 件もありません。業務を登録してから確定してください。",
                       "There is no work to support yet. Add one before confirming.");
  JsonArray names;
  std::size_t number = 0;
  for (const Work& work : state.works) {
    JsonObject attributes = inherited(object_or_empty(call.project(), "attributes"));
    if (!work.note.empty()) attributes["note"] = work.note;
    call.create_project({{"code", work_code(call.project(), ++number)},
                         {"name", work.name},
                         {"chart", "work"},
                         {"relation", "child"},
                         {"unit", text_of(call.project(), "unit")},
                         {"fiscal_year", call.fiscal_year()},
                         {"attributes", std::move(attributes)}});
    names.emplace_back(work.name);
  }
  call.close(kWorksTask);
  call.outcome("works_opened", {{"works", std::move(names)}});
}

}  // namespace kyodo::support
