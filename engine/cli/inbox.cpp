#include "cli/inbox.h"

#include <algorithm>
#include <chrono>

namespace kyodo::cli {

void Inbox::put(Arrival arrival) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return arrivals_.size() < kMaxInbox; });
  arrivals_.push_back(std::move(arrival));
  changed_.notify_all();
}

bool Inbox::offer(scxml::Incoming message) {
  const std::lock_guard lock(mutex_);
  if (!sessions_.contains(message.session) || arrivals_.size() >= kMaxInbox) return false;
  arrivals_.push_back(std::move(message));
  changed_.notify_all();
  return true;
}

void Inbox::set_session(const std::string& id, bool exists) {
  const std::lock_guard lock(mutex_);
  if (exists)
    sessions_.insert(id);
  else
    sessions_.erase(id);
}

std::optional<Arrival> Inbox::get(std::optional<std::int64_t> ms) {
  std::unique_lock lock(mutex_);
  const auto some = [this] { return !arrivals_.empty(); };
  if (!ms)
    changed_.wait(lock, some);
  else if (!changed_.wait_for(lock, std::chrono::milliseconds(*ms), some))
    return std::nullopt;
  Arrival first = std::move(arrivals_.front());
  arrivals_.pop_front();
  changed_.notify_all();
  return first;
}

std::optional<scxml::Incoming> Inbox::get_message() {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(arrivals_.begin(), arrivals_.end(), [](const Arrival& one) {
    return std::holds_alternative<scxml::Incoming>(one);
  });
  if (found == arrivals_.end()) return std::nullopt;
  scxml::Incoming message = std::move(std::get<scxml::Incoming>(*found));
  arrivals_.erase(found);
  changed_.notify_all();
  return message;
}

}  // namespace kyodo::cli
