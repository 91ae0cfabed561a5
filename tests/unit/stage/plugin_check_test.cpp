#include "stage/plugin_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stage_fixture.h"

namespace kyodo::stage {
namespace {

using testing::HasSubstr;

// The findings that are not ok, one line each.
std::string bad(const CheckReport& report) {
  std::string all;
  for (const Finding& f : report.findings)
    if (!f.ok) all += f.name + ": " + f.text.en + "\n";
  return all;
}

TEST(PluginCheck, FindsNothingWrongWithAStageThatKeepsTheContract) {
  CheckReport report = check_plugin(fixture("well_behaved"));
  EXPECT_TRUE(report.ok()) << bad(report);
  std::vector<std::string> names;
  for (const Finding& f : report.findings) names.push_back(f.name);
  EXPECT_THAT(names, testing::ElementsAre("load", "well_behaved/describe", "well_behaved/enter/1",
                                          "well_behaved/action/submit/1", "well_behaved/action/note/1",
                                          "well_behaved/enter/2", "well_behaved/action/submit/2",
                                          "well_behaved/action/note/2", "well_behaved/malformed",
                                          "well_behaved/unknown-action", "well_behaved/full-sink",
                                          "well_behaved/rank", "well_behaved/rank-malformed"));
}

TEST(PluginCheck, OutlivesACrashAndNamesIt) {
  CheckReport report = check_plugin(fixture("crashes"));
  EXPECT_FALSE(report.ok());
  EXPECT_THAT(bad(report),
              HasSubstr("crashes/action/crash/1: The plugin ended the process during this try: signal 11"));
}

TEST(PluginCheck, StopsAStageThatLoops) {
  EXPECT_EQ(bad(check_plugin(fixture("loops"), 1)),
            "loops/action/loop/1: It did not end within 1 seconds.\n");
}

TEST(PluginCheck, FindsAStageThatIsNotDeterministic) {
  EXPECT_THAT(bad(check_plugin(fixture("not_deterministic"))),
              HasSubstr("not_deterministic/enter/1: decide gave two answers to one input."));
}

TEST(PluginCheck, FindsExceptions) {
  EXPECT_THAT(bad(check_plugin(fixture("throws"))), HasSubstr("throws/action/throw/1: The stage plugin"));
}

TEST(PluginCheck, FindsNonsense) {
  EXPECT_THAT(bad(check_plugin(fixture("nonsense"))), HasSubstr("nonsense/enter/1"));
}

TEST(PluginCheck, ListsWhatIsWrongWithADescription) {
  const std::string found = bad(check_plugin(fixture("bad_description")));
  EXPECT_THAT(found, HasSubstr("bad_description/describe"));
  EXPECT_THAT(found, HasSubstr("/author"));
}

TEST(PluginCheck, RefusesWhatIsNoPluginOrOfAnotherAbi) {
  EXPECT_THAT(bad(check_plugin(fixture("other_abi"))), HasSubstr("load: "));
  EXPECT_THAT(bad(check_plugin(fixture("no_entry"))), HasSubstr("load: "));
  EXPECT_THAT(bad(check_plugin("/no/such/file.so")), HasSubstr("load: "));
}

}  // namespace
}  // namespace kyodo::stage
