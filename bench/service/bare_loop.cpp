#include "service/bare_loop.h"

#include "base/sha256.h"
#include "store/sqlite_store.h"

namespace kyodo::bench {
namespace {

constexpr std::size_t kPayload = 11, kSalt = 12;  // columns of the journal

// All of a file's rows, as text.
std::string rows_of(const fs::path& file) {
  auto store = must(store::open(file.string(), {.read_only = true}));
  std::string text;
  store->read_journal(0, "", [&](const journal::Entry& entry) {
    text += to_text(to_json(entry)) + '\n';
    return true;
  });
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, office::Entities>>(
      [&](auto of) {
        const office::Table& table = office::table_of<typename decltype(of)::type>();
        for (const office::RowPtr& row : store->find_rows(table, {.order = {table.columns[0].name}})) {
          for (const office::Cell& cell : row->cells()) {
            if (const auto* word = std::get_if<std::string>(&cell)) text += *word;
            if (const auto* number = std::get_if<std::int64_t>(&cell)) text += std::to_string(*number);
            text += '|';
          }
          text += '\n';
        }
      });
  return text;
}

}  // namespace

BareLoop::BareLoop(const fs::path& file, const Recording& recording) : recording_(recording) {
  check(sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
  check(sqlite3_exec(database_,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;",
                     nullptr, nullptr, nullptr));
  begin_ = prepare("BEGIN IMMEDIATE");
  commit_ = prepare("COMMIT");
  for (const std::string& sql : recording.statements) statements_.push_back(prepare(sql.c_str()));
}

BareLoop::~BareLoop() {
  for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
  sqlite3_finalize(begin_);
  sqlite3_finalize(commit_);
  sqlite3_close(database_);
}

void BareLoop::check(int code) {
  if (code != SQLITE_OK) stop(std::string("SQLite: ") + sqlite3_errmsg(database_));
}

sqlite3_stmt* BareLoop::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  return statement;
}

void BareLoop::run(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  check(code == SQLITE_DONE ? SQLITE_OK : code);
  sqlite3_reset(statement);
}

void BareLoop::write(const Recording::Write& write) {
  sqlite3_stmt* statement = statements_[static_cast<std::size_t>(write.statement)];
  if (write.journal) {
    auto text = [&](std::size_t column) { return recording_.text(recording_.values[write.first + column]); };
    std::string content(text(kSalt)), row;
    content += text(kPayload);
    for (std::size_t column = 3; column + 1 < write.count; ++column)
      if (column != kPayload && column != kSalt) row += text(column);
    hashed_ +=
        static_cast<unsigned char>(sha256_hex(content)[0]) + static_cast<unsigned char>(sha256_hex(row)[0]);
  }
  for (std::size_t i = 0; i < write.count; ++i) {
    const Recording::Value& value = recording_.values[write.first + i];
    const int column = static_cast<int>(i) + 1;
    if (value.kind == Recording::Value::text) {
      const std::string_view text = recording_.text(value);
      sqlite3_bind_text(statement, column, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    } else if (value.kind == Recording::Value::number) {
      sqlite3_bind_int64(statement, column, value.number_or_size);
    } else {
      sqlite3_bind_null(statement, column);
    }
  }
  run(statement);
}

void BareLoop::write(std::size_t first, std::size_t count, std::size_t group) {
  for (std::size_t i = first; i < first + count; i += group) {
    const std::size_t last = std::min(i + group, first + count);
    run(begin_);
    for (std::size_t w = i ? recording_.ends[i - 1] : 0; w < recording_.ends[last - 1]; ++w)
      write(recording_.writes[w]);
    run(commit_);
  }
}

void check_same_rows(const fs::path& a, const fs::path& b) {
  if (rows_of(a) != rows_of(b)) stop("the two loops did not write the same rows");
}

}  // namespace kyodo::bench
