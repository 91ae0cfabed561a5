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

// An entry of a list of settings, such as {sheet: 'users-survey', role: 'section'}.
void check_entry(const CheckContext& context, const Where& where, const JsonObject& entry) {
  for (const auto& member : entry) {
    if (!member.value().is_string()) continue;
    if (names_sheets(member.key())) check_sheet_name(context, where, member.value());
    check_text_setting(context, where, std::string(member.key()), std::string(member.value().get_string()));
  }
}

// The entry by its place in the list, counted from 1 as people do; member "" for all of it.
void report_difference(const CheckContext& context, const Where& where, const std::string& setting,
                       std::size_t index, const std::string& member = "") {
  context.error("manifest-differs", where,
                {fmt::format("{} の {} 番目の{}が workflow.json と違います。", setting, index + 1,
                             member.empty() ? "項目" : " " + member + " "),
                 fmt::format("{}entry {} of {} differs from workflow.json",
                             member.empty() ? "" : member + " of ", index + 1, setting)},
                {"一覧や帳票は workflow.json を使います。両方を同じにしてください。",
                 "lists and reports use workflow.json; make both the same"});
}

// The first member of the two that differs, by name; "" when they agree. What is left out counts as what it
// stands for.
std::string differing_member(const JsonObject& entry, const Class& expected) {
  if (string_or(entry, "definition", expected.definition) != expected.definition) return "definition";
  if (string_or(entry, "next", expected.next) != expected.next) return "next";
  const std::int64_t years = int_or(entry, "target_year_offset", 0);
  return years == expected.target_year_offset.value_or(static_cast<int>(years)) ? "" : "target_year_offset";
}
std::string differing_member(const JsonObject& entry, const Criterion& expected) {
  return int_or(entry, "weight", 1) == expected.weight.value_or(1) ? "" : "weight";
}

// Lists and reports name classes and criteria by the manifest, stages decide by the chart: they must agree.
void check_same_list(const CheckContext& context, const Where& where, const std::string& setting,
                     const Json& value) {
  if (!context.manifest || !value.is_array()) return;
  const JsonArray& given = value.get_array();
  const auto& classes = context.manifest->classes;
  const auto& criteria = context.manifest->criteria;
  const bool of_classes = setting == "classes";
  const std::size_t expected = of_classes ? classes.size() : criteria.size();
  if (expected == 0) return;
  for (std::size_t i = 0; i < std::max(given.size(), expected); ++i) {
    if (i >= given.size() || i >= expected || !given[i].is_object())
      return report_difference(context, where, setting, i);
    const JsonObject& entry = given[i].get_object();
    if (string_or(entry, of_classes ? "code" : "id", "") != (of_classes ? classes[i].code : criteria[i].id) ||
        string_or(entry, of_classes ? "name" : "title", "") !=
            (of_classes ? classes[i].name.ja : criteria[i].title.ja))
      return report_difference(context, where, setting, i);
    const std::string member =
        of_classes ? differing_member(entry, classes[i]) : differing_member(entry, criteria[i]);
    if (!member.empty()) return report_difference(context, where, setting, i, member);
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
    if (value->is_array())
      for (const Json& entry : value->get_array())
        if (entry.is_object()) check_entry(context, where, entry.get_object());
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
                  {fmt::format("段階「{}」の設定「{}」: {}", stage.type, problem.field, problem.text.ja),
                   fmt::format("setting {} of the stage {} {}", problem.field, stage.type, problem.text.en)},
                  {fmt::format("設定できるのは {} です。", fmt::join(settings, "、")),
                   fmt::format("the settings are {}", fmt::join(settings, ", "))});
  }
  // The support of a whole project opens its works as projects of their own, on this chart.
  if (string_or(literal, "scope", "") == "project" && !context.charts.contains(kWorkChart))
    context.error(
        "missing-chart", invoke.where,
        {fmt::format("業務の流れ図「{}.scxml」がありません。", kWorkChart),
         fmt::format("the chart of the works, {}.scxml, is missing", kWorkChart)},
        {"業務を分けて進める流れ図を置いてください。", "add the chart that each work goes through"});
}

}  // namespace kyodo::workflow
