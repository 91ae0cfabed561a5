// How the workflow calls its sheets.
#pragma once

#include <string_view>

#include "kyodo/stage.h"

namespace kyodo::stage_kit {

// By the fact "sheets", which the stage asks for; a sheet that is not there by its id.
Text sheet_title(const stage::Call& call, std::string_view sheet);

}  // namespace kyodo::stage_kit
