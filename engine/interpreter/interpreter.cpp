#include "interpreter/interpreter.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using datamodel::Item;

namespace {

// About the length of the text of a value; for a limit, so it need not be exact.
std::size_t text_size(const Json& json) {
  std::size_t size = 16;
  if (json.is_string())
    for (const char c : json.get_string()) size += static_cast<unsigned char>(c) < 0x20 ? 6 : 1;
  if (json.is_array())
    for (const Json& element : json.get_array()) size += text_size(element);
  if (json.is_object())
    for (const auto& member : json.get_object()) size += member.key().size() + text_size(member.value());
  return size;
}

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

// By id, or by "#n" when the state has none. Never <scxml> itself.
std::optional<StateIndex> state_named(const chart::Chart& chart, const std::string& name) {
  if (!name.starts_with('#')) {
    const StateIndex found = chart.find(name);
    return found == chart::kNoState ? std::nullopt : std::optional(found);
  }
  StateIndex index = 0;
  const auto [end, problem] = std::from_chars(name.data() + 1, name.data() + name.size(), index);
  if (problem != std::errc() || end != name.data() + name.size() || index == 0 ||
      index >= chart.states.size() || !chart.states[index].id.empty())
    return std::nullopt;
  return index;
}

bool is_history(const chart::State& state) {
  return state.kind == chart::StateKind::history_shallow || state.kind == chart::StateKind::history_deep;
}

}  // namespace

Machine::Machine(const chart::Chart& chart, Session session, Trace* trace)
    : chart_(chart), trace_(trace), session_(std::move(session)) {}

std::string Machine::name_of(StateIndex state) const {
  const std::string& id = chart_.states[state].id;
  return id.empty() ? fmt::format("#{}", state) : id;
}

void Machine::set_up_datamodel() {
  data_ = chart_.datamodel == chart::DatamodelKind::ecmascript ? datamodel::make_ecmascript()
                                                               : datamodel::make_null();
  data_->set_in([this](std::string_view id) {
    const StateIndex state = chart_.find(id);
    return state != chart::kNoState && configuration_.contains(state);
  });
  const JsonObject here{{"location", "#_scxml_" + session_.id}};
  data_->set_system("_sessionid", Json(boost::json::string_view(session_.id)));
  data_->set_system("_name", Json(boost::json::string_view(chart_.name)));
  data_->set_system("_ioprocessors", JsonObject{{kScxmlProcessor, here}, {"scxml", here}});
}

Result<void> Machine::restore() {
  const auto unknown = [&](const std::string& name) {
    return fail(Code::unknown_id,
                fmt::format("セッション {} の状態「{}」はこのチャートにありません。", session_.id, name),
                fmt::format("The state \"{}\" of session {} is not in this chart.", name, session_.id));
  };
  for (const std::string& name : session_.configuration) {
    const auto state = state_named(chart_, name);
    if (!state || is_history(chart_.states[*state])) return unknown(name);
    configuration_.add(*state);
  }
  for (const auto& [name, states] : session_.history) {
    const auto history = state_named(chart_, name);
    if (!history || !is_history(chart_.states[*history])) return unknown(name);
    std::vector<StateIndex>& value = history_value_[*history];
    for (const std::string& each : states) {
      const auto state = state_named(chart_, each);
      if (!state || is_history(chart_.states[*state]) ||
          !chart_.is_descendant(*state, chart_.states[*history].parent))
        return unknown(each);
      value.push_back(*state);
    }
  }
  for (const ActiveInvoke& active : session_.invokes) {
    const auto state = state_named(chart_, active.state);
    if (!state || active.index < 0 ||
        static_cast<std::size_t>(active.index) >= chart_.states[*state].invokes.size())
      return unknown(active.state);
  }
  set_up_datamodel();
  const auto put_all = [&]() -> Result<void> {
    for (const auto& [id, item] : session_.data)
      if (auto done = data_->put(id, item); !done) return done.error();
    return {};
  };
  if (auto done = put_all(); !done) return done;
  if (!chart_.script) return {};
  // Only for the functions it defines; whether it failed was said when the session began.
  (void)data_->prelude(chart_.script.text);
  return put_all();
}

void Machine::begin(const std::vector<std::pair<std::string, Item>>& data) {
  set_up_datamodel();
  session_.started = true;
  for (const chart::State& state : chart_.states)
    for (const chart::Data& item : state.data) data_->declare(item.id);
  initialise_data(0, data);
  if (chart_.early_binding)
    for (StateIndex state = 1; state < chart_.states.size(); ++state) initialise_data(state, {});
  if (chart_.script) {
    const Result<void> done = data_->prelude(chart_.script.text);
    if (!done) raise_error("error.execution", done.error(), chart_.script.where);
  }
  taken_ = true;
  enter_states({&chart_.states[0].initial});
  main_event_loop();
}

void Machine::initialise_data(StateIndex state, const std::vector<std::pair<std::string, Item>>& given) {
  for (const chart::Data& data : chart_.states[state].data) {
    const auto found =
        std::find_if(given.begin(), given.end(), [&](const auto& each) { return each.first == data.id; });
    Item item;
    if (found != given.end()) {
      item = found->second;
    } else if (data.expr) {
      const Result<void> assigned = data_->assign_expr(data.id, data.expr.text);
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

void Machine::set_event(const Event& event) {
  data_->set_event(
      {event.name, event.type, event.sendid, event.origin, event.origintype, event.invokeid, event.data});
}

void Machine::note_unhandled(const Event& event) {
  if (event.name == "error" || event.name.starts_with("error."))
    unhandled_errors_.push_back(error_line(event));
}

bool Machine::is_active(const Event& event) const {
  return event.invokeid.empty() ||
         std::any_of(session_.invokes.begin(), session_.invokes.end(),
                     [&](const ActiveInvoke& active) { return active.id == event.invokeid; });
}

void Machine::take(const Event& event) {
  if (!is_active(event)) return;
  set_event(event);
  const std::vector<ActiveInvoke> invokes = session_.invokes;
  for (const ActiveInvoke& active : invokes) {
    if (active.id == event.invokeid) {
      execute(chart_.states[*state_named(chart_, active.state)]
                  .invokes[static_cast<std::size_t>(active.index)]
                  .finalize);
      if (event.name == "done.invoke." + active.id) {
        std::erase_if(session_.invokes, [&](const ActiveInvoke& each) { return each.id == active.id; });
        continue;
      }
    }
    if (active.autoforward) add_effect(ForwardEvent{active.id, event});
  }
  const Transitions enabled = select_transitions(&event);
  taken_ = !enabled.empty();
  if (taken_)
    microstep(enabled);
  else
    note_unhandled(event);
  main_event_loop();
}

void Machine::stop() {
  running_ = false;
  exit_interpreter(false);
}

void Machine::main_event_loop() {
  while (running_ && !failure_) {
    Transitions enabled = select_transitions(nullptr);
    if (enabled.empty()) {
      if (internal_queue_.empty()) {
        if (states_to_invoke_.empty()) break;
        invoke_entered_states();
        continue;
      }
      const Event event = std::move(internal_queue_.front());
      internal_queue_.pop_front();
      set_event(event);
      enabled = select_transitions(&event);
      if (enabled.empty()) note_unhandled(event);
    }
    if (!enabled.empty()) microstep(enabled);
  }
  if (!running_ && !failure_) exit_interpreter(true);
}

void Machine::microstep(const Transitions& transitions) {
  if (++microsteps_ > kMaxMicrosteps)
    return limit("kMaxMicrosteps", kMaxMicrosteps,
                 "遷移が終わりません。イベントのない遷移が回り続けていないか確かめてください",
                 "The transitions never come to an end; look for eventless transitions that go round");
  if (trace_)
    for (const chart::Transition* transition : transitions) trace_->taken.push_back(transition->index);
  exit_states(transitions);
  for (const chart::Transition* transition : transitions) execute(transition->content);
  enter_states(transitions);
}

void Machine::exit_interpreter(bool with_done) {
  const std::vector<StateIndex> active = configuration_.states();
  leave(std::vector<StateIndex>(active.rbegin(), active.rend()));
  session_.done = true;
  for (const StateIndex state : active) {
    if (chart_.states[state].kind != chart::StateKind::final_state || chart_.states[state].parent != 0)
      continue;
    configuration_.add(state);
    if (with_done) add_effect(Done{done_data(state), chart_.states[state].id});
  }
  for (const Event& event : internal_queue_) note_unhandled(event);  // nobody will take them any more
  internal_queue_.clear();
}

Result<Step> Machine::finish() {
  if (failure_) return *failure_;
  session_.configuration.clear();
  for (const StateIndex state : configuration_.states()) session_.configuration.push_back(name_of(state));
  session_.history.clear();
  for (const auto& [history, states] : history_value_) {
    auto& [name, names] = session_.history.emplace_back(name_of(history), std::vector<std::string>());
    for (const StateIndex state : states) names.push_back(name_of(state));
  }
  const auto before = std::exchange(session_.data, {});
  std::size_t size = 0;
  for (const std::string& id : data_->names()) {
    Result<Item> item = data_->get(id);
    if (!item) {  // a guard or another expression left what cannot be kept: the value stays what it was
      unhandled_errors_.push_back(fmt::format("error.execution: {}: {}", id, item.error().text.en));
      const auto old =
          std::find_if(before.begin(), before.end(), [&](const auto& each) { return each.first == id; });
      item = old == before.end() ? Item{} : old->second;
    }
    size += id.size() + item->xml.size() + text_size(item->json);
    session_.data.emplace_back(id, std::move(*item));
  }
  if (size > kMaxSessionBytes) {
    limit("kMaxSessionBytes", kMaxSessionBytes, "データが大きすぎます", "The data items are too large");
    return *failure_;
  }
  return Step{std::move(session_), std::move(effects_), taken_, std::move(unhandled_errors_)};
}

Result<Step> start(const chart::Chart& chart, const std::string& session_id,
                   const std::vector<std::pair<std::string, Item>>& data, Trace* trace) {
  Session session;
  session.id = session_id;
  Machine machine(chart, std::move(session), trace);
  machine.begin(data);
  return machine.finish();
}

Result<Step> step(const chart::Chart& chart, const Session& session, const Event& event, Trace* trace) {
  if (session.done || !session.started) return Step{session, {}, false, {}};
  Machine machine(chart, session, trace);
  if (auto restored = machine.restore(); !restored) return restored.error();
  machine.take(event);
  return machine.finish();
}

Result<Step> stop(const chart::Chart& chart, const Session& session) {
  if (session.done || !session.started) return Step{session, {}, false, {}};
  Machine machine(chart, session);
  if (auto restored = machine.restore(); !restored) return restored.error();
  machine.stop();
  return machine.finish();
}

std::vector<std::string> atomic_states(const chart::Chart& chart, const Session& session) {
  std::vector<std::string> atomic;
  for (const std::string& name : session.configuration) {
    const auto index = state_named(chart, name);
    if (!index) continue;
    const chart::StateKind kind = chart.states[*index].kind;
    if (kind == chart::StateKind::atomic || kind == chart::StateKind::final_state) atomic.push_back(name);
  }
  return atomic;
}

}  // namespace kyodo::interpreter
