// Delivering what waits in the outbox: one mail at a time, each recorded before the next is handed over.
//
// A mail may reach its reader twice only when the process died, or could not write, between the other side's
// acceptance and the record of it; it then carries the same Message-ID. Before each mail a claim is written
// (Meta "delivering"), so on a disk that is full nothing is sent that could not be recorded, and a mail that
// ends the process is given up after kMaxUnrecorded times.
#pragma once

#include <functional>
#include <optional>

#include "notify/channel.h"
#include "notify/settings.h"
#include "runtime/engine.h"

namespace kyodo::notify {

inline constexpr std::int64_t kFirstRetryMs = 5LL * 60'000;  // doubled with every further attempt
inline constexpr std::int64_t kLongestRetryMs = 6LL * 3'600'000;
inline constexpr int kRetrySpreadPercent = 20;  // so that what was put off together does not come together
inline constexpr int kMaxUnrecorded = 8;        // attempts of one mail in a row of which nothing is known
inline constexpr std::int64_t kMaxMailsPerRun = 1'000;  // attempted; the next run goes on

// Until a mail that was tried `attempts` times is tried again, in milliseconds. The same for the same mail,
// so that a journal replayed gives the same; between mails spread by kRetrySpreadPercent either way.
std::int64_t retry_wait(const std::string& message_id, std::int64_t attempts);

struct Delivered {
  std::int64_t sent = 0;
  std::int64_t retry = 0;          // will be tried again
  std::int64_t failed = 0;         // given up; see kyodo notify list
  bool left = false;               // more is due: kMaxMailsPerRun was reached, or it was told to stop
  std::optional<Text> closed;      // why the way out is closed; everything waits
  std::int64_t asked_wait_ms = 0;  // with closed: how long the other side wants to be left alone
  std::int64_t attempted() const { return sent + retry + failed; }
};

// Asked before each mail; false: stop here. Empty: go on.
using KeepOn = std::function<bool()>;

// Adds to the report. Call it under a DeliveryLock. Errors: those of Engine::apply; throws StorageFailure.
Result<void> deliver_waiting(runtime::Engine& engine, Channel& channel, const Settings& settings,
                             TimePoint now, const KeepOn& keep_on, Delivered& report);

// When the way out is found closed, everything waits and nothing new is made, so that nothing is lost
// meanwhile and nobody gets more than one message for all that came together. It is tried again after
// kFirstClosedMs, then after twice that, and so on, and not before the other side wants it.
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
// report.closed is set.
void keep_closed(runtime::Store& store, const std::optional<Closed>& before, const Delivered& report,
                 TimePoint now);
void keep_open(runtime::Store& store);

}  // namespace kyodo::notify
