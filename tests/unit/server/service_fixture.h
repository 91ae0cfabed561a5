// The service as others meet it: over its socket, on a real database.
#pragma once

#include <condition_variable>
#include <future>
#include <set>
#include <thread>

#include "../../support/faulty_vfs.h"
#include "../../support/http_client.h"
#include "../../support/program.h"
#include "../cli/cli_fixture.h"
#include "app/password.h"
#include "base/sha256.h"
#include "cli/parse.h"
#include "runtime/access.h"
#include "server/calls.h"
#include "server/openapi.h"
#include "server/routes.h"
#include "server/service.h"

namespace kyodo::server {

using ::testing::HasSubstr;

class Service : public cli::Cli {
 protected:
  void SetUp() override {
    set_up_city();
    add_project("03-1");
    token_ = token("jimukyoku-1", "test", {"--write"});
  }
  void TearDown() override { stop(); }

  std::string token(const std::string& person, const std::string& name,
                    std::vector<std::string> options = {}) {
    // The fixture's randomness is always the same; a token has to be its own.
    const std::string made = std::string(30, 'a') + person + name;
    apply(
        runtime::AddToken{person, name, options.empty() ? "read" : "write", sha256_hex(made), std::nullopt});
    return made;
  }
  void set_password(const std::string& person, const std::string& password) {
    apply(runtime::SetPassword{person, app::hash_password(password)});
  }

  // As the operator, beside the service.
  void apply(runtime::CommandBody body) {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    stage::Catalog none(nullptr);
    runtime::Engine engine(**store, none, "test");
    auto answer =
        engine.apply({std::move(body), "", "", "test", "", std::nullopt, {1522627200000}, std::nullopt});
    EXPECT_TRUE(answer) << answer.error().text.en;
  }

  void start(const std::string& settings = "") {
    std::ofstream(home_ + "/kyodo.info") << "server {\n  port 0\n" << settings << "\n}\n";
    std::promise<void> listening;
    thread_ = std::thread([this, &listening] {
      std::istringstream in;
      std::ostringstream out, err;
      std::map<std::string, std::string> environment = environment_;
      environment["KYODO_PLUGINS"] = std::string(KYODO_BINARY_DIR) + "/plugins";
      environment["KYODO_CONFIG"] = source("config");
      cli::Machine machine{.clock = clock_,
                           .databases = databases_,
                           .random_hex = [this](std::size_t bytes) { return next_secret(bytes); },
                           .environment = environment,
                           .account = "tester",
                           .in = in,
                           .out = out,
                           .err = err,
                           .log =
                               [this](const std::string&, cli::LogLevel, std::string_view text) {
                                 const std::lock_guard lock(mutex_);
                                 log_ += std::string(text) + "\n";
                               },
                           .hash_password = app::hash_password,
                           .check_password = app::check_password};
      auto call = cli::parse({"serve", "--home", home_, "--json"});
      cli::Context context(machine, *call, cli::Lang::ja, true);
      ServiceParts parts;
      parts.log_access = [this](const Access& access) {
        const std::lock_guard lock(mutex_);
        seen_.push_back(access);
      };
      bool told = false;
      parts.wait = [&](std::chrono::milliseconds, const std::function<bool()>& busy) {
        while (whole_passes_ && busy()) std::this_thread::yield();
        std::unique_lock lock(mutex_);
        passing_ = false;
        if (!told) {
          const std::string where(string_or(parse_json(out.str())->as_object(), "listening", ""));
          port_ = static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)));
          told = true;
          listening.set_value();
        }
        changed_.notify_all();
        changed_.wait(lock, [this] { return stopping_ || passing_; });
        return stopping_ ? Wake::stop : how_;
      };
      auto ended = serve(context, parts);
      EXPECT_TRUE(ended) << ended.error().text.en;
      if (!told) listening.set_value();
    });
    listening.get_future().wait();
  }
  void tell_to_stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  void stop() {
    if (!thread_.joinable()) return;
    tell_to_stop();
    thread_.join();
  }
  // One more pass of the scheduler, from beginning to end.
  void pass(Wake how = Wake::time) {
    std::unique_lock lock(mutex_);
    how_ = how;
    passing_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !passing_; });
  }

  // With the office's token.
  Got ask(const std::string& method, const std::string& path, const std::string& body = "",
          Headers headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + token_);
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    HttpClient client(port_);
    client.send(http_request(method, std::string(kBase) + path, body, headers));
    auto got = client.receive();
    EXPECT_TRUE(got) << method << " " << path;
    return got.value_or(Got{});
  }
  Got ask_as(const std::string& token, const std::string& method, const std::string& path,
             const std::string& body = "") {
    Headers headers;
    if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    HttpClient client(port_);
    client.send(http_request(method, std::string(kBase) + path, body, headers));
    return client.receive().value_or(Got{});
  }

  std::string next_secret(std::size_t bytes) {
    const std::string number = std::to_string(++secrets_);
    return std::string(bytes * 2 - number.size(), '0') + number;
  }

  std::atomic<int> secrets_{0};
  std::uint16_t port_ = 0;
  std::string token_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false, passing_ = true;  // there is one at the start
  bool whole_passes_ = true;                // mail and backup included
  Wake how_ = Wake::time;
  std::string log_;
  std::vector<Access> seen_;
};

}  // namespace kyodo::server
