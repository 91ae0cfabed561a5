// What a daily message says: its notices sorted into sections, nearest date first, and the text made of them.
#pragma once

#include "notify/daily.h"

namespace kyodo::notify {

// A draft without notices: nothing is to be said today.
Result<Draft> write_draft(runtime::Engine& engine, const calendar::Calendar& calendar,
                          const Settings& settings, const office::Person& person,
                          const runtime::Found<office::Notice>& notices, TimePoint now);

}  // namespace kyodo::notify
