// The first line as the name of a command, the rest as its arguments: what is read has the shape of its
// schema, and said again it is the same command.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "runtime/commands.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  const std::string name = text.substr(0, line);
  const auto args = parse_json(std::string_view(text).substr(std::min(line + 1, text.size())));
  if (!args) return 0;
  const auto body = runtime::decode_command(name, *args);
  if (!body) {
    if (body.error().code == Code::wrong_usage) return 0;
    if (body.error().code != Code::bad_input || body.error().problems.empty()) std::abort();
    for (const Problem& problem : body.error().problems)
      if (problem.field.empty() && args->is_object()) std::abort();
    return 0;
  }
  if (runtime::name_of(*body) != name) std::abort();
  const Json said = runtime::args_of(*body);
  const auto again = runtime::decode_command(name, said);
  if (!again || !same_text(runtime::args_of(*again), said)) std::abort();
  const JsonObject schema = runtime::schema_of_command(name);
  for (const Json& required : schema.at("required").as_array())
    if (!args->is_object() || !args->get_object().contains(required.as_string())) std::abort();
  if (args->is_object())
    for (const auto& member : args->get_object())
      if (!schema.at("properties").as_object().contains(member.key())) std::abort();
  return 0;
}
