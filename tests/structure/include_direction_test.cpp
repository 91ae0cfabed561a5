// Dependencies point one way (ARCHITECTURE.md): what a folder may include, and nothing else.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "source_tree.h"

namespace kyodo::structure {
namespace {

using Folders = std::set<std::string>;

// base <- values <- interpreter, stage, workflow <- runtime <- adapters <- cli <- app
const std::map<std::string, Folders>& allowed() {
  static const Folders values{"base", "calendar", "chart", "datamodel", "sheet", "office", "journal"};
  auto with = [](Folders folders, std::initializer_list<const char*> more) {
    folders.insert(more.begin(), more.end());
    return folders;
  };
  static const Folders core = with(values, {"interpreter", "stage", "workflow", "runtime"});
  static const std::map<std::string, Folders> table{
      {"base", {}},
      {"calendar", {"base"}},
      {"chart", {"base"}},
      {"datamodel", {"base"}},
      {"sheet", {"base", "calendar"}},
      {"office", {"base", "calendar"}},
      {"journal", {"base", "calendar", "office"}},
      {"interpreter", {"base", "chart", "datamodel"}},
      {"scxml", {"base", "chart", "datamodel", "interpreter"}},
      {"stage", {"base", "kyodo"}},
      {"workflow", {"base", "calendar", "chart", "datamodel", "sheet", "stage"}},
      {"runtime", with(values, {"interpreter", "stage", "workflow"})},
      {"store", core},
      {"notify", core},
      {"report", core},
      {"cli", with(core, {"notify", "report", "scxml"})},
      {"server", with(core, {"notify", "report", "scxml", "cli"})},
      {"app", with(core, {"notify", "report", "scxml", "store", "cli", "server"})},
  };
  return table;
}

std::string first_part(const std::string& include) {
  return include.substr(0, include.find('/'));
}

TEST(Includes, PointOneWayBetweenTheFoldersOfTheEngine) {
  for (const SourceFile& file : product_sources()) {
    if (file.folder == "plugins" || file.path == "engine/main.cpp") continue;
    auto row = allowed().find(file.folder);
    ASSERT_NE(row, allowed().end()) << file.path
                                    << " is in a folder that the table of this test does not know";
    for (const std::string& include : file.includes) {
      if (include.starts_with("<")) continue;
      const std::string folder = first_part(include);
      EXPECT_TRUE(folder == file.folder || row->second.contains(folder))
          << file.path << " includes \"" << include << "\"; " << file.folder << "/ may not know " << folder
          << "/";
    }
  }
}

TEST(Includes, OfAPluginAreTheCompanionHeaderTheStageKitAndItsOwnFiles) {
  for (const SourceFile& file : product_sources()) {
    if (file.folder != "plugins" || file.path.starts_with("plugins/sdk/testkit/")) continue;
    for (const std::string& include : file.includes) {
      if (include.starts_with("<") && !include.starts_with("<kyodo/")) continue;
      const bool own = include.find('/') == std::string::npos;
      // base/ is what the companion header itself shows: JSON, dates, records.
      const bool shared = include.starts_with("base/") || include.starts_with("stage_kit/") ||
                          include == "kyodo/stage.h" || include == "kyodo/stage_abi.h" ||
                          include == "<kyodo/stage.h>";
      EXPECT_TRUE(own || shared) << file.path << " includes \"" << include << "\"";
    }
  }
}

TEST(Includes, OfTheRuntimeAndBelowNeverNameAnAdapterOrALoggerOrASocket) {
  const Folders outer{"store", "notify", "report", "cli", "server", "app"};
  for (const SourceFile& file : product_sources()) {
    for (const std::string& include : file.includes) {
      const bool sqlite = include == "<sqlite3.h>";
      EXPECT_TRUE(!sqlite || file.folder == "store") << file.path << " includes " << include;
      const bool logger = include.starts_with("<spdlog/");
      EXPECT_TRUE(!logger || outer.contains(file.folder)) << file.path << " includes " << include;
      const bool loads = include == "<dlfcn.h>" || include.starts_with("<boost/dll");
      EXPECT_TRUE(!loads || file.folder == "stage") << file.path << " includes " << include;
    }
  }
}

}  // namespace
}  // namespace kyodo::structure
