#include "server/readers.h"

namespace kyodo::server {

Result<Readers::Lease> Readers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Lease lease(*this, std::move(idle_.back()));
      idle_.pop_back();
      return lease;
    }
  }
  auto opened = open_();
  if (!opened) return opened.error();
  return Lease(*this, std::move(*opened));
}

void Readers::give_back(std::unique_ptr<cli::Opened> opened) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(opened));
}

}  // namespace kyodo::server
