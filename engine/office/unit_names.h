// Sections as lists write them, folded into units: "保健所　保健総務課　健康支援課" in one cell, full-width
// spaces, the department repeated before the section, several sections in one cell (KR-15: main and related
// sections).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kyodo::office {

// For comparison: NFKC, no spaces at all, no differences of width. "農　政　課" and "農政課" are the same.
std::string folded_name(std::string_view name);

// One row's cells as they stand in the list.
struct UnitCells {
  std::string city;  // "" when the list is of one city; units of different cities never fold together
  std::string
      department;  // may be empty, "データなし" or "-"; may name the section too ("保健所　保健総務課")
  std::string section;
};

// A unit that the list speaks of. department "" = the unit stands by itself. Names are in NFKC without
// spaces.
struct NamedUnit {
  std::string city;
  std::string department;  // as shown: the spelling met most often, then first
  std::string section;     // likewise; "" = the department itself
  bool operator==(const NamedUnit&) const = default;
};

// One spelling and what became of it.
struct Fold {
  std::string written;  // the cells, joined by " / "
  NamedUnit unit;
  std::int64_t rows = 0;
  bool operator==(const Fold&) const = default;
};

struct FoldedUnits {
  std::vector<NamedUnit> units;                   // in the order in which they first appear
  std::vector<std::size_t> unit_of_row;           // into units; kNoUnit when the cells name none
  std::vector<std::vector<std::string>> related;  // per row: further sections named in the cell
  std::vector<Fold> folds;  // spellings that differ from the unit's own, with their rows
};
inline constexpr std::size_t kNoUnit = static_cast<std::size_t>(-1);

// Folds all rows of a list at once, since what is a department shows only in the whole list.
//
// A row's unit is the first section named, in the department's cell before the section's; further sections
// are related. Names below one department of one city that differ in spelling only (spelling_key,
// unit_words.h) or in carrying the department's name before them are one unit; nothing else is. A section
// without a department belongs to the one department that has it elsewhere in the list; if several have it,
// it stands by itself.
FoldedUnits fold_units(const std::vector<UnitCells>& rows);

}  // namespace kyodo::office
