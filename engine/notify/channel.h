// A way out for mail: the smallest interface that could work.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace kyodo::notify {

struct Mail {
  std::string from;       // address
  std::string from_name;  // as shown, any UTF-8
  std::string to;         // address
  std::string to_name;
  std::string subject;     // UTF-8, one line
  std::string body;        // plain text, UTF-8, lines end in \n
  std::string message_id;  // "<…@…>"; the same over every attempt
  TimePoint date;
  int offset_minutes = 0;  // of the sender's zone from UTC, for the Date line
};

inline constexpr std::int64_t kMaxAskedWaitMs = 24LL * 3'600'000;  // longer is not waited for anybody

class Channel {
 public:
  virtual ~Channel() = default;
  // Hands the mail over. Delivering the same Message-ID again is allowed: the other side may see it twice.
  // Code::io: the way itself is closed, whatever the mail; any other code: this mail does not go through.
  virtual Result<void> deliver(const Mail& mail) = 0;
  // How long the other side asked to be left alone when it last refused, at most kMaxAskedWaitMs; 0: it did
  // not say.
  virtual std::int64_t asked_wait_ms() const { return 0; }
};

}  // namespace kyodo::notify
