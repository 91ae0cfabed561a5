// The documents to run and what must be seen of each.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace kyodo::conformance {

struct Step {
  std::string input;                       // a line for `kyodo scxml run --interactive`; "" = none
  std::vector<std::string> configuration;  // afterwards, sorted; nothing is compared when `compared` is false
  bool compared = true;
};

struct Document {
  std::string file;                  // to be run
  std::vector<std::string> options;  // of `kyodo scxml run`, beside those of the mode
  bool scripted = false;             // by `steps`; otherwise it runs to its end and must end in "pass"
  bool ends = false;                 // when scripted: the chart has ended after the last step
  std::vector<Step> steps;
  // Beside that: all lines of <log>, "label: text", in order, and what standard error must name, if not
  // empty.
  std::vector<std::string> log;
  std::string refused;
};

struct Test {
  std::string id;       // "355", or "history/history0"
  std::string section;  // of the recommendation
  std::string assertion;
  bool mandatory = true, manual = false;
  std::vector<Document> documents;
};

// W3C's manifest in `folder`/test/w3c-ecma; what is manual there is scripted in `own`/manual.json.
// Throws std::runtime_error when a file cannot be read or a test has no document.
std::vector<Test> w3c_tests(const std::string& folder, const std::string& own);

// The further pairs of document and script, adjudicated by `own`/pairs.json.
std::vector<Test> further_pairs(const std::string& folder, const std::string& own);

}  // namespace kyodo::conformance
