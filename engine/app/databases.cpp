#include "app/databases.h"

#include "store/sqlite_store.h"

namespace kyodo::app {

Result<void> SqliteDatabases::create(const std::string& file, bool test_clock, const std::string& salt_key,
                                     TimePoint now) {
  return store::create(file, test_clock, salt_key, now);
}

Result<std::unique_ptr<runtime::Store>> SqliteDatabases::open(const std::string& file, bool read_only,
                                                              int busy_timeout_ms) {
  return store::open(file, {read_only, busy_timeout_ms});
}

std::unique_ptr<runtime::Store> SqliteDatabases::open_scratch() {
  return store::open_scratch();
}

Result<cli::Databases::Copied> SqliteDatabases::backup(const std::string& file, const std::string& target,
                                                       TimePoint now) {
  auto info = store::backup(file, target, now);
  if (!info) return info.error();
  return Copied{info->entries, info->head};
}

Result<void> SqliteDatabases::replace(const std::string& file, const std::string& source) {
  return store::replace(file, source);
}

Result<std::vector<std::string>> SqliteDatabases::integrity_problems(const std::string& file) {
  return store::integrity_problems(file);
}

}  // namespace kyodo::app
