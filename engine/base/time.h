// Points in time and the clock as a port.
#pragma once

#include <compare>
#include <cstdint>

namespace kyodo {

// A point in time: milliseconds since 1970-01-01T00:00:00 UTC. Leap seconds do not exist here.
struct TimePoint {
  std::int64_t ms = 0;
  auto operator<=>(const TimePoint&) const = default;
};

// Where the time comes from. Only app/ makes one; everything below is given a TimePoint.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;  // any thread
};

}  // namespace kyodo
