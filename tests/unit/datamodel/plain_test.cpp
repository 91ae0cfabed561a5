// What is taken for harmless without running it.
#include "datamodel/plain.h"

#include <gtest/gtest.h>

namespace kyodo::datamodel {

TEST(Plain, IsWhatComputesAndComparesOnly) {
  for (const char* expr : {"n",
                           "n % 3 === 0",
                           "n + 1",
                           "-n * (a - -1)",
                           "a.b['c'][0].delete",
                           "[a, {b: 1}]",
                           "a ? 'x=y' : \"it's\"",
                           "!a && b || ~c ^ d | e & f",
                           "a << 2 >>> 1",
                           "a <= b",
                           "a >= b",
                           "a != b",
                           "a !== b",
                           "typeof a == 'x'",
                           "In('a') && !In(\"b\")",
                           "_event.data.x",
                           "点数 > 3",
                           "1.5e3 / 2",
                           "'\\'' + s",
                           "undefined",
                           "a\n+\nb"})
    EXPECT_TRUE(is_plain(expr, false)) << expr;
}

TEST(Plain, IsNothingThatCouldChangeAnything) {
  for (const char* expr : {"a = 1",
                           "a += 1",
                           "a -= 1",
                           "a *= 1",
                           "a /= 1",
                           "a %= 1",
                           "a <<= 1",
                           "a >>= 1",
                           "a >>>= 1",
                           "a &= 1",
                           "a |= 1",
                           "a ^= 1",
                           "a **= 1",
                           "++a",
                           "a++",
                           "a--",
                           "f()",
                           "a.f()",
                           "a['f']()",
                           "(a, f)('x')",
                           "'x'()",
                           "new A",
                           "delete a.b",
                           ".5 + delete a.b",
                           "function () {}",
                           "this",
                           "eval",
                           "a.b(c)",
                           "/x/.test(a)",
                           "a /* x */",
                           "a // x",
                           "\\u0061",
                           "`x`",
                           "x => x",
                           "a; b",
                           "'open",
                           "{get a() { return 1; }}",
                           "In('a')()",
                           "a.In.b('c')",
                           "a in b",
                           "a instanceof B"})
    EXPECT_FALSE(is_plain(expr, true)) << expr;
}

TEST(Plain, MayCallHarmlessFunctionsWhereNothingElseHasTheirNames) {
  for (const char* expr : {"Math.floor(n / 2)", "list.indexOf(x) >= 0", "String(n)", "list.concat([n])"}) {
    EXPECT_TRUE(is_plain(expr, true)) << expr;
    EXPECT_FALSE(is_plain(expr, false)) << expr;
  }
  for (const char* expr :
       {"{floor: Function}.floor('x')", "list.push(1)", "s.replace('x', f)", "list.map(f)"})
    EXPECT_FALSE(is_plain(expr, true)) << expr;
}

TEST(Declarations, AreFunctionsAndNothingElse) {
  for (const char* script : {"", " ", "function f() {}",
                             "function f(a, b) { if (a) { return '}'; } return \"{\"; }\n\nfunction g() {}",
                             "// what it does\nfunction f() { /* } */ return 1; }"})
    EXPECT_TRUE(is_declarations_only(script)) << script;
  for (const char* script :
       {"var a", "function f() {} f()", "function f() {} var g = f;", "(function f() {})",
        "'use strict'; function f() {}", "function f() { return /}/; } a = 1; {", "function f(a = 1) {}",
        "function () {}", "functionf() {}", "{}", "function f() {} }", "function f() {"})
    EXPECT_FALSE(is_declarations_only(script)) << script;
}

TEST(InPredicate, IsReadWhenItStandsAlone) {
  const auto shown = [](std::string_view text) {
    const auto predicate = in_predicate(text);
    return predicate ? (predicate->negated ? "!" : "") + std::string(predicate->state) : "-";
  };
  EXPECT_EQ(shown("In('a')"), "a");
  EXPECT_EQ(shown(" ! In ( \"状態\" ) "), "!状態");
  for (const char* text : {"In(a)", "In('a') && b", "In('a'", "In('a') || In('b')", "In('')", "In('a\\'')",
                           "Inn('a')", "!!In('a')", "In"})
    EXPECT_EQ(shown(text), "-") << text;
}

}  // namespace kyodo::datamodel
