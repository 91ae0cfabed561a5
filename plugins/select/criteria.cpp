#include "criteria.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

namespace kyodo::select {
namespace {

std::int64_t weight_of(const Criterion& criterion) {
  return criterion.weight.is_null() ? 100 : hundredths(criterion.weight).value_or(0);
}

bool has_two_decimals_at_most(const Json& number) {
  auto value = hundredths(number);
  return value &&
         (!number.is_double() || std::abs(number.get_double() * 100 - static_cast<double>(*value)) < 1e-6);
}

void check_criteria(stage::Call& call, const std::vector<Criterion>& criteria) {
  if (criteria.empty() || criteria.size() > kMaxCriteria)
    call.problem("/criteria", "count", fmt::format("選定の項目は 1～{} 個にしてください。", kMaxCriteria),
                 fmt::format("Give 1 to {} criteria.", kMaxCriteria));
  std::set<std::string> seen;
  for (std::size_t i = 0; i < criteria.size() && i < kMaxCriteria; ++i) {
    const Criterion& one = criteria[i];
    const std::string field = fmt::format("/criteria/{}", i);
    if (one.id.empty() || !seen.insert(one.id).second)
      call.problem(field + "/id", "unique",
                   fmt::format("選定の項目の id「{}」が空か、重なっています。", one.id),
                   fmt::format("The id \"{}\" of a criterion is empty or stands twice.", one.id));
    if (one.title.empty())
      call.problem(field + "/title", "required", "選定の項目の文を書いてください。",
                   "Write the question of the criterion.");
    if (std::int64_t weight = weight_of(one);
        weight < 1 || weight > kMaxWeight * 100 ||
        (!one.weight.is_null() && !has_two_decimals_at_most(one.weight)))
      call.problem(
          field + "/weight", "range",
          fmt::format("重みは 0.01～{} の数で、小数は 2 桁までです。", kMaxWeight),
          fmt::format("A weight is a number from 0.01 to {} with at most two decimals.", kMaxWeight));
  }
}

}  // namespace

// Komaki: 協働診断, 診断対象事業の選定方法
std::vector<Criterion> komaki_criteria() {
  return {
      {"synergy", "協働による相乗効果が期待できるか", "Can synergy be expected from collaborating?", nullptr},
      {"citizens", "協働することにより市民力向上に資するか",
       "Does collaborating help raise what citizens can do?", nullptr},
      {"efficiency", "協働することにより事業の効率性は現在より高まるか",
       "Will the project become more efficient than now by collaborating?", nullptr},
      {"effect", "行政が単独で実施するよりも協働で行う方が効果的か",
       "Is it more effective than the administration doing it alone?", nullptr},
      {"strengths", "目標達成・解決のために誰のどのような力が必要か明確にできるか",
       "Can it be made clear whose strengths, and which, are needed to reach the goal?", nullptr},
      {"partner", "具体的な協働相手が想定できるか", "Can a concrete partner be imagined?", nullptr},
  };
}

std::optional<Settings> usable_settings(stage::Call& call) {
  Settings settings = call.settings_as<Settings>();
  check_criteria(call, settings.criteria);
  if (settings.levels < 2 || settings.levels > kMaxLevels)
    call.problem("/levels", "range", fmt::format("評価の段階は 2～{} にしてください。", kMaxLevels),
                 fmt::format("Set 2 to {} levels.", kMaxLevels));
  if (settings.min_scorers < 1 || settings.min_scorers > kMaxScorers)
    call.problem("/min_scorers", "range",
                 fmt::format("採点に必要な人数は 1～{} 人にしてください。", kMaxScorers),
                 fmt::format("Set the number of scorers needed to 1 to {}.", kMaxScorers));
  if (settings.scorer_role.empty())
    call.problem("/scorer_role", "required", "採点する役割を書いてください。", "Name the role that scores.");
  if (settings.exclude.size() > kMaxExclusions)
    call.problem("/exclude", "count", fmt::format("除外の区分は {} 個までです。", kMaxExclusions),
                 fmt::format("Give at most {} categories to exclude.", kMaxExclusions));
  if (call.refused()) return std::nullopt;
  return settings;
}

std::optional<std::int64_t> hundredths(const Json& number) {
  constexpr std::int64_t kMost = 10'000'000;
  if (number.is_int64() && number.get_int64() >= 0 && number.get_int64() <= kMost)
    return number.get_int64() * 100;
  if (number.is_double() && number.get_double() >= 0 && number.get_double() <= static_cast<double>(kMost))
    return std::llround(number.get_double() * 100);
  return std::nullopt;
}

Json points(std::int64_t value) {
  if (value % 100 == 0) return Json(value / 100);
  return Json(static_cast<double>(value) / 100);
}

std::int64_t weighted_sum(const std::vector<Criterion>& criteria, const std::vector<int>& levels) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < criteria.size() && i < levels.size(); ++i)
    sum += weight_of(criteria[i]) * levels[i];
  return sum;
}

std::int64_t highest_total(const Settings& settings) {
  return weighted_sum(settings.criteria, std::vector<int>(settings.criteria.size(), settings.levels));
}

JsonObject sheet_data(const Settings& settings) {
  JsonArray criteria;
  for (const Criterion& one : settings.criteria)
    criteria.push_back(JsonObject{{"id", one.id},
                                  {"title", one.title},
                                  {"title_en", one.title_en.value_or(one.title)},
                                  {"weight", points(weight_of(one))}});
  return {{"criteria", std::move(criteria)},
          {"levels", settings.levels},
          {"highest_total", points(highest_total(settings))},
          {"min_scorers", settings.min_scorers}};
}

}  // namespace kyodo::select
