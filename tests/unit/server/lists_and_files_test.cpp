// The service: long lists, spreadsheets and other files, both ways.
#include "service_fixture.h"

namespace kyodo::server {
namespace {

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

TEST_F(Service, DoesManyCommandsOfOneRequestLineByLine) {
  start();
  auto send = [&](const std::string& lines, const std::string& type, const std::string& key) {
    HttpClient client(port_);
    client.send(http_request(
        "POST", std::string(kBase) + "/apply", lines,
        {{"Authorization", "Bearer " + token_}, {"Content-Type", type}, {"Idempotency-Key", key}}));
    return client.receive().value_or(Got{});
  };
  auto answers_of = [](const Got& got) {
    std::vector<JsonObject> answers;
    std::istringstream lines(got.body);
    for (std::string line; std::getline(lines, line);)
      answers.push_back(parse_json(line).value().as_object());
    return answers;
  };
  const std::string lines =
      R"({"command":"project.comment","args":{"project":"P-1","text":"一つ目"}})"
      "\n"
      R"({"command":"project.comment","args":{"project":"P-9","text":"宛先なし"}})"
      "\n"
      R"({"command":"project.comment","args":{"project":"P-1","text":"他人"},"as":"kankyo-tanto"})"
      "\n"
      R"({"command":"tick","now":"2018-06-04T09:00:00+09:00"})"
      "\n";
  const Got got = send(lines, "application/jsonl", "once");
  EXPECT_EQ(got.status, 200u) << got.body;
  EXPECT_EQ(got.headers.at("Content-Type"), "application/jsonl");
  const auto answers = answers_of(got);
  ASSERT_EQ(answers.size(), 4u) << got.body;
  EXPECT_TRUE(answers[0].at("ok").as_bool());
  EXPECT_EQ(answers[1].at("error").at("code").as_string(), "unknown_id");
  EXPECT_EQ(answers[2].at("error").at("code").as_string(), "not_authorised");
  EXPECT_EQ(answers[3].at("error").at("code").as_string(), "bad_input");

  EXPECT_TRUE(answers_of(send(lines, "application/jsonl", "once"))[0].at("ok").as_bool());
  const Got shown = ask("GET", "/projects/P-1");
  EXPECT_EQ(shown.body.find("一つ目"), shown.body.rfind("一つ目"))
      << "done twice under one key: " << shown.body;
  EXPECT_EQ(send("{}", "application/json", "json").status, 415u);

  std::string too_many;
  for (std::ptrdiff_t i = 0; i <= kMaxRequestLines; ++i)
    too_many += R"({"command":"project.comment","args":{"project":"P-1","text":"多い"}})"
                "\n";
  const Got refused = send(too_many, "application/jsonl", "");
  EXPECT_EQ(refused.code(), "limit") << refused.body;
  EXPECT_EQ(ask("GET", "/projects/P-1").body.find("多い"), std::string::npos) << "none of them is done";
}

TEST_F(Service, ExportsTheJournalInPiecesAndAsASpreadsheet) {
  start();
  const Got first = ask("GET", "/journal/export?limit=3");
  EXPECT_EQ(first.headers.at("Content-Type"), "application/jsonl");
  std::istringstream lines(first.body);
  std::int64_t number = 0;
  for (std::string line; std::getline(lines, line);)
    EXPECT_EQ(parse_json(line).value().at("number").as_int64(), ++number);
  EXPECT_EQ(number, 3);
  EXPECT_EQ(ask("GET", "/journal?from=1&limit=3").json().at("next").as_int64(), 4);
  EXPECT_EQ(ask("GET", "/journal?limit=3").json().as_object().if_contains("next"), nullptr) << "the latest";
  const Got next = ask("GET", "/journal/export?from=4&limit=1");
  EXPECT_EQ(parse_json(next.body.substr(0, next.body.find('\n'))).value().at("number").as_int64(), 4);
  const Got table = ask("GET", "/journal/export?format=csv&limit=1");
  EXPECT_EQ(table.headers.at("Content-Type"), "text/csv");
  EXPECT_THAT(table.body, HasSubstr("番号"));
  for (const char* limit : {"0", "-1", "1001", "all"})
    EXPECT_EQ(ask("GET", std::string("/journal/export?limit=") + limit).status, 400u) << limit;
  EXPECT_EQ(ask_as(token("kankyo-tanto", "section"), "GET", "/journal/export").status, 403u);
}

}  // namespace
}  // namespace kyodo::server
