// A mail as somebody else's mail program reads it: Python's email package; skipped where there is no Python.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "../../support/program.h"
#include "base/json.h"
#include "notify/mime.h"

namespace kyodo::notify {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPython = "/usr/bin/python3";

Json read_by_python(const std::string& text) {
  const fs::path folder = fs::temp_directory_path() / ("kyodo-reader-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "mail", std::ios::binary) << text;
  EXPECT_EQ(run_program({kPython, std::string(KYODO_SOURCE_DIR) + "/tests/fixtures/mail/read_mail.py",
                         folder / "mail", folder / "json"}),
            0);
  std::stringstream answer;
  answer << std::ifstream(folder / "json").rdbuf();
  fs::remove_all(folder);
  auto json = parse_json(answer.str());
  EXPECT_TRUE(json) << answer.str();
  return json ? *json : Json(JsonObject{});
}

TEST(Reader, SeesTheSameWordsInBothParts) {
  if (!fs::exists(kPython)) GTEST_SKIP() << kPython << " is not installed";
  Mail mail{"kyodo@example.jp",
            "支え合い協働推進課",
            "kankyo@example.jp",
            "環境課 推進員",
            "【協働診断】平成30年6月1日のお知らせ <2件> & そのほか",
            "環境課 様\n\n案件は2件です。\n\n■ 期限切れ\n・里山保全 <b>（03-1）\n　協働診断シート\n・"
            "A&B https://evil.example/\n\n--\n協働推進課\nhttps://www.city.example.jp/?a=1&b=2\n",
            "<m-17@kyodo.invalid>",
            TimePoint{1'527'811'200'000},
            540};
  for (int i = 0; i < 200; ++i) mail.body.insert(0, "長い行をもつ本文");
  const std::string text = to_message(mail).value();
  EXPECT_EQ(text, to_message(mail).value()) << "the bytes of every attempt are the same";
  const Json read = read_by_python(text);
  EXPECT_EQ(read.at("defects"), JsonArray{});
  EXPECT_EQ(read.at("type"), "multipart/alternative");
  EXPECT_EQ(read.at("parts"), (JsonArray{"text/plain", "text/html"}));
  EXPECT_EQ(read.at("preferred"), "text/html");
  EXPECT_EQ(read.at("subject").as_string(), mail.subject);
  EXPECT_LE(read.at("longest").as_int64(), 76);
  EXPECT_EQ(read.at("text").as_string(), mail.body);
  EXPECT_EQ(read.at("lang"), "ja");
  EXPECT_EQ(read.at("title").as_string(), mail.subject);
  EXPECT_EQ(read.at("headings"), (JsonArray{"期限切れ"}));
  EXPECT_EQ(read.at("entries"),
            (JsonArray{"里山保全 <b>（03-1）\n協働診断シート", "A&B https://evil.example/"}));
  EXPECT_EQ(read.at("links"), (JsonArray{"https://www.city.example.jp/?a=1&b=2"}));
  EXPECT_EQ(read.at("loaded"), JsonArray{});

  Mail other = mail;
  other.message_id = "<m-18@kyodo.invalid>";
  EXPECT_NE(read_by_python(to_message(other).value()).at("boundary"), read.at("boundary"));
}

}  // namespace
}  // namespace kyodo::notify
