// Whether the expressions and scripts of a chart can be compiled at all.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "chart/chart.h"

namespace kyodo::workflow {

// Rule "script", an error each, at the place inside the text where `text_of` gives the file as it was
// compiled, else where the expression begins.
std::vector<chart::Finding> check_expressions(
    const chart::Chart& chart, const std::function<std::string_view(const std::string& file)>& text_of);

}  // namespace kyodo::workflow
