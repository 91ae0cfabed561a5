// The daily message: one per person and morning, made of all notices that wait, and its delivery.
#pragma once

#include "notify/delivery.h"

namespace kyodo::notify {

inline constexpr std::size_t kMaxItemsPerMessage = 60;  // the rest is counted at the end (variable "more")
inline constexpr std::int64_t kMaxNoticesPerMessage = 5'000;  // the oldest; the rest waits for the next day

// A message as it would be made now.
struct Draft {
  std::string person;
  std::string address;
  std::string subject;
  std::string body;
  std::vector<std::string> notices;  // all that it answers for, those without a line of their own included
};
// For everybody with notices waiting, sorted by person. Nothing is written.
Result<std::vector<Draft>> preview(runtime::Engine& engine, const Settings& settings, TimePoint now);

struct NotifyReport : Delivered {
  std::int64_t made = 0;
};

// On a business day from the morning on: makes each person's message, at most one per day, then delivers what
// is due to be tried. On other days and before the morning only old messages are delivered; while notices are
// paused nothing is made and nothing leaves. Call it under a DeliveryLock.
Result<NotifyReport> run(runtime::Engine& engine, Channel& channel, const Settings& settings, TimePoint now,
                         const KeepOn& keep_on = {});

}  // namespace kyodo::notify
