// Before the year begins: the database, the workflow, the city's lists and the long list of projects.
#pragma once

#include "cli/context.h"
#include "cli/demo/city.h"

namespace kyodo::cli::demo_city {

// kyodo init --test-clock, then the imports an office does by hand, each as a command line; every line that
// follows init goes to the recorder. Answers nothing; what fails is an Error of the command line that failed.
Result<void> set_up(Context& context, const std::string& home, const Recorder& recorder);

// Does a line as `kyodo apply` would, for Context::set_way.
Result<Json> as_applied(Context& context, const Line& line, const Recorder& recorder);
LineContext as_apply(Context& context);

// A machine that prints into nowhere.
Machine silent(const Machine& machine, std::ostream& nowhere);

}  // namespace kyodo::cli::demo_city
