#include "workflow/template.h"

#include <gtest/gtest.h>

namespace kyodo::workflow {
namespace {

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> list;
  for (const TemplateName& name : scan_template(text).names) list.push_back(name.name);
  return list;
}

TEST(ScanTemplate, ListsVariablesAndSections) {
  EXPECT_EQ(names("{{a}}様 {{# b }}{{c}}{{/b}}{{^d}}{{/d}}{{! note }}"),
            (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_TRUE(scan_template("{{#b}}{{c}}{{/b}}").faults.empty());
}

TEST(ScanTemplate, RefusesWhatIsNotClosedAndWhatIsNotAllowed) {
  for (const char* text :
       {"{{a", "{{#a}}", "{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{{a}}}", "{{&a}}", "{{>a}}", "{{=< >=}}"})
    EXPECT_FALSE(scan_template(text).faults.empty()) << text;
}

TEST(ScanTemplate, NamesTheSectionThatIsLeftOpenAndNoOther) {
  const TemplateScan scan = scan_template("{{#a}}{{#b}}{{/a}}");
  ASSERT_EQ(scan.faults.size(), 1u);
  EXPECT_EQ(scan.faults[0].offset, 6u);
}

}  // namespace
}  // namespace kyodo::workflow
