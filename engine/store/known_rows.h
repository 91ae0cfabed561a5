// What a connection knows of the database inside its transactions and snapshots: rows, answers to queries and
// journal heads that it has read or written, so that they are read from the file and their JSON parsed once
// (ADR 0012).
//
// Good for as long as nobody else has committed: whoever keeps one compares PRAGMA data_version at the
// beginning of each, and forgets everything when it differs or when a transaction is rolled back.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "journal/entry.h"
#include "office/row.h"
#include "store/latest.h"

namespace kyodo::store {

inline constexpr std::size_t kMaxKnownRows = 500;  // of one table; then the one longest unused is forgotten
inline constexpr std::size_t kMaxKnownAnswers = 100;  // about one table; the same. Larger ones are not kept

class KnownRows {
 public:
  // Null: nothing is known of that key. Otherwise the row, or a null row where there is none. Good until the
  // next call that notes something.
  const office::RowPtr* find(const office::Table& table, const std::string& key);
  void note_read(const office::Table& table, const std::string& key, office::RowPtr row);
  void note_written(const office::Table& table, const std::string& key, office::RowPtr row);  // null: erased

  // `question` is the query as text, values included. Null: nothing is known.
  const std::vector<office::RowPtr>* answer(const office::Table& table, const std::string& question);
  void note_answer(const office::Table& table, std::string question, const std::vector<office::RowPtr>& rows);

  const std::optional<journal::Entry>& last_entry() const { return last_entry_; }
  const std::string* stream_head(const std::string& project);
  void note_entry(const journal::Entry& entry);  // the last one
  void note_stream_head(const std::string& project, const std::string& hash);

  void forget();

 private:
  struct Of {
    Latest<office::RowPtr> rows{kMaxKnownRows};
    Latest<std::vector<office::RowPtr>> answers{kMaxKnownAnswers};  // until a row of the table is written
  };

  std::unordered_map<const office::Table*, Of> tables_;
  Latest<std::string> stream_heads_{kMaxKnownRows};
  std::optional<journal::Entry> last_entry_;
};

}  // namespace kyodo::store
