// Reading ratings and ticks out of answers, whatever the sheet's layout.
#pragma once

#include <map>
#include <string>

#include "state.h"

namespace kyodo::evaluate {

inline constexpr std::int64_t kMostLevels = 10;  // a rating is a whole number from 1 to this

// Every rating by the JSON pointer of the object that holds it: {"/viewpoints/aim", 4}.
using Ratings = std::map<std::string, std::int64_t>;
Ratings ratings_of(const Json& answers, std::string_view rating_field);

// Mean, rounded to two decimals; null where there is none.
Json average_of(const Ratings& ratings);
std::vector<Gap> gaps_between(const Ratings& city, const Ratings& partner);

struct Ticks {
  int checked = 0, all = 0;
};
Ticks ticks_of(const Json& answers);  // every true and every boolean at any depth

}  // namespace kyodo::evaluate
