// The service as others meet it: over its socket, on a real database.
#include "server/service.h"

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

namespace kyodo::server {
namespace {

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

TEST_F(Service, GivesLongListsInPieces) {
  start();
  JsonArray projects;
  for (int i = 0; i < kPageRows + 20; ++i)
    projects.push_back(JsonObject{
        {"code", fmt::format("A{:03}", i)}, {"name", "里山"}, {"unit", "0301"}, {"category", "通常"}});
  const Got made =
      ask("POST", "/rounds/H30/projects", to_text(JsonObject{{"projects", std::move(projects)}}));
  ASSERT_EQ(made.status, 200u) << made.body;
  std::set<std::string> codes;
  int pieces = 0;
  for (std::string next = "?fields=id,code"; !next.empty(); ++pieces) {
    const Got piece = ask("GET", "/projects" + next);
    ASSERT_EQ(piece.status, 200u) << piece.body;
    const JsonObject json = piece.json().as_object();
    EXPECT_LE(json.at("projects").as_array().size(), static_cast<std::size_t>(kPageRows));
    for (const Json& project : json.at("projects").as_array()) {
      EXPECT_EQ(project.as_object().size(), 2u);
      EXPECT_TRUE(codes.insert(std::string(project.at("code").as_string())).second);
    }
    const Json* more = json.if_contains("next");
    next = more ? "?fields=id,code&after=" + std::string(more->as_string()) : "";
  }
  EXPECT_EQ(pieces, 2);
  EXPECT_EQ(codes.size(), static_cast<std::size_t>(kPageRows) + 21);
  EXPECT_EQ(ask("GET", "/projects?limit=3").json().at("projects").as_array().size(), 3u);
  for (const char* wrong : {"limit=0", "limit=1001", "limit=x", "after=P-9999", "fields=nothing"}) {
    const Got refused = ask("GET", std::string("/projects?") + wrong);
    EXPECT_EQ(refused.status, 400u) << wrong << refused.body;
    EXPECT_EQ(refused.code(), "wrong_usage") << wrong;
  }
}

TEST_F(Service, TakesListsAsSpreadsheetsSaveThemAndFilesAsTheyAre) {
  std::string section = token("kankyo-tanto", "t", {"--write"});
  start();
  auto send = [&](const std::string& target, const std::string& body, const std::string& type,
                  Headers headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + token_);
    headers.emplace_back("Content-Type", type);
    HttpClient client(port_);
    client.send(http_request("POST", std::string(kBase) + target, body, headers));
    return client.receive().value_or(Got{});
  };
  const std::string list = "コード,事業名,課\r\n03-7,河川美化,環境課\r\n03-8,緑道,環境課\r\n";
  EXPECT_EQ(send("/rounds/H30/projects?dry-run=true", list, "text/csv").json().at("dry_run").as_bool(), true);
  const Got made = send("/rounds/H30/projects?reason=%E8%BF%BD%E5%8A%A0", list, "text/csv; charset=utf-8",
                        {{"Idempotency-Key", "k"}});
  ASSERT_EQ(made.status, 200u) << made.body;
  EXPECT_EQ(ask("GET", "/projects").json().at("projects").as_array().size(), 3u);
  EXPECT_EQ(ask("GET", "/journal").json().at("entries").as_array().back().at("reason").as_string(), "追加");
  const Got wrong = send("/rounds/H30/projects", "コード,事業名,課\r\n,河川美化,\r\n", "text/csv");
  EXPECT_EQ(wrong.status, 422u);
  EXPECT_EQ(wrong.json().at("problems").as_array().size(), 2u) << wrong.body;
  EXPECT_EQ(send("/rounds/H30/projects?nothing=1", list, "text/csv").status, 400u);

  // Who may not import learns nothing from a trial either.
  token_.swap(section);
  const Got refused = send("/rounds/H30/projects?dry-run=true", list, "text/csv");
  EXPECT_EQ(refused.status, 403u) << refused.body;
  EXPECT_EQ(refused.body.find("03-7"), std::string::npos) << refused.body;
  token_.swap(section);

  const std::string bytes("\x00\xff%PDF\n", 7);
  const Got attached =
      send("/projects/P-1/attachments?name=%E8%A9%95%E4%BE%A1.pdf", bytes, "application/pdf");
  ASSERT_EQ(attached.status, 200u) << attached.body;
  const Got fetched = ask("GET", "/attachments/A-1");
  EXPECT_EQ(fetched.body, bytes);
  EXPECT_EQ(fetched.headers.at("Content-Disposition"), "attachment; filename*=UTF-8''%E8%A9%95%E4%BE%A1.pdf");
  EXPECT_EQ(ask("GET", "/attachments/A-2").status, 404u);
}

TEST_F(Service, BelievesOnlyAProxyAboutWhoSignedOn) {
  start("trusted_header X-Remote-User\ntrusted_proxies \"127.0.0.1\"");
  auto ask_through_proxy = [&](const std::string& method, const std::string& path, Headers headers) {
    HttpClient client(port_);
    client.send(
        http_request(method, std::string(kBase) + path, method == "GET" ? "" : R"({"text":"x"})", headers));
    return client.receive().value_or(Got{});
  };
  const Got who = ask_through_proxy("GET", "/logins/current", {{"X-Remote-User", "jimukyoku-1"}});
  ASSERT_EQ(who.status, 200u) << who.body;
  const std::string csrf(who.json().at("csrf").as_string());
  Headers named{{"X-Remote-User", "jimukyoku-1"}, {"Content-Type", "application/json"}};
  EXPECT_EQ(ask_through_proxy("POST", "/projects/P-1/comments", named).status, 403u) << "without the header";
  named.emplace_back("X-CSRF-Token", csrf);
  EXPECT_EQ(ask_through_proxy("POST", "/projects/P-1/comments", named).status, 200u);
  EXPECT_EQ(ask_through_proxy("GET", "/projects/P-1", {{"X-Remote-User", "nobody"}}).status, 401u);
  EXPECT_EQ(ask_through_proxy("GET", "/projects/P-1", {}).status, 401u);
}

TEST_F(Service, BelievesNobodyElse) {
  start("trusted_header X-Remote-User\ntrusted_proxies \"192.0.2.1\"");
  HttpClient client(port_);
  client.send(
      http_request("GET", std::string(kBase) + "/projects/P-1", "", {{"X-Remote-User", "jimukyoku-1"}}));
  EXPECT_EQ(client.receive().value_or(Got{}).status, 401u);
}

TEST_F(Service, ReadsItsSettingsAnewWhenToldAndKeepsThemWhenTheyAreWrong) {
  start();
  const std::string backups = folder_ + "/backups";
  auto settings = [&](const std::string& text) {
    std::ofstream(home_ + "/kyodo.info") << "server {\n  port 0\n" << text << "\n}\n";
    pass(Wake::reload);
  };
  settings("tick_seconds nonsense");
  EXPECT_NE(log_.find("kyodo.info:3"), std::string::npos) << log_;
  EXPECT_NE(log_.find("前の設定のまま続けます"), std::string::npos) << log_;
  settings("backup_folder \"" + backups + "\"\nbackup_at \"00:00\"");
  EXPECT_TRUE(std::filesystem::exists(backups)) << log_;
  EXPECT_EQ(ask("GET", "/projects/P-1").status, 200u);
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
  EXPECT_EQ(ask("DELETE", "/projects/P-1").headers.at("Allow"), "PATCH, GET");
  HttpClient plain(port_);
  plain.send(http_request(
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

TEST_F(Service, SignsABrowserOnAndOff) {
  set_password("jimukyoku-1", "長い合言葉を使います");
  start();
  auto with = [&](const std::string& method, const std::string& path, const std::string& body,
                  Headers headers) {
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    HttpClient client(port_);
    client.send(http_request(method, std::string(kBase) + path, body, headers));
    return client.receive().value_or(Got{});
  };
  auto sign_on = [&](const std::string& person, const std::string& password) {
    return with("POST", "/logins", to_text(JsonObject{{"person", person}, {"password", password}}), {});
  };
  const Got wrong = sign_on("jimukyoku-1", "ちがう合言葉です"),
            nobody = sign_on("nobody", "長い合言葉を使います");
  EXPECT_EQ(wrong.status, 401u);
  EXPECT_EQ(nobody.body, wrong.body) << "it does not tell who is there";
  EXPECT_EQ(sign_on("kankyo-tanto", "").status, 401u) << "has no password";
  EXPECT_EQ(with("POST", "/logins", "{", {}).status, 400u);
  EXPECT_EQ(with("POST", "/logins", R"({"person":"jimukyoku-1"})", {}).status, 422u);

  const Got on = sign_on("jimukyoku-1", "長い合言葉を使います");
  ASSERT_EQ(on.status, 200u) << on.body;
  const std::string set = on.headers.at("Set-Cookie");
  for (const char* part : {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"})
    EXPECT_THAT(set, HasSubstr(part));
  const std::string cookie = set.substr(0, set.find(';')), csrf(on.json().at("csrf").as_string());
  EXPECT_EQ(with("GET", "/logins/current", "", {{"Cookie", "a=b; " + cookie}}).json().at("csrf").as_string(),
            csrf);
  EXPECT_EQ(with("GET", "/projects", "", {{"Cookie", cookie}}).status, 200u);
  const std::string comment = R"({"text":"画面から"})";
  EXPECT_EQ(with("POST", "/projects/P-1/comments", comment, {{"Cookie", cookie}}).status, 403u)
      << "a cookie comes by itself, from other sites too";
  EXPECT_THAT(with("POST", "/projects/P-1/comments", comment, {{"Cookie", cookie}}).body,
              HasSubstr("X-CSRF-Token"));
  EXPECT_EQ(
      with("POST", "/projects/P-1/comments", comment, {{"Cookie", cookie}, {"X-CSRF-Token", csrf + "0"}})
          .status,
      403u);
  EXPECT_EQ(
      with("POST", "/projects/P-1/comments", comment, {{"Cookie", cookie}, {"X-CSRF-Token", csrf}}).status,
      200u);
  EXPECT_EQ(with("GET", "/projects", "", {{"Cookie", cookie + "0"}}).status, 401u);
  EXPECT_EQ(with("DELETE", "/logins/current", "", {{"Cookie", cookie}, {"X-CSRF-Token", csrf}}).status, 200u);
  EXPECT_EQ(with("GET", "/projects", "", {{"Cookie", cookie}}).status, 401u);

  // Another password ends what was begun with the old one.
  const std::string again = sign_on("jimukyoku-1", "長い合言葉を使います").headers.at("Set-Cookie");
  set_password("jimukyoku-1", "もっと長い合言葉にしました");
  EXPECT_EQ(with("GET", "/projects", "", {{"Cookie", again.substr(0, again.find(';'))}}).status, 401u);
  stop();
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  std::string journal;
  (**store).read_journal(0, "", [&](const journal::Entry& entry) { return journal += entry.payload, true; });
  EXPECT_THAT(journal, HasSubstr("password.set"));
  EXPECT_THAT(journal, ::testing::Not(HasSubstr("argon2")));
}

TEST_F(Service, LetsWhoHasTheCodeOfTheDatabaseBecomeItsFirstAdministrator) {
  const std::string code = "7c1e0a0b";
  auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
  (**store).begin_write();
  runtime::offer_claim(**store, code, (**store).last_entry()->recorded);
  (**store).commit();
  start();
  auto body = [](const std::string& given, const std::string& password) {
    return to_text(
        JsonObject{{"code", given}, {"person", "kanri"}, {"name", "管理者"}, {"password", password}});
  };
  EXPECT_EQ(ask_as("", "POST", "/claim", body("another", "a password of many letters")).status, 403u);
  EXPECT_EQ(ask_as("", "POST", "/claim", body(code, "short")).status, 422u);
  const Got done = ask_as("", "POST", "/claim", body(code, "a password of many letters"));
  ASSERT_EQ(done.status, 200u) << done.body;
  EXPECT_EQ(ask_as("", "POST", "/claim", body(code, "another password of many")).status, 403u) << "once";
  const Got on =
      ask_as("", "POST", "/logins", R"({"person":"kanri","password":"a password of many letters"})");
  EXPECT_EQ(on.status, 200u) << on.body;
  EXPECT_EQ(ask_as(token("kanri", "t"), "GET", "/journal").status, 200u) << "an administrator";
}

TEST_F(Service, TakesNoCodeOfADatabaseThatIsOld) {
  auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
  (**store).begin_write();
  runtime::offer_claim(**store, "7c1e", {(**store).last_entry()->recorded.ms - runtime::kClaimMs});
  (**store).commit();
  start();
  const Got late =
      ask_as("", "POST", "/claim",
             R"({"code":"7c1e","person":"k","name":"K","password":"a password of many letters"})");
  EXPECT_EQ(late.status, 403u) << late.body;
}

TEST_F(Service, KeepsWhatAnAuditorReadsInTheHistory) {
  apply(runtime::ImportPersons{{JsonObject{{"id", "kansa"}, {"name", "監査"}}}});
  apply(runtime::GrantRole{"kansa", "auditor", std::nullopt, std::nullopt, std::nullopt});
  start();
  const std::string auditor = token("kansa", "t", {"--write"});
  EXPECT_EQ(ask_as(auditor, "GET", "/projects/P-1").status, 200u);
  EXPECT_EQ(ask_as(auditor, "GET", "/tasks?all=true").status, 200u);
  EXPECT_EQ(ask_as(auditor, "GET", "/projects/P-99").status, 404u);
  EXPECT_EQ(ask_as(auditor, "POST", "/projects/P-1/comments", R"({"text":"x"})").status, 403u);
  EXPECT_EQ(ask("GET", "/projects/P-1").status, 200u) << "of others it is no history";
  stop();
  std::vector<std::string> read;
  (**databases_.open(home_ + "/kyodo.db", true, 0)).read_journal(0, "", [&](const journal::Entry& entry) {
    const auto events = journal::decode(entry.payload);
    for (const journal::Event& event : *events)
      if (const auto* one = std::get_if<journal::ThingRead>(&event)) {
        EXPECT_EQ(entry.actor, "kansa");
        EXPECT_EQ(entry.role, "auditor");
        read.push_back(entry.project + " " + one->path);
      }
    return true;
  });
  EXPECT_EQ(read, (std::vector<std::string>{"P-1 /projects/P-1", " /tasks?all=true"}));
  done({"journal", "verify"});
}

TEST_F(Service, MakesWhoGuessesPasswordsWait) {
  set_password("jimukyoku-1", "長い合言葉を使います");
  start();
  auto attempt = [&](const std::string& password) {
    return ask_as("", "POST", "/logins",
                  to_text(JsonObject{{"person", "jimukyoku-1"}, {"password", password}}));
  };
  for (int i = 0; i < runtime::kFreeAttempts; ++i) EXPECT_EQ(attempt("当てずっぽう").status, 401u) << i;
  const Got waits = attempt("長い合言葉を使います");
  EXPECT_EQ(waits.status, 429u) << "not even with the right one";
  EXPECT_EQ(waits.headers.at("Retry-After"), "31");
}

// Every role on every route: what the table of authority has no row for is refused, whatever else is wrong
// with the request, and nothing is changed by it.
TEST_F(Service, RefusesEveryRoleWhatItsTableDoesNotAllow) {
  const std::vector<std::string> roles{"admin",   "office",      "section",    "promoter",
                                       "chief",   "coordinator", "contractor", "evaluator",
                                       "auditor", "viewer",      "partner"};
  std::map<std::string, std::string> tokens;
  for (const std::string& role : roles) {
    const bool partner = role == "partner";
    apply(runtime::ImportPersons{{JsonObject{{"id", "m-" + role},
                                             {"name", role},
                                             {"unit", partner ? "" : "0301"},
                                             {"partner", partner ? "npo-midori" : ""}}}});
    const bool of_unit = role == "section" || role == "promoter" || role == "chief" || role == "coordinator";
    if (!partner)
      apply(runtime::GrantRole{"m-" + role, role, of_unit ? "0301" : "", std::nullopt, std::nullopt});
  }
  for (const std::string& role : roles) tokens[role] = token("m-" + role, "t", {"--write"});
  const Json table = parse_json(done({"setting", "show", "authority", "--json"}).out).value();
  std::set<std::pair<std::string, std::string>> rows;  // role, operation without its action
  for (const Json& row : table.as_array()) {
    const std::string operation(row.at("operation").as_string());
    rows.insert({std::string(row.at("role").as_string()), operation.substr(0, operation.find(':'))});
  }
  // Everybody's own tokens are their own; those here are somebody else's.
  auto body_of = [](const Json& schema) {
    JsonObject body;
    for (const Json& name : schema.at("required").as_array()) {
      const Json& property = schema.at("properties").at(name.as_string());
      const std::string_view type = string_or(property.as_object(), "type", "");
      if (type == "integer")
        body[name.as_string()] = 1;
      else if (type == "boolean")
        body[name.as_string()] = true;
      else
        body[name.as_string()] = string_or(property.as_object(), "format", "") == "date" ? "2018-12-03" : "x";
    }
    return body;
  };
  start();
  const std::int64_t before = (**databases_.open(home_ + "/kyodo.db", true, 0)).last_entry()->number;
  const Json paths = parse_json(openapi_text()).value().at("paths");
  int refused = 0, asked = 0;
  for (const Route& route : all_routes()) {
    if (route.method == "GET") continue;
    std::string method;
    for (char c : route.method) method += static_cast<char>(c - 'A' + 'a');
    const Json& operation = paths.at(path_of(route)).at(method);
    std::string target = path_of(route);
    for (const auto& [place, value] : std::map<std::string, std::string>{{"{project}", "P-1"},
                                                                         {"{task}", "T-1"},
                                                                         {"{round}", "H30"},
                                                                         {"{person}", "jimukyoku-1"},
                                                                         {"{name}", "test"},
                                                                         {"{key}", "office"},
                                                                         {"{incident}", "I-1"},
                                                                         {"{action}", "score"}})
      if (const std::size_t at = target.find(place); at != std::string::npos)
        target.replace(at, place.size(), value);
    std::string body =
        to_text(body_of(operation.at("requestBody").at("content").at("application/json").at("schema")));
    if (route.method == "PATCH") body = R"({"fields":{"category":"x"}})";
    for (const std::string& role : roles) {
      const std::string command =
          route.spec->command == "workflow.migrate_undo" ? "workflow.migrate" : route.spec->command;
      if (rows.contains({role, command}) || rows.contains({"*", command})) continue;
      ++asked;
      const Got got = ask_as(tokens[role], route.method, target, body);
      EXPECT_EQ(got.status, 403u) << role << " " << route.method << " " << target << " " << got.body;
      if (got.status == 403) ++refused;
    }
  }
  EXPECT_GT(asked, 200);
  EXPECT_EQ(refused, asked);
  EXPECT_EQ((**databases_.open(home_ + "/kyodo.db", true, 0)).last_entry()->number, before)
      << "nothing was changed";
  // A partner sees nothing of other people, nor of projects that are not its own.
  for (const char* path :
       {"/persons", "/roles", "/partners", "/units", "/incidents", "/notices", "/journal", "/status"})
    EXPECT_EQ(ask_as(tokens["partner"], "GET", path).status, 403u) << path;
  EXPECT_TRUE(ask_as(tokens["partner"], "GET", "/projects").json().at("projects").as_array().empty());
  EXPECT_NE(ask_as(tokens["partner"], "GET", "/projects/P-1").status, 200u);
  EXPECT_NE(ask_as(tokens["partner"], "GET", "/tasks/T-1").status, 200u);
  EXPECT_EQ(ask_as(tokens["auditor"], "GET", "/journal").status, 200u);
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
      EXPECT_NE(got.code(), "unknown_path") << method << " " << target;
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

TEST_F(Service, CountsWhatItDid) {
  start();
  ask("GET", "/projects");
  ask("POST", "/projects/P-1/comments", R"({"text":"x"})");
  ask("POST", "/projects/P-1/resumption", "{}");
  HttpClient client(port_);
  client.send(http_request("GET", "/metrics"));
  const std::string text = client.receive()->body;
  EXPECT_THAT(text, HasSubstr("kyodo_http_requests_total{status=\"2xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_http_requests_total{status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_total{result=\"done\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_total{result=\"refused\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_commands_waiting 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_mail_closed_seconds 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_last_backup_seconds 0\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("kyodo_last_tick_seconds 0\n")));
  EXPECT_THAT(text, HasSubstr("kyodo_heartbeat_late 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_due 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_late 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_messages{state=\"failed\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_messages{state=\"queued\"} "));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("kyodo_database_bytes 0\n")));
}

// On a real clock, which does not stand where the last tick was.
TEST_F(Service, SaysThatTheHeartbeatIsLateAndWhatWaits) {
  {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    (**store).begin_write();
    (**store).erase<runtime::Meta>("test_clock");
    (**store).commit();
    clock_.time = {1522627200000};
  }
  start();
  auto metrics = [&] {
    HttpClient client(port_);
    client.send(http_request("GET", "/metrics"));
    return client.receive()->body;
  };
  EXPECT_THAT(metrics(), HasSubstr("kyodo_heartbeat_late 0\n"));
  {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    const std::int64_t now = clock_.time.ms;
    (**store).begin_write();
    (**store).put(runtime::Meta{"last_tick", std::to_string(now - 301'000)});
    (**store).put(office::Timer{.id = "X-1", .due = {now - 1'000}, .kind = "send", .project = "P-1"});
    (**store).put(office::Timer{.id = "X-2", .due = {now - 301'000}, .kind = "send", .project = "P-1"});
    for (std::size_t i = 0; i < 1'001; ++i)  // more than are counted
      (**store).put(office::Message{.id = "M-" + std::to_string(1'000 + i), .status = "failed"});
    (**store).commit();
  }
  const std::string text = metrics();
  EXPECT_THAT(text, HasSubstr("kyodo_heartbeat_late 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_due 2\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_timers_late 1\n"));
  EXPECT_THAT(text, HasSubstr("kyodo_messages{state=\"failed\"} 1000\n"));
}

// A mail takes two seconds; a command takes what it takes otherwise, and the end waits for one mail only.
TEST_F(Service, AnswersCommandsAtOnceWhileTheMailServerIsSlow) {
  constexpr const char* kServer = "/usr/bin/aiosmtpd";
  if (!std::filesystem::exists(kServer)) GTEST_SKIP() << kServer << " is not installed";
  constexpr int kMails = 20, kComments = 200;
  whole_passes_ = false;
  {
    auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
    stage::Catalog none(nullptr);
    runtime::Engine engine(**store, none, "test");
    for (int i = 0; i < kMails; ++i)
      ASSERT_TRUE(engine.apply({runtime::QueueMessage{"jimukyoku-1", "件名", "本文", {}},
                                "system",
                                "",
                                "system",
                                "",
                                std::nullopt,
                                {1522627200000},
                                std::nullopt}));
  }
  const int port = free_port();
  const std::string inbox = folder_ + "/inbox";
  std::filesystem::create_directories(inbox);
  ::setenv("PYTHONPATH", source("tests/fixtures/smtp").c_str(), 1);
  ::setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
  ::setenv("KYODO_SMTP_SECONDS", "2", 1);
  Server mail_server(
      {kServer, "-n", "-l", "127.0.0.1:" + std::to_string(port), "-c", "refusing.Inbox", inbox}, port, 4);
  ::unsetenv("KYODO_SMTP_SECONDS");
  start("}\nnotify {\n  channel smtp\n  smtp_tls none\n  smtp_url \"smtp://127.0.0.1:" +
        std::to_string(port) + "\"");
  auto arrived = [&] {
    return std::distance(std::filesystem::directory_iterator(inbox), std::filesystem::directory_iterator());
  };
  while (arrived() < 1) std::this_thread::yield();
  std::vector<double> ms;
  for (int i = 0; i < kComments; ++i) {
    const auto from = std::chrono::steady_clock::now();
    EXPECT_EQ(ask("POST", "/projects/P-1/comments", R"({"text":"x"})").status, 200u);
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
  }
  std::sort(ms.begin(), ms.end());
  const double p99 = ms[ms.size() * 99 / 100];
  std::printf("p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n", ms[ms.size() / 2], p99, ms.back());
  EXPECT_LT(p99, 1'000.0);
  const auto sent = arrived();
  EXPECT_LT(sent, kMails) << "the mails were to last longer than the commands";
  stop();
  EXPECT_LE(arrived(), sent + 2) << "it was told to end";
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  EXPECT_EQ((**store).find<office::Message>({.where = {office::eq("status", std::string("sent"))}}).size(),
            static_cast<std::size_t>(arrived()));
}

TEST_F(Service, AnswersWhatItTookBeforeItEnds) {
  start();
  constexpr int kClients = 20;
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<HttpClient>(port_));
    clients.back()->send(http_request("GET", "/healthz"));
    EXPECT_EQ(clients.back()->receive()->status, 200u);
  }
  for (int i = 0; i < kClients; ++i)
    clients[static_cast<std::size_t>(i)]->send(
        http_request("POST", "/api/v1/projects/P-1/comments", "{\"text\":\"" + std::to_string(i) + "\"}",
                     {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}}));
  std::thread stopping([this] { tell_to_stop(); });
  int answered = 0;
  for (auto& client : clients)
    if (auto got = client->receive(); got && got->status == 200) ++answered;
  stopping.join();
  thread_.join();
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  EXPECT_EQ((**store).find<office::Comment>().size(), static_cast<std::size_t>(answered));
}

TEST_F(Service, ReadsOnWhileTheDiskIsFullAndChangesAgainWhenItIsNot) {
  FaultyVfs disk;
  set_password("jimukyoku-1", "長い合言葉を使います");
  start();
  auto comment = [&](const std::string& text) {
    return ask("POST", "/projects/P-1/comments", to_text(JsonObject{{"text", text}}),
               {{"Idempotency-Key", text}});
  };
  auto sign_on = [&](const std::string& password) {
    return ask_as("", "POST", "/logins",
                  to_text(JsonObject{{"person", "jimukyoku-1"}, {"password", password}}));
  };
  auto plain = [&](const std::string& path) {
    HttpClient client(port_);
    client.send(http_request("GET", path));
    return client.receive().value_or(Got{});
  };
  EXPECT_EQ(comment("前").status, 200u);

  disk.fill_at(1);
  const Got refused = comment("満杯");
  EXPECT_EQ(refused.status, 503u) << refused.body;
  EXPECT_EQ(refused.code(), "storage");
  EXPECT_THAT(refused.body, HasSubstr("ディスク(または割り当てられた容量)がいっぱい"));
  EXPECT_THAT(refused.body, HasSubstr("Nothing was changed"));
  EXPECT_EQ(refused.headers.at("Retry-After"), "30");
  EXPECT_EQ(ask("GET", "/projects/P-1").status, 200u);
  EXPECT_EQ(ask("GET", "/projects/P-1").json().at("comments").as_array().size(), 1u);
  EXPECT_EQ(plain("/readyz").status, 200u) << "who reads is still served";
  EXPECT_EQ(plain("/readyz").json().at("status").as_string(), "read_only");
  EXPECT_THAT(plain("/metrics").body, ::testing::Not(HasSubstr("kyodo_read_only_seconds 0\n")));
  // A guess that cannot be counted is told nothing.
  EXPECT_EQ(sign_on("当てずっぽう").status, 503u);
  EXPECT_EQ(sign_on("長い合言葉を使います").status, 503u);
  pass();
  EXPECT_EQ(comment("まだ満杯").status, 503u) << "the pass of the scheduler lives";

  disk.make_room();
  pass();
  EXPECT_EQ(plain("/readyz").json().at("status").as_string(), "ready") << "found by the pass";
  EXPECT_THAT(plain("/metrics").body, HasSubstr("kyodo_read_only_seconds 0\n"));
  disk.fill_at(1);
  EXPECT_EQ(comment("満杯").status, 503u);
  disk.make_room();
  EXPECT_EQ(comment("満杯").status, 200u);
  EXPECT_EQ(plain("/readyz").json().at("status").as_string(), "ready") << "found by the command";
  EXPECT_EQ(ask("GET", "/projects/P-1").json().at("comments").as_array().size(), 2u);
  EXPECT_EQ(sign_on("長い合言葉を使います").status, 200u);
  stop();
  done({"journal", "verify"});
}

TEST_F(Service, HoldsNoLockWhenItCannotNoteWhatBecameOfAMail) {
  FaultyVfs disk;
  environment_ = {{"KYODO_NOTIFY_CHANNEL", "smtp"},
                  {"KYODO_NOTIFY_SMTP_URL", "smtp://127.0.0.1:1"},  // nobody answers
                  {"KYODO_NOTIFY_SMTP_TLS", "none"}};
  start();
  auto store = databases_.open(home_ + "/kyodo.db", false, 5000);
  int failed = 0;
  for (long nth = 1; nth < 40; ++nth) {
    (**store).begin_write();
    (**store).erase<runtime::Meta>("delivery_closed");  // so that it is tried again
    (**store).commit();
    disk.fill_at(nth);
    pass();
    failed += disk.failed();
    disk.make_room();
    ASSERT_EQ(ask("POST", "/projects/P-1/comments", R"({"text":"次"})").status, 200u) << nth;
  }
  EXPECT_GT(failed, 3);
  stop();
}

TEST_F(Service, OutlivesADiskThatCannotBeRead) {
  FaultyVfs disk;
  start();
  // Whatever was to be read: a token, a row, the calendar, what is due.
  int refused = 0, passed_over = 0;
  for (long nth = 1; nth < 40; ++nth) {
    done({"project", "comment", "P-1", "ほかの手から", "--as", "jimukyoku-1"});  // read again
    disk.spoil_read(nth);
    const Got got = ask("GET", "/projects/P-1");
    EXPECT_TRUE(got.status == 200 || got.status == 503) << nth << " " << got.body;
    refused += got.status == 503;
    disk.spoil_read(nth);
    pass();
    passed_over += disk.failed();
    disk.spoil_read(0);
    EXPECT_EQ(ask("GET", "/projects/P-1").status, 200u) << nth;
    EXPECT_EQ(ask("POST", "/projects/P-1/comments", R"({"text":"次"})").status, 200u) << nth;
  }
  EXPECT_GT(refused, 3);
  EXPECT_GT(passed_over, 3);
  stop();
  done({"journal", "verify"});
}

TEST_F(Service, BacksUpEachDayAndKeepsOnlySoMany) {
  const std::string backups = folder_ + "/backups";
  std::filesystem::create_directories(backups);
  for (const char* name :
       {"kyodo-2018-03-30.db", "kyodo-2018-03-31.db", "kyodo-2018-04-01.db", "other.db", "kyodo-.db"})
    std::ofstream(backups + "/" + name) << name;
  start("  backup_folder \"" + backups +
        "\"\n  backup_keep 2\n  backup_at \"00:00\"");  // the clock stands at 4/2
  stop();
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(backups))
    there.insert(entry.path().filename());
  EXPECT_EQ(there,
            (std::set<std::string>{"kyodo-2018-04-01.db", "kyodo-2018-04-02.db", "kyodo-.db", "other.db"}));
  auto copy = databases_.open(backups + "/kyodo-2018-04-02.db", true, 0);
  ASSERT_TRUE(copy);
  EXPECT_TRUE((**copy).get<office::Project>("P-1"));
  auto store = databases_.open(home_ + "/kyodo.db", true, 0);
  EXPECT_TRUE((**store).get<runtime::Meta>("last_backup"));
}

}  // namespace
}  // namespace kyodo::server
