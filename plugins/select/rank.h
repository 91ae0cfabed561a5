// The ranking of a round and its cut line.
#pragma once

#include "kyodo/stage.h"

namespace kyodo::select {

// input and answer: docs/formats/stage.md, "rank". The places go first to the projects a person named
// (`chosen`), the others by total. Projects of one total that do not all find a place are never cut apart:
// they are reported as `ties` and the list stays unsettled until a person names who takes the places left.
// `line` is the total at the last place by rank alone, null where there is none. A project named that cannot
// be ranked counts as unscored; naming more projects than there are places makes all of them `ties`. While a
// project is unscored the list is unsettled: score it, or exclude it.
JsonObject rank(const JsonObject& input);

}  // namespace kyodo::select
