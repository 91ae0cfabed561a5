// The single writer of a service: what all clients ask for, in the order in which it came. What waits is
// committed together (group commit), and one by one when nothing waits.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "runtime/engine.h"

namespace kyodo::runtime {

inline constexpr std::size_t kMaxWaitingCommands = 1'000;  // what comes then is refused, not queued

// Thread-safe. The engine belongs to its thread as long as it lives.
class Writer {
 public:
  using Done = std::function<void(Result<Answer>)>;

  explicit Writer(Engine& engine);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Calls `done` on the writer's thread once the command is committed or refused; it must not block and must
  // not throw. False when too many wait or it is about to end: then `done` is never called.
  bool submit(Command command, Done done);
  // Has something else done on that thread, in turn, outside of any transaction. The same holds.
  bool run(std::function<void(Engine&)> work);

  // Finishes what was accepted and takes no more. Its destruction does the same; called before, by one
  // thread, where `done` needs what is destroyed earlier.
  void end();

  std::size_t waiting() const;

 private:
  // One of the two.
  struct Entry {
    Command command;
    Done done;
    std::function<void(Engine&)> work;
  };
  bool put(Entry entry);
  void loop();

  Engine& engine_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> queue_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace kyodo::runtime
