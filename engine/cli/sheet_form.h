// A sheet on the terminal: its questions with help and answers, an empty file to fill in, and what comes
// back.
#pragma once

#include <string>

#include "base/json.h"
#include "cli/roles.h"

namespace kyodo::cli {

// The questions as text, one per paragraph, with what has been answered so far.
std::string form_text(const JsonObject& schema, const Json& answers, Lang lang);
// Every question with null, to be filled in; lists hold one item.
Json form_template(const JsonObject& schema);
// Without what was left null in a filled-in template: members, list items, and objects and lists that hold
// nothing else.
Json without_nulls(const Json& answers);

}  // namespace kyodo::cli
