// Mustache templates as messages use them: variables, sections and inverted sections, comments. No partials,
// no other delimiters, and no {{{ }}}, for plain text is never escaped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kyodo::workflow {

struct TemplateName {
  std::string name;
  std::size_t offset = 0;  // of its tag in the text
};

struct TemplateFault {
  std::size_t offset = 0;
  Text text;
};

struct TemplateScan {
  std::vector<TemplateName> names;  // of variables and sections, in the order of the text
  std::vector<TemplateFault> faults;
};
TemplateScan scan_template(std::string_view text);

}  // namespace kyodo::workflow
