// Random charts, legal by SCXML 1.0, and events for them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../reference/document.h"
#include "choices.h"

namespace kyodo::differential {

struct Case {
  reference::Document document;
  std::vector<std::string> events;
  std::uint64_t style = 0;  // of the text: prefixes, quotes, comments, order of elements
  bool data = false;        // needs the ECMAScript data model
};

Case generate(const Choices& choices);

}  // namespace kyodo::differential
