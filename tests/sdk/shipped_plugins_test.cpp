// The stages that kyodo ships, tried as `kyodo plugin check` tries them and loaded as the program loads them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stage/loader.h"
#include "stage/plugin_check.h"

namespace kyodo::stage {
namespace {

class ShippedPlugin : public testing::TestWithParam<const char*> {};

TEST_P(ShippedPlugin, PassesTheCheck) {
  const CheckReport report = check_plugin(std::string(KYODO_BINARY_DIR) + "/plugins/" + GetParam() + ".so");
  for (const Finding& finding : report.findings)
    EXPECT_TRUE(finding.ok) << finding.name << ": " << finding.text.en;
  EXPECT_TRUE(report.ok());
}

INSTANTIATE_TEST_SUITE_P(Stages, ShippedPlugin,
                         testing::Values("select", "self_diagnose", "hearing", "classify", "support",
                                         "implement", "evaluate", "improve"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(ShippedPlugins, LoadTogether) {
  Catalog catalog(nullptr);
  catalog.load_folder(std::string(KYODO_BINARY_DIR) + "/plugins");
  for (const Error& problem : catalog.problems()) ADD_FAILURE() << problem.text.en;
  std::vector<std::string> types;
  for (const StageInfo* info : catalog.all()) types.push_back(info->type);
  EXPECT_THAT(types, testing::ElementsAre("classify", "evaluate", "hearing", "implement", "improve", "select",
                                          "self_diagnose", "support"));
}

}  // namespace
}  // namespace kyodo::stage
