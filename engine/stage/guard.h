// What is left behind when a plugin call crashes or never returns: a marker in a small file that is mapped
// into memory, so that setting and clearing it costs no system call, and a watchdog thread that ends the
// process (exit code 70) when one call lasts longer than the limit. The next start reads the marker and parks
// what it names as an incident before it does anything else.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace kyodo::stage {

struct Marker {
  std::string type;     // stage type
  std::string project;  // "P-1"
  std::string visit;    // "V-1" or ""
  std::string action;
  bool timed_out = false;  // false: the process died inside the call
};

class Guard {
 public:
  // file: created if missing; up to 8 processes may share it (Code::busy beyond), each has its own marker and
  // finds only those of processes that are gone. seconds: the time one call may take.
  static Result<std::unique_ptr<Guard>> open(const std::string& file, int seconds);
  ~Guard();

  // The marker an earlier process left, if any; stays until clear_left().
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

}  // namespace kyodo::stage
