// Lists from spreadsheets (units, accounts, roles, partners) as records for the runtime's import commands.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "report/csv.h"

namespace kyodo::cli {

enum class CellKind {
  text,
  list,  // separated by ; ； 、 or a line end
  date,  // 2018-04-01, 2018/4/1
  flag,  // 有/無, ○/×, はい/いいえ, 1/0, true/false
  role,  // 事務局 or office
};

struct RecordColumn {
  std::vector<std::string> headers;  // how the column may be called; the first is named in errors
  std::string member;
  CellKind kind = CellKind::text;
  bool required = false;  // the column and a value in every row
};

struct Records {
  JsonArray list;
  std::vector<int> rows;             // of each record, as Excel counts
  std::vector<std::string> ignored;  // columns that mean nothing here
};

// Every wrong row at once (Code::bad_input; Problem::field is "3行目 開始日"). Empty cells leave the member
// out.
Result<Records> read_records(const std::string& bytes, const std::string& file,
                             const std::vector<RecordColumn>& columns);

// A problem with one cell.
Problem row_problem(int row, const std::string& column, const std::string& keyword, std::string ja,
                    std::string en);
// Problems the runtime found by position ("/2/unit"), told by row and column.
Error with_rows(Error error, const std::vector<int>& rows, const std::vector<RecordColumn>& columns);

std::vector<std::string> split_list(const std::string& text);
std::string trimmed(std::string_view text);  // without spaces at either end, full-width ones too

}  // namespace kyodo::cli
