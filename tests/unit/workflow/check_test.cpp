// Every finding of check_package, each on a package that is sound but for that one fault.
#include <gtest/gtest.h>

#include <filesystem>

#include "declared_stages.h"
#include "workflow/package.h"

namespace kyodo::workflow {
namespace {

const std::string kFixtures = KYODO_SOURCE_DIR "/tests/fixtures/workflows/";

DeclaredStages stages() {
  DeclaredStages stages;
  stages.add("ask", {"answered", "withdrawn"}, R"({
    "sheets": {"type": "array", "items": {"type": "string"}}, "copies": {"type": "integer"},
    "scope": {"type": "string"}, "classes": {"type": "array"}})");
  return stages;
}

Check check_fixture(const std::string& name) {
  const auto files = read_folder(kFixtures + name);
  EXPECT_TRUE(files) << name;
  return check_package(files.value(), name, stages());
}

std::string listed(const Check& check) {
  std::string lines;
  for (const chart::Finding& f : check.findings)
    lines += to_string(f.where) + " " + f.rule + ": " + f.text.en + " | " + f.advice.en + "\n";
  return lines;
}

struct Expected {
  const char* rule;  // also the fixture's folder
  const char* file;
  int line, column;
  bool error = true;
};

std::string places(const Check& check) {
  std::string lines;
  for (const chart::Finding& f : check.findings) lines += to_string(f.where) + " " + f.rule + "\n";
  return lines;
}

class BrokenPackage : public testing::TestWithParam<Expected> {};

TEST_P(BrokenPackage, IsReportedWithPlaceAndAdvice) {
  const Expected& expected = GetParam();
  const Check check = check_fixture(expected.rule);
  ASSERT_EQ(check.findings.size(), 1u) << listed(check);
  const chart::Finding& finding = check.findings.front();
  EXPECT_EQ(finding.rule, expected.rule);
  EXPECT_EQ(to_string(finding.where), to_string(Where{expected.file, expected.line, expected.column}));
  EXPECT_EQ(finding.error, expected.error);
  EXPECT_EQ(check.ok(), !expected.error);
  for (const std::string* text : {&finding.text.ja, &finding.text.en, &finding.advice.ja, &finding.advice.en})
    EXPECT_FALSE(text->empty());
}

constexpr Expected kExpected[] = {
    {"unknown-target", "workflow.scxml", 13, 48},
    {"unreachable-state", "workflow.scxml", 19, 3, false},
    {"no-way-to-final", "workflow.scxml", 18, 3, false},
    {"dead-transition", "workflow.scxml", 14, 5, false},
    {"cycle-without-wait", "workflow.scxml", 21, 7, false},
    {"outcome-not-taken", "workflow.scxml", 8, 5},
    {"unknown-outcome", "workflow.scxml", 14, 5},
    {"deadline-not-taken", "workflow.scxml", 8, 5, false},
    {"unknown-stage", "workflow.scxml", 8, 5},
    {"missing-id", "workflow.scxml", 8, 5},
    {"stage-settings", "workflow.scxml", 11, 34},
    {"unknown-attribute", "workflow.scxml", 9, 13},
    {"unknown-role", "workflow.scxml", 9, 13},
    {"due", "workflow.scxml", 8, 52},
    {"ladder", "workflow.scxml", 8, 78},
    {"script", "workflow.scxml", 15, 37},
    {"missing-sheet", "workflow.scxml", 10, 34},
    {"invalid-sheet", "sheets/form.json", 6, 86},
    {"invalid-json", "sheets/form.json", 9, 3},
    {"unknown-variable", "messages/daily.mustache", 4, 19},
    {"bad-template", "messages/daily.mustache", 3, 1},
    {"missing-message", "messages/daily.mustache", 1, 1},
    {"missing-manifest", "workflow.json", 1, 1},
    {"manifest", "workflow.json", 4, 18},
    {"manifest-differs", "workflow.scxml", 11, 35},
    {"missing-chart", "workflow.scxml", 8, 5},
    {"unknown-file", "form.json", 1, 1, false},
    {"not-utf8", "README.md", 1, 3},
};
INSTANTIATE_TEST_SUITE_P(Rules, BrokenPackage, testing::ValuesIn(kExpected), [](const auto& entry) {
  std::string name = entry.param.rule;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(CheckPackage, FindsNothingInASoundPackage) {
  EXPECT_EQ(listed(check_fixture("sound")), "");
}

TEST(CheckPackage, HasAFixtureForEveryFolderAndAnExpectationForEveryFixture) {
  std::size_t folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFixtures)) folders += entry.is_directory();
  EXPECT_EQ(folders, std::size(kExpected) + 1);  // and the sound one
}

TEST(CheckPackage, SaysWhenTheNameIsNotTheFoldersName) {
  const Check check = check_package(read_folder(kFixtures + "sound").value(), "other", stages());
  ASSERT_EQ(check.findings.size(), 1u) << listed(check);
  EXPECT_EQ(check.findings[0].rule, "manifest");
  EXPECT_EQ(check.findings[0].where, (Where{"workflow.json", 2, 11}));
}

TEST(CheckPackage, FindsTheLineOfAFaultInsideAScript) {
  Files files = read_folder(kFixtures + "sound").value();
  std::string& chart = files["workflow.scxml"];
  chart.replace(chart.find("  <state id=\"asking\">"), 0,
                "  <script>\n    var a = 1;\n    let b = 2;\n  </script>\n");
  files["data/more.js"] = "var c = 3;\nvar = 4;\n";
  files["more.scxml"] =
      R"(<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
  <script src="data/more.js"/><final/></scxml>)";
  EXPECT_EQ(places(check_package(files, "sound", stages())),
            "data/more.js:2:1 script\nworkflow.scxml:9:5 script\n");
}

TEST(CheckPackage, ReportsEverythingAtOnce) {
  Files files = read_folder(kFixtures + "sound").value();
  files["sheets/broken.json"] = "{";
  files["messages/broken.mustache"] = "{{unknown}} {{also_unknown}}";
  files["workflow.json"] =
      R"({"name": "sound", "title": {"ja": "", "en": ""}, "fiscal_year": 1, "roles": ["X"]})";
  const Check check = check_package(files, "sound", stages());
  EXPECT_EQ(check.findings.size(), 7u) << listed(check);
}

TEST(CheckPackage, NeverFailsOnDamagedFiles) {
  const Files sound = read_folder(kFixtures + "sound").value();
  for (const auto& [path, bytes] : sound)
    for (std::size_t cut = 0; cut < bytes.size(); cut += 7) {
      Files files = sound;
      files[path] = bytes.substr(0, cut);
      check_package(files, "sound", stages());
      files[path] = bytes.substr(0, cut) + '\xFF' + bytes.substr(cut);
      EXPECT_FALSE(check_package(files, "sound", stages()).ok()) << path << " " << cut;
    }
}

TEST(CheckPackage, KnowsWhichOutcomesASettingRulesOut) {
  DeclaredStages with_support = stages();
  with_support.add("support", {"works_opened", "agreed", "given_up"}, R"({"scope": {"type": "string"}})");
  Files files = read_folder(kFixtures + "sound").value();
  files["work.scxml"] =
      R"(<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
  <state id="s"><invoke id="i" type="support"><param name="scope" expr="'work'"/></invoke>
    <transition event="i.agreed" target="end"/><transition event="i.given_up" target="end"/></state>
  <final id="end"/></scxml>)";
  EXPECT_EQ(listed(check_package(files, "sound", with_support)), "");
}

}  // namespace
}  // namespace kyodo::workflow
