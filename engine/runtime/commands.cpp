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

template <class M>
JsonObject schema_of() {
  using namespace record_detail;
  if constexpr (is_optional<M>::value)
    return schema_of<typename M::value_type>();
  else if constexpr (is_vector<M>::value)
    return {{"type", "array"}, {"items", schema_of<typename M::value_type>()}};
  else if constexpr (std::is_same_v<M, bool>)
    return {{"type", "boolean"}};
  else if constexpr (std::is_same_v<M, std::int64_t> || std::is_same_v<M, TimePoint>)
    return {{"type", "integer"}};
  else if constexpr (std::is_same_v<M, std::string>)
    return {{"type", "string"}};
  else if constexpr (std::is_same_v<M, LocalDate>)
    return {{"type", "string"}, {"format", "date"}};
  else if constexpr (std::is_same_v<M, JsonObject>)
    return {{"type", "object"}};
  else if constexpr (std::is_same_v<M, JsonArray>)
    return {{"type", "array"}, {"items", JsonObject{}}};
  else
    return {};
}

// As from_json reads it: what may be left out is not required.
template <class C>
JsonObject schema_of_struct() {
  using namespace record_detail;
  JsonObject properties;
  JsonArray required;
  boost::mp11::mp_for_each<members<C>>([&](auto d) {
    using M = std::remove_cv_t<std::remove_reference_t<decltype(std::declval<C>().*d.pointer)>>;
    properties[d.name] = schema_of<M>();
    if constexpr (!is_optional<M>::value && !is_vector<M>::value && !std::is_same_v<M, JsonObject> &&
                  !std::is_same_v<M, JsonArray> && !std::is_same_v<M, Json>)
      required.emplace_back(d.name);
  });
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

}  // namespace

JsonObject schema_of_command(const std::string& name) {
  JsonObject schema{{"type", "object"}, {"properties", JsonObject{}}, {"required", JsonArray{}}};
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, CommandBody>>([&](auto type) {
    using C = std::remove_pointer_t<decltype(type)>;
    if (name == C::kName) schema = schema_of_struct<C>();
  });
  return schema;
}

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
