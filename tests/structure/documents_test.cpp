// What the documents list is what the code has.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include "source_tree.h"

namespace kyodo::structure {
namespace {

namespace fs = std::filesystem;

std::set<std::string> found_in(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) found.insert((*it)[1]);
  return found;
}

std::set<std::string> missing_from(const std::string& document, const std::set<std::string>& names) {
  std::set<std::string> missing;
  for (const std::string& name : names)
    if (document.find("`" + name + "`") == std::string::npos) missing.insert(name);
  return missing;
}

const std::set<std::string> kNone;

// Names that begin as limits do and are declared constexpr: kMax…, kMost…, kMin….
std::set<std::string> limits_in(const std::string& code) {
  std::set<std::string> limits;
  bool declaring = false;
  for_each_name(code, [&](const std::string& name, std::size_t, std::size_t end) {
    if (name == "constexpr") declaring = true;
    const std::size_t next = code.find_first_not_of(" \n", end);
    const char after = next == std::string::npos ? ';' : code[next];
    const bool limit = name.starts_with("kMax") || name.starts_with("kMost") || name.starts_with("kMin");
    if (declaring && limit && (after == '=' || after == '{')) limits.insert(name);
    if (after == '=' || after == '{' || after == '(' || after == ';') declaring = false;
  });
  return limits;
}

TEST(Documents, ListEveryLimitOfTheTree) {
  std::set<std::string> limits;
  for (const SourceFile& file : product_sources()) limits.merge(limits_in(file.code));
  ASSERT_GT(limits.size(), 50u);
  EXPECT_EQ(missing_from(read_text("docs/limits.md"), limits), kNone) << "write them down in docs/limits.md";
}

TEST(Documents, ListNoLimitThatIsGone) {
  std::set<std::string> names;
  for (const SourceFile& file : product_sources())
    for_each_name(file.code, [&](const std::string& name, std::size_t, std::size_t) { names.insert(name); });
  std::set<std::string> gone;
  for (const std::string& name : found_in(read_text("docs/limits.md"), R"(`(k[A-Z]\w*)`)"))
    if (!names.contains(name)) gone.insert(name);
  EXPECT_EQ(gone, kNone) << "docs/limits.md names limits that the code does not have";
}

TEST(Documents, DescribeEveryTable) {
  const auto tables = found_in(read_text("engine/store/schema.cpp"), R"(CREATE TABLE (\w+))");
  ASSERT_GT(tables.size(), 20u);
  EXPECT_EQ(missing_from(read_text("ARCHITECTURE.md"), tables), kNone) << "ARCHITECTURE.md";
  EXPECT_EQ(missing_from(read_text("docs/formats/database.md"), tables), kNone) << "docs/formats/database.md";
}

TEST(Documents, DescribeEveryEventOfTheJournal) {
  const auto events = found_in(read_text("engine/journal/events.h"), R"#(KYODO_EVENT\("([^"]+)")#");
  ASSERT_GT(events.size(), 30u);
  EXPECT_EQ(missing_from(read_text("docs/formats/journal.md"), events), kNone) << "docs/formats/journal.md";
}

TEST(Documents, DescribeEveryFolder) {
  std::set<std::string> folders;
  for (const SourceFile& file : product_sources())
    if (file.folder != "plugins" && file.path != "engine/main.cpp") folders.insert(file.folder + "/");
  EXPECT_EQ(missing_from(read_text("ARCHITECTURE.md"), folders), kNone) << "ARCHITECTURE.md";
}

TEST(Documents, IndexEveryDecisionOnce) {
  const std::string index = read_text("docs/adr/README.md");
  std::set<std::string> numbers;
  for (const std::string& path : files_under("docs/adr", ".md")) {
    const std::string name = fs::path(path).filename();
    if (name == "README.md") continue;
    EXPECT_NE(index.find("(" + name + ")"), std::string::npos) << name << " is missing in docs/adr/README.md";
    EXPECT_TRUE(numbers.insert(name.substr(0, 4)).second)
        << "two decisions have the number " << name.substr(0, 4);
  }
}

std::vector<std::string> documents() {
  std::vector<std::string> all{"README.md", "README.ja.md", "ARCHITECTURE.md", "CHANGELOG.md"};
  for (const char* folder : {"docs", "plugins", "workflows", "config"})
    for (std::string& path : files_under(folder, ".md")) all.push_back(std::move(path));
  return all;
}

TEST(Documents, LinkToFilesThatAreThere) {
  const fs::path top = KYODO_SOURCE_DIR;
  for (const std::string& path : documents())
    for (const std::string& target : found_in(read_text(path), R"(\]\(([^)#\s]+)(?:#[^)]*)?\))")) {
      if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
      EXPECT_TRUE(fs::exists(top / fs::path(path).parent_path() / target)) << path << " links to " << target;
    }
}

}  // namespace
}  // namespace kyodo::structure
