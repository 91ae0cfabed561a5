// How the collaboration goes on, and the project of the next fiscal year that takes it up (SK-39, NT-18).
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::improve {

struct Decide {
  std::string direction;  // "continue" 継続, "expand" 拡大, "change" 見直し, "end" 終了
  std::string reason;
  std::optional<bool> successor;
  std::optional<std::string> successor_name;  // absent = the project's name
  std::optional<int> successor_year;          // fiscal year; absent = the next one
};
BOOST_DESCRIBE_STRUCT(Decide, (), (direction, reason, successor, successor_name, successor_year))

void decide(stage::Call& call, State& state, const Decide& data);

}  // namespace kyodo::improve
