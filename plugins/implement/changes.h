// Changes of the agreement: asked for by one side, effective only when both have consented (SK-36).
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::implement {

struct RequestChange {
  std::string text;
  std::string kind;                                     // "content", "period", "cost"
  std::optional<LocalDate> to;                          // new last day, with "period"
  std::optional<std::int64_t> cost_city, cost_partner;  // new amounts in yen, with "cost"
};
struct GiveConsent {
  int change = 0;    // its number
  std::string side;  // "city", "partner"
  bool agree = false;
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(RequestChange, (), (text, kind, to, cost_city, cost_partner))
BOOST_DESCRIBE_STRUCT(GiveConsent, (), (change, side, agree, comment))

void request_change(stage::Call& call, State& state, const RequestChange& data);
void give_consent(stage::Call& call, State& state, const GiveConsent& data);

}  // namespace kyodo::implement
