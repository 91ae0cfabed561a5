// The command line's port to database files, on engine/store.
#pragma once

#include "cli/machine.h"

namespace kyodo::app {

class SqliteDatabases : public cli::Databases {
 public:
  Result<void> create(const std::string& file, bool test_clock, const std::string& salt_key,
                      TimePoint now) override;
  Result<std::unique_ptr<runtime::Store>> open(const std::string& file, bool read_only,
                                               int busy_timeout_ms) override;
  std::unique_ptr<runtime::Store> open_scratch() override;
  Result<Copied> backup(const std::string& file, const std::string& target, TimePoint now) override;
  Result<void> replace(const std::string& file, const std::string& source) override;
  Result<std::vector<std::string>> integrity_problems(const std::string& file) override;
};

}  // namespace kyodo::app
