#include "service/recorder.h"

namespace kyodo::bench {

void Recorder::begin(const std::string& statement, bool journal) {
  auto [number, fresh] = numbers_.emplace(statement, static_cast<int>(recording_.statements.size()));
  if (fresh) recording_.statements.push_back(statement);
  recording_.writes.push_back({number->second, recording_.values.size(), 0, journal});
}

void Recorder::add(std::string_view text) {
  recording_.values.push_back(
      {Recording::Value::text, static_cast<std::int64_t>(text.size()), recording_.bytes.size()});
  recording_.bytes += text;
  ++recording_.writes.back().count;
}

void Recorder::add(const office::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return add(std::string_view(*text));
  const auto* number = std::get_if<std::int64_t>(&cell);
  recording_.values.push_back(
      {number ? Recording::Value::number : Recording::Value::null, number ? *number : 0, 0});
  ++recording_.writes.back().count;
}

// New rows are inserted; of others the columns that became others are updated.
void Recorder::put_row(const office::Table& table, office::RowPtr row) {
  const office::RowPtr before = inner_->get_row(table, row->key());
  std::string columns, marks, sets;
  std::vector<std::size_t> changed;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    columns += (i ? ", " : "") + name;
    marks += i ? ",?" : "?";
    if (!before || row->cell(i) == before->cell(i)) continue;
    sets += (sets.empty() ? "" : ", ") + name + " = ?";
    changed.push_back(i);
  }
  if (!before) {
    begin("INSERT INTO " + table.name + " (" + columns + ") VALUES (" + marks + ")");
    for (std::size_t i = 0; i < table.columns.size(); ++i) add(row->cell(i));
  } else if (!changed.empty()) {
    begin("UPDATE " + table.name + " SET " + sets + " WHERE " + table.columns[0].name + " = ?");
    for (std::size_t i : changed) add(row->cell(i));
    add(std::string_view(row->key()));
  }
  inner_->put_row(table, std::move(row));
}

void Recorder::erase_row(const office::Table& table, const std::string& key) {
  begin("DELETE FROM " + table.name + " WHERE " + table.columns[0].name + " = ?");
  add(std::string_view(key));
  inner_->erase_row(table, key);
}

void Recorder::append(const journal::Entry& e) {
  begin("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", true);
  for (std::int64_t number : {e.number, e.happened.ms, e.recorded.ms}) add(office::Cell(number));
  for (const std::string* text :
       {&e.project, &e.actor, &e.role, &e.unit, &e.channel, &e.command, &e.command_id, &e.reason, &e.payload,
        &e.salt, &e.payload_hash, &e.stream_prev, &e.prev, &e.hash})
    add(std::string_view(*text));
  inner_->append(e);
}

void Recorder::commit() {
  Through::commit();
  recording_.ends.push_back(recording_.writes.size());
}

}  // namespace kyodo::bench
