// Whether the database takes changes: a full disk lets everybody read on, and nobody change anything.
#pragma once

#include <mutex>
#include <optional>

#include "base/result.h"
#include "base/time.h"

namespace kyodo::server {

// What the last attempt to write found, of whoever made it: each command and each pass of the scheduler is
// one, so that it is open again as soon as one succeeds. Thread-safe.
class Writing {
 public:
  struct Closed {
    TimePoint since;  // by the machine's clock
    Text why;         // as in an error of Code::storage
  };
  void succeeded();
  // Anything but Code::storage says nothing about the disk.
  void failed(const Error& error, TimePoint now);
  // Without: it takes changes, as far as anybody knows.
  std::optional<Closed> closed() const;

 private:
  mutable std::mutex mutex_;
  std::optional<Closed> closed_;
};

}  // namespace kyodo::server
