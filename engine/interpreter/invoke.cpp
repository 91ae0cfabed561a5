// <invoke>: started when the session comes to rest, for states that were entered and not left
// (SCXML 1.0, 6.4).
#include <fmt/format.h>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using datamodel::Item;

bool is_chart_type(std::string_view type) {
  return type.empty() || type == "scxml" || type == "http://www.w3.org/TR/scxml" ||
         type == "http://www.w3.org/TR/scxml/";
}

void Machine::invoke_entered_states() {
  const std::vector<StateIndex> states = states_to_invoke_.states();
  states_to_invoke_.clear();
  for (const StateIndex state : states)
    for (int i = 0; i < static_cast<int>(chart_.states[state].invokes.size()); ++i) invoke(state, i);
}

// Arguments that cannot be evaluated end it with an error.execution.
void Machine::invoke(StateIndex state, int index) {
  const chart::Invoke& invoke = chart_.states[state].invokes[static_cast<std::size_t>(index)];
  const std::string name = name_of(state);
  element_ = "invoke";
  StartInvoke effect;
  effect.state = name;
  effect.id = invoke.id.empty() ? new_id(name) : invoke.id;
  if (invoke.idlocation) {
    const Result<void> done = data_->assign(
        source_of(invoke.idlocation), Item{Item::Kind::json, Json(boost::json::string_view(effect.id)), {}});
    if (!done) return raise_error("error.execution", done.error(), invoke.idlocation.where);
  }
  for (const Place::Invocation& each : place_.invokes)
    if (each.active.id == effect.id)
      return raise_error("error.execution",
                         fail(Code::bad_input, fmt::format("呼び出し「{}」はもう動いています。", effect.id),
                              fmt::format("The invocation \"{}\" is already active.", effect.id)),
                         invoke.where);
  const auto type = text(invoke.type);
  if (!type) return;
  const auto src = text(invoke.src);
  if (!src) return;
  auto params = parameters(invoke.namelist, invoke.params, invoke.where, "");
  if (!params) return;
  effect.type = *type;
  effect.src = *src;
  effect.params = std::move(*params);
  if (invoke.content.present) {
    auto content = content_value(invoke.content);
    if (!content) return;
    effect.content = std::move(*content);
  }
  Parameters extensions;
  for (const chart::Extension& extension : invoke.extensions) {
    std::optional<Item> item = extension.value.expr
                                   ? value(extension.value.expr)
                                   : Item{Item::Kind::json, Json(extension.value.literal), {}};
    if (!item) return;
    extensions.emplace_back(extension.name, std::move(*item));
  }
  effect.extensions = object_of(std::move(extensions));
  place_.invokes.push_back({{effect.id, name, index, effect.type, invoke.autoforward}, state});
  add_effect(std::move(effect));
}

}  // namespace kyodo::interpreter
