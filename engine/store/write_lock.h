// The lock that all processes share around writing and checkpointing.
#pragma once

#include <string>

namespace kyodo::store {

// Advisory lock on a file (flock): released by the system when the process ends, however it ends.
class WriteLock {
 public:
  explicit WriteLock(const std::string& file);  // creates it; throws runtime::StorageFailure
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;
  void lock(int timeout_ms);  // throws runtime::StorageFailure (Code::busy)
  void unlock() noexcept;

 private:
  int descriptor_ = -1;
};

}  // namespace kyodo::store
