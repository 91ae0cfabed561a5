// Who may look at the world: time, the environment and randomness come from app/, SQL is written in store/.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "source_tree.h"

namespace kyodo::structure {
namespace {

TEST(Purity, TimeEnvironmentAndRandomnessAreReadInAppOnly) {
  static const std::set<std::string> kNever{"system_clock",  "steady_clock",  "high_resolution_clock",
                                            "gettimeofday",  "clock_gettime", "localtime",
                                            "localtime_r",   "gmtime",        "gmtime_r",
                                            "getenv",        "secure_getenv", "environ",
                                            "random_device", "mt19937",       "mt19937_64",
                                            "getrandom",     "arc4random",    "drand48"};
  static const std::set<std::string> kNeverCalled{"time", "rand", "srand",
                                                  "random"};  // members may be so named
  for (const SourceFile& file : product_sources()) {
    if (file.folder == "app") continue;
    // A clock without a date: the watchdog times calls by it, the listener requests.
    if (file.path == "engine/stage/guard.cpp" || file.path == "engine/server/listener.cpp") continue;
    for_each_name(file.code, [&](const std::string& name, std::size_t begin, std::size_t end) {
      const bool called = end < file.code.size() && file.code[end] == '(';
      const bool member = begin > 0 && (file.code[begin - 1] == '.' || file.code[begin - 1] == '>');
      EXPECT_FALSE(kNever.contains(name) || (kNeverCalled.contains(name) && called && !member))
          << file.path << ":" << line_of(file.code, begin) << ": " << name
          << " — only engine/app reads the world; everything below is given what it needs";
    });
  }
}

TEST(Purity, TheInterpreterAndTheStagesAreFunctionsOfTheirInput) {
  static const std::set<std::string> kPure{"base",   "calendar", "chart",       "datamodel", "sheet",
                                           "office", "journal",  "interpreter", "plugins"};
  static const std::set<std::string> kWorldly{
      "<fstream>",    "<filesystem>", "<iostream>",          "<thread>",    "<random>",     "<ctime>",
      "<time.h>",     "<unistd.h>",   "<fcntl.h>",           "<sqlite3.h>", "<dlfcn.h>",    "<sys/stat.h>",
      "<future>",     "<syslog.h>",   "<signal.h>",          "<pwd.h>",     "<sys/mman.h>", "<sys/socket.h>",
      "<sys/wait.h>", "<sys/time.h>", "<condition_variable>"};
  for (const SourceFile& file : product_sources()) {
    if (!kPure.contains(file.folder) || file.path.starts_with("plugins/sdk/testkit/")) continue;
    for (const std::string& include : file.includes) {
      EXPECT_FALSE(kWorldly.contains(include) || include.starts_with("<boost/asio") ||
                   include.starts_with("<spdlog") || include.starts_with("<boost/process"))
          << file.path << " includes " << include;
      // base/local_date.h counts days with the calendar of <chrono>; a clock would be found above.
      EXPECT_FALSE(include == "<chrono>" && file.path != "engine/base/local_date.h")
          << file.path << " includes " << include;
    }
  }
}

TEST(Purity, SqlIsWrittenInTheStoreOnly) {
  static const std::regex kSql(
      R"(\b(SELECT\s[^;]*\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET)"
      R"(|CREATE\s+(TABLE|INDEX|TRIGGER|VIEW)|DROP\s+TABLE|PRAGMA\s+\w+)\b)");
  for (const SourceFile& file : product_sources()) {
    if (file.folder == "store") continue;
    for (const std::string& text : file.texts)
      EXPECT_FALSE(std::regex_search(text, kSql)) << file.path << ": \"" << text << "\"";
  }
}

}  // namespace
}  // namespace kyodo::structure
