#include "server/openapi.h"

#include <algorithm>

#include "base/json.h"
#include "runtime/commands.h"
#include "server/calls.h"

namespace kyodo::server {
namespace {

JsonObject json_content(Json schema) {
  return {{"application/json", JsonObject{{"schema", std::move(schema)}}}};
}

const char* type_of(cli::Kind kind) {
  switch (kind) {
    case cli::Kind::flag:
      return "boolean";
    case cli::Kind::integer:
      return "integer";
    default:
      return "string";
  }
}

JsonObject parameter(const std::string& name, const char* in, Json schema, const Text& help) {
  return {{"name", name},
          {"in", in},
          {"required", std::string_view(in) == "path"},
          {"description", help.ja + " / " + help.en},
          {"schema", std::move(schema)}};
}

JsonArray parameters_of(const Route& route) {
  JsonArray all;
  for (const std::string& part : route.path) {
    if (!part.starts_with('{')) continue;
    const std::string name = part.substr(1, part.size() - 2);
    Text help{name, name};
    for (const cli::Param& positional : route.spec->positionals)
      if (positional.name == name) help = positional.help;
    all.push_back(parameter(name, "path", JsonObject{{"type", "string"}}, help));
  }
  if (route.method == "GET") {
    for (const cli::Param& option : route.spec->options)
      if (option.kind != cli::Kind::file)
        all.push_back(
            parameter(option.name, "query", JsonObject{{"type", type_of(option.kind)}}, option.help));
    return all;
  }
  if (route.spec->handler && takes_file(*route.spec))
    for (const cli::Param& option : route.spec->options)
      if (const std::string place = "{" + option.name + "}";
          std::find(route.path.begin(), route.path.end(), place) == route.path.end())
        all.push_back(
            parameter(option.name, "query", JsonObject{{"type", type_of(option.kind)}}, option.help));
  all.push_back(parameter("Idempotency-Key", "header",
                          JsonObject{{"type", "string"}, {"maxLength", kMaxIdBytes}},
                          {"同じキーの2回目は行わず、最初の答えを返します",
                           "a second request with the same key gets the first answer and does nothing"}));
  all.push_back(parameter(
      "If-Match", "header", JsonObject{{"type", "string"}},
      {"この版(ETag)から変わっていれば行いません", "refused when it has changed since this version (ETag)"}));
  return all;
}

// What the body holds: the command's members but for those that the path says or that are always the same.
JsonObject body_of(const Route& route) {
  JsonObject schema = runtime::schema_of_command(route.spec->command);
  JsonObject& properties = schema["properties"].as_object();
  auto leave_out = [&](const std::string& name) {
    properties.erase(name);
    JsonArray required;
    for (const Json& one : schema["required"].as_array())
      if (one.as_string() != name) required.push_back(one);
    schema["required"] = std::move(required);
  };
  for (const std::string& part : route.path) {
    if (!part.starts_with('{')) continue;
    std::string name = part.substr(1, part.size() - 2);
    for (const cli::Param& positional : route.spec->positionals)
      if (positional.name == name && !positional.arg.empty()) name = positional.arg;
    leave_out(name);
  }
  if (!route.spec->fixed.empty()) {
    const Json fixed = parse_json(route.spec->fixed).value();
    for (const auto& member : fixed.as_object()) leave_out(member.key());
  }
  properties["reason"] = JsonObject{
      {"type", "string"}, {"description", "理由(記録に残ります) / the reason; it stays in the history"}};
  return schema;
}

JsonObject answer_content(const cli::Spec& spec) {
  if (spec.media.empty()) return json_content(JsonObject{{"type", "object"}});
  JsonObject content;
  for (const std::string& media : spec.media)
    content[media] = JsonObject{{"schema", JsonObject{{"type", "string"}}}};
  return content;
}

// Of a subcommand without a command of its own: commands, line by line.
JsonObject lines_body() {
  return {
      {"required", true},
      {"content", JsonObject{{"application/jsonl", JsonObject{{"schema", JsonObject{{"type", "string"}}}}}}}};
}

JsonObject operation_of(const Route& route) {
  std::string id = route.spec->path;
  for (char& c : id)
    if (c == ' ') c = '.';
  JsonObject operation{{"operationId", id},
                       {"summary", route.spec->help.ja + " / " + route.spec->help.en},
                       {"parameters", parameters_of(route)}};
  if (route.method != "GET" && route.spec->command.empty()) {
    operation["requestBody"] = lines_body();
  } else if (route.method != "GET") {
    const JsonObject schema = body_of(route);
    operation["requestBody"] = JsonObject{{"required", !schema.at("required").as_array().empty()},
                                          {"content", json_content(schema)}};
    // Where the command line takes a file, the body may be that file, and its options are parameters.
    if (route.spec->handler && takes_file(*route.spec)) {
      JsonObject& content = operation["requestBody"].as_object()["content"].as_object();
      const JsonObject file{{"schema", JsonObject{{"type", "string"}, {"format", "binary"}}}};
      content[route.spec->command == "project.attach" ? "application/octet-stream" : "text/csv"] = file;
    }
  }
  const JsonObject ref{{"$ref", "#/components/schemas/Problem"}};
  operation["responses"] = JsonObject{
      {"200", JsonObject{{"description", "OK"}, {"content", answer_content(*route.spec)}}},
      {"default",
       JsonObject{{"description", "問題の詳細 / problem details (RFC 9457)"},
                  {"content", JsonObject{{"application/problem+json", JsonObject{{"schema", ref}}}}}}}};
  return operation;
}

JsonObject events_operation() {
  return {
      {"operationId", "events"},
      {"summary", "変更が起きるたびに知らせる(text/event-stream) / changes as they happen"},
      {"parameters",
       JsonArray{parameter("Last-Event-ID", "header", JsonObject{{"type", "integer"}},
                           {"この番号の後から続けます", "goes on after this row of the journal"}),
                 parameter("after", "query", JsonObject{{"type", "integer"}},
                           {"同じ(ヘッダーを付けられないとき)", "the same, where no header can be set"})}},
      {"responses",
       JsonObject{{"200", JsonObject{{"description", "OK"},
                                     {"content", JsonObject{{"text/event-stream", JsonObject{}}}}}}}}};
}

std::vector<std::pair<std::string, JsonObject>> logins() {
  const JsonObject ok{
      {"200", JsonObject{{"description", "OK"}, {"content", json_content(JsonObject{{"type", "object"}})}}}};
  const JsonObject text{{"type", "string"}};
  const JsonObject credentials{{"type", "object"},
                               {"properties", JsonObject{{"person", text}, {"password", text}}},
                               {"required", JsonArray{"person", "password"}}};
  auto operation = [&](const char* id, const char* summary) {
    return JsonObject{{"operationId", id}, {"summary", summary}, {"responses", ok}};
  };
  JsonObject on = operation("login.begin", "サインインする / sign on");
  on["requestBody"] = JsonObject{{"required", true}, {"content", json_content(credentials)}};
  on["security"] = JsonArray{};
  const JsonObject first{
      {"type", "object"},
      {"properties",
       JsonObject{{"code", text}, {"person", text}, {"name", text}, {"mail", text}, {"password", text}}},
      {"required", JsonArray{"code", "person", "name", "password"}}};
  JsonObject claim = operation(
      "office.claim", "kyodo init の登録コードで最初の管理者になる / become the first administrator");
  claim["requestBody"] = JsonObject{{"required", true}, {"content", json_content(first)}};
  claim["security"] = JsonArray{};
  return {{"/claim", JsonObject{{"post", std::move(claim)}}},
          {"/logins", JsonObject{{"post", std::move(on)}}},
          {"/logins/current",
           JsonObject{{"get", operation("login.show", "だれとしてサインインしているか / who signed on")},
                      {"delete", operation("login.end", "サインアウトする / sign off")}}}};
}

JsonObject problem_schema() {
  const JsonObject text{{"type", "string"}}, number{{"type", "integer"}};
  const JsonObject one{
      {"type", "object"},
      {"properties", JsonObject{{"field", text}, {"keyword", text}, {"ja", text}, {"en", text}}}};
  return {{"type", "object"},
          {"required", JsonArray{"type", "title", "status", "code", "detail"}},
          {"properties", JsonObject{{"type", text},
                                    {"title", text},
                                    {"status", number},
                                    {"code", text},
                                    {"detail", text},
                                    {"detail_en", text},
                                    {"problems", JsonObject{{"type", "array"}, {"items", one}}}}}};
}

JsonObject document() {
  JsonObject paths;
  for (const Route& route : all_routes()) {
    std::string method = route.method;
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    Json& path = paths[path_of(route)];
    if (!path.is_object()) path = JsonObject{};
    path.as_object()[method] = operation_of(route);
  }
  for (auto& [path, operations] : logins()) paths[path] = std::move(operations);
  paths["/events"] = JsonObject{{"get", events_operation()}};
  return {{"openapi", "3.1.0"},
          {"info", JsonObject{{"title", "kyodo"}, {"version", "1"}}},
          {"servers", JsonArray{JsonObject{{"url", kBase}}}},
          {"security", JsonArray{JsonObject{{"token", JsonArray{}}}, JsonObject{{"login", JsonArray{}}}}},
          {"paths", std::move(paths)},
          {"components",
           JsonObject{
               {"schemas", JsonObject{{"Problem", problem_schema()}}},
               {"securitySchemes",
                JsonObject{
                    {"token", JsonObject{{"type", "http"}, {"scheme", "bearer"}}},
                    {"login", JsonObject{{"type", "apiKey"}, {"in", "cookie"}, {"name", "kyodo_login"}}}}}}}};
}

}  // namespace

const std::string& openapi_text() {
  static const std::string text = to_pretty_text(document());
  return text;
}

}  // namespace kyodo::server
