#include "suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stage_kit/visit_state.h"

namespace kyodo::classify {
namespace {

using stage::Call;

constexpr double kMostTotal = 10'000'000;

std::optional<double> number(const JsonObject& object, std::string_view key) {
  const Json* value = object.if_contains(key);
  if (!value || !value->is_number()) return std::nullopt;
  const double result = value->to_number<double>();
  return result >= 0 && result <= kMostTotal ? std::optional(result) : std::nullopt;
}

std::optional<int> level(const JsonObject& object, std::string_view key) {
  const std::int64_t value = int_or(object, key, 0);
  return value >= 1 && value <= 5 ? std::optional(static_cast<int>(value)) : std::nullopt;
}

// At most two decimals, none where they are zero: 24, 24.5, 24.33.
std::string in_words(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

Condition at_least(Text item, double least, std::optional<double> found) {
  return {std::move(item), in_words(least), found ? in_words(*found) : "", found && *found >= least};
}

void add_level(std::vector<Condition>& all, Text item, std::optional<int> least, std::optional<int> found) {
  if (least)
    all.push_back(at_least(std::move(item), *least, found ? std::optional<double>(*found) : std::nullopt));
}

std::vector<Condition> hold_against(const When& when, const Findings& found) {
  std::vector<Condition> all;
  if (when.min_total.is_number())
    all.push_back(at_least({"選定の評価点", "Total of the selection"}, when.min_total.to_number<double>(),
                           found.total));
  add_level(all, {"協働事業化の可能性", "Possibility"}, when.min_possibility, found.possibility);
  add_level(all, {"効果性", "Effect"}, when.min_effect, found.effect);
  add_level(all, {"即時性", "Immediacy"}, when.min_immediacy, found.immediacy);
  if (when.partner_in_sight) {
    auto word = [](bool yes) { return std::string(yes ? "あり" : "なし"); };
    all.push_back({{"協働相手の見込み", "A partner in sight"},
                   word(*when.partner_in_sight),
                   found.partner_in_sight ? word(*found.partner_in_sight) : "",
                   found.partner_in_sight == when.partner_in_sight});
  }
  return all;
}

bool is_yes_or_no(const Condition& one) {
  return one.needed == "あり" || one.needed == "なし";
}

std::string english(std::string_view word) {
  return std::string(word == "あり" ? "yes" : word == "なし" ? "no" : word);
}

// "協働事業化の可能性 5(目安 4 以上)"
Text condition_text(const Condition& one) {
  const std::string found = one.found.empty() ? "未記録" : one.found;
  const std::string found_en = one.found.empty() ? "not recorded" : english(one.found);
  if (is_yes_or_no(one))
    return {fmt::format("{} {}(目安 {})", one.item.ja, found, one.needed),
            fmt::format("{}: {} (needed: {})", one.item.en, found_en, english(one.needed))};
  return {fmt::format("{} {}(目安 {} 以上)", one.item.ja, found, one.needed),
          fmt::format("{} {} (at least {})", one.item.en, found_en, one.needed)};
}

Text join(const std::vector<Condition>& conditions) {
  Text all;
  for (const Condition& one : conditions) {
    const Text text = condition_text(one);
    all.ja += (all.ja.empty() ? "" : "、") + text.ja;
    all.en += (all.en.empty() ? "" : ", ") + text.en;
  }
  return all;
}

Text reason_for(const Class& one, const Tried& rule) {
  if (rule.conditions.empty())
    return {fmt::format("ほかの区分の目安がそろっていないため、現時点では「{}」を候補とします。", one.name),
            fmt::format(
                "The conditions of the other classes are not all met, so for now the suggestion is \"{}\".",
                english_name(one))};
  const Text all = join(rule.conditions);
  return {fmt::format("{}のため、「{}」を候補とします。", all.ja, one.name),
          fmt::format("The suggestion is \"{}\": {}.", english_name(one), all.en)};
}

}  // namespace

Findings findings(const Call& call) {
  static const JsonObject kNone;
  const Json& visits = call.fact("visits");
  const JsonObject& all = visits.is_object() ? visits.get_object() : kNone;
  Findings found;
  found.total = number(object_or_empty(object_or_empty(all, "select"), "state"), "total");
  if (!found.total) found.total = number(object_or_empty(call.project(), "attributes"), "total");
  const JsonObject& record =
      object_or_empty(object_or_empty(object_or_empty(all, "hearing"), "state"), "record");
  found.possibility = level(record, "possibility");
  found.effect = level(record, "effect");
  found.immediacy = level(record, "immediacy");
  if (const Json* seen = record.if_contains("partner_in_sight"); seen && seen->is_bool())
    found.partner_in_sight = seen->get_bool();
  return found;
}

JsonObject findings_data(const Findings& found) {
  JsonObject data;
  if (found.total) {
    if (*found.total == std::floor(*found.total))
      data["total"] = static_cast<std::int64_t>(*found.total);
    else
      data["total"] = *found.total;
  }
  if (found.possibility) data["possibility"] = *found.possibility;
  if (found.effect) data["effect"] = *found.effect;
  if (found.immediacy) data["immediacy"] = *found.immediacy;
  if (found.partner_in_sight) data["partner_in_sight"] = *found.partner_in_sight;
  return data;
}

Suggestion suggest(const Settings& settings, const Findings& found) {
  Suggestion suggestion;
  for (const Rule& rule : settings.rules) {
    Tried tried{rule.class_code, rule.when ? hold_against(*rule.when, found) : std::vector<Condition>{},
                false};
    tried.met = std::all_of(tried.conditions.begin(), tried.conditions.end(),
                            [](const Condition& c) { return c.met; });
    suggestion.tried.push_back(std::move(tried));
    if (!suggestion.tried.back().met) continue;
    const Class* one = find_class(settings, rule.class_code);
    if (!one) continue;
    suggestion.class_code = one->code;
    suggestion.why = reason_for(*one, suggestion.tried.back());
    return suggestion;
  }
  suggestion.why = {"目安から候補にできる区分はありません。ヒアリングの内容から判断してください。",
                    "The rules suggest no class. Decide from what the hearing found."};
  return suggestion;
}

JsonObject to_data(const Settings& settings, const Suggestion& suggestion) {
  JsonArray tried;
  for (const Tried& rule : suggestion.tried) {
    const Class* one = find_class(settings, rule.class_code);
    JsonArray conditions;
    for (const Condition& c : rule.conditions) {
      const Text text = condition_text(c);
      conditions.push_back(JsonObject{{"text", text.ja}, {"text_en", text.en}, {"met", c.met}});
    }
    tried.push_back(JsonObject{{"class", rule.class_code},
                               {"class_name", one ? one->name : rule.class_code},
                               {"met", rule.met},
                               {"conditions", std::move(conditions)}});
  }
  const Class* one = find_class(settings, suggestion.class_code);
  return {{"class", suggestion.class_code},
          {"class_name", one ? one->name : ""},
          {"why", suggestion.why.ja},
          {"why_en", suggestion.why.en},
          {"rules", std::move(tried)}};
}

}  // namespace kyodo::classify
