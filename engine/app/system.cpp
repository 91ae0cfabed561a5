#include "app/system.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "app/databases.h"
#include "app/log.h"
#include "app/password.h"
#include "app/serve.h"
#include "cli/machine.h"

namespace kyodo::app {
namespace {

namespace fs = std::filesystem;

class SystemClock : public Clock {
 public:
  TimePoint now() const override {
    auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
  }
};

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  if (bytes > 256 || ::getrandom(raw.data(), bytes, 0) != static_cast<ssize_t>(bytes))
    throw std::runtime_error("getrandom failed");
  std::string hex;
  for (unsigned char c : raw) {
    hex += "0123456789abcdef"[c >> 4];
    hex += "0123456789abcdef"[c & 15];
  }
  return hex;
}

std::string account() {
  if (const passwd* entry = ::getpwuid(::geteuid())) return entry->pw_name;
  return std::to_string(::geteuid());
}

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> found;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (text.starts_with("KYODO_") || text.starts_with("NO_COLOR="))
      found[std::string(text.substr(0, equals))] = text.substr(std::min(equals + 1, text.size()));
  }
  return found;
}

int terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

int run(const std::vector<std::string>& words) {
  // What the program makes holds personal matters of an office: for its own account only.
  ::umask(077);
  std::ios::sync_with_stdio(false);
  SystemClock clock;
  SqliteDatabases databases;
  std::error_code ec;
  const fs::path program = fs::read_symlink("/proc/self/exe", ec);
  const fs::path prefix = program.parent_path().parent_path();
  cli::Machine machine{
      .clock = clock,
      .databases = databases,
      .random_hex = random_hex,
      .environment = environment(),
      .account = account(),
      .program = program.string(),
      .config_folders = {(prefix / "share/kyodo/config").string(), KYODO_SOURCE_CONFIG},
      .plugin_folders = {(prefix / "lib/kyodo/plugins").string(), (prefix / "plugins").string()},
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
      .width = terminal_width(),
      .log = write_log,
      .hash_password = hash_password,
      .check_password = check_password,
      .read_secret = read_secret,
      .serve = serve};
  int code = cli::run(words, machine);
  std::cout.flush();
  // A list that could not be written whole (a full disk) is no success.
  return std::cout.good() || code != 0 ? code : 1;
}

}  // namespace kyodo::app
