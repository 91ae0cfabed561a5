// A visit's state as a described struct, and who did what on which day.
#pragma once

#include <functional>
#include <optional>

#include "kyodo/stage.h"

namespace kyodo::stage_kit {

// Who took an action, as kept in a visit's state: the role and unit (or partner) held on that day.
struct By {
  std::string person, role, unit, partner;
  std::string on;  // local date
};
BOOST_DESCRIBE_STRUCT(By, (), (person, role, unit, partner, on))

By by(const stage::Call& call);

// The string under a key of an object of the input, "" where there is none.
std::string text_of(const JsonObject& object, std::string_view key);
// As Call::find_task, and not yet done or cancelled.
bool task_is_open(const stage::Call& call, std::string_view name);
// The comment given with the command: the field of the data if filled in, else the comment of the command.
std::string comment_of(const stage::Call& call, const std::optional<std::string>& field);

void refuse_unreadable_state(stage::Call& call);

template <class State>
std::optional<State> read_state(stage::Call& call) {
  auto state = from_json<State>(call.state(), "state");
  if (state) return std::move(*state);
  refuse_unreadable_state(call);
  return std::nullopt;
}

template <class State>
void keep_state(stage::Call& call, const State& state) {
  call.state() = to_json(state).get_object();
}

// Handlers that work on the state: read before, kept after. A state that cannot be read refuses the command.
template <class State, class Data>
std::function<void(stage::Call&, const Data&)> with_state(void (*handler)(stage::Call&, State&,
                                                                          const Data&)) {
  return [handler](stage::Call& call, const Data& data) {
    if (auto state = read_state<State>(call)) {
      handler(call, *state, data);
      keep_state(call, *state);
    }
  };
}
template <class State>
std::function<void(stage::Call&)> with_state(void (*handler)(stage::Call&, State&)) {
  return [handler](stage::Call& call) {
    if (auto state = read_state<State>(call)) {
      handler(call, *state);
      keep_state(call, *state);
    }
  };
}

}  // namespace kyodo::stage_kit
