// The daily message: one per person and morning, made of all notices that wait, and its delivery.
#pragma once

#include "notify/channel.h"
#include "runtime/engine.h"

namespace kyodo::notify {

inline constexpr std::size_t kMaxItemsPerMessage = 60;  // the rest is counted at the end (variable "more")
inline constexpr std::int64_t kFirstRetryMs = 5LL * 60'000;  // doubled with every further attempt
inline constexpr std::int64_t kLongestRetryMs = 6LL * 3'600'000;

struct Settings {
  std::string from;                   // address of the sender
  std::string office_name;            // "" = as the workflow has it
  int morning_minutes = 8 * 60 + 30;  // local time from which the day's messages are made
  int max_attempts = 8;
};

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

struct NotifyReport {
  std::int64_t made = 0;
  std::int64_t sent = 0;
  std::int64_t retry = 0;      // will be tried again
  std::int64_t failed = 0;     // given up; see kyodo notify list
  std::optional<Text> closed;  // why the way out is closed; everything waits
};

// When the way out is found closed, everything waits and nothing new is made, so that nothing is lost
// meanwhile and nobody gets more than one message for all that came together. It is tried again after
// kFirstClosedMs, then after twice that, and so on.
inline constexpr std::int64_t kFirstClosedMs = 60'000;
inline constexpr std::int64_t kLongestClosedMs = 15LL * 60'000;
// Since when, and why; kept as Meta "delivery_closed".
struct Closed {
  TimePoint since, until;
  std::int64_t failures = 0;
  std::string ja, en;
};
BOOST_DESCRIBE_STRUCT(Closed, (), (since, until, failures, ja, en))
// None when the way out is open, as far as is known.
std::optional<Closed> closed_way(runtime::Tables& tables);

// On a business day from the morning on: makes each person's message, at most one per day, then delivers what
// is due to be tried. On other days, before the morning and while notices are paused only old messages are
// delivered.
Result<NotifyReport> run(runtime::Engine& engine, Channel& channel, const Settings& settings, TimePoint now);

}  // namespace kyodo::notify
