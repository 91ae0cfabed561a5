#include "rank.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "criteria.h"

namespace kyodo::select {
namespace {

struct Entry {
  std::string id;
  std::string code;
  std::int64_t total = 0;  // hundredths
  std::int64_t scorers = 0;
  std::size_t rank = 0;
  bool chosen = false;
  bool selected = false;
  bool tie = false;
};

struct Field {
  std::vector<Entry> entries;  // best first
  std::vector<std::string> unscored;
};

std::size_t places(const JsonObject& input) {
  std::int64_t count = int_or(input, "count", -1);
  if (count < 0) count = int_or(object_or_empty(input, "round"), "target", 0);
  return static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
}

std::set<std::string> chosen_projects(const JsonObject& input) {
  std::set<std::string> chosen;
  for (const Json& id : array_or_empty(input, "chosen"))
    if (id.is_string()) chosen.emplace(id.get_string());
  return chosen;
}

// Gives every entry its rank: those of one total share it, and the next rank counts them all (1, 2, 2, 4).
void put_in_order(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(b.total, a.code, a.id) < std::tie(a.total, b.code, b.id);
  });
  for (std::size_t i = 0; i < entries.size(); ++i)
    entries[i].rank = i > 0 && entries[i].total == entries[i - 1].total ? entries[i - 1].rank : i + 1;
}

Field read_field(const JsonObject& input, std::set<std::string> chosen) {
  auto read = from_json_or_defaults<Settings>(object_or_empty(input, "settings"), "settings");
  const std::int64_t needed = std::clamp(read ? read->min_scorers : 1, 1, kMaxScorers);
  Field field;
  std::vector<std::pair<std::string, std::string>> unscored;  // code, id
  for (const Json& visit : array_or_empty(input, "visits")) {
    if (!visit.is_object()) continue;
    const JsonObject& project = object_or_empty(visit.get_object(), "project");
    const JsonObject& state = object_or_empty(visit.get_object(), "state");
    Entry entry{std::string(string_or(project, "id", "")), std::string(string_or(project, "code", ""))};
    if (entry.id.empty()) continue;
    entry.chosen = chosen.erase(entry.id) > 0;
    const Json* total = state.if_contains("total");
    const auto value = total ? hundredths(*total) : std::nullopt;
    entry.scorers = static_cast<std::int64_t>(object_or_empty(state, "scores").size());
    if (!value || entry.scorers < needed) {
      unscored.emplace_back(entry.code, entry.id);
      continue;
    }
    entry.total = *value;
    field.entries.push_back(std::move(entry));
  }
  std::sort(unscored.begin(), unscored.end());
  for (auto& [code, id] : unscored) field.unscored.push_back(std::move(id));
  field.unscored.insert(field.unscored.end(), chosen.begin(), chosen.end());
  put_in_order(field.entries);
  return field;
}

void fill_places(std::vector<Entry>& entries, std::size_t count) {
  const auto named = static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const Entry& e) { return e.chosen; }));
  if (named > count) {
    for (Entry& entry : entries) entry.tie = entry.chosen;
    return;
  }
  for (Entry& entry : entries) entry.selected = entry.chosen;
  std::size_t left = count - named;
  for (auto group = entries.begin(); group != entries.end() && left > 0;) {
    auto end = std::find_if(group, entries.end(), [&](const Entry& e) { return e.total != group->total; });
    const auto waiting =
        static_cast<std::size_t>(std::count_if(group, end, [](const Entry& e) { return !e.chosen; }));
    const bool all_fit = waiting <= left;
    for (auto entry = group; entry != end; ++entry)
      if (!entry->chosen) (all_fit ? entry->selected : entry->tie) = true;
    if (!all_fit) return;
    left -= waiting;
    group = end;
  }
}

}  // namespace

JsonObject rank(const JsonObject& input) {
  const std::size_t count = places(input);
  Field field = read_field(input, chosen_projects(input));
  fill_places(field.entries, count);

  JsonArray ranking, ties, unscored;
  for (const Entry& entry : field.entries) {
    ranking.push_back(JsonObject{{"project", entry.id},
                                 {"rank", entry.rank},
                                 {"total", points(entry.total)},
                                 {"selected", entry.selected},
                                 {"tie", entry.tie},
                                 {"scorers", entry.scorers}});
    if (entry.tie) ties.emplace_back(entry.id);
  }
  for (const std::string& id : field.unscored) unscored.emplace_back(id);
  const std::size_t last = std::min(count, field.entries.size());
  const bool settled = ties.empty() && unscored.empty();
  return {{"ranking", std::move(ranking)},
          {"line", last == 0 ? Json(nullptr) : points(field.entries[last - 1].total)},
          {"ties", std::move(ties)},
          {"unscored", std::move(unscored)},
          {"settled", settled}};
}

}  // namespace kyodo::select
