// The service: who may come in, and what each may do there.
#include "service_fixture.h"

namespace kyodo::server {
namespace {

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
    if (route.method == "GET" || route.spec->command.empty()) continue;
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
  // The same commands, as lines of one request.
  for (const std::string& role : roles) {
    std::string lines;
    for (const Route& route : all_routes()) {
      const std::string& command = route.spec->command;
      if (command.empty() || command == "workflow.migrate_undo" || rows.contains({role, command}) ||
          rows.contains({"*", command}))
        continue;
      JsonObject args = body_of(runtime::schema_of_command(command));
      for (auto& [name, value] : std::map<std::string, Json>{{"project", "P-1"},
                                                             {"task", "T-1"},
                                                             {"round", "H30"},
                                                             {"person", "jimukyoku-1"},
                                                             {"incident", "I-1"},
                                                             {"action", "score"}})
        if (args.contains(name)) args[name] = value;
      if (command == "project.edit") args["fields"] = JsonObject{{"category", "x"}};
      lines += to_text(JsonObject{{"command", command}, {"args", std::move(args)}}) + "\n";
    }
    HttpClient client(port_);
    client.send(
        http_request("POST", std::string(kBase) + "/apply", lines,
                     {{"Authorization", "Bearer " + tokens[role]}, {"Content-Type", "application/jsonl"}}));
    std::istringstream answers(client.receive()->body), sent(lines);
    for (std::string line, answer; std::getline(sent, line);) {
      ASSERT_TRUE(std::getline(answers, answer)) << role << " " << line;
      const Json json = parse_json(answer).value();
      ASSERT_FALSE(json.at("ok").as_bool()) << role << " " << line;
      EXPECT_EQ(json.at("error").at("code").as_string(), "not_authorised") << role << " " << line << answer;
    }
  }
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

}  // namespace
}  // namespace kyodo::server
