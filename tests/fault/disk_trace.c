/* Preloaded into a process: writes down, in their order, all its system calls that change files below a folder, and
 * what it answered on standard output. tests/fault/power_cut.h reads it.
 *
 *   KYODO_TRACE=FILE        where it is written
 *   KYODO_TRACE_ROOT=FOLDER what is below it is written down
 *
 * One line for each call that was done, then its bytes where there are any:
 *   create INODE 0 0 PATH     write INODE OFFSET SIZE      truncate INODE SIZE 0     sync INODE 0 0
 *   folder 0 0 0 PATH         sync_folder 0 0 0 PATH       rename 0 0 0 FROM\tTO     link 0 0 0 FROM\tTO
 *   remove 0 0 0 PATH         answer 0 0 SIZE
 * What is written through mapped memory is not seen: SQLite's index of its log, and the marker of plugin calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static long trace = -1;
static const char *root;

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("KYODO_TRACE");
  root = getenv("KYODO_TRACE_ROOT");
  if (file && root) trace = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static void note(const char *kind, unsigned long inode, long long offset, size_t size, const char *names,
                 const void *bytes) {
  char line[2 * PATH_MAX + 100];
  int length = snprintf(line, sizeof line, "%s %lu %lld %zu %s\n", kind, inode, offset, size, names);
  pthread_mutex_lock(&one_at_a_time);
  syscall(SYS_write, trace, line, (size_t)length);
  if (bytes) syscall(SYS_write, trace, bytes, size);
  pthread_mutex_unlock(&one_at_a_time);
}

static int below(const char *path) {
  return trace >= 0 && path && strncmp(path, root, strlen(root)) == 0;
}
static void note_names(const char *kind, const char *from, const char *to) {
  if (!below(from)) return;
  char names[2 * PATH_MAX];
  snprintf(names, sizeof names, to ? "%s\t%s" : "%s", from, to);
  note(kind, 0, 0, 0, names, NULL);
}

/* The file behind a descriptor, when it is one that is written down. */
static int watched(int fd, struct stat *file, char *path) {
  if (trace < 0) return 0;
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return below(path) && fstat(fd, file) == 0;
}
static void note_write(int fd, off_t at, const void *bytes, ssize_t size) {
  struct stat file;
  char path[PATH_MAX];
  if (trace >= 0 && fd == STDOUT_FILENO && size > 0) note("answer", 0, 0, (size_t)size, "", bytes);
  if (size <= 0 || !watched(fd, &file, path)) return;
  if (at < 0) at = lseek(fd, 0, SEEK_CUR) - size;
  note("write", file.st_ino, at, (size_t)size, "", bytes);
}
static void note_truncate(int fd, off_t size) {
  struct stat file;
  char path[PATH_MAX];
  if (watched(fd, &file, path)) note("truncate", file.st_ino, size, 0, "", NULL);
}
static void note_sync(int fd) {
  struct stat file;
  char path[PATH_MAX];
  if (!watched(fd, &file, path)) return;
  if (S_ISDIR(file.st_mode))
    note_names("sync_folder", path, NULL);
  else
    note("sync", file.st_ino, 0, 0, "", NULL);
}

#define REAL(type, name, ...)                              \
  static type (*real)(__VA_ARGS__);                        \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

#define NOTED(type, name, parameters, arguments, noted, ...) \
  type name parameters {                                     \
    REAL(type, #name, __VA_ARGS__);                          \
    type result = real arguments;                            \
    int error = errno;                                       \
    if (result >= 0) noted;                                  \
    errno = error;                                           \
    return result;                                           \
  }

NOTED(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size),
      note_write(fd, -1, bytes, result), int, const void *, size_t)
NOTED(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at),
      note_write(fd, at, bytes, result), int, const void *, size_t, off_t)
NOTED(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at),
      note_write(fd, at, bytes, result), int, const void *, size_t, off_t)
NOTED(int, fsync, (int fd), (fd), note_sync(fd), int)
NOTED(int, fdatasync, (int fd), (fd), note_sync(fd), int)
NOTED(int, ftruncate, (int fd, off_t size), (fd, size), note_truncate(fd, size), int, off_t)
NOTED(int, ftruncate64, (int fd, off_t size), (fd, size), note_truncate(fd, size), int, off_t)
NOTED(int, rename, (const char *from, const char *to), (from, to), note_names("rename", from, to), const char *,
      const char *)
NOTED(int, link, (const char *from, const char *to), (from, to), note_names("link", from, to), const char *,
      const char *)
NOTED(int, unlink, (const char *path), (path), note_names("remove", path, NULL), const char *)
NOTED(int, remove, (const char *path), (path), note_names("remove", path, NULL), const char *)
NOTED(int, mkdir, (const char *path, mode_t mode), (path, mode), note_names("folder", path, NULL), const char *,
      mode_t)

/* Done in ways that are noted. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  ssize_t done = 0;
  for (int i = 0; i < count; ++i) {
    ssize_t one = write(fd, parts[i].iov_base, parts[i].iov_len);
    if (one < 0) return done > 0 ? done : -1;
    done += one;
    if ((size_t)one < parts[i].iov_len) break;
  }
  return done;
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) {
  (void)to, (void)from, (void)at, (void)size;
  errno = EINVAL;
  return -1;
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { return sendfile(to, from, at, size); }

static int open_with(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  int fresh = (flags & O_CREAT) && below(path) && access(path, F_OK) != 0;
  int fd = real(path, flags, mode);
  int error = errno;
  struct stat file;
  if (fd >= 0 && fresh && fstat(fd, &file) == 0) note("create", file.st_ino, 0, 0, path, NULL);
  if (fd >= 0 && !fresh && (flags & O_TRUNC)) note_truncate(fd, 0);
  errno = error;
  return fd;
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
