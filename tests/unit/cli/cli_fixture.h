// A command line with a folder of its own: the real commands on a real database, with its clock and streams
// in hand.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/databases.h"
#include "app/log.h"
#include "cli/context.h"
#include "cli/machine.h"

namespace kyodo::cli {

struct HandClock : Clock {
  TimePoint time{1527811200000};  // 2018-06-01 09:00 in Japan
  TimePoint now() const override { return time; }
};

struct Outcome {
  int code = 0;
  std::string out, err;
  Json json() const { return parse_json(out, "out").value(); }
};

class Cli : public ::testing::Test {
 protected:
  Cli() {
    static int count = 0;
    folder_ = (std::filesystem::temp_directory_path() /
               ("kyodo-cli-" + std::to_string(::getpid()) + "-" + std::to_string(++count)))
                  .string();
    std::filesystem::create_directories(folder_);
    home_ = folder_ + "/home";
  }
  ~Cli() override { std::filesystem::remove_all(folder_); }

  // One command line on this test's home.
  Outcome kyodo(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), {"--home", home_});
    return bare(words, input);
  }

  Outcome bare(const std::vector<std::string>& words, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out, err;
    std::map<std::string, std::string> environment = environment_;
    environment.try_emplace("KYODO_PLUGINS", std::string(KYODO_BINARY_DIR) + "/plugins");
    environment.try_emplace("KYODO_CONFIG", source("config"));
    Machine machine{.clock = clock_,
                    .databases = databases_,
                    .random_hex = [](std::size_t bytes) { return std::string(bytes * 2, '7'); },
                    .environment = environment,
                    .account = "tester",
                    .in = in,
                    .out = out,
                    .err = err,
                    .log = app::write_log};
    Outcome outcome;
    outcome.code = run(words, machine);
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
  }

  // Must succeed.
  Outcome done(const std::vector<std::string>& words, const std::string& input = "") {
    Outcome outcome = kyodo(words, input);
    EXPECT_EQ(outcome.code, 0) << ::testing::PrintToString(words) << "\n" << outcome.err;
    return outcome;
  }

  // The demo city on a test clock at 2018-04-02 09:00, with its workflow installed and the round H30 open.
  void set_up_city() {
    done({"init", "--test-clock", "--now", "2018-04-02"});
    done({"unit", "import", source("config/demo/units.csv")});
    done({"person", "import", source("config/demo/people.csv")});
    done({"role", "import", source("config/demo/roles.csv")});
    done({"partner", "import", source("config/demo/partners.csv"), "--as", "jimukyoku-1"});
    done({"workflow", "install", source("workflows/komaki-h30")});
    done({"round", "open", "H30", "--name", "平成30年度", "--workflow", "komaki-h30", "--year", "2018",
          "--target", "1", "--as", "jimukyoku-1"});
  }
  void add_project(const std::string& code, const std::string& unit = "0301") {
    done({"project", "add", "--round", "H30", "--code", code, "--name", "事業" + code, "--unit", unit, "--as",
          "jimukyoku-1"});
  }

  static std::string source(const std::string& path) { return std::string(KYODO_SOURCE_DIR) + "/" + path; }
  std::string file(const std::string& name, const std::string& text) {
    std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  HandClock clock_;
  app::SqliteDatabases databases_;
  std::map<std::string, std::string> environment_;
  std::string folder_, home_;
};

}  // namespace kyodo::cli
