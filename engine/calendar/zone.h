// Whether ICU knows a time zone. The rest of the zone's work is declared in calendar.h.
#pragma once

#include <string>

namespace kyodo::calendar {

bool zone_exists(const std::string& name);

}  // namespace kyodo::calendar
