// Checking texts before anything runs.
#include <gtest/gtest.h>

#include "datamodel/datamodel.h"

namespace kyodo::datamodel {

TEST(CheckExpression, AcceptsExpressionsOnly) {
  for (const char* expr :
       {"1", "{a: 1}", "x == 'y' && In('a')", "function () { return 1; }", "a // b", "a, b", "点数 > 3"})
    EXPECT_TRUE(check_expression(expr)) << expr;
  for (const char* expr :
       {"", "  ", "1 +", "var x = 1", "return", "a b", "1); (2", "1]; [2", "if (a) b", "'", "=> 1"})
    EXPECT_TRUE(check_expression(expr).has_error()) << expr;
}

TEST(CheckScript, GivesTheLine) {
  EXPECT_TRUE(check_script("var a = 1;\nfunction f() {}\n// end"));
  const Result<void> done = check_script("var a = 1;\n\nvar = 2;");
  ASSERT_TRUE(done.has_error());
  ASSERT_TRUE(done.error().where.has_value());
  EXPECT_EQ(done.error().where->line, 3);
}

TEST(CheckScript, NamesNewerSyntax) {
  for (const char* script : {"var f = x => x;", "let x = 1; let y = x z", "var t = `a`;", "class A {}",
                             "f(...a)", "a ?? b", "a?.b", "for (var x of y) {}"}) {
    const Result<void> done = check_script(script);
    if (std::string_view(script).starts_with("let")) continue;
    ASSERT_TRUE(done.has_error()) << script;
    EXPECT_NE(done.error().text.en.find("newer than ECMAScript 5.1"), std::string::npos)
        << done.error().text.en;
  }
  const Result<void> placed = check_script("var 点数 = 1;\nvar 人 = 点数 => 1;");
  ASSERT_TRUE(placed.has_error());
  EXPECT_EQ(to_string(*placed.error().where), ":2:12");
  const Result<void> plain = check_script("var x = 'a => b' +;");
  ASSERT_TRUE(plain.has_error());
  EXPECT_EQ(plain.error().text.en.find("newer"), std::string::npos);
}

TEST(CheckScript, SurvivesTextsMadeToExhaustIt) {
  EXPECT_TRUE(check_expression(std::string(100'000, '[')).has_error());
  EXPECT_TRUE(check_script(std::string(100'000, '{')).has_error());
  EXPECT_TRUE(check_expression("'" + std::string(17u << 20, 'x') + "'").has_error());
  EXPECT_TRUE(check_expression("1"));
}

}  // namespace kyodo::datamodel
