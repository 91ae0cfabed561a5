// The store on SQLite: one file, WAL, synchronous=FULL, STRICT tables; and what is done to the file as a
// whole.
//
// Writing and checkpointing hold one lock over all processes (the file beside the database, "<file>.lock"),
// since SQLite before 3.51.3 can damage a WAL file when two connections write and checkpoint at the same
// instant; automatic checkpoints are off. Readers open read-only.
#pragma once

#include <memory>

#include "runtime/store_port.h"

namespace kyodo::store {

inline constexpr std::int64_t kApplicationId = 0x6b796f64;  // "kyod"
inline constexpr int kSchemaVersion = 2;                    // user_version; docs/formats/database.md
inline constexpr int kCheckpointPages = 1000;               // of the WAL, about 4 MB

struct OpenOptions {
  bool read_only = false;
  int busy_timeout_ms = 5000;
};

// Facts about a database (Meta): "salt_key", "test_clock" ("1"), "created", "last_tick", "last_backup".
// create: makes a new file with the present schema; refuses when it exists. A process that dies meanwhile
// leaves no file of that name.
Result<void> create(const std::string& file, bool test_clock, const std::string& salt_key, TimePoint now);

// Opens an existing file. Code::io when it is missing, Code::corrupt when it is no kyodo database or damaged,
// Code::newer when a newer version wrote it (with the version needed). Older ones are migrated unless
// read-only.
Result<std::unique_ptr<runtime::Store>> open(const std::string& file, const OpenOptions& options = {});

// An empty store in memory, for rebuilding projections.
std::unique_ptr<runtime::Store> open_scratch();

// A consistent copy while others work (SQLite's online backup); target must not exist. Returns the head it
// holds. Code::corrupt, and no copy, of a file that is damaged. The copy knows when it was made
// ("last_backup"), so that this is known again once it is restored.
struct BackupInfo {
  std::int64_t entries = 0;
  std::string head;
};
Result<BackupInfo> backup(const std::string& file, const std::string& target, TimePoint now);
// Puts a verified copy in place of file; what was there is kept as "<file>.before-restore". Code::busy while
// another process writes. A process that dies meanwhile leaves the old file or the new one, and restoring
// again is safe.
Result<void> replace(const std::string& file, const std::string& source, int busy_timeout_ms = 5000);

// PRAGMA integrity_check and foreign_key_check; empty when all is well.
Result<std::vector<std::string>> integrity_problems(const std::string& file);

}  // namespace kyodo::store
