// The joint record, the opinion of a third party, and the end of the visit.
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::evaluate {

struct Record {
  std::string text;
  std::optional<std::string> agreed_points, open_points;
  std::optional<LocalDate> held_on;  // day of the meeting
};
struct GiveOpinion {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Record, (), (text, agreed_points, open_points, held_on))
BOOST_DESCRIBE_STRUCT(GiveOpinion, (), (text))

void record(stage::Call& call, State& state, const Record& data);
void give_opinion(stage::Call& call, State& state, const GiveOpinion& data);

// Ends the visit when everything asked for is there.
void conclude(stage::Call& call, const State& state);

}  // namespace kyodo::evaluate
