#include "runtime/overlay.h"

#include <algorithm>

namespace kyodo::runtime {

using office::RowPtr;

namespace {

std::string text_of(const RowPtr& row, int column) {
  return std::get<std::string>(row->cell(static_cast<std::size_t>(column)));
}

// The first condition that a column of text has one value; null if there is none.
const office::Term* indexed_term(const office::Table& table, const office::Query& query) {
  for (const office::Term& term : query.where) {
    const int column = table.index_of(term.column);
    if (column < 0 || term.op != office::Term::Op::eq || !std::holds_alternative<std::string>(term.value))
      continue;
    const office::Column& found = table.columns[static_cast<std::size_t>(column)];
    if (!found.integer && !found.nullable) return &term;
  }
  return nullptr;
}

}  // namespace

std::vector<RowPtr> Overlay::Changed::candidates(const office::Query& query) {
  std::vector<RowPtr> found;
  const office::Term* term = indexed_term(*table, query);
  if (!term) {
    for (const auto& [key, row] : rows)
      if (row) found.push_back(row);
    return found;
  }
  const int column = table->index_of(term->column);
  auto [index, fresh] = indexes.try_emplace(column);
  if (fresh)
    for (const auto& [key, row] : rows)
      if (row) index->second[text_of(row, column)].insert(key);
  auto keys = index->second.find(std::get<std::string>(term->value));
  if (keys == index->second.end()) return found;
  for (const std::string& key : keys->second) found.push_back(rows.at(key));
  return found;
}

void Overlay::Changed::replace(const std::string& key, const RowPtr& before, const RowPtr& now) {
  for (auto& [column, keys] : indexes) {
    if (before) keys[text_of(before, column)].erase(key);
    if (now) keys[text_of(now, column)].insert(key);
  }
}

Overlay::Changed* Overlay::changed(const office::Table& table) {
  for (Changed& one : changed_)
    if (one.table == &table) return &one;
  return nullptr;
}

RowPtr Overlay::get_row(const office::Table& table, const std::string& key) {
  if (const Changed* here = changed(table))
    if (auto row = here->rows.find(key); row != here->rows.end()) return row->second;
  if (is_new(table.name, key)) return nullptr;
  return below_.get_row(table, key);
}

bool Overlay::is_new(const std::string& table, const std::string& id) const {
  const auto of = new_.find(table);
  return of != new_.end() && of->second.contains(id);
}

bool Overlay::is_of_new(const office::Table& table, const office::Query& query) const {
  return std::any_of(query.where.begin(), query.where.end(), [&](const office::Term& term) {
    const auto* text = std::get_if<std::string>(&term.value);
    return text && term.op == office::Term::Op::eq &&
           is_new(term.column == table.columns[0].name ? table.name : term.column, *text);
  });
}

std::vector<RowPtr> Overlay::find_rows(const office::Table& table, const office::Query& query) {
  Changed* here = changed(table);
  const bool of_new = is_of_new(table, query);
  if (!here) return of_new ? std::vector<RowPtr>{} : below_.find_rows(table, query);
  std::vector<RowPtr> rows;
  if (!of_new) {
    // A limit below could be used up by rows that were erased or moved here.
    office::Query unlimited = query;
    unlimited.limit = -1;
    unlimited.after.clear();
    rows = below_.find_rows(table, unlimited);
  }
  std::erase_if(rows, [&](const RowPtr& row) { return here->rows.contains(row->key()); });
  for (RowPtr& row : here->candidates(query))
    if (office::matches(table, *row, query)) rows.push_back(std::move(row));
  std::sort(rows.begin(), rows.end(),
            [&](const RowPtr& a, const RowPtr& b) { return office::before(table, *a, *b, query); });
  if (!query.after.empty()) {
    const RowPtr behind = get_row(table, query.after);
    std::erase_if(rows,
                  [&](const RowPtr& row) { return !behind || !office::before(table, *behind, *row, query); });
  }
  if (query.limit >= 0 && rows.size() > static_cast<std::size_t>(query.limit))
    rows.resize(static_cast<std::size_t>(query.limit));
  return rows;
}

void Overlay::put_row(const office::Table& table, RowPtr row) {
  const std::string& key = row->key();
  change(table, key, std::move(row));
}

void Overlay::erase_row(const office::Table& table, const std::string& key) {
  change(table, key, nullptr);
}

void Overlay::change(const office::Table& table, const std::string& key, RowPtr row) {
  Changed* here = changed(table);
  if (!here) here = &changed_.emplace_back(Changed{&table, {}, {}});
  auto [entry, fresh] = here->rows.try_emplace(key);
  here->replace(key, entry->second, row);
  undo_.push_back({&table, key, !fresh, std::move(entry->second)});
  entry->second = std::move(row);
}

void Overlay::undo_to(std::size_t mark) {
  while (undo_.size() > mark) {
    Undo& last = undo_.back();
    Changed& here = *changed(*last.table);
    auto entry = here.rows.find(last.key);
    here.replace(last.key, entry->second, last.before);
    if (last.was_changed)
      entry->second = std::move(last.before);
    else
      here.rows.erase(entry);
    undo_.pop_back();
  }
}

void Overlay::flush() {
  std::sort(changed_.begin(), changed_.end(),
            [](const Changed& a, const Changed& b) { return a.table->name < b.table->name; });
  for (const Changed& here : changed_)
    for (const auto& [key, row] : here.rows) {
      if (row)
        below_.put_row(*here.table, row);
      else
        below_.erase_row(*here.table, key);
    }
  changed_.clear();
  undo_.clear();
  new_.clear();
}

}  // namespace kyodo::runtime
