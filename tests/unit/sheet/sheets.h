// Short ways to write sheets and to read problems in these tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sheet/sheet.h"

namespace kyodo::sheet {

inline Json json(std::string_view text) {
  return parse_json(text).value();
}

inline Sheet compiled(std::string_view text) {
  Result<Sheet> sheet = Sheet::compile(json(text), "test.json");
  if (!sheet)
    for (const Problem& problem : sheet.error().problems)
      ADD_FAILURE() << problem.field << " " << problem.keyword << ": " << problem.text.en;
  return std::move(sheet).value();
}

// A sheet of the given properties, and further members of the schema.
inline Sheet with(const std::string& properties, const std::string& more = "") {
  return compiled(R"({"type":"object","title":"様式","x-title-en":"Form","properties":{)" + properties + "}" +
                  (more.empty() ? "" : "," + more) + "}");
}

inline std::vector<std::string> brief(const std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const Problem& problem : problems) lines.push_back(problem.field + " " + problem.keyword);
  return lines;
}

inline std::vector<std::string> brief(const Sheet& sheet, std::string_view answers, bool draft = false) {
  return brief(sheet.check(json(answers), draft));
}

inline std::string first_ja(const Sheet& sheet, std::string_view answers) {
  const std::vector<Problem> problems = sheet.check(json(answers));
  return problems.empty() ? "" : problems[0].text.ja;
}

inline std::string first_en(const Sheet& sheet, std::string_view answers) {
  const std::vector<Problem> problems = sheet.check(json(answers));
  return problems.empty() ? "" : problems[0].text.en;
}

using Lines = std::vector<std::string>;

}  // namespace kyodo::sheet
