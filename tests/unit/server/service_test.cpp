// The service as others meet it: requests, answers, connections.
#include "service_fixture.h"

namespace kyodo::server {
namespace {

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
           {"GET", "/projects/\xe9\x87", "", {}, 400, "wrong_usage"},
           {"GET", "/projects/..%2f..%2fetc", "", {}, 400, "wrong_usage"},
           {"GET", "/projects/P-1%00", "", {}, 400, "wrong_usage"},
           {"GET", "/projects/%2e%2e", "", {}, 404, "unknown_id"},
           {"GET", "/projects/'%20OR%201=1%20--", "", {}, 404, "unknown_id"},
           {"BREW", "/projects", "", {}, 405, "wrong_method"},
           {"OPTIONS", "/projects", "", {}, 405, "wrong_method"},
           {"DELETE", "/projects/P-1", "", {}, 405, "wrong_method"},
           {"GET", "/projects?nope=1", "", {}, 400, "wrong_usage"},
           {"GET", "/projects?unit=0301&unit=0302", "", {}, 400, "wrong_usage"},
           {"GET", "/projects?as=kankyo-tanto", "", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments?x=1", "{}", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments", "{", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments", "[]", {}, 400, "wrong_usage"},
           {"POST", "/projects/P-1/comments", std::string(kMaxJsonDepth + 1, '['), {}, 400, "wrong_usage"},
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
    EXPECT_THAT(got.body, ::testing::Not(HasSubstr("SELECT")));
  }
  const Json broken = ask("POST", "/projects/P-1/comments", "{\n  \"text\": }").json();
  EXPECT_EQ(broken.at("line").as_int64(), 2);
  EXPECT_EQ(broken.at("column").as_int64(), 11);
  EXPECT_EQ(
      ask("POST", "/projects/P-1/comments", R"({"text":7,"more":1})").json().at("problems").as_array().size(),
      2u);
  EXPECT_EQ(ask("DELETE", "/projects/P-1").headers.at("Allow"), "PATCH, GET, HEAD");
  HttpClient plain(port_);
  plain.send(http_request(
      "POST", "/api/v1/projects/P-1/comments", "text=x",
      {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/x-www-form-urlencoded"}}));
  EXPECT_EQ(plain.receive()->status, 415u);
}

TEST_F(Service, AnswersEveryPathOfItsDescription) {
  start();
  HttpClient client(port_);
  client.send(http_request("GET", "/api/v1/openapi.json"));
  const Json document = client.receive()->json();
  for (const auto& path : document.at("paths").as_object())
    for (const auto& operation : path.value().as_object()) {
      if (path.key() == "/events" || path.key().starts_with("/logins")) continue;  // tested by themselves
      std::string method(operation.key()), target(path.key());
      for (char& c : method) c = static_cast<char>(c - 'a' + 'A');
      for (std::size_t open = 0; (open = target.find('{')) != std::string::npos;)
        target.replace(open, target.find('}') - open + 1, "none");
      const Got got = ask(method, target, method == "GET" ? "" : "{}");
      EXPECT_NE(got.status, 405u) << method << " " << target;
      EXPECT_NE(got.status, 500u) << method << " " << target << " " << got.body;
      if (got.headers.at("Content-Type") != "application/jsonl") {
        EXPECT_NE(got.code(), "unknown_path") << method << " " << target;
      }
    }
}

TEST_F(Service, ServesManyRequestsOfOneConnectionAndEndsThoseThatAreNone) {
  start();
  HttpClient client(port_);
  // Sent at once, answered in order.
  client.send(http_request("GET", "/healthz") + http_request("GET", "/readyz") +
              http_request("GET", "/nothing"));
  EXPECT_EQ(client.receive()->body, R"({"status":"alive"})");
  EXPECT_EQ(client.receive()->body, R"({"status":"ready"})");
  EXPECT_EQ(client.receive()->status, 404u);
  client.send("NO HTTP\r\n\r\n");
  EXPECT_EQ(client.receive()->status, 400u);
  EXPECT_FALSE(client.receive());
  HttpClient both(port_);
  both.send(
      "POST /api/v1/units HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n");
  EXPECT_EQ(both.receive()->status, 400u);
  EXPECT_FALSE(both.receive());
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(std::count_if(seen_.begin(), seen_.end(),
                          [](const Access& access) { return access.method == "-" && access.status == 400; }),
            2)
      << "what was refused unread stands in the log, too";
}

TEST_F(Service, WaitsForNoSlowClient) {
  start("  request_seconds 1\n  idle_seconds 1");
  HttpClient slow(port_), silent(port_);
  slow.send("GET /healthz HTTP/1.1\r\nHo");
  EXPECT_FALSE(slow.receive());
  EXPECT_FALSE(silent.receive());
  HttpClient quick(port_);
  quick.send(http_request("GET", "/healthz"));
  EXPECT_EQ(quick.receive()->status, 200u);
}

TEST_F(Service, TakesOnlySoManyConnectionsOfOneAddress) {
  start("  connections_per_address 2");
  HttpClient first(port_), second(port_);
  for (HttpClient* client : {&first, &second}) {
    client->send(http_request("GET", "/healthz"));
    EXPECT_EQ(client->receive()->status, 200u);
  }
  {
    HttpClient third(port_);
    EXPECT_FALSE(third.receive());
  }
  first.send(http_request("GET", "/healthz", "", {{"Connection", "close"}}));
  EXPECT_EQ(first.receive()->status, 200u);
  EXPECT_FALSE(first.receive());
  HttpClient fourth(port_);
  fourth.send(http_request("GET", "/healthz"));
  EXPECT_EQ(fourth.receive()->status, 200u);
}

TEST_F(Service, TellsOfChangesAsTheyHappenAndGoesOnWhereAClientWas) {
  const std::string other = token("bosai-tanto", "read");
  start();
  auto listen = [&](const std::string& token, const std::string& after) {
    auto client = std::make_unique<HttpClient>(port_);
    Headers headers{{"Authorization", "Bearer " + token}};
    if (!after.empty()) headers.emplace_back("Last-Event-ID", after);
    client->send(http_request("GET", "/api/v1/events", "", headers));
    EXPECT_THAT(client->receive_until("\r\n\r\n"), HasSubstr("Content-Type: text/event-stream"));
    return client;
  };
  auto first = listen(token_, ""), elsewhere = listen(other, "");
  ask("POST", "/projects/P-1/comments", R"({"text":"一"})");
  const std::string told = first->receive_until("\n\n");
  EXPECT_THAT(told, HasSubstr("event: change\n"));
  EXPECT_THAT(told, HasSubstr(R"("command":"project.comment")"));
  EXPECT_THAT(told, HasSubstr(R"("project":"P-1")"));
  EXPECT_THAT(told, ::testing::Not(HasSubstr("一"))) << "who wants to know reads the project";
  const std::string id = told.substr(4, told.find('\n') - 4);
  // Another section's: it hears where the stream stands, and nothing of the change.
  EXPECT_EQ(elsewhere->receive_until("\n\n"), "id: " + id + "\n\n");

  first.reset();
  ask("POST", "/projects/P-1/comments", R"({"text":"二"})");
  done({"project", "comment", "P-1", "三", "--as", "jimukyoku-1"});  // another process
  auto again = listen(token_, id);
  for (int next : {1, 2})
    EXPECT_THAT(again->receive_until("\n\n"),
                ::testing::StartsWith("id: " + std::to_string(std::stoi(id) + next) + "\nevent: change\n"));

  EXPECT_EQ(ask("GET", "/events?after=x").status, 400u);
  EXPECT_EQ(ask("GET", "/events?before=1").status, 400u);
  stop();
  EXPECT_EQ(again->receive_until("\n\n"), "") << "it ends with the service";
}

}  // namespace
}  // namespace kyodo::server
