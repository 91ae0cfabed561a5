// What reaches a running chart from other threads: lines of standard input and messages by HTTP.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "scxml/host.h"

namespace kyodo::cli {

inline constexpr std::size_t kMaxInbox = 10'000;  // what waits; a line more waits outside, a message is lost

struct InputLine {
  std::string text;
};
struct InputEnd {};
using Arrival = std::variant<InputLine, InputEnd, scxml::Incoming>;

// Thread-safe.
class Inbox {
 public:
  // Waits for room.
  void put(Arrival arrival);
  // False when there is no such session or no room.
  bool offer(scxml::Incoming message);
  void set_session(const std::string& id, bool exists);

  // Waits at most `ms`, for ever without; none when nothing came.
  std::optional<Arrival> get(std::optional<std::int64_t> ms);
  // The first message, past lines that wait.
  std::optional<scxml::Incoming> get_message();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Arrival> arrivals_;
  std::set<std::string> sessions_;
};

}  // namespace kyodo::cli
