#include "server/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/json.h"
#include "server/calls.h"
#include "server/openapi.h"

namespace kyodo::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Target, IsTakenApartAndDecoded) {
  auto target = read_target("/api/v1/projects/03-1%E9%87%8C?unit=0301&category=%E9%80%9A+%E5%B8%B8&works");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->path, ElementsAre("api", "v1", "projects", "03-1里"));
  EXPECT_THAT(target->query, ElementsAre(Pair("unit", "0301"), Pair("category", "通 常"), Pair("works", "")));
  EXPECT_THAT(read_target("/")->path, ElementsAre(""));
  EXPECT_TRUE(read_target("/x?")->query.empty());
  EXPECT_THAT(read_target("http://kyodo.example.jp:8080/a/b?c=d")->path, ElementsAre("a", "b"));
  EXPECT_THAT(read_target("https://kyodo.example.jp?c=d")->path, ElementsAre(""));
  EXPECT_THAT(read_target("/%2e%2e/..")->path, ElementsAre("..", "..")) << "names, not ways up";
}

TEST(Target, ThatIsNoneIsRefused) {
  for (const char* wrong :
       {"", "x", "http:///x", "ftp://h/x", "http://h/x#y", "//%00", "*", "/a#b", "/%", "/%4", "/%zz",
        "/a%00b", "/a%0Ab", "/a%2Fb", "/%FF", "/%ED%A0%80", "/a?b=%C3", "/a?%=1", "/\x7f"}) {
    auto target = read_target(wrong);
    ASSERT_FALSE(target) << wrong;
    EXPECT_EQ(target.error().code, Code::wrong_usage);
  }
}

TEST(Routes, PreferWhatIsWrittenOut) {
  EXPECT_EQ(find_route("GET", {"notices", "preview"}).route->spec->path, "notify preview");
  Found found = find_route("GET", {"projects", "P-12", "history"});
  ASSERT_TRUE(found.route);
  EXPECT_EQ(found.route->spec->path, "project history");
  EXPECT_EQ(found.places.at("project"), "P-12");
}

TEST(Routes, NameTheMethodsOfAPath) {
  Found found = find_route("DELETE", {"projects", "P-12"});
  EXPECT_FALSE(found.route);
  EXPECT_THAT(found.methods, ::testing::UnorderedElementsAre("GET", "PATCH"));
  EXPECT_TRUE(find_route("GET", {"nothing"}).methods.empty());
  EXPECT_TRUE(find_route("GET", {"projects", "P-1", "history", "more"}).methods.empty());
}

// A place without a positional of that name would be lost, and two routes of one shape would hide each other.
TEST(Routes, FitTheTableTheyComeFrom) {
  std::set<std::string> shapes;
  for (const Route& route : all_routes()) {
    std::string shape = route.method;
    for (const std::string& part : route.path) {
      shape += part.starts_with('{') ? "/{}" : "/" + part;
      if (!part.starts_with('{')) continue;
      const std::string name = part.substr(1, part.size() - 2);
      const auto has = [&](const std::vector<cli::Param>& params) {
        return std::any_of(params.begin(), params.end(),
                           [&](const cli::Param& param) { return param.name == name; });
      };
      EXPECT_TRUE(has(route.spec->positionals) || has(route.spec->options)) << path_of(route);
    }
    EXPECT_TRUE(shapes.insert(shape).second) << shape;
    const bool of_lines = route.spec->handler && takes_file(*route.spec);
    EXPECT_TRUE(route.method == "GET" ? route.spec->handler != nullptr
                                      : of_lines || !route.spec->command.empty())
        << path_of(route);
  }
}

TEST(OpenApi, SaysWhatEveryRouteTakes) {
  const Json document = parse_json(openapi_text()).value();
  std::size_t operations = 0;
  for (const auto& path : document.at("paths").as_object()) operations += path.value().as_object().size();
  EXPECT_EQ(operations, all_routes().size() + 5) << "and /claim, /events, /logins";
  for (const Route& route : all_routes()) {
    std::string method;
    for (char c : route.method) method += static_cast<char>(c - 'A' + 'a');
    const Json& operation = document.at("paths").at(path_of(route)).at(method);
    const JsonObject& answered = operation.at("responses").at("200").at("content").as_object();
    for (const std::string& media : route.spec->media)
      EXPECT_TRUE(answered.contains(media)) << path_of(route);
    EXPECT_EQ(answered.contains("application/json"), route.spec->media.empty()) << path_of(route);
    if (route.method == "GET") continue;
    if (route.spec->command.empty()) {
      EXPECT_TRUE(operation.at("requestBody").at("content").as_object().contains("application/jsonl"))
          << path_of(route);
      continue;
    }
    const Json& schema = operation.at("requestBody").at("content").at("application/json").at("schema");
    for (const Json& required : schema.at("required").as_array())
      EXPECT_TRUE(schema.at("properties").as_object().contains(required.as_string())) << path_of(route);
    for (const Json& parameter : operation.at("parameters").as_array())
      if (parameter.at("in").as_string() != "query") {  // those go with a file
        EXPECT_FALSE(schema.at("properties").as_object().contains(parameter.at("name").as_string()))
            << path_of(route);
      }
  }
  EXPECT_EQ(to_text(document.at("paths")
                        .at("/tasks/{task}/extension")
                        .at("post")
                        .at("requestBody")
                        .at("content")
                        .at("application/json")
                        .at("schema")
                        .at("properties")
                        .at("due")),
            R"({"type":"string","format":"date"})");
}

}  // namespace
}  // namespace kyodo::server
