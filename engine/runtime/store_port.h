// The store as the runtime sees it: rows, the journal, blobs, and transactions. engine/store implements it on
// SQLite; tests/unit/store holds every implementation against the same conformance suite.
//
// A failing store (disk full, damaged file, lock held too long) throws StorageFailure. It is thrown by the
// store and caught in Engine and in the readers at the top only: between them, deciding code stays free of
// plumbing.
#pragma once

#include <boost/iterator/transform_iterator.hpp>
#include <exception>
#include <functional>
#include <optional>

#include "journal/entry.h"
#include "office/row.h"

namespace kyodo::runtime {

class StorageFailure : public std::exception {
 public:
  explicit StorageFailure(Error what) : error_(std::move(what)) {}
  const Error& error() const { return error_; }
  const char* what() const noexcept override { return error_.text.en.c_str(); }

 private:
  Error error_;
};

// The entities that a query found: those of the rows themselves, so that none is copied. They last as long as
// this.
template <class T>
class Found {
 public:
  Found() = default;
  explicit Found(std::vector<office::RowPtr> rows) : rows_(std::move(rows)) {}
  operator std::vector<T>() const { return {begin(), end()}; }  // to be changed or passed on

  auto begin() const { return boost::make_transform_iterator<Entity>(rows_.begin()); }
  auto end() const { return boost::make_transform_iterator<Entity>(rows_.end()); }
  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  const T& operator[](std::size_t i) const { return rows_[i]->template as<T>(); }
  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[size() - 1]; }
  const std::vector<office::RowPtr>& rows() const { return rows_; }

 private:
  struct Entity {
    const T& operator()(const office::RowPtr& row) const { return row->template as<T>(); }
  };
  std::vector<office::RowPtr> rows_;
};

// Rows by table. Implemented by stores and by the overlay of a command that is being decided.
class Tables {
 public:
  virtual ~Tables() = default;
  virtual office::RowPtr get_row(const office::Table& table,
                                 const std::string& key) = 0;  // null: there is none
  virtual std::vector<office::RowPtr> find_rows(const office::Table& table, const office::Query& query) = 0;
  virtual void put_row(const office::Table& table, office::RowPtr row) = 0;
  virtual void erase_row(const office::Table& table, const std::string& key) = 0;

  // Null when there is none. What it gives stays as it is, whatever is put later.
  template <class T>
  std::shared_ptr<const T> get(const std::string& key) {
    auto row = get_row(office::table_of<T>(), key);
    if (!row) return nullptr;
    const T& entity = row->template as<T>();
    return {std::move(row), &entity};
  }
  template <class T>
  Found<T> find(const office::Query& query = {}) {
    return Found<T>(find_rows(office::table_of<T>(), query));
  }
  template <class T>
  void put(T entity) {
    put_row(office::table_of<T>(), std::make_shared<const office::Row>(std::move(entity)));
  }
  template <class T>
  void erase(const std::string& key) {
    erase_row(office::table_of<T>(), key);
  }
};

// Drafts of sheets: operational, not history.
struct Draft {
  static constexpr const char* kTable = "draft";
  std::string task;
  std::string person;
  Json answers;
  TimePoint at;
};
BOOST_DESCRIBE_STRUCT(Draft, (), (task, person, answers, at))

// The answer a command got under an idempotency key: operational.
struct KeyedAnswer {
  static constexpr const char* kTable = "keyed_answer";
  std::string key;
  std::string command_hash;
  Json answer;
  TimePoint at;
};
BOOST_DESCRIBE_STRUCT(KeyedAnswer, (), (key, command_hash, answer, at))

// Facts about this database file: format, whether its clock is a test clock, last heartbeat, …: operational.
struct Meta {
  static constexpr const char* kTable = "meta";
  std::string key;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(Meta, (), (key, value))

// A person's key to the API: a secret, of which only the hash is kept.
struct Token {
  static constexpr const char* kTable = "token";
  std::string hash;  // SHA-256
  std::string person;
  std::string name;   // one of the person's
  std::string scope;  // "read", "write"
  TimePoint created;
  std::optional<TimePoint> expires;
};
BOOST_DESCRIBE_STRUCT(Token, (), (hash, person, name, scope, created, expires))

// How a person signs on: the hash of a password (Argon2id, with all that is needed to check it), and the
// attempts that failed since the last that did not.
struct Credential {
  static constexpr const char* kTable = "credential";
  std::string person;
  std::string hash;
  std::int64_t failed = 0;
  TimePoint locked_until;
};
BOOST_DESCRIBE_STRUCT(Credential, (), (person, hash, failed, locked_until))

// A browser that signed on.
struct Login {
  static constexpr const char* kTable = "login";
  std::string hash;  // SHA-256 of the cookie
  std::string person;
  std::string csrf;  // what has to come with every change, since a cookie comes by itself
  TimePoint created;
  TimePoint expires;
};
BOOST_DESCRIBE_STRUCT(Login, (), (hash, person, csrf, created, expires))

using Operational = boost::mp11::mp_list<Draft, KeyedAnswer, Meta, Token, Credential, Login>;

// One connection; one thread at a time.
class Store : public Tables {
 public:
  // Begins the single write transaction over all processes; waits for the configured time, then
  // StorageFailure with Code::busy. Reads inside see the latest committed state and the transaction's own
  // writes.
  virtual void begin_write() = 0;
  virtual void commit() = 0;  // durable when it returns
  virtual void rollback() noexcept = 0;
  // A consistent snapshot for several reads. Calls nest; the outermost ends it. Not inside a write
  // transaction.
  virtual void begin_read() = 0;
  virtual void end_read() noexcept = 0;

  virtual void append(const journal::Entry& entry) = 0;
  virtual std::optional<journal::Entry> last_entry() = 0;
  virtual std::string stream_head(const std::string& project) = 0;  // kZeroHash if the project has none
  // In order; visit returns false to stop. project "" = all.
  virtual void read_journal(std::int64_t from, const std::string& project,
                            const std::function<bool(const journal::Entry&)>& visit) = 0;

  virtual void put_blob(const std::string& sha256, const std::string& bytes) = 0;  // no-op if it is there
  virtual std::optional<std::string> get_blob(const std::string& sha256) = 0;
  virtual std::vector<std::string> blob_ids() = 0;
};

// What is read while it lives is one state of the database.
class Snapshot {
 public:
  explicit Snapshot(Store& store) : store_(store) { store_.begin_read(); }
  ~Snapshot() { store_.end_read(); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Store& store_;
};

}  // namespace kyodo::runtime
