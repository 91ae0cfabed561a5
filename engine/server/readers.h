// Databases open for reading, one for each thread that reads at the same time, kept for the next. All that is
// read by one lease is one snapshot.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "cli/context.h"

namespace kyodo::server {

// Thread-safe.
class Readers {
 public:
  using Open = std::function<Result<std::unique_ptr<cli::Opened>>()>;
  explicit Readers(Open open) : open_(std::move(open)) {}

  // Given back when it goes out of scope.
  class Lease {
   public:
    Lease(Readers& readers, std::unique_ptr<cli::Opened> opened)
        : readers_(&readers), opened_(std::move(opened)) {
      opened_->store->begin_read();
    }
    ~Lease() {
      if (opened_) readers_->give_back(std::move(opened_));
    }
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    cli::Opened& operator*() const { return *opened_; }

   private:
    Readers* readers_;
    std::unique_ptr<cli::Opened> opened_;
  };
  Result<Lease> take();  // throws StorageFailure

 private:
  void give_back(std::unique_ptr<cli::Opened> opened);

  Open open_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<cli::Opened>> idle_;
};

}  // namespace kyodo::server
