#include "cli/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/parse.h"
#include "cli/roles.h"

namespace kyodo::cli {
namespace {

constexpr std::string_view kWideSpace = "\xe3\x80\x80";

std::optional<bool> flag_of(const std::string& text) {
  for (const char* yes : {"有", "○", "◯", "はい", "1", "true", "yes", "TRUE"})
    if (text == yes) return true;
  for (const char* no : {"無", "×", "いいえ", "0", "false", "no", "FALSE"})
    if (text == no) return false;
  return std::nullopt;
}

// The cell as JSON; none with a problem added when it is not of its kind.
std::optional<Json> value_of(const std::string& text, const RecordColumn& column, int row,
                             std::vector<Problem>& problems) {
  switch (column.kind) {
    case CellKind::text:
      return Json(text);
    case CellKind::role:
      return Json(office::role_id(text));
    case CellKind::list: {
      JsonArray list;
      for (const std::string& item : split_list(text)) list.emplace_back(item);
      return Json(std::move(list));
    }
    case CellKind::date:
      if (auto date = date_text(text)) return Json(*date);
      problems.push_back(row_problem(row, column.headers[0], "date",
                                     fmt::format("「{}」は実在する日付ではありません(例 2018/4/1)。", text),
                                     fmt::format("\"{}\" is not a real date (such as 2018/4/1).", text)));
      return std::nullopt;
    case CellKind::flag:
      if (auto flag = flag_of(text)) return Json(*flag);
      problems.push_back(row_problem(row, column.headers[0], "flag",
                                     fmt::format("「{}」は「有」か「無」にしてください。", text),
                                     fmt::format("\"{}\" must be 有 or 無.", text)));
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string trimmed(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    if (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n'))
      text.remove_prefix(1), again = true;
    if (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n'))
      text.remove_suffix(1), again = true;
    if (text.starts_with(kWideSpace)) text.remove_prefix(kWideSpace.size()), again = true;
    if (text.ends_with(kWideSpace)) text.remove_suffix(kWideSpace.size()), again = true;
  }
  return std::string(text);
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  std::string rest = text;
  for (std::string_view separator : {std::string_view("；"), std::string_view("、"), std::string_view("\n")})
    for (std::size_t at = 0; (at = rest.find(separator, at)) != std::string::npos;)
      rest.replace(at, separator.size(), ";");
  std::size_t begin = 0;
  while (begin <= rest.size()) {
    std::size_t end = std::min(rest.find(';', begin), rest.size());
    if (std::string item = trimmed(rest.substr(begin, end - begin)); !item.empty())
      items.push_back(std::move(item));
    begin = end + 1;
  }
  return items;
}

Problem row_problem(int row, const std::string& column, const std::string& keyword, std::string ja,
                    std::string en) {
  return {fmt::format("{}行目 {}", row, column), keyword, {std::move(ja), std::move(en)}};
}

Result<Records> read_records(const std::string& bytes, const std::string& file,
                             const std::vector<RecordColumn>& columns) {
  auto csv = report::read_csv(bytes, file);
  if (!csv) return csv.error();
  const std::size_t none = csv->header.size();
  std::vector<Problem> problems;
  std::vector<std::size_t> places;
  for (const RecordColumn& column : columns) {
    std::size_t place = none;
    std::vector<std::string> names = column.headers;
    names.push_back(column.member);
    for (const std::string& name : names)
      if (place == none) place = csv->column(name);
    places.push_back(place);
    if (place == none && column.required)
      problems.push_back({column.headers[0],
                          "required",
                          {fmt::format("列「{}」がありません。", column.headers[0]),
                           fmt::format("The column \"{}\" is missing.", column.headers[0])}});
  }
  Records records;
  for (std::size_t i = 0; i < none; ++i)
    if (std::find(places.begin(), places.end(), i) == places.end()) records.ignored.push_back(csv->header[i]);
  if (problems.empty()) {
    for (const report::CsvRow& row : csv->rows) {
      JsonObject record;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string text = places[i] == none ? "" : trimmed(row.cells[places[i]]);
        if (!text.empty()) {
          if (auto value = value_of(text, columns[i], row.number, problems))
            record[columns[i].member] = std::move(*value);
        } else if (columns[i].required) {
          problems.push_back(
              row_problem(row.number, columns[i].headers[0], "required", "空欄です。", "The cell is empty."));
        }
      }
      records.list.push_back(std::move(record));
      records.rows.push_back(row.number);
    }
  }
  if (problems.empty()) return records;
  Error error = fail_at(
      {file}, Code::bad_input,
      fmt::format("{} 件の誤りがあるため、取り込みませんでした。直してからもう一度取り込んでください。",
                  problems.size()),
      fmt::format("{} error(s); nothing was imported. Correct them and import again.", problems.size()));
  error.problems = std::move(problems);
  return error;
}

Error with_rows(Error error, const std::vector<int>& rows, const std::vector<RecordColumn>& columns) {
  for (Problem& problem : error.problems) {
    if (!problem.field.starts_with('/')) continue;
    std::size_t index = 0;
    const char* begin = problem.field.data() + 1;
    auto [end, bad] = std::from_chars(begin, problem.field.data() + problem.field.size(), index);
    if (bad != std::errc{} || index >= rows.size()) continue;
    const std::string member = problem.field.substr(static_cast<std::size_t>(end - problem.field.data()));
    std::string shown = member.empty() ? "" : member.substr(1);
    for (const RecordColumn& column : columns)
      if (column.member == shown) shown = column.headers[0];
    problem.field = fmt::format("{}行目 {}", rows[index], shown);
  }
  return error;
}

}  // namespace kyodo::cli
