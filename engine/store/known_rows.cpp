#include "store/known_rows.h"

namespace kyodo::store {

using office::RowPtr;
using office::Table;

const RowPtr* KnownRows::find(const Table& table, const std::string& key) const {
  auto of = tables_.find(&table);
  if (of == tables_.end()) return nullptr;
  auto row = of->second.rows.find(key);
  return row == of->second.rows.end() ? nullptr : &row->second;
}

void KnownRows::note_read(const Table& table, const std::string& key, RowPtr row) {
  make_room(1);
  if (tables_[&table].rows.insert_or_assign(key, std::move(row)).second) ++size_;
}

void KnownRows::note_written(const Table& table, const std::string& key, RowPtr row) {
  note_read(table, key, std::move(row));
  tables_[&table].answers.clear();
}

const std::vector<RowPtr>* KnownRows::answer(const Table& table, const std::string& question) const {
  auto of = tables_.find(&table);
  if (of == tables_.end()) return nullptr;
  auto rows = of->second.answers.find(question);
  return rows == of->second.answers.end() ? nullptr : &rows->second;
}

void KnownRows::note_answer(const Table& table, const std::string& question,
                            const std::vector<RowPtr>& rows) {
  if (rows.size() >= kMaxKnownRows) return;
  make_room(1 + rows.size());
  tables_[&table].answers.insert_or_assign(question, rows);
  size_ += 1 + rows.size();
}

const std::string* KnownRows::stream_head(const std::string& project) const {
  auto head = stream_heads_.find(project);
  return head == stream_heads_.end() ? nullptr : &head->second;
}

void KnownRows::note_entry(const journal::Entry& entry) {
  last_entry_ = entry;
  if (!entry.project.empty()) note_stream_head(entry.project, entry.hash);
}

void KnownRows::note_stream_head(const std::string& project, const std::string& hash) {
  make_room(1);
  if (stream_heads_.insert_or_assign(project, hash).second) ++size_;
}

void KnownRows::make_room(std::size_t rows) {
  if (size_ + rows > kMaxKnownRows) forget();
}

void KnownRows::forget() {
  tables_.clear();
  stream_heads_.clear();
  last_entry_.reset();
  size_ = 0;
}

}  // namespace kyodo::store
