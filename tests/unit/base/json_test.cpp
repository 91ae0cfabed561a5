#include "base/json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

namespace kyodo {
namespace {

Error error_of(std::string_view text) {
  const Result<Json> read = parse_json(text, "a.json");
  if (read) {
    ADD_FAILURE() << "was read: " << text;
    return {};
  }
  return read.error();
}

TEST(ParseJson, KeepsTheOrderOfMembers) {
  EXPECT_EQ(to_text(parse_json(R"({"z":1,"a":[true,null,"協働"],"m":{"b":1.5,"a":-2}})").value()),
            R"({"z":1,"a":[true,null,"協働"],"m":{"b":1.5E0,"a":-2}})");
}

TEST(ParseJson, NamesFileLineAndColumnInCharacters) {
  const Error error = error_of("{\n  \"名称\": あ}");
  ASSERT_TRUE(error.where);
  EXPECT_EQ(to_string(*error.where), "a.json:2:9");
  EXPECT_EQ(error.code, Code::bad_input);
}

TEST(ParseJson, RefusesDoubledKeysAtAnyDepth) {
  const Error error = error_of(R"({"a":{"b":1,"c":2,"b":3}})");
  EXPECT_EQ(error.code, Code::bad_input);
  EXPECT_NE(error.text.ja.find("「b」が二度"), std::string::npos);
  EXPECT_NE(error.text.en.find("\"b\" stands twice"), std::string::npos);
  error_of(R"({"a":1,"\u0061":2})");
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":{"a":2}}])"));
}

TEST(ParseJson, RefusesNulInStringsAndKeys) {
  EXPECT_NE(error_of(R"(["a\u0000b"])").text.en.find("NUL"), std::string::npos);
  EXPECT_NE(error_of(R"({"a\u0000b":1})").text.en.find("NUL"), std::string::npos);
  error_of(std::string_view("[\"a\0b\"]", 7));
}

TEST(ParseJson, AllowsAByteOrderMarkAtTheBeginningOnly) {
  EXPECT_TRUE(parse_json("\xEF\xBB\xBF[1]"));
  error_of("[1]\xEF\xBB\xBF");
  error_of("\xEF\xBB\xBF\xEF\xBB\xBF[1]");
}

TEST(ParseJson, HasALimitOfDepth) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_TRUE(parse_json(nested(kMaxJsonDepth)));
  EXPECT_EQ(error_of(nested(kMaxJsonDepth + 1)).code, Code::limit);
  EXPECT_EQ(error_of(std::string(1'000'000, '[')).code, Code::limit);
  EXPECT_EQ(error_of(std::string(1'000'000, '{')).code, Code::bad_input);
}

TEST(ParseJson, HasALimitOfSize) {
  EXPECT_TRUE(parse_json("[12]", "", 4));
  const Result<Json> read = parse_json("[123]", "", 4);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::limit);
}

TEST(ParseJson, RefusesWhatIsNotOneDocument) {
  for (const char* text : {"", " ", "[1", "[1]]", "[1] 2", "{\"a\"}", "[1,]", "'a'", "nul", "01", "// x\n1",
                           "NaN", "\"\xFF\"", "\"\xC0\xAF\"", "\"\xED\xA0\x80\"", R"("\ud800")"})
    EXPECT_EQ(error_of(text).code, Code::bad_input) << text;
}

// Chains of hashes are made of such text: another way of writing the same value would be another value.
TEST(ToText, WritesWhatBoostWrites) {
  std::mt19937 random(20180401);
  auto text = [&] {
    std::string made;
    for (unsigned length = random() % 40; length > 0; --length)
      made += random() % 3 ? "協"[random() % 3] : static_cast<char>(random());
    return made;
  };
  auto value = [&](auto& self, int depth) -> Json {
    switch (random() % (depth > 0 ? 9 : 7)) {
      case 0:
        return nullptr;
      case 1:
        return random() % 2 == 0;
      case 2:
        return static_cast<std::int64_t>((std::uint64_t{random()} << 32 | random()) >> random() % 64);
      case 3:
        return ~std::uint64_t{0} - random();
      case 4:
        return static_cast<double>(random()) / (1 + random()) * (random() % 2 ? 1e-20 : -1e20);
      case 5:
      case 6:
        return Json(boost::json::string_view(text()));
      case 7: {
        JsonArray array;
        for (unsigned size = random() % 4; size > 0; --size) array.push_back(self(self, depth - 1));
        return array;
      }
      default: {
        JsonObject object;
        for (unsigned size = random() % 4; size > 0; --size) object[text()] = self(self, depth - 1);
        return object;
      }
    }
  };
  for (int i = 0; i < 3'000; ++i) {
    const Json json = value(value, 4);
    ASSERT_EQ(to_text(json), boost::json::serialize(json)) << "seed 20180401, turn " << i;
  }
}

TEST(PrettyText, IndentsAndReadsBack) {
  const Json json = parse_json(R"({"a":[],"b":{},"c":[1,{"d":"x"}]})").value();
  EXPECT_EQ(to_pretty_text(json),
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": \"x\"\n    }\n  ]\n}\n");
  EXPECT_EQ(to_text(parse_json(to_pretty_text(json)).value()), to_text(json));
}

TEST(ReadOr, GivesTheDefaultForAbsentAndOtherKinds) {
  const Json json = parse_json(R"({"s":"x","i":3,"b":true,"o":{"a":1},"l":[1]})").value();
  const JsonObject& object = json.get_object();
  EXPECT_EQ(string_or(object, "s", "-"), "x");
  EXPECT_EQ(string_or(object, "i", "-"), "-");
  EXPECT_EQ(int_or(object, "i", 0), 3);
  EXPECT_EQ(int_or(object, "none", 7), 7);
  EXPECT_TRUE(bool_or(object, "b", false));
  EXPECT_EQ(object_or_empty(object, "o").size(), 1u);
  EXPECT_TRUE(object_or_empty(object, "l").empty());
  EXPECT_EQ(array_or_empty(object, "l").size(), 1u);
  EXPECT_TRUE(array_or_empty(object, "none").empty());
}

TEST(Json, SameTextIsStricterThanEquality) {
  const auto same = [](const char* a, const char* b) {
    return same_text(parse_json(a).value(), parse_json(b).value());
  };
  for (const char* text : {"{}", "[]", "null", R"({"a":[1,-2.5,"x",{"b":null}],"c":true})", "-0.0", "1e300"})
    EXPECT_TRUE(same(text, text)) << text;
  EXPECT_FALSE(same(R"({"a":1,"b":2})", R"({"b":2,"a":1})"));
  EXPECT_FALSE(same("0.0", "-0.0"));
  EXPECT_FALSE(same("1", "1.0"));
  EXPECT_FALSE(same("[1]", "[1,1]"));
  EXPECT_FALSE(same(R"({"a":{"b":[1]}})", R"({"a":{"b":[2]}})"));
  EXPECT_TRUE(same_text(Json(std::int64_t{1}), Json(std::uint64_t{1})));
}

}  // namespace
}  // namespace kyodo
