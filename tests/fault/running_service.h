// A real `kyodo serve` and a real command line on one database, in a small office.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <set>

#include "../support/http_client.h"
#include "process.h"

namespace kyodo::fault {

class RunningService : public ::testing::Test {
 protected:
  static constexpr int kProjects = 4;  // P-1 …

  std::string home() const { return (folder_.path() / "home").string(); }

  // Starts the program; safe beside other threads.
  static pid_t start_program(const std::vector<std::string>& words, const std::string& out,
                             const std::string& err = "/dev/null") {
    std::vector<std::string> environment{"KYODO_PLUGINS=" KYODO_BINARY_DIR "/plugins",
                                         "KYODO_CONFIG=" KYODO_SOURCE_DIR "/config", "KYODO_SERVER_PORT=0"};
    for (char** one = environ; *one; ++one) environment.emplace_back(*one);
    auto pointers = [](std::vector<std::string>& texts) {
      std::vector<char*> all;
      for (std::string& text : texts) all.push_back(text.data());
      all.push_back(nullptr);
      return all;
    };
    std::vector<std::string> arguments{KYODO_PROGRAM};
    arguments.insert(arguments.end(), words.begin(), words.end());
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::posix_spawn_file_actions_addopen(&files, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t child = -1;
    EXPECT_EQ(::posix_spawn(&child, KYODO_PROGRAM, &files, nullptr, pointers(arguments).data(),
                            pointers(environment).data()),
              0);
    ::posix_spawn_file_actions_destroy(&files);
    return child;
  }

  // Runs the command line; its exit code. `out` and `err` are files.
  int run(std::vector<std::string> words, const std::string& out, const std::string& err = "/dev/null") {
    words.insert(words.begin(), {"--home", home(), "--json"});
    int status = 0;
    ::waitpid(start_program(words, out, err), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  // The same, which must succeed; what it printed.
  std::string kyodo(const std::vector<std::string>& words) {
    const std::string out = (folder_.path() / "out").string();
    EXPECT_EQ(run(words, out), 0) << ::testing::PrintToString(words);
    return read_text(out);
  }

  void SetUp() override {
    kyodo({"init"});
    const std::string demo = KYODO_SOURCE_DIR "/config/demo/";
    kyodo({"unit", "import", demo + "units.csv"});
    kyodo({"person", "import", demo + "people.csv"});
    kyodo({"role", "import", demo + "roles.csv"});
    kyodo({"workflow", "install", KYODO_SOURCE_DIR "/workflows/komaki-h30"});
    kyodo({"round", "open", "H30", "--name", "平成30年度", "--workflow", "komaki-h30", "--year", "2018",
           "--target", "1", "--as", "jimukyoku-1"});
    for (int i = 0; i < kProjects; ++i)
      kyodo({"project", "add", "--round", "H30", "--code", "c-" + std::to_string(i), "--name", "事業",
             "--unit", "0301", "--as", "jimukyoku-1"});
    const Json made = parse_json(kyodo({"token", "add", "jimukyoku-1", "試験", "--write"})).value();
    token_ = std::string(made.at("token").as_string());
  }
  void TearDown() override {
    if (service_ > 0) end(SIGKILL);
  }

  // Until it says where it listens.
  void start() {
    const std::string out = (folder_.path() / "service").string();
    std::ofstream(out).close();
    service_ = start_program({"serve", "--home", home(), "--json"}, out);
    for (std::string text; !text.ends_with('\n'); text = read_text(out)) {
      if (::waitpid(service_, nullptr, WNOHANG) != 0) FAIL() << "the service ended";
      ::usleep(1'000);
      if (text = read_text(out); text.ends_with('\n')) {
        const std::string where(parse_json(text).value().at("listening").as_string());
        port_ = static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)));
        return;
      }
    }
  }
  // Its status, as of waitpid.
  int end(int signal) {
    int status = 0;
    ::kill(service_, signal);
    ::waitpid(service_, &status, 0);
    service_ = 0;
    return status;
  }

  // None when there was no answer.
  std::optional<Got> comment(HttpClient& client, int project, const std::string& text,
                             const std::string& key) {
    if (!client.send(http_request("POST", "/api/v1/projects/P-" + std::to_string(project) + "/comments",
                                  "{\"text\":\"" + text + "\"}",
                                  {{"Authorization", "Bearer " + token_},
                                   {"Content-Type", "application/json"},
                                   {"Idempotency-Key", key}})))
      return std::nullopt;
    return client.receive();
  }
  std::multiset<std::string> comments(int project) {
    constexpr std::size_t kHours = 1u << 30;  // of comments: more than kMaxJsonBytes
    const Json json =
        parse_json(kyodo({"project", "show", "P-" + std::to_string(project)}), "", kHours).value();
    std::multiset<std::string> texts;
    for (const Json& one : json.at("comments").as_array())
      texts.insert(std::string(one.at("text").as_string()));
    return texts;
  }

  Folder folder_;
  std::string token_;
  pid_t service_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace kyodo::fault
