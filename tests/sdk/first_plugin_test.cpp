// docs/guides/first-plugin.md, followed to the letter in a home folder of its own.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "stage/plugin_check.h"

namespace kyodo {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// One fenced block of the guide. file: the name in bold and backticks in the text before it, "" if there is
// none.
struct Block {
  std::string language;
  std::string file;
  std::string text;
};

std::vector<Block> blocks_of(const std::string& guide) {
  std::vector<Block> blocks;
  std::istringstream lines(guide);
  std::string line, file;
  bool inside = false;
  while (std::getline(lines, line)) {
    if (line.starts_with("```")) {
      if (!inside) blocks.push_back({line.substr(3), std::exchange(file, ""), ""});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    } else if (auto begin = line.find("**`"); begin != std::string::npos) {
      begin += 3;
      file = line.substr(begin, line.find("`**", begin) - begin);
    }
  }
  return blocks;
}

const std::string& guide() {
  static const std::string text = read(fs::path(KYODO_SOURCE_DIR) / "docs/guides/first-plugin.md");
  return text;
}

TEST(FirstPlugin, IsTheExampleOfTheSdk) {
  std::vector<std::string> files;
  for (const Block& block : blocks_of(guide())) {
    if (block.file.empty()) continue;
    files.push_back(block.file);
    EXPECT_EQ(block.text, read(fs::path(KYODO_SOURCE_DIR) / "plugins/sdk/example" / block.file))
        << block.file;
  }
  EXPECT_THAT(files, testing::ElementsAre("CMakeLists.txt", "notice_board.cpp", "notice_board_test.cpp"));
}

TEST(FirstPlugin, StaysShort) {
  const std::string text = read(fs::path(KYODO_SOURCE_DIR) / "plugins/sdk/example/notice_board.cpp");
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 60);
}

TEST(FirstPlugin, BuildsPassesItsTestsAndTheCheckWhenTheGuideIsFollowed) {
  const fs::path home = fs::temp_directory_path() / fmt::format("kyodo-first-plugin-{}", ::getpid());
  fs::remove_all(home);
  fs::create_directories(home / "kyodo/build");
  fs::create_directory_symlink(KYODO_BINARY_DIR, home / "kyodo/build/release");

  // `kyodo plugin check` is what check_plugin does; the program itself is tested elsewhere.
  std::string script = "set -e\ncd kyodo\n", checked;
  for (const Block& block : blocks_of(guide())) {
    if (!block.file.empty()) {
      script += fmt::format("cat > {} <<'END_OF_FILE'\n{}END_OF_FILE\n", block.file, block.text);
    } else if (block.language == "sh") {
      std::istringstream lines(block.text);
      const std::string check = "kyodo plugin check ";
      for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(check))
          checked = line.substr(check.size());
        else
          script += line + "\n";
      }
    }
  }
  std::ofstream(home / "follow.sh") << script;
  const std::string command = fmt::format("cd '{0}' && HOME='{0}' sh follow.sh > log 2>&1", home.string());
  ASSERT_EQ(std::system(command.c_str()), 0) << read(home / "log");

  ASSERT_FALSE(checked.empty());
  const stage::CheckReport report = stage::check_plugin((home / "notice_board" / checked).string());
  for (const stage::Finding& finding : report.findings)
    EXPECT_TRUE(finding.ok) << finding.name << ": " << finding.text.en;
  EXPECT_TRUE(report.ok());
  std::vector<std::string> names;
  for (const stage::Finding& finding : report.findings) names.push_back(finding.name);
  EXPECT_THAT(names, testing::IsSupersetOf({"load", "notice_board/describe", "notice_board/action/publish/1",
                                            "notice_board/action/opinion/1", "notice_board/malformed"}));
  fs::remove_all(home);
}

}  // namespace
}  // namespace kyodo
