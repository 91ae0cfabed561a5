// The agreement between the city and the partner, and what it has to say (NT-13, SK-34, SK-35, SK-38, OS-06).
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::support {

struct Agree {
  std::string partner;
  std::string kind;  // 協定書, 契約書, 補助金交付決定 …
  LocalDate from, to;
  std::string purpose, roles_city, roles_partner;
  std::int64_t cost_city = 0, cost_partner = 0;  // yen
  std::string rights;
  bool publication = false;
  std::string payment;
  std::vector<Payment> payments;              // when the city pays what (SK-35)
  std::optional<std::string> no_call_reason;  // why no public call was held; absent = by public call
};
BOOST_DESCRIBE_STRUCT(Agree, (),
                      (partner, kind, from, to, purpose, roles_city, roles_partner, cost_city, cost_partner,
                       rights, publication, payment, payments, no_call_reason))

void agree(stage::Call& call, State& state, const Agree& data);

// Fiscal years with this partner in a row: those of [from, to], and those before it when the project
// continues one with the same partner (attributes previous_partner, previous_years).
int years_in_a_row(const JsonObject& attributes, std::string_view partner, LocalDate from, LocalDate to);

}  // namespace kyodo::support
