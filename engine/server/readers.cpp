#include "server/readers.h"

namespace kyodo::server {

Result<Readers::Lease> Readers::take() {
  std::unique_ptr<cli::Opened> idle;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      idle = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (idle) return Lease(*this, std::move(idle));
  auto opened = open_();
  if (!opened) return opened.error();
  return Lease(*this, std::move(*opened));
}

void Readers::give_back(std::unique_ptr<cli::Opened> opened) {
  opened->store->end_read();
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(opened));
}

}  // namespace kyodo::server
