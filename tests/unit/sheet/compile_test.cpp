#include <gmock/gmock.h>

#include "sheets.h"

namespace kyodo::sheet {
namespace {

Lines mistakes(std::string_view schema) {
  const Result<Sheet> sheet = Sheet::compile(json(schema), "diagnosis.json");
  return sheet ? Lines{} : brief(sheet.error().problems);
}

Lines mistakes_of_property(const std::string& property) {
  return mistakes(R"({"type":"object","title":"様式","properties":{"a":)" + property + "}}");
}

TEST(CompileSheet, KeepsTitlesAndTheSchema) {
  const Sheet sheet = with(R"("name":{"type":"string","title":"名称"})");
  EXPECT_EQ(sheet.title(), "様式");
  EXPECT_EQ(sheet.title_en(), "Form");
  EXPECT_EQ(sheet.schema().at("type"), "object");
}

TEST(CompileSheet, NamesTheFileAndEveryMistakeByPointer) {
  const Result<Sheet> sheet = Sheet::compile(json(R"({"type":"object","title":"様式","properties":{
        "a":{"type":"strnig","title":"甲"},
        "b":{"title":"乙","maxLenght":3},
        "c/d":{"type":"string"},
        "e":{"type":"string","title":"丙","pattern":"["}},
      "required":["f"]})"),
                                             "diagnosis.json");
  ASSERT_FALSE(sheet);
  EXPECT_EQ(sheet.error().where->file, "diagnosis.json");
  EXPECT_EQ(brief(sheet.error().problems),
            (Lines{"/properties/a/type type", "/properties/b/maxLenght unknown", "/properties/c~1d title",
                   "/properties/e/pattern pattern", "/required/0 required"}));
}

TEST(CompileSheet, WantsATitledObjectAtTheTop) {
  EXPECT_EQ(mistakes(R"({"type":"string","title":"様式"})"), (Lines{"/type type"}));
  EXPECT_EQ(mistakes(R"({"type":"object"})"), (Lines{" title"}));
  EXPECT_EQ(mistakes("[]"), (Lines{" type"}));
  EXPECT_EQ(mistakes("true"), (Lines{" type"}));
}

TEST(CompileSheet, RefusesKeywordsItDoesNotKnow) {
  for (const char* keyword : {"$ref", "$id", "definitions", "patternProperties", "multipleOf",
                              "exclusiveMinimum", "contains", "dependencies", "propertyNames", "titel"})
    EXPECT_EQ(mistakes_of_property(std::string(R"({"title":"甲",")") + keyword + "\":1}"),
              (Lines{std::string("/properties/a/") + keyword + " unknown"}));
}

TEST(CompileSheet, RefusesValuesOfTheWrongKind) {
  for (const char* pair : {R"("minLength":-1)",
                           R"("minLength":1.5)",
                           R"("maxLength":"3")",
                           R"("minItems":null)",
                           R"("maxItems":[])",
                           R"("minimum":"1")",
                           R"("maximum":true)",
                           R"("uniqueItems":1)",
                           R"("enum":[])",
                           R"("enum":"a")",
                           R"("pattern":1)",
                           R"("format":"email")",
                           R"("properties":[])",
                           R"("required":"a")",
                           R"("required":[1])",
                           R"("items":[{}])",
                           R"("items":3)",
                           R"("additionalProperties":3)",
                           R"("if":3)",
                           R"("allOf":[])",
                           R"("anyOf":{})",
                           R"("oneOf":[3])",
                           R"("not":null)",
                           R"("type":[])",
                           R"("type":["string",3])",
                           R"("description":3)",
                           R"("x-title-en":3)",
                           R"("x-hint":3)"})
    EXPECT_EQ(mistakes_of_property(std::string(R"({"title":"甲",)") + pair + "}").size(), 1u) << pair;
}

TEST(CompileSheet, RefusesContradictions) {
  EXPECT_EQ(mistakes_of_property(R"({"title":"甲","minLength":3,"maxLength":2})"),
            (Lines{"/properties/a/maxLength maxLength"}));
  EXPECT_EQ(mistakes_of_property(R"({"title":"甲","minItems":3,"maxItems":2})"),
            (Lines{"/properties/a/maxItems maxItems"}));
  EXPECT_EQ(mistakes_of_property(R"({"title":"甲","minimum":3,"maximum":2.5})"),
            (Lines{"/properties/a/maximum maximum"}));
  EXPECT_EQ(mistakes_of_property(R"({"title":"甲","then":{}})"), (Lines{"/properties/a/then then"}));
}

TEST(CompileSheet, RefusesQuestionsThatCouldNeverBeAnswered) {
  EXPECT_EQ(
      mistakes(
          R"({"type":"object","title":"様式","properties":{"a":{"title":"甲"}},"additionalProperties":false,
      "if":{"required":["a"]},"then":{"properties":{"b":{"title":"乙"}}}})"),
      (Lines{"/additionalProperties additionalProperties"}));
}

TEST(CompileSheet, TakesAConditionsTitleFromTheQuestionItself) {
  EXPECT_EQ(mistakes(R"({"type":"object","title":"様式","properties":{"a":{"type":"boolean","title":"甲"}},
      "if":{"properties":{"a":{"const":true}}},"then":{"properties":{"a":false}}})"),
            Lines{});
  EXPECT_EQ(mistakes(R"({"type":"object","title":"様式","if":{"properties":{"a":{"const":true}}}})"),
            (Lines{"/if/properties/a title"}));
}

TEST(CompileSheet, AllowsTheDraftToBeNamed) {
  EXPECT_EQ(
      mistakes(R"({"$schema":"http://json-schema.org/draft-07/schema#","type":"object","title":"様式"})"),
      Lines{});
  EXPECT_EQ(
      mistakes(
          R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","title":"様式"})"),
      (Lines{"/$schema $schema"}));
}

TEST(CompileSheet, HasALimitOfDepth) {
  std::string schema = R"({"title":"甲"})";
  for (int depth = 2; depth < kMaxSheetDepth; ++depth)
    schema = R"({"title":"甲","type":"object","properties":{"a":)" + schema + "}}";
  const std::string top = R"({"title":"様式","type":"object","properties":{"a":)";
  EXPECT_EQ(mistakes(top + schema + "}}"), Lines{});
  EXPECT_EQ(mistakes(top + R"({"title":"甲","type":"object","properties":{"a":)" + schema + "}}}}"),
            (Lines{" limit"}));
}

TEST(CompileSheet, HasALimitOfSchemas) {
  JsonArray branches(kMaxSheetSchemas - 1, Json(true));
  Json schema = json(R"({"type":"object","title":"様式"})");
  schema.get_object()["anyOf"] = branches;
  EXPECT_TRUE(Sheet::compile(schema, ""));
  schema.get_object()["anyOf"].get_array().emplace_back(true);
  const Result<Sheet> sheet = Sheet::compile(schema, "");
  ASSERT_FALSE(sheet);
  EXPECT_EQ(brief(sheet.error().problems), (Lines{" limit"}));
}

TEST(CompileSheet, HasLimitsOfListsAndPatternsAndNames) {
  JsonArray values;
  for (std::size_t i = 0; i <= kMaxSheetList; ++i) values.push_back(std::int64_t(i));
  Json schema = json(R"({"type":"object","title":"様式","properties":{"a":{"title":"甲"}}})");
  schema.at("properties").at("a").get_object()["enum"] = values;
  EXPECT_FALSE(Sheet::compile(schema, ""));
  schema.at("properties").at("a").at("enum").get_array().pop_back();
  EXPECT_TRUE(Sheet::compile(schema, ""));
  EXPECT_EQ(mistakes_of_property(R"({"title":"甲","pattern":")" + std::string(1001, 'a') + "\"}"),
            (Lines{"/properties/a/pattern pattern"}));
  EXPECT_EQ(mistakes(R"({"type":"object","title":"様式","properties":{")" + std::string(201, 'a') +
                     R"(":{"title":"甲"}}})")
                .size(),
            1u);
}

TEST(CompileSheet, ReportsAtMostSoManyMistakes) {
  JsonObject properties;
  for (int i = 0; i < 500; ++i) properties["p" + std::to_string(i)] = JsonObject{};
  Json schema = json(R"({"type":"object","title":"様式"})");
  schema.get_object()["properties"] = properties;
  const Result<Sheet> sheet = Sheet::compile(schema, "");
  ASSERT_FALSE(sheet);
  EXPECT_EQ(sheet.error().problems.size(), kMaxProblems);
}

}  // namespace
}  // namespace kyodo::sheet
