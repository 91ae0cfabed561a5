// Beginning, taking an event, coming to rest (Appendix D: interpret, mainEventLoop, microstep,
// exitInterpreter).
#include <fmt/format.h>

#include <algorithm>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using datamodel::Item;

namespace {

std::string error_line(const Event& event) {
  if (event.data.kind != Item::Kind::json) return event.name;
  const Json& data = event.data.json;
  if (!data.is_object()) return event.name + ": " + to_text(data);
  const JsonObject& object = data.get_object();
  const std::string_view where = string_or(object, "where", ""), reason = string_or(object, "reason", "");
  if (reason.empty()) return event.name + ": " + to_text(data);
  return where.empty() ? fmt::format("{}: {}", event.name, reason)
                       : fmt::format("{}: {}: {}", event.name, where, reason);
}

}  // namespace

void Machine::begin(const std::vector<std::pair<std::string, Item>>& data) {
  place_.started = true;
  for (const chart::State& state : chart_.states)
    for (const chart::Data& item : state.data) data_->declare(item.id);
  initialise_data(0, data);
  if (chart_.early_binding)
    for (StateIndex state = 1; state < chart_.states.size(); ++state) initialise_data(state, {});
  if (chart_.script) {
    element_ = "script";
    const Result<void> done = data_->prelude();
    if (!done) raise_error("error.execution", done.error(), chart_.script.where);
  }
  taken_ = true;
  domains_ = {0};
  enter_states({&chart_.states[0].initial});
  main_event_loop();
}

void Machine::initialise_data(StateIndex state, const std::vector<std::pair<std::string, Item>>& given) {
  element_ = "data";
  for (const chart::Data& data : chart_.states[state].data) {
    const auto found =
        std::find_if(given.begin(), given.end(), [&](const auto& each) { return each.first == data.id; });
    Item item;
    if (found != given.end()) {
      item = found->second;
    } else if (data.expr) {
      const Result<void> assigned = data_->assign_expr(data.id, source_of(data.expr));
      if (!assigned) raise_error("error.execution", assigned.error(), data.expr.where);
      continue;
    } else if (!data.body.empty()) {
      item = datamodel::item_of_text(data.body);
    } else if (!data.src.empty()) {
      raise_error("error.execution",
                  fail(Code::io, fmt::format("{} を読めません。", data.src),
                       fmt::format("{} cannot be read.", data.src)),
                  data.where);
    }
    const Result<void> done = data_->put(data.id, item);
    if (!done) raise_error("error.execution", done.error(), data.where);
  }
}

void Machine::note_unhandled(const Event& event) {
  if (event.name == "error" || event.name.starts_with("error."))
    unhandled_errors_.push_back(error_line(event));
}

// Nothing of an invocation that is cancelled or over is taken.
bool Machine::is_awaited(const Event& event) const {
  if (event.invokeid.empty() || event.forwarded || event.name == "done.invoke." + event.invokeid) return true;
  return std::any_of(place_.invokes.begin(), place_.invokes.end(),
                     [&](const Place::Invocation& each) { return each.active.id == event.invokeid; });
}

void Machine::process(const Event& event) {
  if (!is_awaited(event)) return;
  data_->set_event(&event);
  if (!place_.invokes.empty()) hand_to_invocations(event);
  const Transitions& enabled = select_transitions(&event);
  taken_ = !enabled.empty();
  if (taken_)
    microstep(enabled);
  else
    note_unhandled(event);
  main_event_loop();
}

// <finalize>, the end of an invocation, autoforward.
void Machine::hand_to_invocations(const Event& event) {
  const std::vector<Place::Invocation> invokes = place_.invokes;
  for (const auto& [active, state] : invokes) {
    if (active.id == event.invokeid && !event.forwarded) {
      execute(chart_.states[state].invokes[static_cast<std::size_t>(active.index)].finalize);
      if (event.name == "done.invoke." + active.id) {
        std::erase_if(place_.invokes,
                      [&id = active.id](const Place::Invocation& each) { return each.active.id == id; });
        continue;
      }
    }
    if (!active.autoforward) continue;
    Event copy = event;
    copy.forwarded = true;
    add_effect(ForwardEvent{active.id, std::move(copy)});
  }
}

void Machine::main_event_loop() {
  while (running_ && !failure_) {
    if (const Transitions& eventless = select_transitions(nullptr); !eventless.empty()) {
      microstep(eventless);
      continue;
    }
    if (queue_head_ == internal_queue_.size()) {
      if (states_to_invoke_.empty()) break;
      invoke_entered_states();
      continue;
    }
    next_internal_event();
    data_->set_event(&internal_event_);
    const Transitions& enabled = select_transitions(&internal_event_);
    if (!enabled.empty())
      microstep(enabled);
    else if (count_microstep())
      note_unhandled(internal_event_);
  }
  if (!running_ && !failure_) exit_interpreter(true);
}

void Machine::next_internal_event() {
  internal_event_ = std::move(internal_queue_[queue_head_]);
  if (++queue_head_ < internal_queue_.size() && queue_head_ < kMaxInternalEvents) return;
  internal_queue_.erase(internal_queue_.begin(),
                        internal_queue_.begin() + static_cast<std::ptrdiff_t>(queue_head_));
  queue_head_ = 0;
}

// An event that nothing takes counts as well: asking a guard may raise the next.
bool Machine::count_microstep() {
  if (++microsteps_ > kMaxMicrosteps)
    limit("kMaxMicrosteps", kMaxMicrosteps,
          "遷移が終わりません。イベントのない遷移が回り続けていないか、条件の誤りが次の誤りを呼んでいないか確"
          "かめてください",
          "The transitions never come to an end; look for eventless transitions that go round, and for "
          "guards whose "
          "errors they are asked about");
  return !failure_;
}

void Machine::microstep(const Transitions& transitions) {
  if (!count_microstep()) return;
  if (trace_)
    for (const chart::Transition* transition : transitions) trace_->taken.push_back(transition->index);
  exit_states(transitions);
  for (const chart::Transition* transition : transitions) execute(transition->content);
  enter_states(transitions);
}

void Machine::exit_interpreter(bool with_done) {
  const std::vector<StateIndex> active = place_.configuration.states();
  leave(active);
  place_.done = true;
  for (const StateIndex state : active) {
    if (chart_.states[state].kind != chart::StateKind::final_state || chart_.states[state].parent != 0)
      continue;
    place_.configuration.add(state);
    if (with_done) add_effect(Done{done_data(state), chart_.states[state].id});
  }
  // Nobody will take them any more.
  for (; queue_head_ < internal_queue_.size(); ++queue_head_) note_unhandled(internal_queue_[queue_head_]);
}

}  // namespace kyodo::interpreter
