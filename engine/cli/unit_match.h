// Sections as people write them in lists (office/unit_names.h), matched with the units there are; what is new
// becomes a unit.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "office/entities.h"
#include "office/unit_names.h"

namespace kyodo::cli {

struct MatchedUnits {
  std::vector<std::string> unit_of_row;           // id; "" when the cells name none
  std::vector<std::vector<std::string>> related;  // per row: further sections named in the cell
  std::vector<office::Unit> made;                 // parents before children; ids U001, U002, …
  std::set<std::string> made_ids;
  struct Fold {
    std::string written;
    std::string unit;  // id
    std::int64_t rows = 0;
  };
  std::vector<Fold> folds;  // ways of writing that differ from the unit's name
};

// All rows of a list at once. Units that were replaced by others take no new projects.
MatchedUnits match_units(const std::vector<office::UnitCells>& rows,
                         const std::vector<office::Unit>& existing);

}  // namespace kyodo::cli
