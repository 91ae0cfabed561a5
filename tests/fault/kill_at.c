/* Preloaded into a process: counts its system calls that change files, and at the chosen one ends the process with
 * SIGKILL, or lets this one and all later ones fail as on a full disk.
 *
 *   KYODO_FAULT_AT=N        the call, from 1; 0 or unset: none
 *   KYODO_FAULT_HOW=before  killed before it is done (default)
 *                  =after   killed when it is done
 *                  =torn    half of what it writes is written, then killed
 *                  =full    it and all later writes fail with ENOSPC
 *   KYODO_FAULT_COUNT=FILE  the number of calls is written there when the process ends by itself
 *
 * Only calls through the dynamic linker are seen: those of SQLite, of std::filesystem and of our own code.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum how { BEFORE, AFTER, TORN, FULL };

static atomic_long calls;
static long fault_at;
static enum how fault_how;
static const char *count_file;

__attribute__((constructor)) static void read_orders(void) {
  const char *at = getenv("KYODO_FAULT_AT"), *how = getenv("KYODO_FAULT_HOW");
  fault_at = at ? atol(at) : 0;
  if (how && strcmp(how, "after") == 0) fault_how = AFTER;
  if (how && strcmp(how, "torn") == 0) fault_how = TORN;
  if (how && strcmp(how, "full") == 0) fault_how = FULL;
  count_file = getenv("KYODO_FAULT_COUNT");
}

__attribute__((destructor)) static void write_count(void) {
  if (!count_file) return;
  char text[32];
  int length = snprintf(text, sizeof text, "%ld", (long)calls);
  long fd = syscall(SYS_openat, AT_FDCWD, count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return;
  syscall(SYS_write, fd, text, (size_t)length);
  syscall(SYS_close, fd);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

/* Whether this call is the chosen one; kills if that is to happen before it. */
static int chosen(void) {
  long now = atomic_fetch_add(&calls, 1) + 1;
  if (fault_at == 0 || now < fault_at) return 0;
  if (fault_how == FULL) return 1;
  if (now > fault_at) return 0;
  if (fault_how == BEFORE) die();
  return 1;
}

static int is_answer(int fd) { return fd == STDOUT_FILENO || fd == STDERR_FILENO; }

#define REAL(type, name, ...)                              \
  static type (*real)(__VA_ARGS__);                        \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

/* A call that writes no bytes. */
#define SIMPLE(type, name, parameters, arguments, ...)     \
  type name parameters {                                   \
    REAL(type, #name, __VA_ARGS__);                        \
    int hit = chosen();                                    \
    if (hit && fault_how == FULL) { errno = ENOSPC; return -1; } \
    type result = real arguments;                          \
    if (hit) die();                                        \
    return result;                                         \
  }

/* A call that needs no room on the disk. */
#define ROOMLESS(type, name, parameters, arguments, ...)   \
  type name parameters {                                   \
    REAL(type, #name, __VA_ARGS__);                        \
    int hit = chosen();                                    \
    type result = real arguments;                          \
    if (hit && fault_how != FULL) die();                   \
    return result;                                         \
  }

ssize_t write(int fd, const void *bytes, size_t size) {
  REAL(ssize_t, "write", int, const void *, size_t);
  int hit = chosen();
  if (hit && fault_how == FULL && !is_answer(fd)) { errno = ENOSPC; return -1; }
  ssize_t result = real(fd, bytes, hit && fault_how == TORN ? size / 2 : size);
  if (hit && fault_how != FULL) die();
  return result;
}

static ssize_t put(ssize_t (*real)(int, const void *, size_t, off_t), int fd, const void *bytes, size_t size, off_t at) {
  int hit = chosen();
  if (hit && fault_how == FULL) { errno = ENOSPC; return -1; }
  ssize_t result = real(fd, bytes, hit && fault_how == TORN ? size / 2 : size, at);
  if (hit) die();
  return result;
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  return put(real, fd, bytes, size, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
  return put(real, fd, bytes, size, at);
}
SIMPLE(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count), int, const struct iovec *, int)

SIMPLE(int, fsync, (int fd), (fd), int)
SIMPLE(int, fdatasync, (int fd), (fd), int)
SIMPLE(int, msync, (void *at, size_t size, int flags), (at, size, flags), void *, size_t, int)
ROOMLESS(int, ftruncate, (int fd, off_t size), (fd, size), int, off_t)
ROOMLESS(int, ftruncate64, (int fd, off_t size), (fd, size), int, off_t)
/* Returns its error. */
int posix_fallocate(int fd, off_t at, off_t size) {
  REAL(int, "posix_fallocate", int, off_t, off_t);
  int hit = chosen();
  if (hit && fault_how == FULL) return ENOSPC;
  int result = real(fd, at, size);
  if (hit) die();
  return result;
}
ROOMLESS(int, rename, (const char *from, const char *to), (from, to), const char *, const char *)
SIMPLE(int, link, (const char *from, const char *to), (from, to), const char *, const char *)
ROOMLESS(int, unlink, (const char *path), (path), const char *)
ROOMLESS(int, remove, (const char *path), (path), const char *)
SIMPLE(int, mkdir, (const char *path, mode_t mode), (path, mode), const char *, mode_t)

static int open_with(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  if (!(flags & O_CREAT)) return real(path, flags, mode);
  int hit = chosen();
  if (hit && fault_how == FULL && access(path, F_OK) != 0) { errno = ENOSPC; return -1; }
  int result = real(path, flags, mode);
  if (hit && fault_how != FULL) die();
  return result;
}
#define MODE_OF(flags)                                     \
  mode_t mode = 0;                                         \
  if ((flags) & O_CREAT) {                                 \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    mode = (mode_t)va_arg(rest, int);                      \
    va_end(rest);                                          \
  }
int open(const char *path, int flags, ...) {
  REAL(int, "open", const char *, int, ...);
  MODE_OF(flags)
  return open_with(real, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  REAL(int, "open64", const char *, int, ...);
  MODE_OF(flags)
  return open_with(real, path, flags, mode);
}
