#include "matching.h"

#include <fmt/format.h>

#include <algorithm>

namespace kyodo::support {
namespace {

constexpr std::size_t kMaxWords = 50;  // fields or forms compared

// How directories write that a group works all over the city.
bool is_whole_city(std::string_view area) {
  return area.empty() || area == "市内全域" || area == "市全域" || area == "全市";
}

struct Wish {
  std::vector<std::string> fields, forms;
  std::string area;
};

void add_words(const JsonObject& object, std::string_view key, std::vector<std::string>& words) {
  const Json* value = object.if_contains(key);
  if (value == nullptr) return;
  const auto add = [&words](const Json& word) {
    if (!word.is_string() || word.get_string().empty() || words.size() >= kMaxWords) return;
    std::string text(word.get_string().data(), word.get_string().size());
    if (std::find(words.begin(), words.end(), text) == words.end()) words.push_back(std::move(text));
  };
  if (value->is_array())
    for (const Json& word : value->get_array()) add(word);
  else
    add(*value);
}

Wish wish_of(const JsonObject& attributes) {
  Wish wish;
  add_words(attributes, "fields", wish.fields);
  add_words(attributes, "forms", wish.forms);
  add_words(attributes, "form", wish.forms);
  wish.area = stage_kit::text_of(attributes, "area");
  return wish;
}

std::vector<std::string> common(const std::vector<std::string>& wanted, const JsonObject& partner,
                                std::string_view key) {
  std::vector<std::string> offered, both;
  add_words(partner, key, offered);
  for (const std::string& word : wanted)
    if (std::find(offered.begin(), offered.end(), word) != offered.end()) both.push_back(word);
  return both;
}

void score_fields(const Wish& wish, const JsonObject& partner, Suggestion& to) {
  const auto both = common(wish.fields, partner, "fields");
  if (both.empty()) return;
  const int points = kFieldPoints * static_cast<int>(both.size()) / static_cast<int>(wish.fields.size());
  to.score += points;
  to.reasons.push_back({fmt::format("活動分野が {} 件中 {} 件一致: {}（{} 点）", wish.fields.size(),
                                    both.size(), fmt::join(both, "、"), points),
                        fmt::format("{} of {} fields in common: {} ({} points)", both.size(),
                                    wish.fields.size(), fmt::join(both, ", "), points)});
}

void score_forms(const Wish& wish, const JsonObject& partner, Suggestion& to) {
  const auto both = common(wish.forms, partner, "forms");
  if (both.empty()) return;
  to.score += kFormPoints;
  to.reasons.push_back(
      {fmt::format("希望する協働の形態に対応: {}（{} 点）", fmt::join(both, "、"), kFormPoints),
       fmt::format("Offers the form of collaboration: {} ({} points)", fmt::join(both, ", "), kFormPoints)});
}

void score_area(const Wish& wish, const JsonObject& partner, Suggestion& to) {
  if (wish.area.empty()) return;
  const std::string area = stage_kit::text_of(partner, "area");
  if (area == wish.area) {
    to.score += kAreaPoints;
    to.reasons.push_back({fmt::format("活動区域が一致: {}（{} 点）", area, kAreaPoints),
                          fmt::format("Works in the same area: {} ({} points)", area, kAreaPoints)});
  } else if (is_whole_city(area)) {
    to.score += kAnyAreaPoints;
    to.reasons.push_back({fmt::format("市内全域で活動（{} 点）", kAnyAreaPoints),
                          fmt::format("Works all over the city ({} points)", kAnyAreaPoints)});
  }
}

Suggestion score(const Wish& wish, const JsonObject& partner) {
  Suggestion one{stage_kit::text_of(partner, "id"), stage_kit::text_of(partner, "name"), 0, {}};
  score_fields(wish, partner, one);
  score_forms(wish, partner, one);
  score_area(wish, partner, one);
  // Consent alone makes nobody a match.
  if (one.score > 0 && bool_or(partner, "consent", false)) {
    one.score += kConsentPoints;
    one.reasons.push_back(
        {fmt::format("登録情報の利用に同意（{} 点）", kConsentPoints),
         fmt::format("Consents to the use of its registration ({} points)", kConsentPoints)});
  }
  return one;
}

}  // namespace

std::vector<Suggestion> suggest(const JsonObject& attributes, const Json& partners) {
  const Wish wish = wish_of(attributes);
  std::vector<Suggestion> all;
  if (!partners.is_array()) return all;
  for (const Json& entry : partners.get_array()) {
    const JsonObject* partner = entry.if_object();
    if (partner == nullptr || !bool_or(*partner, "active", false)) continue;
    if (Suggestion one = score(wish, *partner); one.score > 0 && !one.partner.empty())
      all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(), [](const Suggestion& a, const Suggestion& b) {
    return a.score != b.score ? a.score > b.score : a.partner < b.partner;
  });
  if (all.size() > kMaxSuggestions) all.resize(kMaxSuggestions);
  return all;
}

const JsonObject* find_partner(const Json& partners, std::string_view id) {
  if (!partners.is_array()) return nullptr;
  for (const Json& entry : partners.get_array())
    if (const JsonObject* partner = entry.if_object(); partner && string_or(*partner, "id", "") == id)
      return partner;
  return nullptr;
}

}  // namespace kyodo::support
