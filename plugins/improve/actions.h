// Improvement actions: each has an owner (a role in a unit, or the partner) and a due date (SK-39).
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::improve {

struct AddAction {
  std::string text;
  std::string owner_role;
  std::optional<std::string> owner_unit;  // absent = the project's unit
  LocalDate due;
};
struct Complete {
  std::string result;
};
BOOST_DESCRIBE_STRUCT(AddAction, (), (text, owner_role, owner_unit, due))
BOOST_DESCRIBE_STRUCT(Complete, (), (result))

void add_action(stage::Call& call, State& state, const AddAction& data);
void complete(stage::Call& call, State& state, const Complete& data);

}  // namespace kyodo::improve
