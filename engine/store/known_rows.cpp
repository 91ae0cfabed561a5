#include "store/known_rows.h"

namespace kyodo::store {

using office::RowPtr;
using office::Table;

const RowPtr* KnownRows::find(const Table& table, const std::string& key) {
  auto of = tables_.find(&table);
  return of == tables_.end() ? nullptr : of->second.rows.find(key);
}

void KnownRows::note_read(const Table& table, const std::string& key, RowPtr row) {
  tables_[&table].rows.put(key, std::move(row));
}

void KnownRows::note_written(const Table& table, const std::string& key, RowPtr row) {
  Of& of = tables_[&table];
  of.rows.put(key, std::move(row));
  of.answers.clear();
}

const std::vector<RowPtr>* KnownRows::answer(const Table& table, const std::string& question) {
  auto of = tables_.find(&table);
  return of == tables_.end() ? nullptr : of->second.answers.find(question);
}

void KnownRows::note_answer(const Table& table, std::string question, const std::vector<RowPtr>& rows) {
  if (rows.size() <= kMaxKnownRows) tables_[&table].answers.put(std::move(question), rows);
}

const std::string* KnownRows::stream_head(const std::string& project) {
  return stream_heads_.find(project);
}

void KnownRows::note_entry(const journal::Entry& entry) {
  last_entry_ = entry;
  if (!entry.project.empty()) note_stream_head(entry.project, entry.hash);
}

void KnownRows::note_stream_head(const std::string& project, const std::string& hash) {
  stream_heads_.put(project, hash);
}

void KnownRows::forget() {
  tables_.clear();
  stream_heads_.clear();
  last_entry_.reset();
}

}  // namespace kyodo::store
