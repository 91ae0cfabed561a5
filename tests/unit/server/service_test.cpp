// The service as others meet it: over its socket, on a real database.
#include "server/service.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <future>
#include <thread>

#include "../cli/cli_fixture.h"
#include "base/sha256.h"
#include "cli/parse.h"
#include "server/openapi.h"
#include "server/routes.h"

namespace kyodo::server {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using ::testing::HasSubstr;

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Got {
  unsigned status = 0;
  std::string body;
  std::map<std::string, std::string> headers;
  Json json() const { return parse_json(body).value(); }
  std::string code() const { return std::string(string_or(json().as_object(), "code", "")); }
};

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(context_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  void send(const std::string& bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
  // None when the other side closed the connection instead.
  std::optional<Got> receive() {
    http::response<http::string_body> response;
    boost::system::error_code error;
    http::read(socket_, buffer_, response, error);
    if (error) return std::nullopt;
    Got got{response.result_int(), response.body(), {}};
    for (const auto& field : response)
      got.headers[std::string(field.name_string())] = std::string(field.value());
    return got;
  }

 private:
  boost::asio::io_context context_;
  tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
};

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
    runtime::Command command{
        runtime::AddToken{person, name, options.empty() ? "read" : "write", sha256_hex(made), std::nullopt},
        "",
        "",
        "test",
        "",
        std::nullopt,
        {1522627200000},
        std::nullopt};
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    stage::Catalog none(nullptr);
    runtime::Engine engine(**store, none, "test");
    auto answer = engine.apply(command);
    EXPECT_TRUE(answer) << answer.error().text.en;
    return made;
  }

  void start(const std::string& settings = "") {
    std::ofstream(home_ + "/kyodo.info") << "server {\n  port 0\n" << settings << "\n}\n";
    std::promise<void> listening;
    thread_ = std::thread([this, &listening] {
      std::istringstream in;
      std::ostringstream out, err;
      std::map<std::string, std::string> environment{
          {"KYODO_PLUGINS", std::string(KYODO_BINARY_DIR) + "/plugins"}, {"KYODO_CONFIG", source("config")}};
      cli::Machine machine{.clock = clock_,
                           .databases = databases_,
                           .random_hex = [](std::size_t bytes) { return std::string(bytes * 2, '7'); },
                           .environment = environment,
                           .account = "tester",
                           .in = in,
                           .out = out,
                           .err = err};
      auto call = cli::parse({"serve", "--home", home_, "--json"});
      cli::Context context(machine, *call, cli::Lang::ja, true);
      ServiceParts parts;
      parts.log_access = [this](const Access& access) {
        const std::lock_guard lock(mutex_);
        seen_.push_back(access);
      };
      bool told = false;
      parts.wait_for_stop = [&](std::chrono::milliseconds) {
        if (!told) {
          const std::string where(string_or(parse_json(out.str())->as_object(), "listening", ""));
          port_ = static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)));
          told = true;
          listening.set_value();
        }
        return stop_.get_future().wait(), true;
      };
      auto ended = serve(context, parts);
      EXPECT_TRUE(ended) << ended.error().text.en;
      if (!told) listening.set_value();
    });
    listening.get_future().wait();
  }
  void stop() {
    if (!thread_.joinable()) return;
    stop_.set_value();
    thread_.join();
  }

  static std::string request(const std::string& method, const std::string& target,
                             const std::string& body = "", Headers headers = {}) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: x\r\n";
    if (!body.empty() || method != "GET") headers.emplace_back("Content-Length", std::to_string(body.size()));
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    return text + "\r\n" + body;
  }
  // With the office's token.
  Got ask(const std::string& method, const std::string& path, const std::string& body = "",
          Headers headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + token_);
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    Client client(port_);
    client.send(request(method, std::string(kBase) + path, body, headers));
    auto got = client.receive();
    EXPECT_TRUE(got) << method << " " << path;
    return got.value_or(Got{});
  }
  Got ask_as(const std::string& token, const std::string& method, const std::string& path,
             const std::string& body = "") {
    Headers headers;
    if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    Client client(port_);
    client.send(request(method, std::string(kBase) + path, body, headers));
    return client.receive().value_or(Got{});
  }

  std::uint16_t port_ = 0;
  std::string token_;
  std::promise<void> stop_;
  std::thread thread_;
  std::mutex mutex_;
  std::vector<Access> seen_;
};

TEST_F(Service, ReadsAndChangesAsTheCommandLineDoes) {
  start();
  const Got shown = ask("GET", "/projects/P-1");
  EXPECT_EQ(shown.status, 200u);
  EXPECT_EQ(shown.headers.at("ETag"), "\"1\"");
  EXPECT_EQ(to_text(shown.json()) + "\n",
            done({"project", "show", "P-1", "--json", "--as", "jimukyoku-1"}).out);
  const Got changed = ask("PATCH", "/projects/P-1", R"({"fields":{"name":"里山保全"},"reason":"改称"})",
                          {{"If-Match", "\"1\""}});
  EXPECT_EQ(changed.status, 200u) << changed.body;
  EXPECT_EQ(ask("GET", "/projects/P-1").headers.at("ETag"), "\"2\"");
  EXPECT_EQ(ask("GET", "/projects/P-1", "", {{"If-None-Match", "\"2\""}}).status, 304u);
  const Json history = ask("GET", "/projects/P-1/history").json();
  const JsonObject& last = history.at("history").as_array().back().as_object();
  EXPECT_EQ(last.at("reason").as_string(), "改称");
  EXPECT_EQ(last.at("actor").as_string(), "jimukyoku-1");
  stop();
  // The request can be found from the journal, and the other way round.
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  const std::string channel = (**store).last_entry()->channel;
  EXPECT_TRUE(std::any_of(seen_.begin(), seen_.end(), [&](const Access& access) {
    return "http:" + access.id == channel && access.method == "PATCH" && access.status == 200 &&
           access.path == "/api/v1/projects/P-1";
  })) << channel;
  EXPECT_EQ(changed.headers.at("X-Request-Id"), channel.substr(5));
  done({"journal", "verify"});
}

TEST_F(Service, DoesWhatHasAKeyOnce) {
  start();
  const Headers key{{"Idempotency-Key", "k-1"}};
  const Got first = ask("POST", "/projects/P-1/comments", R"({"text":"参照"})", key);
  ASSERT_EQ(first.status, 200u) << first.body;
  const Got again = ask("POST", "/projects/P-1/comments", R"({"text":"参照"})", key);
  EXPECT_EQ(again.status, 200u);
  EXPECT_TRUE(bool_or(again.json().as_object(), "repeated", false));
  const Got other = ask("POST", "/projects/P-1/comments", R"({"text":"別"})", key);
  EXPECT_EQ(other.status, 409u);
  EXPECT_EQ(other.code(), "key_reused");
  EXPECT_EQ(ask("GET", "/projects/P-1").json().at("comments").as_array().size(), 1u);
}

TEST_F(Service, SaysWhatIsWrongAndWhere) {
  start("  max_body_kib 1\n  max_header_kib 2");
  struct Case {
    std::string method, path, body;
    Headers headers;
    unsigned status;
    std::string code;
  };
  const std::string json = "application/json";
  for (const Case& one : std::vector<Case>{
           {"GET", "/nothing", "", {}, 404, "unknown_path"},
           {"GET", "/projects/P-99", "", {}, 404, "unknown_id"},
           {"GET", "/projects/%ff", "", {}, 400, "wrong_usage"},
           {"DELETE", "/projects/P-1", "", {}, 405, "wrong_method"},
           {"GET", "/projects?nope=1", "", {}, 400, "wrong_usage"},
           {"GET", "/projects?unit=0301&unit=0302", "", {}, 400, "wrong_usage"},
           {"GET", "/projects?as=kankyo-tanto", "", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments?x=1", "{}", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments", "{", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments", "[]", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments", "{\"text\":\"\xff\"}", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments", R"({"text":7,"more":1})", {}, 422, "bad_input"},
           {"POST", "/projects/P-1/comments", "", {}, 422, "bad_input"},
           {"PATCH",
            "/projects/P-1",
            R"({"fields":{"name":"x"}})",
            {{"If-Match", "\"9\""}},
            412,
            "stale_version"},
           {"POST", "/projects/P-1/comments", R"({"text":"x"})", {{"If-Match", "9"}}, 412, "stale_version"},
           {"POST", "/projects/P-1/resumption", "{}", {}, 409, "refused"},
           {"POST", "/units", R"({"units":[]})", {}, 403, "not_authorised"},
           {"POST",
            "/projects/P-1/comments",
            "{\"text\":\"" + std::string(2'000, 'x') + "\"}",
            {},
            413,
            "limit"},
           {"GET", "/projects", "", {{"X-Long", std::string(4'000, 'x')}}, 431, "limit"}}) {
    const Got got = ask(one.method, one.path, one.body, one.headers);
    EXPECT_EQ(got.status, one.status) << one.method << " " << one.path << " " << got.body;
    EXPECT_EQ(got.code(), one.code) << one.path << " " << got.body;
    EXPECT_EQ(got.headers.at("Content-Type"), "application/problem+json");
    EXPECT_THAT(got.body, ::testing::Not(HasSubstr(folder_)));
  }
  EXPECT_EQ(
      ask("POST", "/projects/P-1/comments", R"({"text":7,"more":1})").json().at("problems").as_array().size(),
      2u);
  EXPECT_EQ(ask("DELETE", "/projects/P-1").headers.at("Allow"), "PATCH, GET");
  Client plain(port_);
  plain.send(request(
      "POST", "/api/v1/projects/P-1/comments", "text=x",
      {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/x-www-form-urlencoded"}}));
  EXPECT_EQ(plain.receive()->status, 415u);
}

TEST_F(Service, LetsNobodyInWithoutAGoodToken) {
  const std::string reader = token("kankyo-tanto", "read"), revoked = token("kankyo-tanto", "old");
  done({"token", "revoke", "kankyo-tanto", "old"});
  start();
  for (const std::string& bad : {std::string(), std::string("kyodo_guess"), revoked, reader + "x"}) {
    const Got got = ask_as(bad, "GET", "/projects");
    EXPECT_EQ(got.status, 401u) << bad;
    EXPECT_EQ(got.headers.at("WWW-Authenticate"), "Bearer");
  }
  // Nothing is said about what is there.
  EXPECT_EQ(ask_as("", "GET", "/nothing").status, 401u);
  EXPECT_EQ(ask_as(reader, "GET", "/projects").status, 200u);
  EXPECT_EQ(ask_as(reader, "POST", "/projects/P-1/comments", R"({"text":"x"})").status, 403u);
  // A list holds what the person may read, as on the command line.
  EXPECT_EQ(ask_as(reader, "GET", "/projects").body,
            done({"project", "list", "--json", "--as", "kankyo-tanto"}).out);
}

TEST_F(Service, AnswersEveryPathOfItsDescription) {
  start();
  Client client(port_);
  client.send(request("GET", "/api/v1/openapi.json"));
  const Json document = client.receive()->json();
  for (const auto& path : document.at("paths").as_object())
    for (const auto& operation : path.value().as_object()) {
      std::string method(operation.key()), target(path.key());
      for (char& c : method) c = static_cast<char>(c - 'a' + 'A');
      for (std::size_t open = 0; (open = target.find('{')) != std::string::npos;)
        target.replace(open, target.find('}') - open + 1, "none");
      const Got got = ask(method, target, method == "GET" ? "" : "{}");
      EXPECT_NE(got.status, 405u) << method << " " << target;
      EXPECT_NE(got.status, 500u) << method << " " << target << " " << got.body;
      EXPECT_NE(got.code(), "unknown_path") << method << " " << target;
    }
}

TEST_F(Service, ServesManyRequestsOfOneConnectionAndEndsThoseThatAreNone) {
  start();
  Client client(port_);
  // Sent at once, answered in order.
  client.send(request("GET", "/healthz") + request("GET", "/readyz") + request("GET", "/nothing"));
  EXPECT_EQ(client.receive()->body, R"({"status":"alive"})");
  EXPECT_EQ(client.receive()->body, R"({"status":"ready"})");
  EXPECT_EQ(client.receive()->status, 404u);
  client.send("NO HTTP\r\n\r\n");
  EXPECT_EQ(client.receive()->status, 400u);
  EXPECT_FALSE(client.receive());
  Client both(port_);
  both.send(
      "POST /api/v1/units HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n");
  EXPECT_EQ(both.receive()->status, 400u);
  EXPECT_FALSE(both.receive());
}

TEST_F(Service, WaitsForNoSlowClient) {
  start("  request_seconds 1\n  idle_seconds 1");
  Client slow(port_), silent(port_);
  slow.send("GET /healthz HTTP/1.1\r\nHo");
  EXPECT_FALSE(slow.receive());
  EXPECT_FALSE(silent.receive());
  Client quick(port_);
  quick.send(request("GET", "/healthz"));
  EXPECT_EQ(quick.receive()->status, 200u);
}

TEST_F(Service, TakesOnlySoManyConnectionsOfOneAddress) {
  start("  connections_per_address 2");
  Client first(port_), second(port_);
  for (Client* client : {&first, &second}) {
    client->send(request("GET", "/healthz"));
    EXPECT_EQ(client->receive()->status, 200u);
  }
  {
    Client third(port_);
    EXPECT_FALSE(third.receive());
  }
  first.send(request("GET", "/healthz", "", {{"Connection", "close"}}));
  EXPECT_EQ(first.receive()->status, 200u);
  EXPECT_FALSE(first.receive());
  Client fourth(port_);
  fourth.send(request("GET", "/healthz"));
  EXPECT_EQ(fourth.receive()->status, 200u);
}

TEST_F(Service, CountsWhatItDid) {
  start();
  ask("GET", "/projects");
  ask("POST", "/projects/P-1/comments", R"({"text":"x"})");
  ask("POST", "/projects/P-1/resumption", "{}");
  Client client(port_);
  client.send(request("GET", "/metrics"));
  const std::string text = client.receive()->body;
  EXPECT_THAT(text, HasSubstr("kyodo_http_requests_total{status=\"2xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_http_requests_total{status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_total{result=\"done\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_total{result=\"refused\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_waiting 0\n"));
}

TEST_F(Service, AnswersWhatItTookBeforeItEnds) {
  start();
  constexpr int kClients = 20;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<Client>(port_));
    clients.back()->send(request("GET", "/healthz"));
    EXPECT_EQ(clients.back()->receive()->status, 200u);
  }
  for (int i = 0; i < kClients; ++i)
    clients[static_cast<std::size_t>(i)]->send(
        request("POST", "/api/v1/projects/P-1/comments", "{\"text\":\"" + std::to_string(i) + "\"}",
                {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}}));
  std::thread stopping([this] { stop_.set_value(); });
  int answered = 0;
  for (auto& client : clients)
    if (auto got = client->receive(); got && got->status == 200) ++answered;
  stopping.join();
  thread_.join();
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  EXPECT_EQ((**store).find<office::Comment>().size(), static_cast<std::size_t>(answered));
}

}  // namespace
}  // namespace kyodo::server
