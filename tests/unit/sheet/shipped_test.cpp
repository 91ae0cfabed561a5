// The sheets of the workflow packages, as they are shipped.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sheets.h"

namespace kyodo::sheet {
namespace {

Sheet shipped(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return compiled(text.str());
}

TEST(ShippedSheets, AreValid) {
  const std::filesystem::path workflows = std::filesystem::path(KYODO_SOURCE_DIR) / "workflows";
  int count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(workflows)) {
    if (entry.path().parent_path().filename() != "sheets" || entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().string());
    EXPECT_FALSE(shipped(entry.path()).title_en().empty());
    ++count;
  }
  EXPECT_GT(count, 0);
}

TEST(ShippedSheets, TheDiagnosisSheetAsksForWhatTheGateCallsFor) {
  const Sheet sheet =
      shipped(std::filesystem::path(KYODO_SOURCE_DIR) / "workflows/komaki-h29/sheets/diagnosis.json");
  EXPECT_EQ(sheet.title(), "協働診断シート");
  const std::string future =
      R"("future":{"bearers":"市と団体","partners":"自治会","results":"見守り","pdca":{}})";
  const Lines yes = brief(sheet, R"({"present":{"already":true},)" + future + "}");
  EXPECT_EQ(yes, (Lines{"/present/collaborations required"}));
  const Lines no = brief(sheet, R"({"present":{"already":false},)" + future + "}");
  EXPECT_EQ(no, (Lines{"/present/reason required", "/present/support_needed required"}));
  const Lines nothing = brief(sheet, "{}");
  EXPECT_EQ(std::count(nothing.begin(), nothing.end(), "/present/already required"), 1);
  EXPECT_EQ(std::count(nothing.begin(), nothing.end(), "/future/bearers required"), 1);
}

}  // namespace
}  // namespace kyodo::sheet
