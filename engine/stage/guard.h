// What is left behind when a call into a plugin, or a step of a chart with its scripts, crashes or never
// returns: a marker in a small file that is mapped into memory, so that setting and clearing it costs no
// system call, and a watchdog thread that ends the process (exit code 70) when one call lasts longer than the
// limit. The next start reads the marker and parks what it names as an incident before it does anything else.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace kyodo::stage {

struct Marker {
  std::string type;        // stage type; "" for a step of a chart
  std::string project;     // "P-1"
  std::string visit;       // "V-1" or ""; of a chart its session, "" while it is started
  std::string action;      // of a chart the event, or which chart is started
  bool timed_out = false;  // false: the process died inside the call
};

class Guard {
 public:
  // file: created if missing; up to 8 processes may share it (Code::busy beyond), each has its own marker and
  // finds only those of processes that are gone. seconds: the time one call may take.
  static Result<std::unique_ptr<Guard>> open(const std::string& file, int seconds);
  ~Guard();

  // The marker an earlier process left, if any; stays in the file until clear_left(), whatever is called
  // before.
  const std::optional<Marker>& left() const { return left_; }
  void clear_left();

  void enter(const Marker& marker);  // before a call; cheap
  void leave();                      // after it

 private:
  Guard();
  struct State;
  std::unique_ptr<State> state_;
  std::optional<Marker> left_;
};

// Leaves the marker for the time of one call. Without a guard nothing watches.
class Watched {
 public:
  Watched(Guard* guard, const Marker& marker) : guard_(guard) {
    if (guard_) guard_->enter(marker);
  }
  ~Watched() {
    if (guard_) guard_->leave();
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

 private:
  Guard* guard_;
};

}  // namespace kyodo::stage
