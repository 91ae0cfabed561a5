// What the command line needs from the machine it runs on. app/ provides it; nothing in cli/ reads the clock,
// the environment or randomness by itself.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "runtime/store_port.h"

namespace kyodo::cli {

// Database files as a whole; engine/store/sqlite_store.h says what each does.
class Databases {
 public:
  virtual ~Databases() = default;
  virtual Result<void> create(const std::string& file, bool test_clock, const std::string& salt_key,
                              TimePoint now) = 0;
  virtual Result<std::unique_ptr<runtime::Store>> open(const std::string& file, bool read_only,
                                                       int busy_timeout_ms) = 0;
  virtual std::unique_ptr<runtime::Store> open_scratch() = 0;
  struct Copied {
    std::int64_t entries = 0;
    std::string head;
  };
  virtual Result<Copied> backup(const std::string& file, const std::string& target, TimePoint now) = 0;
  virtual Result<void> replace(const std::string& file, const std::string& source) = 0;
  virtual Result<std::vector<std::string>> integrity_problems(const std::string& file) = 0;
};

enum class LogLevel { info, warning, error };

struct Machine {
  const Clock& clock;
  Databases& databases;
  std::function<std::string(std::size_t bytes)> random_hex;
  std::map<std::string, std::string> environment = {};  // KYODO_… and NO_COLOR, as far as they are set
  std::string account = {};                             // of the operating system
  std::string program = {};                             // path of the running executable, "" = unknown
  std::vector<std::string> config_folders = {};         // where the configuration is looked for, in order
  std::vector<std::string> plugin_folders = {};         // and the stage plugins
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 0;  // columns of the terminal, 0 = without bound
  // Appends a line to the operator's log; empty: there is none.
  std::function<void(const std::string& file, LogLevel level, std::string_view text)> log = {};
  // Passwords: a hash that holds all that is needed to check one (Argon2id), and the check. Slow on purpose.
  std::function<std::string(const std::string& password)> hash_password = {};
  std::function<bool(const std::string& hash, const std::string& password)> check_password = {};
  // One line that is not shown while it is typed; empty: a line of `in`.
  std::function<std::string()> read_secret = {};
  // `kyodo serve`, which stands above the command line (server/).
  std::function<Result<void>(class Context&)> serve = {};

  std::string variable(const std::string& name) const {
    auto found = environment.find(name);
    return found == environment.end() ? "" : found->second;
  }
};

// Runs one command line (without the program's name): 0 done, 1 refused or failed with a reason, 2 wrong
// usage.
int run(const std::vector<std::string>& words, Machine& machine);

}  // namespace kyodo::cli
