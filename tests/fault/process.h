// Runs the driver in a process of its own, alone or with kill_at or disk_trace preloaded.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.h"

namespace kyodo::fault {

namespace fs = std::filesystem;

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Deleted with everything in it. Only processes die here, never the machine, so a folder in memory is as good
// as one on a disk and many times faster.
class Folder {
 public:
  Folder() {
    const fs::path base = ::access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
    std::string pattern = (base / "kyodo-fault-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ec;
    fs::remove_all(path_, ec);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Ended {
  int status = 0;                  // as of waitpid
  std::vector<std::string> lines;  // whole lines of standard output: what was answered
  std::string errors;              // standard error
  bool killed() const { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }
  bool store_failed() const { return WIFEXITED(status) && WEXITSTATUS(status) == 3; }
  bool done() const { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }
};

using Environment = std::map<std::string, std::string>;

inline Ended run_driver(const std::vector<std::string>& words, const Environment& faults,
                        const fs::path& scratch) {
  const std::string out = (scratch / "out").string(), err = (scratch / "err").string();
  pid_t child = ::fork();
  if (child == 0) {
    if (!std::freopen(out.c_str(), "w", stdout) || !std::freopen(err.c_str(), "w", stderr)) ::_exit(127);
    for (const auto& [name, value] : faults) ::setenv(name.c_str(), value.c_str(), 1);
    if (faults.contains("KYODO_FAULT_AT") || faults.contains("KYODO_FAULT_COUNT")) {
      ::setenv("LD_PRELOAD", KYODO_KILL_AT, 1);
      ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
    }
    if (faults.contains("KYODO_TRACE")) {
      ::setenv("LD_PRELOAD", KYODO_DISK_TRACE, 1);
      ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
    }
    std::vector<char*> arguments{const_cast<char*>(KYODO_FAULT_DRIVER)};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(KYODO_FAULT_DRIVER, arguments.data());
    ::_exit(127);
  }
  Ended ended;
  ::waitpid(child, &ended.status, 0);
  std::stringstream text(read_text(out));
  // A line without its end was not answered.
  for (std::string line; std::getline(text, line) && !text.eof();) ended.lines.push_back(line);
  ended.errors = read_text(err);
  return ended;
}

}  // namespace kyodo::fault
