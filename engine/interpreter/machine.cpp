// A session as a value and as numbers, and what surrounds a step: it counts as a whole or not at all.
#include "interpreter/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kyodo::interpreter {

using datamodel::Item;

namespace {

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

const std::vector<StateIndex>* Place::recorded(StateIndex history_state) const {
  const auto found =
      std::lower_bound(history.begin(), history.end(), history_state,
                       [](const auto& entry, StateIndex state) { return entry.first < state; });
  return found != history.end() && found->first == history_state ? &found->second : nullptr;
}

void Place::record(StateIndex history_state, std::vector<StateIndex> states) {
  const auto found =
      std::lower_bound(history.begin(), history.end(), history_state,
                       [](const auto& entry, StateIndex state) { return entry.first < state; });
  if (found != history.end() && found->first == history_state)
    found->second = std::move(states);
  else
    history.emplace(found, history_state, std::move(states));
}

Machine::Machine(const chart::Chart& chart, Surroundings around)
    : chart_(chart),
      around_(std::move(around)),
      data_(chart.datamodel == chart::DatamodelKind::ecmascript ? datamodel::make_ecmascript()
                                                                : datamodel::make_null()) {
  data_->set_states(this);
}

std::string Machine::name_of(StateIndex state) const {
  const std::string& id = chart_.states[state].id;
  return id.empty() ? fmt::format("#{}", state) : id;
}

void Machine::introduce(const std::string& session_id) {
  session_id_ = session_id;
  if (chart_.datamodel == chart::DatamodelKind::null) return;  // it shows none of this
  const JsonObject here{{"location", "#_scxml_" + session_id}};
  data_->set_system("_sessionid", Json(boost::json::string_view(session_id)));
  data_->set_system("_name", Json(boost::json::string_view(chart_.name)));
  JsonObject processors{{kScxmlProcessor, here}, {"scxml", here}};
  if (!around_.http_base.empty()) {
    const JsonObject http{{"location", around_.http_base + "/" + session_id}};
    processors.emplace(kHttpProcessor, http);
    processors.emplace("basichttp", http);
  }
  data_->set_system("_ioprocessors", std::move(processors));
}

Result<Turn> Machine::start(const std::string& session_id,
                            const std::vector<std::pair<std::string, Item>>& data) {
  place_ = {};
  data_->begin(prelude());
  introduce(session_id);
  begin_step();
  begin(data);
  return end_step();
}

Result<void> Machine::restore(const Session& session) {
  place_ = {};
  Result<void> done = restore_place(session);
  if (done) done = data_->restore(session.data, prelude());
  if (!done) place_ = {};
  introduce(session.id);
  return done;
}

Result<void> Machine::restore_place(const Session& session) {
  const auto unknown = [&](const std::string& name) {
    return fail(Code::unknown_id,
                fmt::format("セッション {} の状態「{}」はこの流れ図にありません。", session.id, name),
                fmt::format("The state \"{}\" of session {} is not in this chart.", name, session.id));
  };
  for (const std::string& name : session.configuration) {
    const auto state = state_named(chart_, name);
    if (!state || is_history(chart_.states[*state])) return unknown(name);
    place_.configuration.add(*state);
  }
  for (const auto& [name, states] : session.history) {
    const auto history = state_named(chart_, name);
    if (!history || !is_history(chart_.states[*history])) return unknown(name);
    std::vector<StateIndex> value;
    for (const std::string& each : states) {
      const auto state = state_named(chart_, each);
      if (!state || is_history(chart_.states[*state]) ||
          !chart_.is_descendant(*state, chart_.states[*history].parent))
        return unknown(each);
      value.push_back(*state);
    }
    place_.record(*history, std::move(value));
  }
  for (const std::string& name : session.entered) {
    const auto state = state_named(chart_, name);
    if (!state) return unknown(name);
    place_.entered.push_back(*state);
  }
  for (const ActiveInvoke& active : session.invokes) {
    const auto state = state_named(chart_, active.state);
    if (!state || active.index < 0 ||
        static_cast<std::size_t>(active.index) >= chart_.states[*state].invokes.size())
      return unknown(active.state);
    place_.invokes.push_back({active, *state});
  }
  place_.started = session.started;
  place_.done = session.done;
  place_.next_id = session.next_id;
  return {};
}

Result<Turn> Machine::take(const Event& event) {
  if (!takes_events()) return Turn{};
  begin_step();
  process(event);
  return end_step();
}

Result<Turn> Machine::stop() {
  if (!takes_events()) return Turn{};
  begin_step();
  running_ = false;
  exit_interpreter(false);
  return end_step();
}

Result<void> Machine::set(std::string_view id, const Item& item) {
  if (!data_->get(id)) return {};
  begin_step();
  if (auto done = data_->put(id, item); !done) failure_ = done.error();
  Result<Turn> turn = end_step();
  return turn ? Result<void>() : turn.error();
}

void Machine::begin_step() {
  before_ = place_;
  states_to_invoke_.clear();
  internal_queue_.clear();
  queue_head_ = 0;
  effects_.clear();
  unhandled_errors_.clear();
  failure_.reset();
  microsteps_ = actions_ = 0;
  literal_bytes_ = 0;
  running_ = true;
  taken_ = false;
}

Result<Turn> Machine::end_step() {
  if (!failure_ && !data_->keep(kMaxSessionBytes, unhandled_errors_))
    limit("kMaxSessionBytes", kMaxSessionBytes, "データが大きすぎます", "The data items are too large");
  if (failure_) {
    data_->undo();
    std::swap(place_, before_);
    return *failure_;
  }
  return Turn{std::move(effects_), taken_, std::move(unhandled_errors_)};
}

Session Machine::session() const {
  const auto names_of = [this](const std::vector<StateIndex>& states) {
    std::vector<std::string> names;
    names.reserve(states.size());
    for (const StateIndex state : states) names.push_back(name_of(state));
    return names;
  };
  Session session;
  session.id = session_id_;
  session.started = place_.started;
  session.done = place_.done;
  session.configuration = names_of(place_.configuration.states());
  for (const auto& [history, states] : place_.history)
    session.history.emplace_back(name_of(history), names_of(states));
  session.data = data_->items();
  session.entered = names_of(place_.entered);
  for (const Place::Invocation& invocation : place_.invokes) session.invokes.push_back(invocation.active);
  session.next_id = place_.next_id;
  return session;
}

Execution::Execution(const chart::Chart& chart, Surroundings around)
    : machine_(std::make_unique<Machine>(chart, std::move(around))) {}
Execution::~Execution() = default;
Execution::Execution(Execution&&) noexcept = default;
Execution& Execution::operator=(Execution&&) noexcept = default;

Result<Turn> Execution::start(const std::string& session_id,
                              const std::vector<std::pair<std::string, Item>>& data) {
  return machine_->start(session_id, data);
}
Result<void> Execution::restore(const Session& session) {
  return machine_->restore(session);
}
Result<Turn> Execution::take(const Event& event) {
  return machine_->take(event);
}
Result<Turn> Execution::stop() {
  return machine_->stop();
}
Result<void> Execution::set(std::string_view id, const Item& item) {
  return machine_->set(id, item);
}
Session Execution::session() const {
  return machine_->session();
}
void Execution::watch(Trace* trace) {
  machine_->watch(trace);
}

namespace {

Result<Step> step_of(Result<Turn> turn, const Execution& execution) {
  if (!turn) return turn.error();
  return Step{std::move(*turn), execution.session()};
}

}  // namespace

Result<Step> start(Execution& execution, const std::string& session_id,
                   const std::vector<std::pair<std::string, Item>>& data) {
  return step_of(execution.start(session_id, data), execution);
}

Result<Step> step(Execution& execution, const Session& session, const Event& event) {
  if (session.done || !session.started) return Step{{}, session};
  if (auto restored = execution.restore(session); !restored) return restored.error();
  return step_of(execution.take(event), execution);
}

Result<Step> stop(Execution& execution, const Session& session) {
  if (session.done || !session.started) return Step{{}, session};
  if (auto restored = execution.restore(session); !restored) return restored.error();
  return step_of(execution.stop(), execution);
}

Result<Step> start(const chart::Chart& chart, const std::string& session_id,
                   const std::vector<std::pair<std::string, Item>>& data, const Surroundings& around,
                   Trace* trace) {
  Execution execution(chart, around);
  execution.watch(trace);
  return start(execution, session_id, data);
}

Result<Step> step(const chart::Chart& chart, const Session& session, const Event& event,
                  const Surroundings& around, Trace* trace) {
  Execution execution(chart, around);
  execution.watch(trace);
  return step(execution, session, event);
}

Result<Step> stop(const chart::Chart& chart, const Session& session, const Surroundings& around) {
  Execution execution(chart, around);
  return stop(execution, session);
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
