#include "store/connection.h"

#include <fmt/format.h>

#include <cerrno>

#include "runtime/store_port.h"

namespace kyodo::store {

namespace {

// What the system said of the last failure; 0: nothing. Of a commit, SQLite keeps it with the log's file
// only.
int system_error(sqlite3* database, int extended) {
  sqlite3_file* log = nullptr;
  int error = 0;
  if (extended != SQLITE_IOERR_WRITE && extended != SQLITE_IOERR_FSYNC) return sqlite3_system_errno(database);
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log &&
      log->pMethods)
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  return error;
}

// Whether there was no room: on the disk, in a quota, or for so large a file. Opening a database needs some
// too, for the index of its log.
bool no_room(sqlite3* database, int extended) {
  const int code = extended & 0xff;
  if (code == SQLITE_FULL) return true;
  if (!database || (code != SQLITE_IOERR && code != SQLITE_CANTOPEN)) return false;
  const int error = system_error(database, extended);
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

}  // namespace

// Sentences of Code::storage go to clients of the API too: no paths, no SQL.
void throw_sqlite(sqlite3* database, int code) {
  using runtime::StorageFailure;
  const std::string detail = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  const int extended = database ? sqlite3_extended_errcode(database) : code;
  const char* path = database ? sqlite3_db_filename(database, "main") : nullptr;
  const std::string file = path ? path : "";
  Error error;
  switch (no_room(database, extended) ? SQLITE_FULL : code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      error = fail(Code::busy,
                   "ほかのプログラムがデータベースを使い続けているため、待ち時間を過ぎました。しばらくしてか"
                   "らやり直してください。",
                   "Another program holds the database for too long. Try again later.");
      break;
    case SQLITE_FULL:
      error = fail(Code::storage,
                   "ディスク(または割り当てられた容量)がいっぱいのため書き込めません。変更は行われていませ"
                   "ん。空きを作ってからやり直してください。",
                   "The disk (or its quota) is full. Nothing was changed. Make room and try again.");
      break;
    case SQLITE_IOERR:
      error =
          fail(Code::storage,
               fmt::format("ディスクの読み書きに失敗しました({})。変更は行われていません。やり直しても続"
                           "くときは、ディスクと kyodo doctor を確かめてください。",
                           extended),
               fmt::format("The disk could not be read or written ({}). Nothing was changed. If it goes on "
                           "when tried again, check the disk and kyodo doctor.",
                           extended));
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      error = fail(Code::corrupt,
                   fmt::format("データベースが壊れているか、kyodo のものではありません({})。kyodo doctor "
                               "で確かめ、kyodo restore で戻してください。",
                               detail),
                   fmt::format("The database is damaged or not kyodo's ({}). Check with kyodo doctor, go "
                               "back with kyodo restore.",
                               detail));
      break;
    case SQLITE_READONLY:
      error =
          fail(Code::storage, "データベースに書き込む権限がありません。フォルダーの権限を確かめてください。",
               "The database cannot be written to. Check the permissions of its folder.");
      break;
    case SQLITE_CANTOPEN:
      error =
          fail(Code::io, "データベースを開けません。場所(--home)を確かめるか、kyodo init で作ってください。",
               "The database cannot be opened. Check --home, or make one with kyodo init.");
      break;
    default:
      error =
          fail(Code::storage,
               fmt::format("データベースの読み書きに失敗しました({}、{})。kyodo doctor で確かめてください。",
                           sqlite3_errstr(extended), extended),
               fmt::format("Reading or writing the database failed ({}, {}). Check with kyodo doctor.",
                           sqlite3_errstr(extended), extended));
  }
  if (!file.empty()) error.where = Where{file};
  throw StorageFailure(std::move(error));
}

Statement& Statement::bind(std::string_view text) {
  sqlite3_bind_text(handle_, next_++, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind(std::int64_t number) {
  sqlite3_bind_int64(handle_, next_++, number);
  return *this;
}
Statement& Statement::bind_blob(std::string_view bytes) {
  sqlite3_bind_blob64(handle_, next_++, bytes.data() ? bytes.data() : "", bytes.size(), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind(const office::Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return bind(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return bind(std::string_view(*text));
  sqlite3_bind_null(handle_, next_++);
  return *this;
}

bool Statement::step() {
  int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) throw_sqlite(database_, code);
  return false;
}
void Statement::run() {
  while (step()) {
  }
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(handle_, column);
  if (!bytes) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}
std::string Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(handle_, column);
  if (!bytes) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}
office::Cell Statement::cell(int column) const {
  switch (sqlite3_column_type(handle_, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return integer(column);
    default:
      return text(column);
  }
}

Connection::Connection(const std::string& file, int flags, int busy_timeout_ms) : file_(file) {
  int code = sqlite3_open_v2(file.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    Error error;
    try {
      throw_sqlite(handle_, code);
    } catch (const runtime::StorageFailure& failure) {
      error = failure.error();
    }
    error.where = Where{file};
    sqlite3_close(handle_);
    throw runtime::StorageFailure(std::move(error));
  }
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kLookasideBytes, kLookasideSlots);
  sqlite3_create_collation_v2(
      handle_, kIdOrder, SQLITE_UTF8, nullptr,
      [](void*, int m, const void* a, int n, const void* b) {
        return office::compare_ids({static_cast<const char*>(a), static_cast<std::size_t>(m)},
                                   {static_cast<const char*>(b), static_cast<std::size_t>(n)});
      },
      nullptr);
}

Connection::~Connection() {
  for (auto& [sql, statement] : kept_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Statement Connection::prepare(const std::string& sql) {
  auto found = kept_.find(sql);
  if (found == kept_.end()) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                  SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) throw_sqlite(handle_, code);
    found = kept_.emplace(sql, statement).first;
  }
  return Statement(handle_, found->second);
}

void Connection::execute(const char* sql) {
  int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(handle_, code);
}

std::int64_t Connection::pragma(const char* name) {
  Statement statement = prepare(std::string("PRAGMA ") + name);
  return statement.step() ? statement.integer(0) : 0;
}

}  // namespace kyodo::store
