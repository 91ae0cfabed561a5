// What stages keep with projects and tasks, in words and on lines of its own.
#pragma once

#include "cli/context.h"
#include "stage/contract.h"

namespace kyodo::cli {

// One line per member, lists and objects below their names. stage: that of the task the data belong to; null
// for attributes of a project, whose words any stage may give.
void print_data(Context& context, const stage::StageInfo* stage, const JsonObject& data);

}  // namespace kyodo::cli
