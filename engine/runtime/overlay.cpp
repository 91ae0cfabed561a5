#include "runtime/overlay.h"

#include <algorithm>

namespace kyodo::runtime {

std::optional<office::Row> Overlay::get_row(const office::Table& table, const std::string& key) {
  if (auto changed = changed_.find(table.name); changed != changed_.end())
    if (auto row = changed->second.rows.find(key); row != changed->second.rows.end()) return row->second;
  return below_.get_row(table, key);
}

std::vector<office::Row> Overlay::find_rows(const office::Table& table, const office::Query& query) {
  auto changed = changed_.find(table.name);
  if (changed == changed_.end()) return below_.find_rows(table, query);
  // A limit below could be used up by rows that were erased or moved here.
  office::Query unlimited = query;
  unlimited.limit = -1;
  std::vector<office::Row> rows = below_.find_rows(table, unlimited);
  std::erase_if(rows, [&](const office::Row& row) { return changed->second.rows.contains(std::get<std::string>(row[0])); });
  for (const auto& [key, row] : changed->second.rows)
    if (row && office::matches(table, *row, query)) rows.push_back(*row);
  std::sort(rows.begin(), rows.end(),
            [&](const office::Row& a, const office::Row& b) { return office::before(table, a, b, query); });
  if (query.limit >= 0 && rows.size() > static_cast<std::size_t>(query.limit)) rows.resize(static_cast<std::size_t>(query.limit));
  return rows;
}

void Overlay::put_row(const office::Table& table, const office::Row& row) {
  change(table, std::get<std::string>(row[0]), row);
}

void Overlay::erase_row(const office::Table& table, const std::string& key) { change(table, key, std::nullopt); }

void Overlay::change(const office::Table& table, const std::string& key, std::optional<office::Row> row) {
  Changed& changed = changed_[table.name];
  changed.table = &table;
  auto [entry, fresh] = changed.rows.try_emplace(key);
  undo_.push_back({table.name, key, !fresh, fresh ? std::nullopt : std::move(entry->second)});
  entry->second = std::move(row);
}

void Overlay::undo_to(std::size_t mark) {
  while (undo_.size() > mark) {
    Undo& last = undo_.back();
    auto& rows = changed_[last.table].rows;
    if (last.was_changed) rows[last.key] = std::move(last.before);
    else rows.erase(last.key);
    undo_.pop_back();
  }
}

void Overlay::flush() {
  for (const auto& [name, changed] : changed_)
    for (const auto& [key, row] : changed.rows) {
      if (row) below_.put_row(*changed.table, *row);
      else below_.erase_row(*changed.table, key);
    }
  changed_.clear();
  undo_.clear();
}

}  // namespace kyodo::runtime
