// What may take its time beside requests and timers: the day's backup, and mail to a server that is slow. On
// a thread of its own, so that nobody waits for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace kyodo::server {

class Background {
 public:
  // Whether to go on; false once it is to end.
  using KeepOn = std::function<bool()>;
  // Does a piece, on this thread only; true when more waits, then it is called again at once. Must not throw.
  using Work = std::function<bool(const KeepOn&)>;

  explicit Background(Work work);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // Something may be there to do. Does not wait; a piece that is being done is followed by another.
  void wake();

  // Whether a piece is being done or was asked for.
  bool busy() const;

  // Lets the piece that is being done end and does no more. Its destruction does the same.
  void end();

 private:
  void loop();

  Work work_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool working_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace kyodo::server
