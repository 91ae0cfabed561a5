#include "cli/project_import.h"

#include <fmt/format.h>

#include "cli/handlers.h"
#include "cli/records.h"

namespace kyodo::cli {
namespace {

using report::Align;
using report::Cell;

Result<ColumnMap> columns_of(const Call& call, const std::vector<std::string>& header) {
  ColumnMap columns = suggested_columns(header);
  for (const std::string& one : call.all("map"))
    if (auto mapped = map_column(columns, one, header); !mapped) return mapped.error();
  for (const auto& [option, field] : {std::pair{"code", "code="}, std::pair{"units", "units="}})
    if (call.has(option))
      if (auto mapped = map_column(columns, field + call.option(option), header); !mapped)
        return mapped.error();
  std::vector<Problem> missing;
  auto need = [&](const char* field, const char* called, bool there) {
    if (!there)
      missing.push_back(
          {field,
           "required",
           {fmt::format("{}の列が分かりません。--map {}=列名 で指定してください。", called, field),
            fmt::format("The column of \"{}\" is not known. Give --map {}=COLUMN.", field, field)}});
  };
  need("code", "コード", !columns.code.empty());
  need("name", "事業名", !columns.name.empty());
  need("section", "担当課", !columns.section.empty());
  if (missing.empty()) return columns;
  if (header.size() == 1)
    return fail(
        Code::bad_input,
        fmt::format(
            "1 行目の見出しが「{}」の 1 列しかありません。コンマ区切りの CSV で保存し直してください。",
            header.front()),
        fmt::format("The heading has a single column, \"{}\". Save the file as CSV, parted by commas.",
                    header.front()));
  Error error = fail(Code::bad_input,
                     fmt::format("どの列が何か分かりません。このファイルの列: {}", fmt::join(header, "、")),
                     fmt::format("Some columns are not mapped. The file has: {}", fmt::join(header, ", ")));
  error.problems = std::move(missing);
  return error;
}

JsonObject report_json(const ProjectList& list, const ColumnMap& columns) {
  JsonArray units, folded, bad;
  for (const office::Unit& unit : list.units)
    units.push_back(JsonObject{{"id", unit.id}, {"name", unit.name}, {"parent", unit.parent}});
  for (const MatchedUnits::Fold& one : list.folds)
    folded.push_back(JsonObject{{"written", one.written}, {"unit", one.unit}, {"rows", one.rows}});
  for (const BadRow& one : list.bad)
    bad.push_back(JsonObject{{"row", one.row},
                             {"field", one.problem.field},
                             {"ja", one.problem.text.ja},
                             {"en", one.problem.text.en}});
  return {{"columns", JsonObject{{"code", to_json(columns.code)},
                                 {"name", columns.name},
                                 {"department", columns.department},
                                 {"section", columns.section},
                                 {"category", columns.category},
                                 {"units", columns.group},
                                 {"fields", columns.fields},
                                 {"area", columns.area},
                                 {"forms", columns.forms}}},
          {"numbers", to_json(list.numbers)},
          {"projects", static_cast<std::int64_t>(list.projects.size())},
          {"new_units", std::move(units)},
          {"folded", std::move(folded)},
          {"bad_rows", std::move(bad)}};
}

void print_columns(Context& context, const ColumnMap& columns) {
  const bool ja = context.lang() == Lang::ja;
  std::vector<std::vector<Cell>> rows;
  auto add = [&](const char* called, const char* field, const std::string& column) {
    if (!column.empty()) rows.push_back({ja ? called : field, column});
  };
  add("コード", "code", fmt::format("{}", fmt::join(columns.code, " - ")));
  add("事業名", "name", columns.name);
  add("部", "department", columns.department);
  add("担当課", "section", columns.section);
  add("区分", "category", columns.category);
  add("自治体など", "units", columns.group);
  add("分野", "fields", columns.fields);
  add("地域", "area", columns.area);
  add("協働の形態", "forms", columns.forms);
  context.output().heading(
      {"読み取った列(ほかの列は事業の項目になります)", "Columns understood (the others become attributes)"});
  context.output().table({{ja ? "内容" : "what"}, {ja ? "列" : "column"}}, rows);
}

void print_report(Context& context, const ProjectList& list,
                  const std::map<std::string, std::string>& names) {
  bool ja = context.lang() == Lang::ja;
  Output& output = context.output();
  auto name = [&](const std::string& id) {
    auto found = names.find(id);
    return found == names.end() ? id : found->second;
  };
  if (!list.units.empty()) {
    output.heading(
        {fmt::format("新しい課 {} 件", list.units.size()), fmt::format("{} new units", list.units.size())});
    std::vector<std::vector<Cell>> rows;
    for (const office::Unit& unit : list.units) rows.push_back({unit.id, unit.name, name(unit.parent)});
    output.table({{"ID"}, {ja ? "名称" : "name"}, {ja ? "上位" : "parent"}}, rows);
  }
  if (!list.folds.empty()) {
    output.heading({"書き方の違いをまとめたもの", "Ways of writing folded into one unit"});
    std::vector<std::vector<Cell>> rows;
    for (const MatchedUnits::Fold& one : list.folds)
      rows.push_back({one.written, "→", one.unit, name(one.unit), std::to_string(one.rows)});
    output.table({{ja ? "書かれていたもの" : "written"},
                  {""},
                  {"ID"},
                  {ja ? "課" : "unit"},
                  {ja ? "行数" : "rows", Align::right}},
                 rows);
  }
  if (!list.bad.empty()) {
    output.heading({fmt::format("誤りのある行 {} 件", list.bad.size()),
                    fmt::format("{} wrong row(s)", list.bad.size())});
    std::vector<std::vector<Cell>> rows;
    for (const BadRow& one : list.bad) rows.push_back({one.problem.field, context.text(one.problem.text)});
    output.table({{ja ? "場所" : "where"}, {ja ? "理由" : "reason"}}, rows);
  }
}

Error refused_rows(const ProjectList& list, const std::string& file) {
  Error error = fail_at(
      {file}, Code::bad_input,
      fmt::format("{} 行に誤りがあるため、1件も取り込みませんでした。直すか、--skip-bad で除いてください。",
                  list.bad.size()),
      fmt::format(
          "{} row(s) are wrong; nothing was imported. Correct them, or leave them out with --skip-bad.",
          list.bad.size()));
  for (const BadRow& one : list.bad) error.problems.push_back(one.problem);
  return error;
}

}  // namespace

Result<void> project_import(Context& context) {
  const Call& call = context.call();
  const std::string file = call.positional("file"), round = call.option("round");
  auto bytes = context.read_named(file, report::kMaxCsvBytes);
  if (!bytes) return bytes.error();
  auto csv = report::read_csv(*bytes, file);
  if (!csv) return csv.error();
  auto columns = columns_of(call, csv->header);
  if (!columns) return columns.error();
  runtime::Store& store = context.store();
  if (!store.get<office::Round>(round))
    return fail(Code::unknown_id,
                fmt::format("年度ラウンド「{}」はありません。kyodo round list で確かめてください。", round),
                fmt::format("There is no round \"{}\". See kyodo round list.", round));
  std::set<std::string> codes;
  for (const office::Project& project : store.find<office::Project>({.where = {office::eq("round", round)}}))
    codes.insert(project.code);
  const auto units = store.find<office::Unit>({.order = {"id"}});
  ProjectList list = read_projects(*csv, {*columns, !call.has("no-new-units")}, units, codes);
  std::map<std::string, std::string> names;
  for (const office::Unit& unit : units) names[unit.id] = unit.name;
  for (const office::Unit& unit : list.units) names[unit.id] = unit.name;
  JsonObject report = report_json(list, *columns);

  if (call.has("dry-run")) {
    report["dry_run"] = true;
    context.output().print_json(report);
    print_columns(context, *columns);
    print_report(context, list, names);
    context.output().line(
        {fmt::format("取り込めるのは {} 件、誤りのある行は {} 件です(まだ何も変えていません)。",
                     list.projects.size(), list.bad.size()),
         fmt::format("{} can be imported, {} row problem(s); nothing was changed.", list.projects.size(),
                     list.bad.size())});
    return {};
  }
  if (!list.bad.empty() && !call.has("skip-bad")) return refused_rows(list, file);
  auto line = context.line();
  if (!line) return line.error();
  JsonArray unit_list, project_list;
  for (const office::Unit& unit : list.units) unit_list.push_back(to_json(unit));
  const std::size_t count = list.projects.size();
  for (JsonObject& project : list.projects) project_list.push_back(std::move(project));
  line->args = {{"round", round}, {"units", std::move(unit_list)}, {"projects", std::move(project_list)}};
  context.output().progress({"取込み中", "importing"}, static_cast<std::int64_t>(count), 0);
  auto answer = context.execute(*line);
  context.output().progress_done();
  if (!answer) {
    Error error = answer.error();
    for (Problem& problem : error.problems)
      if (problem.field.starts_with("/projects/")) {
        const std::size_t index =
            static_cast<std::size_t>(std::strtoull(problem.field.c_str() + 10, nullptr, 10));
        if (index < list.rows.size()) problem.field = fmt::format("{}行目", list.rows[index]);
      }
    return error;
  }
  report["answer"] = std::move(*answer);
  context.output().print_json(report);
  print_report(context, list, names);
  context.output().line(
      {fmt::format("{} 件を取り込みました。除いた行は {} 件です。", count, csv->rows.size() - count),
       fmt::format("Imported {}; left out {} row(s).", count, csv->rows.size() - count)});
  return {};
}

}  // namespace kyodo::cli
