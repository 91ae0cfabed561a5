// CSV files, in and out, as Excel of a Japanese office reads and writes them (RFC 4180; UTF-8 or CP932).
//
// CP932 is Windows' form of Shift_JIS (ICU's converter ibm-943_P15A-2003, the same table byte for byte): it
// knows ① ㈱ 髙 﨑, which plain Shift_JIS does not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kyodo::report {

inline constexpr std::size_t kMaxCsvBytes = 8u << 20;
inline constexpr std::size_t kMaxCsvRows = 100'000;  // rows as Excel counts them, the header among them
inline constexpr std::size_t kMaxCsvColumns = 300;
inline constexpr std::size_t kMaxCellBytes = 128u << 10;  // more than Excel's 32,767 characters of UTF-8
inline constexpr std::size_t kMaxCsvProblems = 50;        // listed in one error; the sentence counts the rest

enum class Encoding { utf8, cp932 };

struct CsvRow {
  int number = 0;                  // as Excel shows it: the header is 1, a cell with line ends is one row
  std::vector<std::string> cells;  // UTF-8, as many as the header has; LF for every line end inside a cell
};

struct Csv {
  Encoding encoding = Encoding::utf8;  // what it was read as
  std::vector<std::string> header;     // without spaces at either end; none empty, none twice
  std::vector<CsvRow> rows;            // without the rows that have nothing in any cell

  // Position of a column; header.size() if there is none of that name.
  std::size_t column(std::string_view name) const;
};

std::string excel_column(std::size_t column);  // 0 is A, 25 Z, 26 AA

// Reads a file with a header row. Encoding: UTF-8 if there is its byte order mark, or every byte is valid
// UTF-8, or most cells that are not ASCII are; else CP932. Line ends: CRLF, LF or CR. A quotation mark inside
// an unquoted cell is an ordinary character, as in Excel. Takes off the apostrophe that write_csv puts before
// a formula.
//
// Refused, with every problem at once (Problem::field is the column's name, the sentence names the row):
// NUL, a quotation mark never closed, text after a closing one, invalid bytes, a header cell empty or twice,
// a row longer or shorter than the header, a limit, and files that are no CSV at all (Excel books, UTF-16).
// Two shapes Excel itself writes are no error: empty cells beyond the header, and a block of 16 rows of
// which every row lacks the same last columns because they are empty there.
// `file` names the source in the error.
Result<Csv> read_csv(std::string_view bytes, const std::string& file = "");

// Writes a file: CRLF, quotation marks where needed, UTF-8 with byte order mark (Excel needs it) or CP932.
// Every row must be as long as the header.
//
// A text that a spreadsheet would take for a formula gets an apostrophe in front: one beginning with
// = + - @ ＝ ＋ － − ＠, TAB, CR or LF (OWASP, CSV Injection), unless it is a number ("-1,234.5", "+3%") or
// that one character alone ("－" stands for "none"). A text that already begins with apostrophes followed by
// one of these gets one more, so that reading restores every text exactly, but for line ends within a cell,
// which come back as LF.
//
// Where CP932 has another code for the same character of JIS X 0208 it is taken (〜 − ‖ — ¢ £ ¬ become
// ～ － ∥ ― ￠ ￡ ￢); any other character it lacks is an error naming row, column and character, never "?".
Result<std::string> write_csv(const std::vector<std::string>& header,
                              const std::vector<std::vector<std::string>>& rows, Encoding encoding);

}  // namespace kyodo::report
