#include "script.h"

#include "process.h"
#include "workflow/package.h"

namespace kyodo::fault {

std::vector<std::string> scripted_lines() {
  const std::string root = KYODO_SOURCE_DIR;
  JsonObject files;
  auto folder = workflow::read_folder(root + "/workflows/komaki-h30");
  EXPECT_TRUE(folder);
  for (const auto& [path, bytes] : *folder) files[path] = bytes;
  std::vector<std::string> lines;
  auto add = [&](const char* command, JsonObject args) {
    lines.push_back(to_text(JsonObject{{"command", command},
                                       {"args", std::move(args)},
                                       {"key", "s" + std::to_string(lines.size())},
                                       {"now", "2018-04-01T09:00:00+09:00"}}));
  };
  auto calendar = parse_json(read_text(root + "/config/calendar.json"));
  EXPECT_TRUE(calendar);
  add("setting.change", {{"key", "calendar"}, {"value", *calendar}});
  add("workflow.install", {{"files", files}});
  std::ifstream script(root + "/tests/fault/script.jsonl");
  for (std::string line; std::getline(script, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

TEST(Script, HasAKeyOnEveryLineButTicks) {
  auto lines = scripted_lines();
  EXPECT_GE(lines.size(), 40u);
  for (const std::string& line : lines) {
    auto json = parse_json(line);
    ASSERT_TRUE(json) << line;
    EXPECT_EQ(json->as_object().at("command") == "tick", !json->as_object().contains("key")) << line;
  }
}

}  // namespace kyodo::fault
