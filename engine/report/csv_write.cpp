#include <fmt/format.h>

#include <algorithm>

#include "report/csv.h"
#include "report/encoding.h"
#include "report/formula_guard.h"
#include "report/table.h"

namespace kyodo::report {
namespace {

constexpr int kMaxLabelCells = 40;

class Writer {
 public:
  Writer(const std::vector<std::string>& header, Encoding encoding) : header_(header), encoding_(encoding) {}

  void write_row(const std::vector<std::string>& cells) {
    ++row_;
    if (cells.size() != header_.size())
      report(std::min(cells.size(), header_.size()), "columns", "セルの数が見出しと違います。",
             "has not as many cells as the header");
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) bytes_ += ',';
      write_cell(cells[c], c);
    }
    bytes_ += "\r\n";
  }

  Result<std::string> finish() {
    if (problem_count_ == 0) return (encoding_ == Encoding::utf8 ? "\xEF\xBB\xBF" : "") + std::move(bytes_);
    Error error = fail(
        Code::bad_input,
        fmt::format("CSV に書き出せないところが {} か所あります。文字を直すか、文字コードに UTF-8 を"
                    "選んでください。",
                    problem_count_),
        fmt::format("{} place(s) cannot be written as CSV; change the text or choose UTF-8", problem_count_));
    error.problems = std::move(problems_);
    return error;
  }

 private:
  void write_cell(const std::string& text, std::size_t column) {
    if (!is_valid_utf8(text) || text.find('\0') != std::string::npos)
      return report(column, "encoding", "文字として正しくないデータです。", "is not valid text");
    std::string cell = with_guard(text);
    if (encoding_ == Encoding::cp932) {
      Cp932Text encoded = cp932_of_utf8(cell);
      if (!encoded.missing.empty())
        return report(
            column, "cp932",
            fmt::format("文字「{}」は CP932(Shift_JIS)にありません。", terminal_text(encoded.missing)),
            fmt::format("the character {} does not exist in CP932", terminal_text(encoded.missing)));
      cell = std::move(encoded.bytes);
    }
    // Excel takes a file whose first bytes are ID for a SYLK file and refuses it.
    const bool looks_like_sylk = bytes_.empty() && cell.starts_with("ID");
    const bool quoted = looks_like_sylk || cell.find_first_of(",\"\r\n") != std::string::npos ||
                        cell.starts_with(' ') || cell.ends_with(' ');
    if (!quoted) {
      bytes_ += cell;
      return;
    }
    bytes_ += '"';
    for (char c : cell) {
      if (c == '"') bytes_ += '"';
      bytes_ += c;
    }
    bytes_ += '"';
  }

  void report(std::size_t column, const char* keyword, const std::string& ja, const std::string& en) {
    if (++problem_count_ > kMaxCsvProblems) return;
    const std::string field =
        column < header_.size() ? cut_to_width(terminal_text(header_[column]), kMaxLabelCells) : "";
    const std::string letters = excel_column(column);
    problems_.push_back({field, keyword,
                         Text{fmt::format("{} 行目 {} 列「{}」: {}", row_, letters, field, ja),
                              fmt::format("row {} column {} ({}): {}", row_, letters, field, en)}});
  }

  const std::vector<std::string>& header_;
  Encoding encoding_;
  std::string bytes_;
  int row_ = 0;
  std::size_t problem_count_ = 0;
  std::vector<Problem> problems_;
};

}  // namespace

Result<std::string> write_csv(const std::vector<std::string>& header,
                              const std::vector<std::vector<std::string>>& rows, Encoding encoding) {
  Writer writer(header, encoding);
  writer.write_row(header);
  for (const auto& row : rows) writer.write_row(row);
  return writer.finish();
}

}  // namespace kyodo::report
