// One SQLite connection with kept statements; errors become StorageFailure with a sentence for people.
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "office/row.h"

namespace kyodo::store {

// Collation of queries (never of a table, so that other programs can read the file): office::compare_ids.
inline constexpr const char* kIdOrder = "kyodo_id";

// Memory that a connection keeps for SQLite: rows of the journal are larger than the slots it has otherwise.
inline constexpr int kLookasideBytes = 4'096;  // of one slot
inline constexpr int kLookasideSlots = 64;

// A prepared statement in use; resets itself so that it can be used again.
class Statement {
 public:
  Statement(sqlite3* database, sqlite3_stmt* handle) : database_(database), handle_(handle) {}
  ~Statement() {
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Bound text must live until the statement is destroyed.
  Statement& bind(std::string_view text);
  Statement& bind(std::int64_t number);
  Statement& bind_blob(std::string_view bytes);
  Statement& bind(const office::Cell& cell);
  bool step();  // true: a row is there
  void run();   // to the end
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_, column); }
  std::string text(int column) const;
  std::string blob(int column) const;
  office::Cell cell(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* handle_;
  int next_ = 1;
};

class Connection {
 public:
  // Throws runtime::StorageFailure.
  Connection(const std::string& file, int flags, int busy_timeout_ms);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Statement prepare(const std::string& sql);  // kept by its text
  void execute(const char* sql);              // any number of statements
  std::int64_t pragma(const char* name);
  sqlite3* handle() { return handle_; }

 private:
  std::string file_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> kept_;
};

// Turns the last error of a connection into a StorageFailure.
[[noreturn]] void throw_sqlite(sqlite3* database, int code);

}  // namespace kyodo::store
