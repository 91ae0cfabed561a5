// The settings of a stage: its schema, and what they name elsewhere in the package.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "calendar/due.h"
#include "workflow/check.h"
#include "workflow/layout.h"
#include "workflow/settings.h"

namespace kyodo::workflow {
namespace {

// By these names settings refer to sheets and roles (docs/formats/workflow.md).
bool names_sheets(std::string_view setting) {
  return setting == "sheets" || setting == "checklist" || setting == "sheet" || setting.ends_with("_sheet");
}
bool names_role(std::string_view setting) {
  return setting == "role" || setting == "approval" || setting.ends_with("_role");
}
bool is_due_rule(std::string_view setting) {
  return setting == "due" || setting.ends_with("_due");
}

void check_sheet_name(const CheckContext& context, const Where& where, const Json& value) {
  if (!value.is_string() || value.get_string().empty()) return;
  const std::string sheet(value.get_string());
  if (context.sheets.contains(sheet)) return;
  context.error(
      "missing-sheet", where,
      {fmt::format("シート「{}」がありません。", sheet), fmt::format("there is no sheet {}", sheet)},
      {fmt::format("sheets/{}.json を置くか、名前を直してください。今あるシート: {}", sheet,
                   fmt::join(context.sheets, "、")),
       fmt::format("add sheets/{}.json or correct the name; the sheets are {}", sheet,
                   fmt::join(context.sheets, ", "))});
}

void check_text_setting(const CheckContext& context, const Where& where, const std::string& name,
                        const std::string& value) {
  if (value.empty()) return;
  if (names_role(name) && !has_role(context, value)) report_role(context, where, value);
  if (!is_due_rule(name)) return;
  if (auto rule = calendar::parse_due_rule(value); !rule) report_due(context, where, rule.error());
}

void report_difference(const CheckContext& context, const Where& where, const std::string& what) {
  context.error("manifest-differs", where,
                {fmt::format("{} が workflow.json と違います。", what),
                 fmt::format("{} differs from workflow.json", what)},
                {"一覧や帳票は workflow.json を使います。両方を同じにしてください。",
                 "lists and reports use workflow.json; make both the same"});
}

// Lists and reports name classes and criteria by the manifest, stages decide by the chart: they must agree.
void check_same_list(const CheckContext& context, const Where& where, const std::string& setting,
                     const Json& value) {
  if (!context.manifest || !value.is_array()) return;
  const JsonArray& given = value.get_array();
  std::vector<std::pair<std::string, std::string>> expected;
  const bool classes = setting == "classes";
  if (classes)
    for (const Class& entry : context.manifest->classes) expected.emplace_back(entry.code, entry.name.ja);
  else
    for (const Criterion& entry : context.manifest->criteria) expected.emplace_back(entry.id, entry.title.ja);
  if (expected.empty()) return;
  for (std::size_t i = 0; i < std::max(given.size(), expected.size()); ++i) {
    const std::string at = fmt::format("{}[{}]", setting, i);
    if (i >= given.size() || i >= expected.size() || !given[i].is_object())
      return report_difference(context, where, at);
    const JsonObject& entry = given[i].get_object();
    if (string_or(entry, classes ? "code" : "id", "") != expected[i].first ||
        string_or(entry, classes ? "name" : "title", "") != expected[i].second)
      return report_difference(context, where, at);
    if (classes && string_or(entry, "definition", context.manifest->classes[i].definition) !=
                       context.manifest->classes[i].definition)
      return report_difference(context, where, at + ".definition");
  }
}

}  // namespace

void check_stage_settings(const CheckContext& context, const chart::Invoke& invoke,
                          const stage::StageInfo& stage) {
  JsonObject literal;
  std::vector<std::string> given_later = invoke.namelist;
  std::map<std::string, Where> places;
  for (const chart::Param& param : invoke.params) {
    const Where where = param.expr ? param.expr.where : param.location.where;
    places[param.name] = where;
    const auto value = param.expr ? literal_value(param.expr.text) : std::nullopt;
    if (!value) {
      given_later.push_back(param.name);
      if (!stage.settings_schema.empty() && !bool_or(stage.settings_schema, "additionalProperties", true) &&
          !object_or_empty(stage.settings_schema, "properties").contains(param.name))
        literal[param.name] = nullptr;  // unknown whatever its value is
      continue;
    }
    literal[param.name] = *value;
    if (names_sheets(param.name)) {
      if (value->is_array())
        for (const Json& sheet : value->get_array()) check_sheet_name(context, where, sheet);
      else
        check_sheet_name(context, where, *value);
    }
    if (value->is_string()) check_text_setting(context, where, param.name, std::string(value->get_string()));
    if (param.name == "classes" || param.name == "criteria")
      check_same_list(context, where, param.name, *value);
  }
  std::vector<std::string> settings;
  for (const auto& [name, schema] : object_or_empty(stage.settings_schema, "properties"))
    settings.emplace_back(name);
  for (const Problem& problem : check_settings(stage.settings_schema, literal, given_later)) {
    const std::string setting = problem.field.substr(1, problem.field.find('/', 1) - 1);
    const auto place = places.find(setting);
    context.error("stage-settings", place == places.end() ? invoke.where : place->second,
                  {fmt::format("ステージ「{}」の設定「{}」: {}", stage.type, problem.field, problem.text.ja),
                   fmt::format("setting {} of the stage {} {}", problem.field, stage.type, problem.text.en)},
                  {fmt::format("設定できるのは {} です。", fmt::join(settings, "、")),
                   fmt::format("the settings are {}", fmt::join(settings, ", "))});
  }
  // The support of a whole project opens its works as projects of their own, on this chart.
  if (string_or(literal, "scope", "") == "project" && !context.charts.contains(kWorkChart))
    context.error(
        "missing-chart", invoke.where,
        {fmt::format("業務のチャート「{}.scxml」がありません。", kWorkChart),
         fmt::format("the chart of the works, {}.scxml, is missing", kWorkChart)},
        {"業務を分けて進めるチャートを置いてください。", "add the chart that each work goes through"});
}

}  // namespace kyodo::workflow
