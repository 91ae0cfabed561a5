#include "workflow/settings.h"

#include <gtest/gtest.h>

namespace kyodo::workflow {
namespace {

std::string fields(const char* schema, const char* value, const std::vector<std::string>& later = {}) {
  std::string out;
  for (const Problem& problem :
       check_settings(parse_json(schema)->get_object(), parse_json(value)->get_object(), later))
    out += problem.field + " " + problem.keyword + "\n";
  return out;
}

TEST(LiteralValue, ReadsWhatNamesNothing) {
  EXPECT_EQ(literal_value("'project'"), Json("project"));
  EXPECT_EQ(literal_value("-5"), Json(-5));
  EXPECT_EQ(literal_value("({a: [1, true, null], '題': \"x\"})"),
            parse_json(R"({"a": [1, true, null], "題": "x"})").value());
}

TEST(LiteralValue, LeavesEverythingElseAlone) {
  for (const char* expr : {"agreement.partner", "late + 1", "x", "(function(){for(;;);})()", "[project]",
                           "{get a(){}}", "''.length", "'open", "f()", "new Date", "a: b"})
    EXPECT_EQ(literal_value(expr), std::nullopt) << expr;
}

TEST(CheckSettings, ReportsEveryProblemByPointer) {
  const char* schema =
      R"({"type": "object", "additionalProperties": false, "required": ["n", "m"], "properties": {
    "n": {"type": "integer", "minimum": 1, "maximum": 3}, "m": {"type": "string", "enum": ["a", "b"]},
    "d": {"type": "string", "format": "date"}, "s": {"type": "string", "maxLength": 2},
    "l": {"type": "array", "minItems": 1, "items": {"type": "object", "properties": {"x": {"type": "boolean"}}}}}})";
  EXPECT_EQ(fields(schema, R"({"n": 2, "m": "a", "d": "2018-06-01", "s": "協働", "l": [{"x": true}]})"), "");
  EXPECT_EQ(fields(schema, R"({"n": 4, "m": "c", "d": "2018-02-30", "s": "協働化", "l": [], "o": 1})"),
            "/n maximum\n/m enum\n/d format\n/s maxLength\n/l minItems\n/o unknown\n");
  EXPECT_EQ(fields(schema, R"({"n": "2", "m": "a", "l": [{"x": 1}]})"), "/n type\n/l/0/x type\n");
  EXPECT_EQ(fields(schema, R"({"n": 1})"), "/m required\n");
  EXPECT_EQ(fields(schema, R"({"n": 1})", {"m"}), "");
}

}  // namespace
}  // namespace kyodo::workflow
