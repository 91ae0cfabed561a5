// Who holds which role when, and who is told when a seat is vacant.
#pragma once

#include "runtime/store_port.h"

namespace kyodo::runtime {

inline constexpr int kMaxUnitDepth = 12;  // departments in departments

bool valid_on(const office::Grant& grant, LocalDate day);
// The unit itself, then its parents.
std::vector<std::string> unit_and_parents(Tables& tables, const std::string& unit);
// The unit in which a role is looked for: coordinators sit on a department, the office's roles on the whole
// city.
std::vector<office::Person> holders(Tables& tables, const std::string& role, const std::string& unit,
                                    LocalDate day);
std::vector<office::Person> partner_accounts(Tables& tables, const std::string& partner);
std::vector<office::Grant> grants_of(Tables& tables, const std::string& person, LocalDate day);
// Roles that serve the whole city rather than one unit.
bool is_city_role(const std::string& role);

}  // namespace kyodo::runtime
