// What a section chief wants to know at the end of the demo, read from the database it left behind. Every
// figure can be had with plain SQL as well: docs/guides/demo.md says how.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/demo/demo.h"

namespace kyodo::cli::demo_city {

struct ClassCount {
  std::string code, name, shown;  // shown: short, for tables
  std::int64_t suggested = 0;     // by the rule
  std::int64_t decided = 0;       // by the office, in fiscal year 2018
};
struct OtherDecision {                                    // where the office did not follow the rule
  std::string code, project, suggested, decided, reason;  // classes by their codes
};
struct SectionCount {
  std::string unit, department, section;
  std::int64_t on_time = 0, late = 0, again = 0;  // sheets; again: handed in once more after a return
};
struct WorkLine {
  std::string code, name, partner, from, to, state, direction;
};
struct StateCount {
  std::string name;
  std::int64_t count = 0;
};

struct Summary {
  std::uint64_t seed = 0;
  std::int64_t projects = 0, selected = 0, withdrawn = 0;
  std::map<std::string, std::int64_t> excluded;  // by reason
  std::int64_t tied = 0, tied_selected = 0;      // at the line of the selection
  std::string line_total, tie_reason;
  std::vector<StateCount> states;  // of the round's projects, at the end
  std::vector<ClassCount> classes;
  std::vector<OtherDecision> other_decisions;
  std::vector<SectionCount> sections;
  std::int64_t supported = 0;
  std::vector<WorkLine> works;
  std::int64_t actions = 0, actions_done = 0;
  std::string successor;  // code and name
  std::int64_t tasks_on_time = 0, tasks_late = 0;
  std::int64_t sent = 0, failed = 0, escalated = 0, notices = 0;  // messages; notices in them
  std::int64_t entries = 0;
  std::string head;
  bool verified = false;
  std::string first_finding;  // why not
  double seconds = 0;
};

Summary summarise(Context& context, std::uint64_t seed);
JsonObject to_json(const Summary& summary);

// context: of the caller, prints; city: has the database open.
void print_summary(Context& context, Context& city, const Summary& summary, const Options& options);

}  // namespace kyodo::cli::demo_city
