// What the city pays under the agreement, on the days agreed: monthly, in advance, at the end (SK-35).
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::implement {

struct Pay {
  LocalDate paid_on;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Pay, (), (paid_on, note))

// One task for each payment of the agreement; refuses a list that cannot be read.
void open_payments(stage::Call& call, State& state);
void pay(stage::Call& call, State& state, const Pay& data);
Text payment_title(const Payment& payment);

}  // namespace kyodo::implement
