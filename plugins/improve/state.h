// What an improve visit remembers: actions with owner and due date, and the decision how to go on (SK-39,
// NT-18).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stage_kit/visit_state.h"

namespace kyodo::improve {

using stage_kit::By;

inline constexpr std::size_t kMaxActions = 30;
inline constexpr int kMostMonthsAhead = 36;  // from today to an action's due date
inline constexpr int kMostYearsAhead = 5;    // from the present to the successor's fiscal year

struct ImprovementAction {
  std::string task;  // "action-1"
  std::string text, owner_role, owner_unit, owner_partner;
  LocalDate due;
  By by;
  std::string result;
  std::optional<By> done_by;
};
struct Decision {
  std::string direction;  // "continue", "expand", "change", "end"
  std::string reason;
  bool successor = false;
  std::string successor_name;
  std::int64_t successor_year = 0;  // fiscal year; 0 without a successor
  By by;
};
struct State {
  std::string partner;  // id, "" if the project has none
  std::vector<ImprovementAction> actions;
  std::optional<Decision> decision;
};

BOOST_DESCRIBE_STRUCT(ImprovementAction, (),
                      (task, text, owner_role, owner_unit, owner_partner, due, by, result, done_by))
BOOST_DESCRIBE_STRUCT(Decision, (), (direction, reason, successor, successor_name, successor_year, by))
BOOST_DESCRIBE_STRUCT(State, (), (partner, actions, decision))

// Ends the visit when it is decided and every action is done.
void conclude(stage::Call& call, const State& state);

}  // namespace kyodo::improve
