#include "server/calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/lines.h"
#include "runtime/commands.h"

namespace kyodo::server {

cli::Lang language_of(const Request& request) {
  return request.header("accept-language").starts_with("en") ? cli::Lang::en : cli::Lang::ja;
}

Result<std::optional<std::int64_t>> expected_version(const Request& request) {
  const std::string_view tag = request.header("if-match");
  if (tag.empty() || tag == "*") return std::optional<std::int64_t>();
  std::int64_t version = 0;
  if (tag.size() >= 3 && tag.front() == '"' && tag.back() == '"') {
    const char* const last = tag.data() + tag.size() - 1;
    auto [end, error] = std::from_chars(tag.data() + 1, last, version);
    if (error == std::errc{} && end == last && version >= 0) return std::optional(version);
  }
  return fail(Code::stale_version, "If-Match には GET で得た ETag をそのまま付けてください。",
              "Give If-Match the ETag that GET gave.");
}

Error unknown_parameter(const std::string& name, const cli::Spec& spec) {
  std::string list;
  for (const cli::Param& option : spec.options) list += (list.empty() ? "" : ", ") + option.name;
  return fail(Code::wrong_usage,
              fmt::format("「{}」という指定はありません。{}", name,
                          list.empty() ? "何も指定できません。" : "使えるのは " + list + " です。"),
              fmt::format("There is no parameter \"{}\". {}", name,
                          list.empty() ? "There are none." : "There are: " + list + "."));
}

Result<cli::Call> call_of(const Route& route, const Values& places, const Target& target,
                          const std::string& person) {
  cli::Call call;
  call.spec = route.spec;
  for (const cli::Param& positional : route.spec->positionals)
    if (auto place = places.find(positional.name); place != places.end())
      call.positionals[positional.name] = place->second;
  for (const cli::Param& option : route.spec->options)
    if (auto place = places.find(option.name); place != places.end())
      call.options[option.name] = {place->second};
  for (const auto& [name, value] : target.query) {
    const cli::Param* known = nullptr;
    for (const cli::Param& option : route.spec->options)
      if (option.name == name) known = &option;
    if (!known || known->kind == cli::Kind::file) return unknown_parameter(name, *route.spec);
    auto& values = call.options[name];
    if (known->kind == cli::Kind::flag) {
      if (value == "false") call.options.erase(name);
      continue;
    }
    if (!values.empty() && known->kind != cli::Kind::list)
      return fail(Code::wrong_usage, fmt::format("「{}」は一度だけ指定してください。", name),
                  fmt::format("Give \"{}\" only once.", name));
    values.push_back(value);
  }
  // A long list comes in pieces, whether or not the client knows of them.
  const bool in_pieces = std::any_of(route.spec->options.begin(), route.spec->options.end(),
                                     [](const cli::Param& option) { return option.name == "limit"; });
  if (in_pieces && !call.has("limit")) call.options["limit"] = {std::to_string(kPageRows)};
  call.options["as"] = {person};
  return call;
}

Result<JsonObject> args_of(const Route& route, const Values& places, const Request& request) {
  JsonObject args;
  if (!request.body.empty()) {
    const std::string_view type = request.header("content-type");
    if (type.substr(0, type.find(';')) != "application/json")
      return fail(Code::wrong_usage, "内容は application/json で送ってください。",
                  "Send the content as application/json.");
    auto json = parse_json(request.body, "", cli::kMaxLineBytes);
    if (!json) {
      Error error = json.error();
      error.code = Code::wrong_usage;
      return error;
    }
    if (!json->is_object())
      return fail(Code::wrong_usage, "内容は JSON のオブジェクトにしてください。",
                  "The content must be a JSON object.");
    args = std::move(json->get_object());
  }
  for (const auto& [name, value] : places) {
    std::string member = name;
    for (const cli::Param& positional : route.spec->positionals)
      if (positional.name == name && !positional.arg.empty()) member = positional.arg;
    args[member] = value;
  }
  if (!route.spec->fixed.empty()) {
    const Json fixed = parse_json(route.spec->fixed).value();
    for (const auto& member : fixed.as_object()) args[member.key()] = member.value();
  }
  return args;
}

Asked::Asked(const cli::Machine& machine, const cli::Call& call, cli::Lang lang,
             const cli::Settings& settings, cli::Opened& opened)
    : machine_{.clock = machine.clock,
               .databases = machine.databases,
               .random_hex = machine.random_hex,
               .in = in_,
               .out = out_,
               .err = err_},
      context_(machine_, call, lang, settings, opened) {}

Response Asked::said() {
  return {200, context_.media(), out_.str()};
}

bool takes_file(const cli::Spec& spec) {
  return std::any_of(spec.positionals.begin(), spec.positionals.end(),
                     [](const cli::Param& positional) { return positional.kind == cli::Kind::file; });
}

bool carries_file(const Route& route, const Request& request) {
  const std::string_view type = request.header("content-type");
  return route.spec->handler && takes_file(*route.spec) && !type.empty() &&
         type.substr(0, type.find(';')) != "application/json";
}

Response attachment(const std::string& said, std::string bytes) {
  const Json json = parse_json(said).value();
  std::string name;  // RFC 8187
  for (const char c : string_or(json.as_object(), "name", "")) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    name += plain || c == '.' || c == '-' || c == '_' ? std::string(1, c)
                                                      : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  Response response{200, "application/octet-stream", std::move(bytes)};
  response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + name);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace kyodo::server
