#include "notify/delivery_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace kyodo::notify {

Result<std::optional<DeliveryLock>> DeliveryLock::take(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail_at(
        {file}, Code::io,
        fmt::format("配信用のロックファイルを作れません({})。フォルダーの権限を確かめてください。",
                    std::strerror(errno)),
        fmt::format("The lock file of the delivery cannot be made ({}). Check the permissions of its folder.",
                    std::strerror(errno)));
  DeliveryLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return std::optional<DeliveryLock>{};
  return std::optional<DeliveryLock>(std::move(lock));
}

DeliveryLock::DeliveryLock(DeliveryLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

DeliveryLock::~DeliveryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace kyodo::notify
