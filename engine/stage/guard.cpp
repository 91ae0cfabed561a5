#include "stage/guard.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

namespace kyodo::stage {
namespace {

constexpr char kMagic[8] = {'K', 'Y', 'O', 'D', 'O', 'M', 'K', '1'};
constexpr int kExitTimedOut = 70;
constexpr auto kWatchEvery = std::chrono::milliseconds(250);

// The file is kSlots of these, one for each process at work on one database; a process holds the lock on its
// slot's bytes for life, so a slot that is marked and not locked was left behind. `inside` is written last on
// entering, so a marker is whole or not there; the pages belong to the kernel and outlive the process.
constexpr int kSlots = 8;
struct Slot {
  char magic[8];
  std::uint32_t inside;  // 0 nobody, 1 in a call, 2 the call was ended by the watchdog
  char type[104];
  char project[104];
  char visit[104];
  char action[104];
};

constexpr std::size_t kFileBytes = kSlots * sizeof(Slot);

bool is_slot(const Slot& slot) {
  return std::memcmp(slot.magic, kMagic, sizeof kMagic) == 0;
}

// Locks belong to the open file, not to the process, so that two guards of one process exclude each other
// too.
bool lock_slot(int fd, int slot, short kind) {
  struct flock range {};
  range.l_type = kind;
  range.l_whence = SEEK_SET;
  range.l_start = static_cast<off_t>(slot * sizeof(Slot));
  range.l_len = sizeof(Slot);
  return ::fcntl(fd, F_OFD_SETLK, &range) == 0;
}

template <std::size_t kSize>
void put(char (&field)[kSize], const std::string& text) {
  const std::size_t length = std::min(text.size(), kSize - 1);
  std::memcpy(field, text.data(), length);
  field[length] = '\0';
}

template <std::size_t kSize>
std::string get(const char (&field)[kSize]) {
  return std::string(field, strnlen(field, kSize));
}

// A clock that needs no system call and stands still for nobody.
std::int64_t monotonic_ms() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return std::int64_t{t.tv_sec} * 1000 + t.tv_nsec / 1000000;
}

Error unusable(const std::string& file) {
  return fail(
      Code::io, fmt::format("プラグインの見張り用ファイル {} を使えません({})。", file, std::strerror(errno)),
      fmt::format("The marker file {} for plugin calls cannot be used: {}", file, std::strerror(errno)));
}

}  // namespace

struct Guard::State {
  void* memory = nullptr;
  Slot* slot = nullptr;  // of this process
  Slot* left = nullptr;  // left behind by another; locked too, so that nobody else parks what it names
  int fd = -1;
  int seconds = 0;
  std::atomic<std::int64_t> entered_ms{0};  // 0: in no call
  std::mutex mutex;
  std::condition_variable stop_asked;
  bool stop = false;
  std::thread watchdog;

  std::atomic_ref<std::uint32_t> inside() { return std::atomic_ref<std::uint32_t>(slot->inside); }

  void watch() {
    std::unique_lock lock(mutex);
    while (!stop_asked.wait_for(lock, kWatchEvery, [this] { return stop; })) {
      const std::int64_t since = entered_ms.load();
      if (since == 0 || monotonic_ms() - since < std::int64_t{1000} * seconds) continue;
      inside().store(2);
      const std::string who =
          slot->type[0] ? fmt::format("プラグイン「{}」", slot->type) : "流れ図のスクリプト";
      const std::string who_en = slot->type[0] ? fmt::format("plugin \"{}\"", slot->type) : "chart";
      fmt::print(
          stderr,
          "{}({} {} {})が {} 秒以内に終わらなかったため、終了します。次の起動時に保留となります。\n"
          "The {} did not return from {} ({} {}) within {} seconds; the process ends and the next start "
          "parks it.\n",
          who, slot->project, slot->visit, slot->action, seconds, who_en, slot->action, slot->project,
          slot->visit, seconds);
      _exit(kExitTimedOut);
    }
  }
};

Guard::Guard() : state_(std::make_unique<State>()) {}

Result<std::unique_ptr<Guard>> Guard::open(const std::string& file, int seconds) {
  std::unique_ptr<Guard> guard(new Guard);
  State& state = *guard->state_;
  state.seconds = seconds;
  state.fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (state.fd < 0) return unusable(file);
  // Its room is taken now: on a full disk, memory that stands for a hole in a file ends who writes to it.
  if (errno = ::posix_fallocate(state.fd, 0, kFileBytes); errno != 0) return unusable(file);
  void* memory = ::mmap(nullptr, kFileBytes, PROT_READ | PROT_WRITE, MAP_SHARED, state.fd, 0);
  if (memory == MAP_FAILED) return unusable(file);
  state.memory = memory;

  Slot* slots = static_cast<Slot*>(memory);
  for (int i = 0; i < kSlots && !(state.slot && state.left); ++i) {
    if (!lock_slot(state.fd, i, F_WRLCK)) continue;
    const bool marked = is_slot(slots[i]) && slots[i].inside != 0;
    Slot*& use = marked ? state.left : state.slot;
    if (use)
      lock_slot(state.fd, i, F_UNLCK);
    else
      use = &slots[i];
  }
  if (!state.slot)
    return fail(
        Code::busy,
        fmt::format("{} を使うプロセスが多すぎます(上限 {})。ほかの kyodo が終わるのを待ってください。", file,
                    kSlots),
        fmt::format("Too many processes use {} (at most {}). Wait for another kyodo to end.", file, kSlots));
  if (!is_slot(*state.slot)) {
    std::memset(state.slot, 0, sizeof(Slot));
    std::memcpy(state.slot->magic, kMagic, sizeof kMagic);
  }
  if (state.left)
    guard->left_ = Marker{get(state.left->type), get(state.left->project), get(state.left->visit),
                          get(state.left->action), state.left->inside == 2};
  state.watchdog = std::thread([&state] { state.watch(); });
  return guard;
}

Guard::~Guard() {
  if (state_->watchdog.joinable()) {
    {
      std::lock_guard lock(state_->mutex);
      state_->stop = true;
    }
    state_->stop_asked.notify_one();
    state_->watchdog.join();
  }
  if (state_->memory) ::munmap(state_->memory, kFileBytes);
  if (state_->fd >= 0) ::close(state_->fd);  // gives the lock back
}

void Guard::clear_left() {
  left_.reset();
  if (!state_->left) return;
  std::atomic_ref<std::uint32_t>(state_->left->inside).store(0);
  lock_slot(state_->fd, static_cast<int>(state_->left - static_cast<Slot*>(state_->memory)), F_UNLCK);
  state_->left = nullptr;
}

void Guard::enter(const Marker& marker) {
  Slot& slot = *state_->slot;
  put(slot.type, marker.type);
  put(slot.project, marker.project);
  put(slot.visit, marker.visit);
  put(slot.action, marker.action);
  state_->inside().store(1);
  state_->entered_ms.store(monotonic_ms());
}

void Guard::leave() {
  state_->entered_ms.store(0);
  state_->inside().store(0);
}

}  // namespace kyodo::stage
