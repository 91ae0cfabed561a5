#include "settings.h"

#include <fmt/format.h>

#include <set>

#include "stage_kit/checks.h"

namespace kyodo::classify {
namespace {

using stage::Call;

void check_classes(Call& call, const std::vector<Class>& classes) {
  if (classes.empty() || classes.size() > kMaxClasses)
    call.problem("/classes", "count", fmt::format("分類の区分を 1～{} 個設定してください。", kMaxClasses),
                 fmt::format("Give 1 to {} classes.", kMaxClasses));
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < classes.size() && i < kMaxClasses; ++i) {
    const Class& one = classes[i];
    const std::string field = fmt::format("/classes/{}", i);
    stage_kit::check_line(call, {field + "/code", {"区分の符号", "Code of the class"}}, one.code, 50);
    stage_kit::check_line(call, {field + "/name", {"区分の名前", "Name of the class"}}, one.name);
    if (!seen.insert(one.code).second)
      call.problem(field + "/code", "unique", fmt::format("区分の符号「{}」が重なっています。", one.code),
                   fmt::format("The code \"{}\" stands twice.", one.code));
    stage_kit::check_range(
        call, {field + "/target_year_offset", {"目標年度までの年数", "Years to the target year"}},
        one.target_year_offset.value_or(0), 0, kMaxYearsAhead);
  }
}

void check_rules(Call& call, const Settings& settings) {
  if (settings.rules.size() > kMaxRules)
    call.problem("/rules", "count", fmt::format("分類の目安の規則は {} 個までです。", kMaxRules),
                 fmt::format("Give at most {} rules.", kMaxRules));
  for (std::size_t i = 0; i < settings.rules.size() && i < kMaxRules; ++i) {
    const Rule& rule = settings.rules[i];
    if (!find_class(settings, rule.class_code))
      call.problem(fmt::format("/rules/{}/class", i), "enum",
                   fmt::format("規則の区分「{}」が classes にありません。", rule.class_code),
                   fmt::format("The class \"{}\" of this rule is not among the classes.", rule.class_code));
    if (rule.when && !rule.when->min_total.is_null() && !rule.when->min_total.is_number())
      call.problem(fmt::format("/rules/{}/when/min_total", i), "type", "評価点の目安は数で書いてください。",
                   "Write min_total as a number.");
  }
}

}  // namespace

std::optional<Settings> usable_settings(Call& call) {
  Settings settings = call.settings_as<Settings>();
  check_classes(call, settings.classes);
  check_rules(call, settings);
  if (call.refused()) return std::nullopt;
  return settings;
}

const Class* find_class(const Settings& settings, std::string_view code) {
  for (const Class& one : settings.classes)
    if (one.code == code) return &one;
  return nullptr;
}

std::string list_classes(const Settings& settings) {
  std::string all;
  for (const Class& one : settings.classes)
    all += fmt::format("{}{}({})", all.empty() ? "" : "、", one.code, one.name);
  return all;
}

std::string english_name(const Class& one) {
  return one.name_en.value_or(one.name);
}

bool looks_again(const Class& one) {
  return one.look_again.value_or(one.target_year_offset.value_or(0) >= 2);
}

}  // namespace kyodo::classify
