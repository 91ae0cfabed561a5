#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/project_import.h"
#include "cli/records.h"

namespace kyodo::cli {
namespace {

constexpr const char* kRelatedSections = "関係課";

// "", "-", "なし", "データなし": the cell says nothing.
bool says_nothing(const std::string& cell) {
  const std::string name = office::folded_name(cell);
  return name.empty() || name == "-" || name == "なし" || name == "データなし";
}

std::string first_of(const std::vector<std::string>& header, std::initializer_list<const char*> names) {
  for (const char* name : names)
    for (const std::string& column : header)
      if (office::folded_name(column) == office::folded_name(name)) return column;
  return "";
}

// The text of a column in a row; "" for no column.
class Row {
 public:
  Row(const report::Csv& csv, const report::CsvRow& row) : csv_(csv), row_(row) {}
  std::string operator[](const std::string& column) const {
    if (column.empty()) return "";
    std::size_t place = csv_.column(column);
    return place == csv_.header.size() ? "" : trimmed(row_.cells[place]);
  }

 private:
  const report::Csv& csv_;
  const report::CsvRow& row_;
};

std::string code_of(const Row& row, const ColumnMap& columns) {
  std::string code;
  for (const std::string& column : columns.code) {
    std::string part = row[column];
    // Ids of projects stand in file names and addresses.
    for (std::size_t at = 0; (at = part.find_first_of(" |/", at)) != std::string::npos;) part[at] = '_';
    if (part.empty()) return "";
    code += (code.empty() ? "" : "-") + part;
  }
  return code;
}

// Columns in which every cell that is not empty is a whole number.
std::set<std::string> number_columns(const report::Csv& csv, const std::set<std::string>& attributes) {
  std::set<std::string> numbers;
  for (const std::string& column : attributes) {
    std::size_t place = csv.column(column);
    bool all = true, any = false;
    for (const report::CsvRow& row : csv.rows) {
      const std::string cell = trimmed(row.cells[place]);
      if (cell.empty()) continue;
      any = true;
      all = all && whole_number(cell).has_value();
    }
    if (any && all) numbers.insert(column);
  }
  return numbers;
}

constexpr std::size_t kMaxNameBytes = 1000;  // as the runtime has it

// A row without fault of its own.
struct Candidate {
  const report::CsvRow* cells;
  std::string code, name;
};

JsonArray words(const std::string& cell) {
  JsonArray list;
  for (const std::string& item : split_list(cell)) list.emplace_back(item);
  return list;
}

}  // namespace

std::optional<std::int64_t> whole_number(std::string_view cell) {
  std::string text = office::folded_name(cell), digits;  // full-width digits and signs become plain ones
  for (char c : text)
    if (c != ',') digits += c;
  for (const char* minus : {"−", "△", "▲"})
    if (digits.starts_with(minus)) digits = "-" + digits.substr(std::string_view(minus).size());
  std::string_view plain = digits;
  if (plain.starts_with('-')) plain.remove_prefix(1);
  if (plain.empty() || (plain.size() > 1 && plain.front() == '0')) return std::nullopt;
  std::int64_t number = 0;
  auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (bad != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

ColumnMap suggested_columns(const std::vector<std::string>& header) {
  ColumnMap columns;
  columns.group = first_of(header, {"自治体", "市町村", "団体名"});
  if (std::string code = first_of(header, {"事業コード", "コード", "事業番号", "no", "no.", "番号", "code"});
      !code.empty()) {
    // Numbers of several municipalities are unique only together with their names.
    if (!columns.group.empty()) columns.code.push_back(columns.group);
    columns.code.push_back(code);
  }
  columns.name = first_of(header, {"事業名", "事務事業名", "名称", "name"});
  columns.department = first_of(header, {"部", "部局", "部名", "部局名", "department"});
  columns.section = first_of(header, {"課", "担当課", "課名", "所管課", "担当課名", "section", "unit"});
  columns.category = first_of(header, {"区分", "事業区分", "category"});
  columns.fields = first_of(header, {"分野", "fields"});
  columns.area = first_of(header, {"地域", "area"});
  columns.forms = first_of(header, {"協働の形態(想定)", "協働の形態", "forms"});
  return columns;
}

Result<void> map_column(ColumnMap& columns, const std::string& text, const std::vector<std::string>& header) {
  auto equals = text.find('=');
  const std::string field = text.substr(0, equals),
                    column = equals == std::string::npos ? "" : text.substr(equals + 1);
  std::string* target = field == "name"         ? &columns.name
                        : field == "department" ? &columns.department
                        : field == "section"    ? &columns.section
                        : field == "category"   ? &columns.category
                        : field == "units"      ? &columns.group
                        : field == "fields"     ? &columns.fields
                        : field == "area"       ? &columns.area
                        : field == "forms"      ? &columns.forms
                                                : nullptr;
  if (equals == std::string::npos || (!target && field != "code"))
    return fail(Code::wrong_usage,
                fmt::format("--map「{}」は 欄=列 の形で書いてください。欄は code, name, department, section, "
                            "category, units, fields, area, forms です。",
                            text),
                fmt::format("Write --map \"{}\" as FIELD=COLUMN; fields are code, name, department, section, "
                            "category, units, fields, area, forms.",
                            text));
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= column.size() && !column.empty();) {
    std::size_t end = std::min(column.find(',', begin), column.size());
    names.push_back(column.substr(begin, end - begin));
    begin = end + 1;
  }
  for (const std::string& name : names)
    if (std::find(header.begin(), header.end(), name) == header.end()) {
      std::string list;
      for (const std::string& one : header) list += (list.empty() ? "" : ", ") + one;
      return fail(Code::bad_input, fmt::format("「{}」という列はありません。あるのは {} です。", name, list),
                  fmt::format("There is no column \"{}\"; there are {}.", name, list));
    }
  if (field == "code")
    columns.code = std::move(names);
  else
    *target = column;
  return {};
}

ProjectList read_projects(const report::Csv& csv, const ImportRules& rules,
                          const std::vector<office::Unit>& units, const std::set<std::string>& taken_codes) {
  const ColumnMap& columns = rules.columns;
  std::set<std::string> taken{columns.name,  columns.department, columns.section, columns.category,
                              columns.group, columns.fields,     columns.area,    columns.forms};
  taken.insert(columns.code.begin(), columns.code.end());
  std::set<std::string> attributes;
  for (const std::string& column : csv.header)
    if (!taken.contains(column)) attributes.insert(column);
  if (!columns.group.empty()) attributes.insert(columns.group);
  const std::set<std::string> numbers = number_columns(csv, attributes);

  ProjectList list;
  list.numbers.assign(numbers.begin(), numbers.end());
  std::vector<Candidate> candidates;
  std::vector<office::UnitCells> cells_of_units;
  std::map<std::string, int> codes;  // → row
  for (const report::CsvRow& cells : csv.rows) {
    const Row row(csv, cells);
    const std::size_t bad_before = list.bad.size();
    auto wrong = [&](const std::string& column, const char* keyword, std::string ja, std::string en) {
      list.bad.push_back(
          {cells.number, row_problem(cells.number, column, keyword, std::move(ja), std::move(en))});
    };
    const std::string code = code_of(row, columns), name = row[columns.name];
    const std::string& code_column = columns.code.back();
    if (code.empty())
      wrong(code_column, "required", "事業コードがありません。", "The code is missing.");
    else if (code.size() > kMaxIdBytes)
      wrong(code_column, "maxLength", fmt::format("事業コードは {} バイトまでです。", kMaxIdBytes),
            fmt::format("A code has at most {} bytes.", kMaxIdBytes));
    else if (auto first = codes.find(code); first != codes.end())
      wrong(code_column, "unique", fmt::format("コード「{}」は {} 行目にもあります。", code, first->second),
            fmt::format("The code \"{}\" stands in row {} already.", code, first->second));
    else if (taken_codes.contains(code))
      wrong(code_column, "unique", fmt::format("コード「{}」はこのラウンドにすでにあります。", code),
            fmt::format("The code \"{}\" exists already in this round.", code));
    if (name.empty())
      wrong(columns.name, "required", "事業名がありません。", "The name is missing.");
    else if (name.size() > kMaxNameBytes)
      wrong(columns.name, "maxLength", fmt::format("事業名は {} バイトまでです。", kMaxNameBytes),
            fmt::format("A name has at most {} bytes.", kMaxNameBytes));
    office::UnitCells unit{row[columns.group], row[columns.department], row[columns.section]};
    if (says_nothing(unit.section))
      wrong(columns.section, "required", "担当課がありません。", "The section is missing.");
    if (!code.empty()) codes.emplace(code, cells.number);
    if (list.bad.size() != bad_before) continue;
    cells_of_units.push_back(std::move(unit));
    candidates.push_back({&cells, code, name});
  }
  const MatchedUnits matched = match_units(cells_of_units, units);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& one = candidates[i];
    const Row row(csv, *one.cells);
    const std::string& unit = matched.unit_of_row[i];
    if (unit.empty() || (!rules.make_units && matched.made_ids.contains(unit))) {
      list.bad.push_back(
          {one.cells->number, row_problem(one.cells->number, columns.section, "unknown",
                                          fmt::format("課「{}」は登録されていません。", row[columns.section]),
                                          fmt::format("There is no section \"{}\".", row[columns.section]))});
      continue;
    }
    JsonObject values;
    for (const std::string& column : csv.header) {
      const std::string cell = row[column];
      if (!attributes.contains(column) || cell.empty()) continue;
      values[column] = numbers.contains(column) ? Json(*whole_number(cell)) : Json(cell);
    }
    if (std::string cell = row[columns.fields]; !cell.empty()) values["fields"] = words(cell);
    if (std::string cell = row[columns.area]; !cell.empty()) values["area"] = cell;
    if (std::string cell = row[columns.forms]; !cell.empty()) values["forms"] = words(cell);
    if (!matched.related[i].empty()) values[kRelatedSections] = to_json(matched.related[i]);
    list.projects.push_back({{"code", one.code},
                             {"name", one.name},
                             {"unit", unit},
                             {"category", row[columns.category]},
                             {"attributes", std::move(values)}});
    list.rows.push_back(one.cells->number);
  }
  if (rules.make_units) list.units = matched.made;
  list.folds = matched.folds;
  std::stable_sort(list.bad.begin(), list.bad.end(),
                   [](const BadRow& a, const BadRow& b) { return a.row < b.row; });
  return list;
}

}  // namespace kyodo::cli
