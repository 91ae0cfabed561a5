// The lease on delivery: of several processes on one database only one makes and delivers messages at a time,
// since two would write to the same person twice. Held by the kernel, so it ends with the process however
// that ends, and no clock has a say.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace kyodo::notify {

class DeliveryLock {
 public:
  // file: made if missing. Nothing when another process (or thread) delivers just now. Errors: Code::io.
  static Result<std::optional<DeliveryLock>> take(const std::string& file);
  ~DeliveryLock();
  DeliveryLock(DeliveryLock&& other) noexcept;
  DeliveryLock& operator=(DeliveryLock&&) = delete;

 private:
  explicit DeliveryLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace kyodo::notify
