// One step of one session under way: the procedures of Appendix D over their global variables. The names are
// those of the recommendation.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interpreter/interpreter.h"
#include "interpreter/state_set.h"

namespace kyodo::interpreter {

using Transitions = std::vector<const chart::Transition*>;

class Machine {
 public:
  Machine(const chart::Chart& chart, Session session, Trace* trace = nullptr);

  // Fails when the session does not belong to the chart.
  Result<void> restore();
  void begin(const std::vector<std::pair<std::string, datamodel::Item>>& data);
  void take(const Event& event);
  void stop();
  Result<Step> finish();

 private:
  // interpreter.cpp
  void main_event_loop();
  void microstep(const Transitions& transitions);
  void exit_interpreter(bool with_done);
  void initialise_data(StateIndex state, const std::vector<std::pair<std::string, datamodel::Item>>& given);
  void set_event(const Event& event);
  void note_unhandled(const Event& event);
  bool is_active(const Event& event) const;
  void set_up_datamodel();
  std::string name_of(StateIndex state) const;

  // select.cpp
  Transitions select_transitions(const Event* event);
  Transitions remove_conflicting_transitions(const Transitions& enabled) const;
  StateIndex transition_domain(const chart::Transition& transition) const;
  std::vector<StateIndex> effective_targets(const chart::Transition& transition) const;

  // move.cpp
  void exit_states(const Transitions& transitions);
  void leave(const std::vector<StateIndex>& exit_order);
  void enter_states(const Transitions& transitions);
  struct Entry {
    StateIndex domain = 0;  // of the transition at hand
    StateSet states;
    StateSet default_entry;
    std::map<StateIndex, const chart::Executable*> default_history;
  };
  void add_descendants(StateIndex state, Entry& entry) const;
  void add_ancestors(StateIndex state, StateIndex ancestor, Entry& entry) const;
  void enter_region(StateIndex child, Entry& entry) const;
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

  // values.cpp
  std::optional<bool> condition(const chart::Expression& expression);
  std::optional<datamodel::Item> value(const chart::Expression& expression, const std::string& sendid = "");
  std::optional<std::string> text(const chart::Value& value, const std::string& sendid = "");
  // Parameters by name; nothing when one of them fails.
  std::optional<JsonObject> parameters(const std::vector<std::string>& namelist,
                                       const std::vector<chart::Param>& params, const Where& where,
                                       const std::string& sendid);
  bool add_parameter(JsonObject& object, const std::string& name, const datamodel::Item& item);
  void raise_error(const char* name, const Error& error, const Where& where, const std::string& sendid = "");
  void enqueue(Event event);
  void add_effect(Effect effect);
  std::string new_id(const std::string& prefix);
  void limit(const char* name, std::size_t most, const char* ja, const char* en);

  // invoke.cpp
  void invoke_entered_states();
  void invoke(StateIndex state, int index);

  const chart::Chart& chart_;
  Trace* const trace_;  // null when nobody watches
  Session session_;
  std::unique_ptr<datamodel::Datamodel> data_;
  StateSet configuration_, states_to_invoke_;
  std::map<StateIndex, std::vector<StateIndex>> history_value_;
  std::deque<Event> internal_queue_;
  std::vector<Effect> effects_;
  std::vector<std::string> unhandled_errors_;
  std::optional<Error> failure_;  // a limit was reached: everything stops
  int microsteps_ = 0;
  int actions_ = 0;
  std::size_t literal_bytes_ = 0;
  bool running_ = true;
  bool taken_ = false;
};

}  // namespace kyodo::interpreter
