// The scripted run: a year's beginning in a small office, as lines of `kyodo apply`, each with a key.
#pragma once

#include <string>
#include <vector>

namespace kyodo::fault {

// Settings, people and the shipped Komaki package, then the lines of tests/fault/script.jsonl.
std::vector<std::string> scripted_lines();

}  // namespace kyodo::fault
