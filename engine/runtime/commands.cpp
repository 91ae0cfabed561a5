#include "runtime/commands.h"

#include <fmt/format.h>

#include <algorithm>

namespace kyodo::runtime {
namespace {

template <std::size_t I = 0>
Result<CommandBody> decode(const std::string& name, const Json& args) {
  if constexpr (I == std::variant_size_v<CommandBody>) {
    std::string close;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, CommandBody>>([&](auto type) {
      std::string_view known = std::remove_pointer_t<decltype(type)>::kName;
      if (known.substr(0, known.find('.')) == name.substr(0, name.find('.')))
        close += (close.empty() ? "" : ", ") + std::string(known);
    });
    return fail(Code::wrong_usage,
                fmt::format("コマンド「{}」はありません。{}", name,
                            close.empty() ? "kyodo --help を見てください。" : "近いもの: " + close),
                fmt::format("There is no command \"{}\". {}", name,
                            close.empty() ? "See kyodo --help." : "Close: " + close));
  } else {
    using C = std::variant_alternative_t<I, CommandBody>;
    if (name != C::kName) return decode<I + 1>(name, args);
    auto command = from_json<C>(args.is_null() ? Json(JsonObject{}) : args, name);
    if (!command) return command.error();
    return CommandBody(std::move(*command));
  }
}

}  // namespace

Result<CommandBody> decode_command(const std::string& name, const Json& args) {
  return decode(name, args);
}

const char* name_of(const CommandBody& body) {
  return std::visit([](const auto& c) { return std::decay_t<decltype(c)>::kName; }, body);
}

Json args_of(const CommandBody& body) {
  return std::visit([](const auto& c) { return to_json(c); }, body);
}

Json answer_json(const Answer& answer) {
  JsonObject json{{"data", answer.data}};
  if (!answer.incidents.empty()) json["incidents"] = to_json(answer.incidents);
  JsonArray warnings;
  for (const Text& text : answer.warnings) warnings.push_back(JsonObject{{"ja", text.ja}, {"en", text.en}});
  if (!warnings.empty()) json["warnings"] = std::move(warnings);
  return json;
}

}  // namespace kyodo::runtime
