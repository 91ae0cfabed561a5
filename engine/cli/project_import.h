// A list of projects from somebody's spreadsheet: which column is what, and what its rows become.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/unit_match.h"
#include "report/csv.h"

namespace kyodo::cli {

// Columns by their headers; "" = none. Everything else becomes an attribute under its header.
struct ColumnMap {
  std::vector<std::string> code;  // several are joined by "-"
  std::string name, department, section, category;
  std::string group;                // municipality: units of different groups stay apart
  std::string fields, area, forms;  // what matching with partners reads (plugins/support)
};

// What the headers suggest: those of config/demo/long-list.csv and of published lists of municipalities.
ColumnMap suggested_columns(const std::vector<std::string>& header);
// "name=事務事業名": one column named by a person. Code::wrong_usage for unknown fields, bad_input for
// unknown columns.
Result<void> map_column(ColumnMap& columns, const std::string& text, const std::vector<std::string>& header);

struct BadRow {
  int row = 0;
  Problem problem;
};

struct ProjectList {
  std::vector<JsonObject> projects;  // as runtime::ImportProjects takes them
  std::vector<int> rows;             // of each project
  std::vector<office::Unit> units;   // to be made
  std::vector<MatchedUnits::Fold> folds;
  std::vector<BadRow> bad;
  std::vector<std::string> numbers;  // attributes read as whole numbers
};

struct ImportRules {
  ColumnMap columns;
  bool make_units = true;
};
// taken_codes: of the projects already in the round.
ProjectList read_projects(const report::Csv& csv, const ImportRules& rules,
                          const std::vector<office::Unit>& units, const std::set<std::string>& taken_codes);

// "１，９００" → 1900; none if the cell is no whole number, or one with leading zeros, which is a code.
std::optional<std::int64_t> whole_number(std::string_view cell);

}  // namespace kyodo::cli
