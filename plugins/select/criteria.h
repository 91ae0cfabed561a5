// The selection sheet: its criteria, weights and levels as the chart sets them, and the points they give.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kyodo/stage.h"

namespace kyodo::select {

inline constexpr std::size_t kMaxCriteria = 30;
inline constexpr int kMaxLevels = 10;
inline constexpr std::int64_t kMaxWeight = 100;
inline constexpr int kMaxScorers = 100;  // of one project
inline constexpr std::size_t kMaxExclusions = 100;

struct Criterion {
  std::string id;
  std::string title;
  std::optional<std::string> title_en;
  Json weight;  // a number with at most two decimals; null counts as 1
};
BOOST_DESCRIBE_STRUCT(Criterion, (), (id, title, title_en, weight))

struct Exclusion {
  std::string category;  // of the project, compared whole
  std::string reason;    // shown with the excluded project; blank: the category
};
BOOST_DESCRIBE_STRUCT(Exclusion, (), (category, reason))

std::vector<Criterion> komaki_criteria();  // the six of Komaki's 選定シート (KM-05)

struct Settings {
  std::vector<Criterion> criteria = komaki_criteria();
  int levels = 5;
  int min_scorers = 1;
  std::string scorer_role = "office";
  std::vector<Exclusion> exclude;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (criteria, levels, min_scorers, scorer_role, exclude))

// The settings if they make sense; otherwise none, and the call carries a problem for each mistake.
std::optional<Settings> usable_settings(stage::Call& call);

// Points are counted in hundredths so that no total depends on how a machine rounds.
std::optional<std::int64_t> hundredths(const Json& number);  // none: no number, negative or above 10 000 000
Json points(std::int64_t hundredths);                        // 2400 -> 24, 2433 -> 24.33
std::int64_t weighted_sum(const std::vector<Criterion>& criteria, const std::vector<int>& levels);
std::int64_t highest_total(const Settings& settings);

// For the people who score: criteria with their weights, levels and the highest total.
JsonObject sheet_data(const Settings& settings);

}  // namespace kyodo::select
