#include "store/write_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/store_port.h"

namespace kyodo::store {

WriteLock::WriteLock(const std::string& file)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0)
    throw runtime::StorageFailure(
        fail_at({file}, Code::storage, "ロックファイルを作れません。フォルダーの権限を確かめてください。",
                "The lock file cannot be made. Check the permissions of its folder."));
}
WriteLock::~WriteLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void WriteLock::lock(int timeout_ms) {
  // flock has no time limit of its own, so a waiter asks again, soon at first and then every 20 ms.
  int waited_ms = 0, pause_ms = 1;
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if ((errno != EWOULDBLOCK && errno != EINTR) || waited_ms >= timeout_ms)
      throw runtime::StorageFailure(
          fail(Code::busy,
               "ほかのプログラムがデータベースに書き込み中のため、待ち時間を過ぎました。しばらくしてからやり"
               "直してください。",
               "Another program is writing to the database for too long. Try again later."));
    timespec pause{0, pause_ms * 1'000'000L};
    ::nanosleep(&pause, nullptr);
    waited_ms += pause_ms;
    if (pause_ms < 20) pause_ms *= 2;
  }
}

void WriteLock::unlock() noexcept {
  ::flock(descriptor_, LOCK_UN);
}

}  // namespace kyodo::store
