// Which class the rules suggest, and why.
#pragma once

#include "settings.h"

namespace kyodo::classify {

// What selection and hearing found; empty where it is not known.
struct Findings {
  std::optional<double> total;
  std::optional<int> possibility, effect, immediacy;  // 1..5
  std::optional<bool> partner_in_sight;
};
// From the fact `visits`: the total of `select`, the record of `hearing`; the total also from the attributes.
Findings findings(const stage::Call& call);
JsonObject findings_data(const Findings& found);  // members that are known

// One condition of a rule held against what was found.
struct Condition {
  Text item;
  std::string needed;
  std::string found;  // "" when it is not known
  bool met = false;
};

struct Tried {
  std::string class_code;
  std::vector<Condition> conditions;
  bool met = false;
};

struct Suggestion {
  std::string class_code;    // "" when no rule holds
  std::vector<Tried> tried;  // rules in their order, up to the one that holds
  Text why;                  // one sentence
};
Suggestion suggest(const Settings& settings, const Findings& found);
JsonObject to_data(const Settings& settings, const Suggestion& suggestion);

}  // namespace kyodo::classify
