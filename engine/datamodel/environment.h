// What scripts see of the session they run in: In() and the system variables (SCXML 1.0, 5.10).
#pragma once

#include <duktape.h>

#include <array>
#include <string_view>

#include "datamodel/convert.h"
#include "datamodel/datamodel.h"

namespace kyodo::datamodel {

// The host of a heap (Heap::set_host). A system variable becomes a value of the heap when a script reads it:
// most steps never look at _event.
struct Environment {
  static constexpr std::array<const char*, 4> kNames{"_event", "_sessionid", "_name", "_ioprocessors"};

  const ActiveStates* states = nullptr;
  const Event* event = nullptr;
  std::array<Item, kNames.size()> system;  // the first is not used: `event` is
  std::array<bool, kNames.size()> made{};  // whether the heap has it
  Pusher pusher;

  void set_event(const Event* next) {
    event = next;
    made[0] = false;
  }
  void set_system(std::string_view name, const Json& value);

  // Defines In and the variables, once for a heap. Called inside Heap::guarded.
  static void install(duk_context* context);
};

}  // namespace kyodo::datamodel
