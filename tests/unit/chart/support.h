// Parsing short documents and fixtures in tests.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "chart/analysis.h"
#include "chart/chart.h"

namespace kyodo::chart {

inline std::string document(const std::string& body,
                            const std::string& attributes = "datamodel='ecmascript'") {
  return "<scxml xmlns='http://www.w3.org/2005/07/scxml' xmlns:ky='urn:kyodo:workflow:1' version='1.0' " +
         attributes + ">" + body + "</scxml>";
}

inline std::string fixture(const std::string& name) {
  std::ifstream file(std::string(KYODO_SOURCE_DIR) + "/tests/fixtures/charts/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string rules(const std::vector<Finding>& findings) {
  std::string all;
  for (const Finding& finding : findings) all += (all.empty() ? "" : " ") + finding.rule;
  return all;
}

inline std::string rules_of(const std::string& body,
                            const std::string& attributes = "datamodel='ecmascript'") {
  return rules(parse_chart(document(body, attributes), "t.scxml").findings);
}

inline std::shared_ptr<const Chart> compiled(const std::string& body) {
  const Parsed parsed = parse_chart(document(body), "t.scxml");
  for (const Finding& finding : parsed.findings)
    ADD_FAILURE() << to_string(finding.where) << " " << finding.rule << " " << finding.text.en;
  return parsed.chart;
}

}  // namespace kyodo::chart
