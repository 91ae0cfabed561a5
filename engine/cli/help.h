// Help and shell completion, from the table.
#pragma once

#include <string>

#include "cli/roles.h"
#include "cli/spec.h"

namespace kyodo::cli {

// Of everything, of a group ("project") or of nothing known ("").
std::string overview(const std::string& group, Lang lang);
std::string help_of(const Spec& spec, Lang lang);
// docs/guides/command-line.md
std::string help_as_markdown();

std::string usage_line(const Spec& spec);  // "kyodo task submit TASK [FILE] [options]"

std::string bash_completion();
std::string zsh_completion();

}  // namespace kyodo::cli
