#include "datamodel/environment.h"

#include "datamodel/heap.h"

namespace kyodo::datamodel {
namespace {

Environment& environment_of(duk_context* context) {
  return *static_cast<Environment*>(Heap::host_of(context));
}

duk_ret_t in_state(duk_context* context) {
  duk_size_t length = 0;
  const char* state = duk_require_lstring(context, 0, &length);
  const ActiveStates* states = environment_of(context).states;
  duk_push_boolean(context, states && states->is_active(states->find(std::string_view(state, length))));
  return 1;
}

void field(duk_context* context, const char* name, const std::string& text, bool may_lack, Pusher& pusher) {
  if (may_lack && text.empty())
    duk_push_undefined(context);
  else
    push_text(context, text, pusher);
  duk_put_prop_string(context, -2, name);
}

void push_event(duk_context* context, const Event& event, Pusher& pusher) {
  duk_push_object(context);
  field(context, "name", event.name, false, pusher);
  field(context, "type", event.type, false, pusher);
  field(context, "sendid", event.sendid, true, pusher);
  field(context, "origin", event.origin, true, pusher);
  field(context, "origintype", event.origintype, true, pusher);
  field(context, "invokeid", event.invokeid, true, pusher);
  push_item(context, event.data, pusher);
  duk_put_prop_string(context, -2, "data");
  if (!event.raw.empty()) field(context, "raw", event.raw, false, pusher);
}

duk_ret_t get_system(duk_context* context) {
  const auto which = static_cast<std::size_t>(duk_get_current_magic(context));
  Environment& environment = environment_of(context);
  const char* name = Environment::kNames[which];
  duk_push_heap_stash(context);
  if (!environment.made[which]) {
    Pusher& pusher = environment.pusher;
    if (which == 0 && environment.event)
      push_event(context, *environment.event, pusher);
    else
      push_item(context, environment.system[which], pusher);
    if (duk_is_object(context, -1)) duk_freeze(context, -1);
    duk_put_prop_string(context, -2, name);
    environment.made[which] = true;
  }
  duk_get_prop_string(context, -1, name);
  return 1;
}

duk_ret_t set_system_refused(duk_context* context) {
  return duk_error(context, DUK_ERR_TYPE_ERROR, "system variables cannot be changed");
}

}  // namespace

void Environment::set_system(std::string_view name, const Json& value) {
  for (std::size_t i = 1; i < kNames.size(); ++i) {
    if (name != kNames[i]) continue;
    system[i] = {Item::Kind::json, value, {}};
    made[i] = false;
  }
}

// Accessors, so that a script that assigns to one fails instead of being ignored.
void Environment::install(duk_context* context) {
  duk_push_global_object(context);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    duk_push_string(context, kNames[i]);
    duk_push_c_function(context, get_system, 0);
    duk_set_magic(context, -1, static_cast<duk_int_t>(i));
    duk_push_c_function(context, set_system_refused, 1);
    duk_def_prop(context, -4,
                 DUK_DEFPROP_HAVE_GETTER | DUK_DEFPROP_HAVE_SETTER | DUK_DEFPROP_CLEAR_ENUMERABLE |
                     DUK_DEFPROP_CLEAR_CONFIGURABLE | DUK_DEFPROP_FORCE);
  }
  duk_push_string(context, "In");
  duk_push_c_function(context, in_state, 1);
  duk_def_prop(context, -3, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WEC);
  duk_pop(context);
}

}  // namespace kyodo::datamodel
