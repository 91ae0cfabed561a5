#include "server/background.h"

namespace kyodo::server {

Background::Background(Work work) : work_(std::move(work)), thread_([this] { loop(); }) {}

Background::~Background() {
  end();
}

void Background::wake() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_one();
}

bool Background::busy() const {
  const std::lock_guard lock(mutex_);
  return wanted_ || working_;
}

void Background::end() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Background::loop() {
  const KeepOn keep_on = [this] {
    const std::lock_guard lock(mutex_);
    return !ending_;
  };
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || wanted_; });
    if (ending_) return;
    wanted_ = false;
    working_ = true;
    lock.unlock();
    const bool more = work_(keep_on);
    lock.lock();
    working_ = false;
    wanted_ = wanted_ || more;
  }
}

}  // namespace kyodo::server
