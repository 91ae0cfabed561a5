// SQLite's own file system, where on demand writing finds a full disk and reading fails.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <map>
#include <mutex>

namespace kyodo {

// What is opened while it lives goes through it; it must outlive that. One at a time. Thread-safe.
class FaultyVfs {
 public:
  FaultyVfs() {
    real_ = sqlite3_vfs_find(nullptr);
    vfs_ = *real_;
    vfs_.zName = "faulty";
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 1);
    make_room();
    spoil_read(0);
  }
  ~FaultyVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
  }
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  // The nth write or sync from now on (1: the next) and all after it find no room, until make_room.
  void fill_at(long nth) { writes_left_ = nth, failed_ = false; }
  void make_room() { writes_left_ = 0; }
  // The nth read from now on fails; 0: none.
  void spoil_read(long nth) { reads_left_ = nth, failed_ = false; }
  // Whether any call failed since the last of these orders.
  bool failed() const { return failed_; }

 private:
  // 0: none; 1: this one.
  static bool full() {
    if (writes_left_ == 0) return false;
    if (writes_left_ > 1) return --writes_left_, false;
    return failed_ = true;
  }
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return full() ? SQLITE_FULL : plain_.xWrite(file, bytes, size, at);
  }
  // As where room is given out only when a file is synced.
  static int sync(sqlite3_file* file, int flags) {
    return full() ? SQLITE_IOERR_FSYNC : plain_.xSync(file, flags);
  }
  static int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
    if (reads_left_ > 0 && --reads_left_ == 0) return failed_ = true, SQLITE_IOERR_READ;
    return plain_.xRead(file, bytes, size, at);
  }
  // The tables of methods that files have (with locks or without) share these three, which are replaced in a
  // copy.
  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = real_->xOpen(real_, name, file, flags, out);
    if (!file->pMethods) return code;
    const std::lock_guard lock(mutex_);
    auto [copy, fresh] = copies_.try_emplace(file->pMethods, *file->pMethods);
    if (!plain_.xWrite) plain_ = *file->pMethods;
    if (fresh) {
      copy->second.xWrite = write;
      copy->second.xSync = sync;
      copy->second.xRead = read;
    }
    file->pMethods = &copy->second;
    return code;
  }

  static inline sqlite3_vfs* real_ = nullptr;
  static inline std::mutex mutex_;
  static inline std::map<const sqlite3_io_methods*, sqlite3_io_methods> copies_;
  static inline sqlite3_io_methods plain_{};
  static inline std::atomic<long> writes_left_{0}, reads_left_{0};
  static inline std::atomic<bool> failed_{false};
  sqlite3_vfs vfs_{};
};

}  // namespace kyodo
