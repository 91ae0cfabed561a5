#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/csv.h"
#include "report/encoding.h"
#include "report/formula_guard.h"
#include "report/table.h"

namespace kyodo::report {
namespace {

constexpr std::size_t kExcelBlock = 16;  // rows that Excel saves with one common width
constexpr int kMaxLabelCells = 40;
constexpr std::size_t kWholeRow = kMaxCsvColumns;

// One row as bytes. Structure is read before text is decoded: commas, quotation marks and line ends are
// never the second byte of a CP932 character, so both encodings are cut alike.
struct RawRow {
  int number = 0;
  std::size_t width = 0;           // cells in the file
  std::vector<std::string> cells;  // without the empty ones at the end
  bool text_after_quote = false;
};

struct Structure {
  std::vector<RawRow> rows;
  std::optional<Error> error;
};

class Splitter {
 public:
  explicit Splitter(std::string_view bytes) : bytes_(bytes) {}

  Structure split() {
    while (at_ < bytes_.size() && !out_.error) split_row();
    return std::move(out_);
  }

 private:
  void split_row() {
    RawRow row;
    row.number = static_cast<int>(out_.rows.size()) + 1;
    if (out_.rows.size() == kMaxCsvRows) {
      out_.error = fail(Code::limit,
                        fmt::format("行が多すぎます。{} 行までです。ファイルを分けてください。", kMaxCsvRows),
                        fmt::format("more than {} rows (kMaxCsvRows); split the file", kMaxCsvRows));
      return;
    }
    bool more = true;
    while (more && !out_.error) {
      std::string cell = at_ < bytes_.size() && bytes_[at_] == '"' ? quoted_cell(row) : plain_cell();
      check_limits(row, cell);
      if (!cell.empty() && !out_.error) {
        row.cells.resize(row.width);
        row.cells.push_back(std::move(cell));
      }
      ++row.width;
      more = at_ < bytes_.size() && bytes_[at_] == ',';
      if (more) ++at_;
    }
    take_line_end();
    out_.rows.push_back(std::move(row));
  }

  std::string plain_cell() {
    const std::size_t end = std::min(bytes_.find_first_of(",\r\n", at_), bytes_.size());
    std::string cell(bytes_.substr(at_, end - at_));
    at_ = end;
    return cell;
  }

  std::string quoted_cell(RawRow& row) {
    std::string cell;
    ++at_;
    while (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      if (c == '"') {
        ++at_;
        if (at_ == bytes_.size() || bytes_[at_] != '"') return cell + rest_after_quote(row);
        cell += '"';
        ++at_;
      } else if (c == '\r') {
        cell += '\n';
        take_line_end();
      } else {
        cell += c;
        ++at_;
      }
    }
    const std::string column = excel_column(row.width);
    out_.error = fail(
        Code::bad_input,
        fmt::format("{} 行目の {} 列で始まる引用符(\")が、ファイルの終わりまで閉じられていません。",
                    row.number, column),
        fmt::format("the quotation mark opened in row {}, column {} is never closed", row.number, column));
    return cell;
  }

  std::string rest_after_quote(RawRow& row) {
    std::string rest = plain_cell();
    if (rest.find_first_not_of(' ') != std::string::npos) row.text_after_quote = true;
    return row.text_after_quote ? rest : "";
  }

  void take_line_end() {
    if (at_ < bytes_.size() && bytes_[at_] == '\r')
      ++at_;
    else if (at_ < bytes_.size() && bytes_[at_] == '\n') {
      ++at_;
      return;
    } else
      return;
    if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
  }

  void check_limits(const RawRow& row, const std::string& cell) {
    if (cell.size() > kMaxCellBytes)
      out_.error = fail(Code::limit,
                        fmt::format("{} 行目の {} 列が長すぎます。{} バイトまでです。", row.number,
                                    excel_column(row.width), kMaxCellBytes),
                        fmt::format("row {}, column {} is longer than {} bytes (kMaxCellBytes)", row.number,
                                    excel_column(row.width), kMaxCellBytes));
    if (!cell.empty() && row.width >= kMaxCsvColumns)
      out_.error = fail(
          Code::limit, fmt::format("{} 行目の列が多すぎます。{} 列までです。", row.number, kMaxCsvColumns),
          fmt::format("row {} has more than {} columns (kMaxCsvColumns)", row.number, kMaxCsvColumns));
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  Structure out_;
};

// A UTF-8 file with a few damaged cells is still UTF-8: read as CP932 it would be blamed for all others, or
// worse, pass as nonsense. CP932 cells are next to never valid UTF-8.
Encoding more_likely(const std::vector<RawRow>& rows) {
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (const RawRow& row : rows)
    for (const std::string& cell : row.cells)
      if (!is_ascii(cell)) ++(is_valid_utf8(cell) ? valid : invalid);
  return valid > invalid ? Encoding::utf8 : Encoding::cp932;
}

std::string trimmed(std::string_view text) {
  for (bool cut = true; cut;) {
    cut = false;
    for (std::string_view space : {" ", "\t", "\n", "　"}) {
      if (text.starts_with(space)) text.remove_prefix(space.size()), cut = true;
      if (text.ends_with(space)) text.remove_suffix(space.size()), cut = true;
    }
  }
  return std::string(text);
}

// Which rows of different width are Excel's doing: all rows of a saved block that hold anything are alike.
std::vector<bool> block_is_even(const std::vector<RawRow>& rows) {
  std::vector<bool> even((rows.size() + kExcelBlock - 1) / kExcelBlock, true);
  for (std::size_t block = 0; block < even.size(); ++block) {
    std::size_t width = 0;
    for (std::size_t r = block * kExcelBlock; r < std::min(rows.size(), (block + 1) * kExcelBlock); ++r) {
      if (rows[r].cells.empty()) continue;
      if (width != 0 && rows[r].width != width) even[block] = false;
      width = rows[r].width;
    }
  }
  return even;
}

class Reader {
 public:
  Reader(std::vector<RawRow> rows, Encoding encoding) : rows_(std::move(rows)) { csv_.encoding = encoding; }

  Result<Csv> read(const std::string& file) {
    read_header();
    const std::vector<bool> even = block_is_even(rows_);
    for (std::size_t r = 1; r < rows_.size() && !csv_.header.empty(); ++r) {
      if (rows_[r].cells.empty()) continue;
      read_row(rows_[r], even[r / kExcelBlock]);
    }
    if (problem_count_ == 0) return std::move(csv_);
    Error error = fail_at(
        Where{file}, Code::bad_input,
        fmt::format("CSV に誤りが {} 件あります。直してから、もう一度読み込んでください。", problem_count_),
        fmt::format("{} mistake(s) in the CSV; correct them and read it again", problem_count_));
    error.problems = std::move(problems_);
    return error;
  }

 private:
  void read_header() {
    RawRow& row = rows_.front();
    std::set<std::string> seen;
    for (std::size_t c = 0; c < row.cells.size(); ++c) csv_.header.push_back(trimmed(decode(row, c)));
    while (!csv_.header.empty() && csv_.header.back().empty()) csv_.header.pop_back();
    for (std::size_t c = 0; c < csv_.header.size(); ++c) {
      if (csv_.header[c].empty())
        report(row, c, "header", "見出しが空です。見出しを書くか、列を消してください。",
               "has no heading; write one or delete the column");
      else if (!seen.insert(csv_.header[c]).second)
        report(row, c, "header", "同じ見出しがほかの列にもあります。", "has the heading of another column");
    }
    if (csv_.header.empty())
      report(row, kWholeRow, "header", "1 行目に見出しがありません。1 行目は見出しの行にしてください。",
             "the first row must hold the headings");
    if (row.text_after_quote) report_text_after_quote(row);
  }

  void read_row(RawRow& raw, bool even_block) {
    const std::size_t width = csv_.header.size();
    if (raw.text_after_quote) return report_text_after_quote(raw);
    if (raw.cells.size() > width)
      return report(
          raw, kWholeRow, "columns",
          fmt::format(
              "見出し({} 列)より右にセルがあります。余分なコンマか、1 行目が見出しの行かを確かめてください。",
              width),
          fmt::format(
              "there are cells beyond the header's {} columns; look for a comma too many, and whether "
              "the first row is the header",
              width));
    if (raw.width < width && !even_block)
      return report(
          raw, kWholeRow, "columns",
          fmt::format(
              "セルが {} 個しかありません(見出しは {} 列)。途中の改行か、足りないコンマを確かめてください。",
              raw.width, width),
          fmt::format("only {} cells where the header has {}; look for a line end inside a cell or a missing "
                      "comma",
                      raw.width, width));
    CsvRow row;
    row.number = raw.number;
    for (std::size_t c = 0; c < raw.cells.size(); ++c) row.cells.push_back(decode(raw, c));
    row.cells.resize(width);
    csv_.rows.push_back(std::move(row));
  }

  std::string decode(const RawRow& row, std::size_t column) {
    const std::string& cell = row.cells[column];
    if (cell.find('\0') != std::string::npos) {
      report(row, column, "nul", "NUL 文字(0x00)が入っています。元のファイルから作り直してください。",
             "contains a NUL character; export the file again");
      return "";
    }
    if (csv_.encoding == Encoding::utf8 && is_valid_utf8(cell)) return std::string(without_guard(cell));
    if (csv_.encoding == Encoding::cp932)
      if (auto text = utf8_of_cp932(cell)) return std::string(without_guard(*text));
    const char* name = csv_.encoding == Encoding::utf8 ? "UTF-8" : "CP932(Shift_JIS)";
    report(row, column, "encoding",
           fmt::format("{} として読めない文字があります。元のファイルから保存し直してください。", name),
           fmt::format("contains bytes that are not {}; save the file again", name));
    return "";
  }

  void report_text_after_quote(const RawRow& row) {
    report(row, kWholeRow, "quote",
           "閉じる引用符(\")のあとに文字があります。セルの中の引用符は \"\" と書いてください。",
           "there is text after a closing quotation mark; inside a cell write \"\" for one");
  }

  void report(const RawRow& row, std::size_t column, const char* keyword, const std::string& ja,
              const std::string& en) {
    if (++problem_count_ > kMaxCsvProblems) return;
    const bool known = column < csv_.header.size();
    const std::string field = known ? cut_to_width(terminal_text(csv_.header[column]), kMaxLabelCells) : "";
    if (column == kWholeRow) {
      problems_.push_back(
          {field, keyword,
           Text{fmt::format("{} 行目: {}", row.number, ja), fmt::format("row {}: {}", row.number, en)}});
    } else {
      const std::string letters = excel_column(column);
      problems_.push_back({field, keyword,
                           Text{fmt::format("{} 行目 {} 列「{}」: {}", row.number, letters, field, ja),
                                fmt::format("row {} column {} ({}): {}", row.number, letters, field, en)}});
    }
  }

  std::vector<RawRow> rows_;
  Csv csv_;
  std::size_t problem_count_ = 0;
  std::vector<Problem> problems_;
};

// What people choose by mistake; none where it may be a CSV file.
std::optional<Error> not_a_csv(std::string_view bytes, const std::string& file) {
  const auto refuse = [&](const char* ja, const char* en) {
    return fail_at(Where{file}, Code::bad_input, ja, en);
  };
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0"))
    return refuse(
        "Excel ブックです。「名前を付けて保存」で「CSV UTF-8(コンマ区切り)」を選んで保存し直してください。",
        "this is an Excel book; save it as \"CSV UTF-8 (comma delimited)\"");
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    return refuse("文字コードが UTF-16 です。「CSV UTF-8(コンマ区切り)」を選んで保存し直してください。",
                  "this file is UTF-16; save it as \"CSV UTF-8 (comma delimited)\"");
  if (bytes.size() > kMaxCsvBytes)
    return fail_at(
        Where{file}, Code::limit,
        fmt::format("ファイルが大きすぎます。{} MB までです。ファイルを分けてください。", kMaxCsvBytes >> 20),
        fmt::format("larger than {} MiB (kMaxCsvBytes); split the file", kMaxCsvBytes >> 20));
  return std::nullopt;
}

}  // namespace

std::size_t Csv::column(std::string_view name) const {
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
}

std::string excel_column(std::size_t column) {
  std::string letters;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
    letters.insert(0, 1, static_cast<char>('A' + (n - 1) % 26));
  return letters;
}

Result<Csv> read_csv(std::string_view bytes, const std::string& file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (auto error = not_a_csv(bytes, file)) return *error;
  const bool marked = bytes.starts_with(kByteOrderMark);
  if (marked) bytes.remove_prefix(kByteOrderMark.size());
  if (bytes.find_first_not_of("\r\n\t ,") == std::string_view::npos)
    return fail_at(Where{file}, Code::bad_input, "ファイルに何も書かれていません。", "the file is empty");
  Structure structure = Splitter(bytes).split();
  if (structure.error) {
    structure.error->where = Where{file};
    return *structure.error;
  }
  const Encoding encoding = marked || is_valid_utf8(bytes) ? Encoding::utf8 : more_likely(structure.rows);
  return Reader(std::move(structure.rows), encoding).read(file);
}

}  // namespace kyodo::report
