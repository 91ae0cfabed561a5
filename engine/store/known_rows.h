// What a connection knows of the database inside its write transactions: rows, answers to queries and journal
// heads that it has read or written, so that they are read from the file and their JSON parsed once.
//
// Good for as long as nobody else has committed: whoever keeps one compares PRAGMA data_version at the
// beginning of each transaction, and forgets everything when it differs or when a transaction is rolled back.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "journal/entry.h"
#include "office/row.h"

namespace kyodo::store {

inline constexpr std::size_t kMaxKnownRows = 2'000;  // beyond it everything is forgotten and read anew

class KnownRows {
 public:
  // Null: nothing is known of that key. Otherwise the row, or a null row where there is none. Good until the
  // next call that notes something.
  const office::RowPtr* find(const office::Table& table, const std::string& key) const;
  void note_read(const office::Table& table, const std::string& key, office::RowPtr row);
  void note_written(const office::Table& table, const std::string& key, office::RowPtr row);  // null: erased

  // `question` is the query as text, values included. Null: nothing is known.
  const std::vector<office::RowPtr>* answer(const office::Table& table, const std::string& question) const;
  void note_answer(const office::Table& table, const std::string& question,
                   const std::vector<office::RowPtr>& rows);

  const std::optional<journal::Entry>& last_entry() const { return last_entry_; }
  const std::string* stream_head(const std::string& project) const;
  void note_entry(const journal::Entry& entry);  // the last one
  void note_stream_head(const std::string& project, const std::string& hash);

  void forget();

 private:
  struct Of {
    std::unordered_map<std::string, office::RowPtr> rows;
    std::unordered_map<std::string, std::vector<office::RowPtr>>
        answers;  // until a row of the table is written
  };
  void make_room(std::size_t rows);

  std::unordered_map<const office::Table*, Of> tables_;
  std::unordered_map<std::string, std::string> stream_heads_;
  std::optional<journal::Entry> last_entry_;
  std::size_t size_ = 0;  // what was noted since everything was last forgotten
};

}  // namespace kyodo::store
