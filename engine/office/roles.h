// The roles there are. Duty sits on a role in a unit with dates (entities.h, Grant), never on a person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kyodo::office {

struct Role {
  std::string id;  // as charts and the database have it: "promoter"
  Text name;       // as people read and write it: 協働推進員
};

// Those that can be granted, in the order of lists.
const std::vector<Role>& roles();

bool is_role(std::string_view id);
// Also of "system", in whose name deadlines and messages are done; an unknown id is its own name.
Text role_name(std::string_view id);
// "協働推進員" → "promoter"; what is no known name stays as it is.
std::string role_id(std::string_view name);

}  // namespace kyodo::office
