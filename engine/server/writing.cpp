#include "server/writing.h"

namespace kyodo::server {

void Writing::succeeded() {
  const std::lock_guard lock(mutex_);
  closed_.reset();
}

void Writing::failed(const Error& error, TimePoint now) {
  if (error.code != Code::storage) return;
  const std::lock_guard lock(mutex_);
  closed_ = Closed{closed_ ? closed_->since : now, error.text};
}

std::optional<Writing::Closed> Writing::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace kyodo::server
