#include "ratings.h"

#include <cstdlib>

namespace kyodo::evaluate {
namespace {

// Answers come parsed with kMaxJsonDepth, so the recursion is bounded.
void collect(const Json& json, std::string_view field, const std::string& pointer, Ratings& to) {
  if (const JsonArray* array = json.if_array()) {
    std::size_t i = 0;
    for (const Json& item : *array) collect(item, field, pointer + "/" + std::to_string(i++), to);
  }
  const JsonObject* object = json.if_object();
  if (object == nullptr) return;
  for (const auto& member : *object) {
    const std::string_view key(member.key().data(), member.key().size());
    const std::int64_t* level = member.value().if_int64();
    if (key == field && level && *level >= 1 && *level <= kMostLevels)
      to[pointer] = *level;
    else
      collect(member.value(), field, pointer + "/" + std::string(key), to);
  }
}

void count(const Json& json, Ticks& to) {
  if (const bool* tick = json.if_bool()) {
    ++to.all;
    to.checked += *tick ? 1 : 0;
  } else if (const JsonArray* array = json.if_array()) {
    for (const Json& item : *array) count(item, to);
  } else if (const JsonObject* object = json.if_object()) {
    for (const auto& member : *object) count(member.value(), to);
  }
}

}  // namespace

Ratings ratings_of(const Json& answers, std::string_view rating_field) {
  Ratings ratings;
  collect(answers, rating_field, "", ratings);
  return ratings;
}

Json average_of(const Ratings& ratings) {
  if (ratings.empty()) return nullptr;
  std::int64_t sum = 0;
  for (const auto& [pointer, level] : ratings) sum += level;
  const auto n = static_cast<std::int64_t>(ratings.size());
  const std::int64_t hundredths = (sum * 100 + n / 2) / n;
  return static_cast<double>(hundredths) / 100.0;
}

std::vector<Gap> gaps_between(const Ratings& city, const Ratings& partner) {
  std::vector<Gap> gaps;
  for (const auto& [viewpoint, level] : city) {
    const auto other = partner.find(viewpoint);
    if (other != partner.end() && std::abs(level - other->second) >= kWideGap)
      gaps.push_back({viewpoint, level, other->second});
  }
  return gaps;
}

Ticks ticks_of(const Json& answers) {
  Ticks ticks;
  count(answers, ticks);
  return ticks;
}

}  // namespace kyodo::evaluate
