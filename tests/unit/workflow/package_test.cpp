#include "workflow/package.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace kyodo::workflow {
namespace {

namespace fs = std::filesystem;

Files sound() {
  return read_folder(KYODO_SOURCE_DIR "/tests/fixtures/workflows/sound").value();
}

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    path = fs::temp_directory_path() / ("kyodo-package-" + std::to_string(::getpid()));
    fs::create_directories(path / "sheets");
    write(path / "workflow.json", "{}");
    write(path / "sheets/a.json", "{}");
  }
  void TearDown() override { fs::remove_all(path); }
  static void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }
  fs::path path;
};

TEST_F(Folder, IsReadWithPathsInsideThePackageAndWithoutHiddenFiles) {
  write(path / ".hidden", "x");
  fs::create_directories(path / ".git");
  write(path / ".git/config", "x");
  const auto files = read_folder(path.string());
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (Files{{"sheets/a.json", "{}"}, {"workflow.json", "{}"}}));
}

TEST_F(Folder, IsRefusedWhenALinkLeadsOutOfIt) {
  fs::create_symlink("/etc/hostname", path / "sheets/b.json");
  const auto files = read_folder(path.string());
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, Code::bad_input);
  EXPECT_NE(files.error().text.ja.find("b.json"), std::string::npos);
}

TEST_F(Folder, MayHoldALinkToItsOwnFiles) {
  fs::create_symlink("a.json", path / "sheets/b.json");
  EXPECT_EQ(read_folder(path.string()).value().at("sheets/b.json"), "{}");
}

TEST_F(Folder, IsRefusedWhenItHoldsAPipeOrALinkToAFolder) {
  ASSERT_EQ(::mkfifo((path / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_folder(path.string()).error().code, Code::bad_input);
  fs::remove(path / "pipe");
  fs::create_directory_symlink("sheets", path / "more");
  EXPECT_EQ(read_folder(path.string()).error().code, Code::bad_input);
}

TEST_F(Folder, IsRefusedBeyondTheNumberOfFiles) {
  for (std::size_t i = 2; i < kMaxPackageFiles; ++i) write(path / ("f" + std::to_string(i)), "");
  EXPECT_TRUE(read_folder(path.string()));
  write(path / "one-more", "");
  EXPECT_EQ(read_folder(path.string()).error().code, Code::limit);
}

TEST_F(Folder, IsRefusedBeyondItsSize) {
  write(path / "large", "");
  fs::resize_file(path / "large", kMaxPackageBytes);
  EXPECT_EQ(read_folder(path.string()).error().code, Code::limit);
}

TEST_F(Folder, IsAnErrorWhenItIsNotThere) {
  EXPECT_EQ(read_folder((path / "none").string()).error().code, Code::io);
  EXPECT_EQ(read_folder((path / "workflow.json").string()).error().code, Code::io);
}

TEST(ContentHash, DependsOnPathsAndContents) {
  const std::string hash = content_hash({{"a", "bc"}});
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_EQ(hash, content_hash({{"a", "bc"}}));
  EXPECT_NE(hash, content_hash({{"ab", "c"}}));
  EXPECT_NE(hash, content_hash({{"a", "bc"}, {"d", ""}}));
}

TEST(OpenPackage, HoldsChartsSheetsAndMessagesByTheirNames) {
  const Files files = sound();
  const auto package = open_package(files);
  ASSERT_TRUE(package) << package.error().text.en;
  EXPECT_EQ((*package)->name, "sound");
  EXPECT_EQ((*package)->title, (Text{"見本", "Sample"}));
  EXPECT_EQ((*package)->hash, content_hash(files));
  EXPECT_EQ((*package)->manifest.at("fiscal_year"), 2018);
  EXPECT_NE((*package)->charts.at("workflow")->find("asking"), chart::kNoState);
  EXPECT_EQ((*package)->sheets.at("form").title(), "調査票");
  EXPECT_EQ((*package)->messages.at("daily-subject"), files.at("messages/daily-subject.mustache"));
}

TEST(OpenPackage, NamesTheFileThatIsMissingOrBroken) {
  for (const char* path : {"workflow.json", "workflow.scxml", "sheets/form.json"}) {
    Files files = sound();
    files[path] = "{";
    const auto broken = open_package(files);
    ASSERT_FALSE(broken) << path;
    EXPECT_EQ(broken.error().where.value().file, path);
    files.erase(path);
    const auto missing = open_package(files);
    EXPECT_EQ(missing.has_value(), files.contains("workflow.json") && files.contains("workflow.scxml"))
        << path;
  }
}

TEST(OpenPackage, ReadsWhatAChartNamesFromTheDataFolderOnly) {
  Files files = sound();
  std::string& chart = files["workflow.scxml"];
  chart.replace(chart.find("<data id=\"late\" expr=\"0\"/>"), 26,
                "<data id=\"late\" src=\"data/late.json\"/>");
  files["late.json"] = "1";
  files["data/late.json"] = "2";
  EXPECT_EQ(open_package(files).value()->charts.at("workflow")->states[0].data.at(0).body, "2");
  chart.replace(chart.find("data/late.json"), 14, "late.json");
  EXPECT_EQ(open_package(files).value()->charts.at("workflow")->states[0].data.at(0).body, "");
}

TEST(MessageVariables, AreWithoutDoubles) {
  std::vector<std::string> names = message_variables();
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace kyodo::workflow
