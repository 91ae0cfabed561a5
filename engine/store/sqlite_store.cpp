#include "store/sqlite_store.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "store/connection.h"
#include "store/durable.h"
#include "store/known_rows.h"
#include "store/schema.h"
#include "store/write_lock.h"

namespace kyodo::store {
namespace {

using office::Query;
using office::RowPtr;
using office::Table;
using office::Term;

const char* operator_of(Term::Op op) {
  switch (op) {
    case Term::Op::eq:
      return " = ?";
    case Term::Op::ne:
      return " <> ?";
    case Term::Op::lt:
      return " < ?";
    case Term::Op::le:
      return " <= ?";
    case Term::Op::gt:
      return " > ?";
    case Term::Op::ge:
      return " >= ?";
    case Term::Op::is_null:
      return " IS NULL";
    case Term::Op::not_null:
      return " IS NOT NULL";
    case Term::Op::is_in:
      return "";
  }
  return "";
}

// Partial indexes are used only when the statement itself says what they say, so small fixed words are
// written out.
bool written_out(const Term& term) {
  static const std::string kWords[] = {"pending", "queued", "open", "returned"};
  if (term.column == "paused")
    return term.op == Term::Op::eq && std::holds_alternative<std::int64_t>(term.value);
  if (term.column != "status" || term.op != Term::Op::eq) return false;
  const auto* text = std::get_if<std::string>(&term.value);
  if (!text) return false;
  for (const std::string& word : kWords)
    if (*text == word) return true;
  return false;
}

// These columns are indexed where they are not empty.
bool serves_partial_index(const Term& term) {
  if (term.op != Term::Op::eq ||
      (term.column != "parent" && term.column != "partner" && term.column != "session"))
    return false;
  const auto* text = std::get_if<std::string>(&term.value);
  return text && !text->empty();
}

std::string written(const office::Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  return "'" + std::get<std::string>(cell) + "'";
}

std::string select_text(const std::string& columns, const Table& table, const Query& query) {
  std::string sql = "SELECT " + columns + " FROM " + table.name;
  const char* joint = " WHERE ";
  for (const Term& term : query.where) {
    sql += joint + term.column;
    joint = " AND ";
    if (term.op == Term::Op::is_in) {
      sql += " IN (";
      for (std::size_t i = 0; i < term.values.size(); ++i) sql += i ? ",?" : "?";
      sql += ")";
    } else if (written_out(term)) {
      std::string op = operator_of(term.op);
      sql += op.substr(0, op.size() - 1) + written(term.value);
    } else {
      sql += operator_of(term.op);
      if (serves_partial_index(term)) sql += " AND " + term.column + " <> ''";
    }
  }
  // As office::before has it: the columns asked for, then the key.
  const std::string& key = table.columns[0].name;
  const bool by_due_index = table.name == "timer" && query.order == std::vector<std::string>{"due", "id"};
  std::string order;
  auto add_order = [&](const std::string& column, bool descending) {
    const office::Column& known = table.columns[static_cast<std::size_t>(table.index_of(column))];
    const bool text = !by_due_index && !known.integer;
    order += (order.empty() ? "" : ", ") + column + (text ? fmt::format(" COLLATE {}", kIdOrder) : "") +
             (descending ? " DESC" : "");
    if (known.nullable) order += descending ? " NULLS FIRST" : " NULLS LAST";
  };
  for (const std::string& name : query.order) {
    bool descending = name.starts_with('-');
    add_order(descending ? name.substr(1) : name, descending);
  }
  if (!query.order.empty() || query.limit >= 0) add_order(key, false);
  if (!order.empty()) sql += " ORDER BY " + order;
  if (query.limit >= 0) sql += " LIMIT ?";
  return sql;
}

// What select_text makes of a query, as text: the same for the same statement only.
std::string shape_of(const Query& query) {
  std::string text;
  for (const Term& term : query.where) {
    text += term.column;
    text += static_cast<char>('a' + static_cast<int>(term.op));
    if (term.op == Term::Op::is_in) text += std::to_string(term.values.size());
    if (written_out(term)) text += written(term.value);
    if (serves_partial_index(term)) text += '+';
    text += ' ';
  }
  for (const std::string& column : query.order) text += '/' + column;
  if (query.limit >= 0) text += '#';
  return text;
}

// The values of a query as text. With its shape: the same for the same query only.
std::string values_of(const Query& query) {
  std::string text = "?";
  auto add = [&](const office::Cell& cell) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) text += 'i' + std::to_string(*number);
    if (const auto* word = std::get_if<std::string>(&cell)) {
      text += 't' + std::to_string(word->size()) + ':';
      text += *word;
    }
    text += ' ';
  };
  for (const Term& term : query.where) {
    add(term.value);
    for (const office::Cell& value : term.values) add(value);
  }
  return text + std::to_string(query.limit);
}

// The version is read again inside: another process may have been faster.
void migrate(Connection& connection) {
  while (connection.pragma("user_version") < kSchemaVersion) {
    connection.execute("BEGIN IMMEDIATE");
    const auto version = static_cast<std::size_t>(connection.pragma("user_version"));
    if (version < migrations().size()) {
      connection.execute(migrations()[version]);
      connection.execute(fmt::format("PRAGMA user_version = {}", version + 1).c_str());
    }
    connection.execute("COMMIT");
  }
}

class SqliteStore : public runtime::Store {
 public:
  // lock: null when nobody else can write to the file.
  SqliteStore(const std::string& file, int flags, const OpenOptions& options, std::unique_ptr<WriteLock> lock)
      : connection_(file, flags, options.busy_timeout_ms), options_(options), lock_(std::move(lock)) {
    connection_.execute("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=0;");
    sqlite3_wal_hook(
        connection_.handle(),
        [](void* store, sqlite3*, const char*, int pages) {
          static_cast<SqliteStore*>(store)->log_pages_ = pages;
          return SQLITE_OK;
        },
        this);
  }
  ~SqliteStore() override {
    if (writing_) rollback();
  }
  Connection& connection() { return connection_; }
  void migrate_if_older() {
    if (connection_.pragma("user_version") >= kSchemaVersion) return;
    lock_->lock(options_.busy_timeout_ms);
    try {
      migrate(connection_);
    } catch (...) {
      lock_->unlock();
      throw;
    }
    lock_->unlock();
  }

  RowPtr get_row(const Table& table, const std::string& key) override {
    if (knows())
      if (const RowPtr* known = known_.find(table, key)) return *known;
    Statement statement = connection_.prepare(texts_of(table).get);
    statement.bind(std::string_view(key));
    RowPtr row = statement.step() ? row_of(statement, table) : nullptr;
    if (&table == &office::table_of<office::Setting>()) row = same_setting(key, std::move(row));
    if (knows()) known_.note_read(table, key, row);
    return row;
  }

  std::vector<RowPtr> find_rows(const Table& table, const Query& query) override {
    if (!query.after.empty()) return rows_behind(table, query);
    const std::string shape = shape_of(query);
    std::string question = knows() ? shape + values_of(query) : "";
    if (knows())
      if (const auto* known = known_.answer(table, question)) return *known;
    Texts& texts = texts_of(table);
    std::string& select = texts.select[shape];
    if (select.empty()) select = select_text(texts.columns, table, query);
    Statement statement = connection_.prepare(select);
    bind_values(statement, query);
    std::vector<RowPtr> rows;
    while (statement.step())
      rows.push_back(knows() ? known_row_of(statement, table) : row_of(statement, table));
    if (knows()) known_.note_answer(table, std::move(question), rows);
    return rows;
  }

  void put_row(const Table& table, RowPtr row) override {
    const RowPtr* known = writing_ ? known_.find(table, row->key()) : nullptr;
    if (known && *known)
      update(table, **known, *row);
    else
      replace(table, *row);
    known_.note_written(table, row->key(), row);
  }

  void erase_row(const Table& table, const std::string& key) override {
    connection_.prepare(texts_of(table).erase).bind(std::string_view(key)).run();
    known_.note_written(table, key, nullptr);
  }

  void begin_write() override {
    if (lock_) lock_->lock(options_.busy_timeout_ms);
    writing_ = true;
    try {
      connection_.prepare("BEGIN IMMEDIATE").run();
      forget_if_changed();
    } catch (...) {
      rollback();
      throw;
    }
  }

  void commit() override {
    connection_.prepare("COMMIT").run();
    writing_ = false;
    checkpoint_if_large();
    if (lock_) lock_->unlock();
  }

  void rollback() noexcept override {
    if (!writing_) return;
    known_.forget();
    // After some errors SQLite has rolled back by itself already.
    if (!sqlite3_get_autocommit(connection_.handle()))
      sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    writing_ = false;
    if (lock_) lock_->unlock();
  }

  void begin_read() override {
    if (readers_++ > 0) return;
    try {
      connection_.prepare("BEGIN").run();
      forget_if_changed();  // which also begins the snapshot
    } catch (...) {
      end_read();
      throw;
    }
  }
  void end_read() noexcept override {
    if (--readers_ == 0) sqlite3_exec(connection_.handle(), "COMMIT", nullptr, nullptr, nullptr);
  }

  void append(const journal::Entry& e) override {
    Statement statement =
        connection_.prepare("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    statement.bind(e.number).bind(e.happened.ms).bind(e.recorded.ms);
    for (const std::string* text :
         {&e.project, &e.actor, &e.role, &e.unit, &e.channel, &e.command, &e.command_id, &e.reason,
          &e.payload, &e.salt, &e.payload_hash, &e.stream_prev, &e.prev, &e.hash})
      statement.bind(std::string_view(*text));
    statement.run();
    known_.note_entry(e);
  }

  std::optional<journal::Entry> last_entry() override {
    if (knows() && known_.last_entry()) return known_.last_entry();
    Statement statement = connection_.prepare("SELECT * FROM journal ORDER BY number DESC LIMIT 1");
    if (!statement.step()) return std::nullopt;
    return entry_of(statement);
  }

  std::string stream_head(const std::string& project) override {
    if (knows())
      if (const std::string* known = known_.stream_head(project)) return *known;
    Statement statement =
        connection_.prepare("SELECT hash FROM journal WHERE project = ? ORDER BY number DESC LIMIT 1");
    statement.bind(std::string_view(project));
    std::string head = statement.step() ? statement.text(0) : journal::kZeroHash;
    if (knows()) known_.note_stream_head(project, head);
    return head;
  }

  void read_journal(std::int64_t from, const std::string& project,
                    const std::function<bool(const journal::Entry&)>& visit) override {
    Statement statement = connection_.prepare(
        project.empty() ? "SELECT * FROM journal WHERE number >= ? ORDER BY number"
                        : "SELECT * FROM journal WHERE number >= ? AND project = ? ORDER BY number");
    statement.bind(from);
    if (!project.empty()) statement.bind(std::string_view(project));
    while (statement.step())
      if (!visit(entry_of(statement))) return;
  }

  void put_blob(const std::string& sha256, const std::string& bytes) override {
    Statement statement = connection_.prepare("INSERT OR IGNORE INTO blob VALUES (?,?)");
    statement.bind(std::string_view(sha256)).bind_blob(bytes).run();
  }
  std::optional<std::string> get_blob(const std::string& sha256) override {
    Statement statement = connection_.prepare("SELECT bytes FROM blob WHERE sha256 = ?");
    statement.bind(std::string_view(sha256));
    if (!statement.step()) return std::nullopt;
    return statement.blob(0);
  }
  std::vector<std::string> blob_ids() override {
    Statement statement = connection_.prepare("SELECT sha256 FROM blob ORDER BY sha256");
    std::vector<std::string> ids;
    while (statement.step()) ids.push_back(statement.text(0));
    return ids;
  }

 private:
  static void bind_values(Statement& statement, const Query& query) {
    for (const Term& term : query.where) {
      if (term.op == Term::Op::is_null || term.op == Term::Op::not_null || written_out(term)) continue;
      if (term.op == Term::Op::is_in) {
        for (const office::Cell& value : term.values) statement.bind(value);
      } else {
        statement.bind(term.value);
      }
    }
    if (query.limit >= 0) statement.bind(query.limit);
  }

  // SQLite orders no more than it has to, and only the rows that are wanted are made. Where the row to begin
  // behind would stand counts, not whether the query still finds it.
  std::vector<RowPtr> rows_behind(const Table& table, const Query& query) {
    const RowPtr behind = get_row(table, query.after);
    if (!behind) return {};
    const std::string& key = table.columns[0].name;
    const Query all{query.where, query.order.empty() ? std::vector{key} : query.order};
    std::vector<int> ordered{0};
    std::string columns = key;
    for (const std::string& name : all.order) {
      ordered.push_back(table.index_of(name.starts_with('-') ? name.substr(1) : name));
      columns += ", " + table.columns[static_cast<std::size_t>(ordered.back())].name;
    }
    std::vector<std::string> keys;
    {
      Statement statement = connection_.prepare(select_text(columns, table, all));
      bind_values(statement, all);
      const office::Cells behind_cells = behind->cells();
      office::Cells cells(table.columns.size());
      while ((query.limit < 0 || static_cast<std::int64_t>(keys.size()) < query.limit) && statement.step()) {
        for (std::size_t i = 0; i < ordered.size(); ++i)
          cells[static_cast<std::size_t>(ordered[i])] = statement.cell(static_cast<int>(i));
        if (!keys.empty() || office::before(table, behind_cells, cells, all))
          keys.push_back(statement.text(0));
      }
    }
    std::vector<RowPtr> rows;
    for (const std::string& one : keys) rows.push_back(get_row(table, one));
    return rows;
  }

  // The row that was read before when it says the same: much is made of a setting, and seldom is it another.
  RowPtr same_setting(const std::string& key, RowPtr row) {
    RowPtr& kept = settings_[key];
    if (!kept || !row || kept->cells() != row->cells()) kept = std::move(row);
    return kept;
  }

  struct Texts {
    std::string columns, get, put, erase;
    std::map<std::uint64_t, std::string> update;          // by the columns it sets
    std::unordered_map<std::string, std::string> select;  // by shape_of
  };
  Texts& texts_of(const Table& table) {
    auto [entry, fresh] = texts_.try_emplace(&table);
    Texts& texts = entry->second;
    if (!fresh) return texts;
    const std::string key = " WHERE " + table.columns[0].name + " = ?";
    std::string marks;
    for (const office::Column& column : table.columns) {
      texts.columns += (texts.columns.empty() ? "" : ", ") + column.name;
      marks += marks.empty() ? "?" : ",?";
    }
    texts.get = "SELECT " + texts.columns + " FROM " + table.name + key;
    texts.put = "INSERT OR REPLACE INTO " + table.name + " (" + texts.columns + ") VALUES (" + marks + ")";
    texts.erase = "DELETE FROM " + table.name + key;
    return texts;
  }
  const std::string& update_text(const Table& table, std::uint64_t changed) {
    std::string& text = texts_of(table).update[changed];
    if (!text.empty()) return text;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (changed >> i & 1) text += (text.empty() ? "" : ", ") + table.columns[i].name + " = ?";
    text = "UPDATE " + table.name + " SET " + text + " WHERE " + table.columns[0].name + " = ?";
    return text;
  }

  void replace(const Table& table, const office::Row& row) {
    const office::Cells cells = row.cells();  // stay as long as the statement
    Statement statement = connection_.prepare(texts_of(table).put);
    for (const office::Cell& cell : cells) statement.bind(cell);
    statement.run();
  }
  // Only the columns that changed: indexes of the others stay untouched.
  void update(const Table& table, const office::Row& before, const office::Row& now) {
    std::uint64_t changed = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (!now.same(before, i)) changed |= std::uint64_t{1} << i;
    if (changed == 0) return;
    office::Cells cells;  // stay as long as the statement
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (changed >> i & 1) cells.push_back(now.cell(i));
    Statement statement = connection_.prepare(update_text(table, changed));
    for (const office::Cell& cell : cells) statement.bind(cell);
    statement.bind(std::string_view(now.key())).run();
  }

  static RowPtr row_of(Statement& statement, const Table& table) {
    office::Cells cells;
    cells.reserve(table.columns.size());
    for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) cells.push_back(statement.cell(i));
    return std::make_shared<const office::Row>(std::move(cells));
  }
  // Of a row that is known, the JSON is parsed already.
  RowPtr known_row_of(Statement& statement, const Table& table) {
    const std::string key = statement.text(0);
    if (const RowPtr* known = known_.find(table, key); known && *known) return *known;
    RowPtr row = row_of(statement, table);
    known_.note_read(table, key, row);
    return row;
  }
  static journal::Entry entry_of(Statement& s) {
    return {s.integer(0), {s.integer(1)}, {s.integer(2)}, s.text(3),  s.text(4),  s.text(5),
            s.text(6),    s.text(7),      s.text(8),      s.text(9),  s.text(10), s.text(11),
            s.text(12),   s.text(13),     s.text(14),     s.text(15), s.text(16)};
  }
  // Within a transaction or a snapshot nobody else changes what is seen.
  bool knows() const { return writing_ || readers_ > 0; }
  void forget_if_changed() {
    const std::int64_t version = connection_.pragma("data_version");
    if (version == known_version_) return;
    known_.forget();
    known_version_ = version;
  }
  // PASSIVE never waits for readers; what it leaves is taken by a later one.
  void checkpoint_if_large() {
    if (log_pages_ <= kCheckpointPages) return;
    sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    log_pages_ = 0;
  }

  Connection connection_;
  OpenOptions options_;
  std::unique_ptr<WriteLock> lock_;
  std::unordered_map<const Table*, Texts> texts_;
  KnownRows known_;
  std::map<std::string, RowPtr> settings_;  // as last read
  std::int64_t known_version_ = -1;         // data_version up to which known_ is right
  int log_pages_ = 0;                       // of the WAL after the last commit
  int readers_ = 0;                         // begin_read calls not yet ended
  bool writing_ = false;
};

void set_durable(Connection& connection) {
  connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
}

Error missing(const std::string& file) {
  return fail_at({file}, Code::io,
                 "データベースがありません。kyodo init で作るか、--home の場所を確かめてください。",
                 "There is no database. Make one with kyodo init, or check --home.");
}

Error exists_already(const std::string& file) {
  return fail_at({file}, Code::refused, "データベースはすでにあります。別の場所(--home)を指定してください。",
                 "The database exists already. Choose another --home.");
}

Result<void> check_format(Connection& connection, const std::string& file) {
  if (connection.pragma("application_id") != kApplicationId)
    return fail_at({file}, Code::corrupt,
                   "これは kyodo のデータベースではありません。場所(--home)を確かめてください。",
                   "This is not a kyodo database. Check --home.");
  std::int64_t version = connection.pragma("user_version");
  if (version > kSchemaVersion)
    return fail_at(
        {file}, Code::newer,
        fmt::format("データベースは新しい版の kyodo のものです(形式 {}、この版は {} "
                    "まで)。新しい版を使ってください。",
                    version, kSchemaVersion),
        fmt::format(
            "The database belongs to a newer kyodo (format {}, this one knows {}). Use the newer version.",
            version, kSchemaVersion));
  return {};
}

}  // namespace

Result<void> create(const std::string& file, bool test_clock, const std::string& salt_key, TimePoint now) {
  const std::string part = file + ".part";
  auto remove_part = [&] {
    for (const char* end : {"", "-wal", "-shm", "-journal"}) ::unlink((part + end).c_str());
  };
  try {
    if (::access(file.c_str(), F_OK) == 0) return exists_already(file);
    WriteLock lock(file + ".lock");
    lock.lock(OpenOptions{}.busy_timeout_ms);
    if (::access(file.c_str(), F_OK) == 0) return exists_already(file);
    remove_part();
    {
      SqliteStore store(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {}, nullptr);
      ::chmod(part.c_str(), 0600);
      Connection& connection = store.connection();
      connection.execute(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str());
      set_durable(connection);
      migrate(connection);
      store.begin_write();
      store.put(runtime::Meta{"created", std::to_string(now.ms)});
      store.put(runtime::Meta{"salt_key", salt_key});
      store.put(runtime::Meta{"test_clock", test_clock ? "1" : "0"});
      store.commit();
      connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    // The log of an earlier file of that name would be taken for this one's, also one that a power cut brings
    // back.
    for (const char* end : {"-wal", "-shm"}) ::unlink((file + end).c_str());
    make_durable(folder_of(file));
    if (::rename(part.c_str(), file.c_str()) != 0)
      return fail_at({file}, Code::io, "データベースを置けません。フォルダーの権限を確かめてください。",
                     "The database cannot be put in place. Check the permissions of its folder.");
    make_durable(folder_of(file));
    return {};
  } catch (const runtime::StorageFailure& failure) {
    remove_part();
    return failure.error();
  }
}

Result<std::unique_ptr<runtime::Store>> open(const std::string& file, const OpenOptions& options) {
  try {
    if (::access(file.c_str(), F_OK) != 0) return missing(file);
    auto store = std::make_unique<SqliteStore>(
        file, options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, options,
        options.read_only ? nullptr : std::make_unique<WriteLock>(file + ".lock"));
    Connection& connection = store->connection();
    if (auto known = check_format(connection, file); !known) return known.error();
    if (!options.read_only) {
      set_durable(connection);
      store->migrate_if_older();
    }
    return std::unique_ptr<runtime::Store>(std::move(store));
  } catch (const runtime::StorageFailure& failure) {
    return failure.error();
  }
}

std::unique_ptr<runtime::Store> open_scratch() {
  auto store = std::make_unique<SqliteStore>(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                             OpenOptions{}, nullptr);
  migrate(store->connection());
  return store;
}

Result<std::vector<std::string>> integrity_problems(const std::string& file) {
  try {
    if (::access(file.c_str(), F_OK) != 0) return missing(file);
    Connection connection(file, SQLITE_OPEN_READONLY, 5000);
    std::vector<std::string> problems;
    for (const char* pragma : {"PRAGMA integrity_check(20)", "PRAGMA foreign_key_check"}) {
      Statement statement = connection.prepare(pragma);
      while (statement.step())
        if (std::string text = statement.text(0); text != "ok") problems.push_back(text);
    }
    return problems;
  } catch (const runtime::StorageFailure& failure) {
    return failure.error();
  }
}

}  // namespace kyodo::store
