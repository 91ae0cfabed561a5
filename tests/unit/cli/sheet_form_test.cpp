#include "cli/sheet_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kyodo::cli {
namespace {

using ::testing::HasSubstr;

const Json kSchema = parse_json(R"({"type":"object","title":"様式","properties":{
  "already":{"type":"boolean","title":"協働していますか","x-title-en":"Already?"},
  "partners":{"type":"array","title":"相手","items":{"type":"object","properties":{"name":{"type":"string","title":"名称","maxLength":20}},"required":["name"]}},
  "level":{"type":"integer","title":"評価","minimum":1,"maximum":5}},
  "required":["already"],
  "allOf":[{"if":{"properties":{"already":{"const":false}}},"then":{"properties":{"reason":{"type":"string","title":"理由"},"level":{"type":"integer"}},"required":["reason"]}}]})")
                         .value();

TEST(SheetForm, ShowsQuestionsHelpAndAnswers) {
  const Json answers = parse_json(R"({"already":true,"partners":[{"name":"みどりの会"}]})").value();
  const std::string text = form_text(kSchema.as_object(), answers, Lang::ja);
  EXPECT_THAT(text, HasSubstr("■ 協働していますか(必須)  [already]"));
  EXPECT_THAT(text, HasSubstr("→ はい"));
  EXPECT_THAT(text, HasSubstr("→ みどりの会"));
  EXPECT_THAT(text, HasSubstr("理由"));
  EXPECT_THAT(text, HasSubstr("整数 1–5"));
  EXPECT_THAT(form_text(kSchema.as_object(), nullptr, Lang::en), HasSubstr("Already? (required)"));
}

TEST(SheetForm, ATemplateHasEveryQuestionOnce) {
  EXPECT_EQ(to_text(form_template(kSchema.as_object())),
            R"({"already":null,"partners":[{"name":null}],"level":null,"reason":null})");
}

TEST(SheetForm, WhatATemplateLeftOpenCountsAsNotAnswered) {
  EXPECT_EQ(to_text(without_nulls(form_template(kSchema.as_object()))), "{}");
  EXPECT_EQ(to_text(without_nulls(
                parse_json(R"({"a":1,"b":{"c":null,"d":""},"e":[null,{"f":null},2],"g":[]})").value())),
            R"({"a":1,"b":{"d":""},"e":[2],"g":[]})");
  EXPECT_EQ(to_text(without_nulls(parse_json("3").value())), "3");
}

}  // namespace
}  // namespace kyodo::cli
