// Findings on charts and packages, for people and as JSON.
#pragma once

#include <vector>

#include "chart/chart.h"

namespace kyodo::cli {

class Context;

// Prints them; with an error among them also how many there are, and the command has failed.
void print_findings(Context& context, const std::vector<chart::Finding>& findings);

// All errors as one.
Error error_of(const std::vector<chart::Finding>& findings);

}  // namespace kyodo::cli
