// A session under way: the procedures of Appendix D over their global variables. The names are those of the
// recommendation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interpreter/interpreter.h"
#include "interpreter/parameters.h"
#include "interpreter/state_set.h"

namespace kyodo::interpreter {

using Transitions = std::vector<const chart::Transition*>;

// What changes from step to step but the data: a Session by numbers.
struct Place {
  bool started = false, done = false;
  StateSet configuration;
  std::vector<std::pair<StateIndex, std::vector<StateIndex>>> history;  // by state
  std::vector<StateIndex> entered;
  struct Invocation {
    ActiveInvoke active;
    StateIndex state;
  };
  std::vector<Invocation> invokes;
  std::int64_t next_id = 1;

  const std::vector<StateIndex>* recorded(StateIndex history_state) const;  // null: nothing yet
  void record(StateIndex history_state, std::vector<StateIndex> states);
};

class Machine final : public datamodel::ActiveStates {
 public:
  Machine(const chart::Chart& chart, Surroundings around);

  Result<Turn> start(const std::string& session_id,
                     const std::vector<std::pair<std::string, datamodel::Item>>& data);
  Result<void> restore(const Session& session);  // fails when it does not belong to the chart
  Result<Turn> take(const Event& event);
  Result<Turn> stop();
  Result<void> set(std::string_view id, const datamodel::Item& item);
  Session session() const;
  void watch(Trace* trace) { trace_ = trace; }

  // What In() asks.
  std::uint32_t find(std::string_view id) const override { return chart_.find(id); }
  bool is_active(std::uint32_t state) const override { return place_.configuration.contains(state); }

 private:
  // machine.cpp
  Result<void> restore_place(const Session& session);
  void begin_step();
  Result<Turn> end_step();
  bool takes_events() const { return place_.started && !place_.done; }
  void introduce(const std::string& session_id);
  datamodel::Source prelude() const { return {chart_.script.text, chart_.script.number}; }
  std::string name_of(StateIndex state) const;

  // interpreter.cpp
  void begin(const std::vector<std::pair<std::string, datamodel::Item>>& data);
  void process(const Event& event);
  void hand_to_invocations(const Event& event);
  void main_event_loop();
  void next_internal_event();
  bool count_microstep();
  void microstep(const Transitions& transitions);
  void exit_interpreter(bool with_done);
  void initialise_data(StateIndex state, const std::vector<std::pair<std::string, datamodel::Item>>& given);
  void note_unhandled(const Event& event);
  bool is_awaited(const Event& event) const;

  // select.cpp
  const Transitions& select_transitions(const Event* event);
  const chart::Transition* first_enabled(StateIndex state, const Event* event, chart::EventIndex name);
  bool may_conflict(const Transitions& enabled);
  Transitions remove_conflicting_transitions(const Transitions& enabled);
  StateIndex transition_domain(const chart::Transition& transition);
  const std::vector<StateIndex>& effective_targets(const chart::Transition& transition);
  void add_effective_targets(const std::vector<StateIndex>& targets);

  // move.cpp
  void exit_states(const Transitions& transitions);
  void leave(const std::vector<StateIndex>& states);
  void enter_states(const Transitions& transitions);
  void enter(StateIndex state);
  void add_descendants(StateIndex state);
  void add_ancestors(StateIndex state, StateIndex ancestor);
  void enter_region(StateIndex child);
  void enter_final(StateIndex state);
  bool is_in_final_state(StateIndex state) const;
  datamodel::Item done_data(StateIndex state);

  // content.cpp: false when something failed and the rest of the block is to be skipped
  bool execute(const chart::Executable& content);
  bool execute(const chart::Block& block);
  bool count_action();
  std::optional<datamodel::Item> content_value(const chart::Content& content, const std::string& sendid = "");
  bool execute_if(const chart::Block& block);
  bool execute_foreach(const chart::Block& block);
  bool execute_log(const chart::Block& block);
  bool execute_assign(const chart::Block& block);
  bool execute_cancel(const chart::Block& block);
  bool execute_send(const chart::Block& block);
  bool deliver(const chart::Block& block, SendEvent effect, bool delay_given);
  bool is_supported(const std::string& processor) const;

  // values.cpp
  std::optional<bool> condition(const chart::Expression& expression);
  std::optional<datamodel::Item> value(const chart::Expression& expression, const std::string& sendid = "");
  std::optional<std::string> text(const chart::Value& value, const std::string& sendid = "");
  // Nothing when one of them fails.
  std::optional<Parameters> parameters(const std::vector<std::string>& namelist,
                                       const std::vector<chart::Param>& params, const Where& where,
                                       const std::string& sendid);
  void raise_error(const char* name, const Error& error, const Where& where, const std::string& sendid = "");
  void enqueue(Event event);
  void add_effect(Effect effect);
  std::string new_id(const std::string& prefix);
  void limit(const char* name, std::size_t most, const char* ja, const char* en);

  // invoke.cpp
  void invoke_entered_states();
  void invoke(StateIndex state, int index);

  const chart::Chart& chart_;
  const Surroundings around_;
  std::unique_ptr<datamodel::Datamodel> data_;
  std::string session_id_;
  Place place_;
  Place before_;  // when the step under way began

  Trace* trace_ = nullptr;  // null when nobody watches

  // Of the step under way. Kept from step to step for their memory only.
  struct EntrySet {
    StateIndex domain = 0;  // of the transition at hand
    StateSet states, default_entry;
    std::vector<std::pair<StateIndex, const chart::Executable*>> default_history;  // by the history's parent
  };
  Transitions enabled_;
  StateSet asked_;  // states whose transitions have been looked at in this selection
  std::vector<StateIndex> targets_;
  std::vector<StateIndex> domains_;  // of the transitions under way, as they were before anything was left
  StateSet leaving_;
  EntrySet entry_;
  StateSet states_to_invoke_;
  std::vector<Event> internal_queue_;
  std::size_t queue_head_ = 0;
  Event internal_event_;
  std::vector<Effect> effects_;
  std::vector<std::string> unhandled_errors_;
  std::optional<Error> failure_;  // a limit was reached: everything stops
  int microsteps_ = 0;
  int actions_ = 0;
  std::size_t literal_bytes_ = 0;
  const char* element_ = "scxml";  // being evaluated, for what an error says
  bool running_ = true;
  bool taken_ = false;
};

inline datamodel::Source source_of(const chart::Expression& expression) {
  return {expression.text, expression.number};
}

}  // namespace kyodo::interpreter
