// A store whose process is killed at a commit.
#pragma once

#include <unistd.h>

#include <csignal>
#include <utility>

#include "runtime/store_port.h"

namespace kyodo::conformance {

enum class Death {
  before_commit,  // nothing may be there afterwards
  after_commit,   // all of it must be there, though nobody was told
  none,
};

class DyingStore final : public runtime::Store {
 public:
  DyingStore(runtime::Store& inner, Death death) : inner_(inner), death_(death) {}

  void commit() override {
    if (death_ != Death::before_commit) inner_.commit();
    if (death_ != Death::none) ::kill(::getpid(), SIGKILL);
  }

  office::RowPtr get_row(const office::Table& table, const std::string& key) override {
    return inner_.get_row(table, key);
  }
  std::vector<office::RowPtr> find_rows(const office::Table& table, const office::Query& query) override {
    return inner_.find_rows(table, query);
  }
  void put_row(const office::Table& table, office::RowPtr row) override {
    inner_.put_row(table, std::move(row));
  }
  void erase_row(const office::Table& table, const std::string& key) override {
    inner_.erase_row(table, key);
  }
  void begin_write() override { inner_.begin_write(); }
  void rollback() noexcept override { inner_.rollback(); }
  void begin_read() override { inner_.begin_read(); }
  void end_read() noexcept override { inner_.end_read(); }
  void append(const journal::Entry& entry) override { inner_.append(entry); }
  std::optional<journal::Entry> last_entry() override { return inner_.last_entry(); }
  std::string stream_head(const std::string& project) override { return inner_.stream_head(project); }
  void read_journal(std::int64_t from, const std::string& project,
                    const std::function<bool(const journal::Entry&)>& visit) override {
    inner_.read_journal(from, project, visit);
  }
  void put_blob(const std::string& sha256, const std::string& bytes) override {
    inner_.put_blob(sha256, bytes);
  }
  std::optional<std::string> get_blob(const std::string& sha256) override { return inner_.get_blob(sha256); }
  std::vector<std::string> blob_ids() override { return inner_.blob_ids(); }

 private:
  runtime::Store& inner_;
  const Death death_;
};

}  // namespace kyodo::conformance
