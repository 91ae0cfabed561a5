// The ECMAScript data model (SCXML 1.0, B.2) on Duktape. The heap is made when something is first evaluated:
// many steps evaluate nothing.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "datamodel/convert.h"
#include "datamodel/heap.h"
#include "datamodel/syntax.h"

namespace kyodo::datamodel {
namespace {

duk_ret_t get_system(duk_context* context) {
  duk_push_heap_stash(context);
  duk_push_current_function(context);
  duk_get_prop_string(context, -1, "name");
  duk_get_prop(context, -3);
  return 1;
}
duk_ret_t set_system_refused(duk_context* context) {
  return duk_error(context, DUK_ERR_TYPE_ERROR, "system variables cannot be changed");
}

class Ecmascript final : public Datamodel {
 public:
  void set_system(std::string_view name, const Json& value) override {
    system_[std::string(name)] = {Item::Kind::json, value, {}};
    if (heap_) publish_system(std::string(name));
  }

  void set_event(const EventFields& event) override {
    event_ = event;
    if (heap_) publish_event();
  }

  void set_in(std::function<bool(std::string_view)> in) override {
    in_ = std::move(in);
    if (heap_) heap_->set_in(in_);
  }

  Result<bool> condition(std::string_view expr) override {
    bool holds = false;
    const Result<void> done = heap().guarded([&](duk_context* context) {
      evaluate(context, expr);
      holds = duk_to_boolean(context, -1) != 0;
      duk_pop(context);
    });
    if (!done) return done.error();
    return holds;
  }

  Result<Item> value(std::string_view expr) override {
    Item item;
    const std::size_t budget = std::min(kMaxItemBytes, left_);
    Reader reader{budget, {}};
    bool good = false;
    const Result<void> done = heap().guarded([&](duk_context* context) {
      evaluate(context, expr);
      good = read_item(context, duk_get_top_index(context), item, reader);
      duk_set_top(context, 0);
    });
    if (!done) return done.error();
    left_ -= budget - reader.budget;
    if (!good) return Error{Code::bad_input, reader.fault};
    return item;
  }

  Result<void> assign(std::string_view location, const Item& item) override {
    return heap().guarded([&](duk_context* context) {
      push_item(context, item, pusher_);
      assign_top(context, location);
    });
  }

  // The value itself is assigned, not a copy of what a session would keep of it: within a step two items may
  // be one object, as ECMAScript has it.
  Result<void> assign_expr(std::string_view location, std::string_view expr) override {
    Item item;
    Reader reader;
    bool good = false;
    const Result<void> done = heap().guarded([&](duk_context* context) {
      evaluate(context, expr);
      good = read_item(context, duk_get_top_index(context), item, reader);
      duk_set_top(context, 1);
      if (good) assign_top(context, location);
      duk_set_top(context, 0);
    });
    if (!done) return done;
    if (!good) return Error{Code::bad_input, reader.fault};
    return {};
  }

  // A script that leaves what cannot be kept is undone as a whole.
  Result<void> script(std::string_view text) override {
    const std::map<std::string, Item> before = snapshot();
    const Result<void> ran = run(text);
    for (const std::string& name : names()) {
      const Result<Item> item = get(name);
      if (item) continue;
      for (const std::string& each : names()) {
        const auto old = before.find(each);
        (void)publish(each, old == before.end() ? Item{} : old->second);
      }
      return fail(item.error().code, fmt::format("「{}」を保存できません: {}", name, item.error().text.ja),
                  fmt::format("\"{}\" cannot be kept: {}", name, item.error().text.en));
    }
    return ran;
  }

  Result<void> prelude(std::string_view text) override {
    const Result<void> ran = run(text);
    (void)heap().guarded([&](duk_context* context) {
      duk_push_global_object(context);
      duk_enum(context, 0, DUK_ENUM_OWN_PROPERTIES_ONLY);
      while (duk_next(context, -1, 1)) {
        if (duk_is_function(context, -1)) remember_function(duk_get_string(context, -2));
        duk_pop_2(context);
      }
      duk_set_top(context, 0);
    });
    return ran;
  }

  void declare(std::string_view id) override {
    if (known_.contains(std::string(id))) return;
    order_.emplace_back(id);
    known_[std::string(id)] = Item{};
    if (heap_) (void)publish(std::string(id), Item{});
  }

  Result<Item> get(std::string_view id) override {
    if (!heap_) {
      const auto found = known_.find(std::string(id));
      if (found == known_.end()) return unknown(id);
      return found->second;
    }
    Item item;
    Reader reader;  // reading back what is kept counts for nothing
    bool good = false, found = false;
    const Result<void> done = heap_->guarded([&](duk_context* context) {
      duk_push_global_object(context);
      duk_push_lstring(context, id.data(), id.size());
      found = duk_get_prop(context, 0) != 0;
      good = read_item(context, duk_get_top_index(context), item, reader);
      duk_set_top(context, 0);
    });
    if (done && !found) return unknown(id);
    if (!done) return done.error();
    if (!good) return Error{Code::bad_input, reader.fault};
    return item;
  }

  Result<void> put(std::string_view id, const Item& item) override {
    if (is_reserved(id))
      return fail(Code::bad_input, fmt::format("「{}」はデータの名前として使えません。", id),
                  fmt::format("\"{}\" cannot name a data item.", id));
    declare(id);
    known_[std::string(id)] = item;
    return heap_ ? publish(std::string(id), item) : Result<void>();
  }

  std::vector<std::string> names() override {
    std::vector<std::string> all = order_;
    if (!heap_) return all;
    (void)heap_->guarded([&](duk_context* context) {
      duk_push_global_object(context);
      duk_enum(context, 0, DUK_ENUM_OWN_PROPERTIES_ONLY);
      while (duk_next(context, -1, 1)) {
        add_name(all, duk_get_string(context, -2), duk_is_function(context, -1) != 0);
        duk_pop_2(context);
      }
      duk_set_top(context, 0);
    });
    return all;
  }

  Result<void> foreach (std::string_view array, std::string_view item, std::string_view index,
                        const std::function<bool()>& body) override {
    const auto usable = [](std::string_view name) { return is_identifier(name) && !is_reserved(name); };
    if (!usable(item) || (!index.empty() && !usable(index))) {
      const std::string_view name = usable(item) ? index : item;
      return fail(Code::bad_input, fmt::format("foreach の変数名「{}」は使えません。", name),
                  fmt::format("\"{}\" cannot be a variable of foreach.", name));
    }
    duk_uarridx_t length = 0;
    bool is_array = false;
    const std::string place = fmt::format("foreach{}", ++nesting_);
    // The elements are copied first: what the body does to the array does not change the walk.
    Result<void> done = heap().guarded([&](duk_context* context) {
      duk_push_heap_stash(context);
      evaluate(context, array);
      is_array = duk_is_array(context, -1) != 0;
      if (is_array) {
        length = static_cast<duk_uarridx_t>(duk_get_length(context, -1));
        duk_push_array(context);
        for (duk_uarridx_t i = 0; i < length; ++i) {
          duk_get_prop_index(context, -2, i);
          duk_put_prop_index(context, -2, i);
        }
        duk_put_prop_string(context, 0, place.c_str());
      }
      duk_set_top(context, 0);
    });
    if (done && !is_array)
      done = fail(Code::bad_input, "foreach の array が配列ではありません。",
                  "The array of foreach is not an array.");
    if (done) declare(item);
    if (done && !index.empty()) declare(index);
    for (duk_uarridx_t i = 0; done && i < length; ++i) {
      done = heap().guarded([&](duk_context* context) {
        duk_push_heap_stash(context);
        duk_get_prop_string(context, 0, place.c_str());
        duk_push_global_object(context);
        duk_push_lstring(context, item.data(), item.size());
        duk_get_prop_index(context, 1, i);
        duk_put_prop(context, 2);
        if (!index.empty()) {
          duk_push_lstring(context, index.data(), index.size());
          duk_push_uint(context, i);
          duk_put_prop(context, 2);
        }
        duk_set_top(context, 0);
      });
      if (done && !body()) break;
    }
    --nesting_;
    return done;
  }

 private:
  static Error unknown(std::string_view id) {
    return fail(Code::unknown_id, fmt::format("データ「{}」はありません。", id),
                fmt::format("There is no data item \"{}\".", id));
  }

  Heap& heap() {
    if (heap_) return *heap_;
    heap_ = std::make_unique<Heap>();
    heap_->set_in(in_);
    for (const auto& [name, value] : system_) publish_system(name);
    for (const std::string& name : order_) (void)publish(name, known_[name]);
    publish_event();
    return *heap_;
  }

  // Leaves the value of the expression on the stack.
  void evaluate(duk_context* context, std::string_view expr) {
    source_.assign("(").append(expr).append("\n)");
    duk_push_lstring(context, source_.data(), source_.size());
    duk_push_string(context, "expression");
    duk_compile(context, DUK_COMPILE_EVAL);
    duk_call(context, 0);
  }

  // Takes the value on the stack. Strict code, so that an unknown or read-only location is an error.
  void assign_top(duk_context* context, std::string_view location) {
    source_.assign("function(){'use strict';(").append(location).append("\n)=arguments[0];}");
    duk_push_lstring(context, source_.data(), source_.size());
    duk_push_string(context, "location");
    duk_compile(context, DUK_COMPILE_FUNCTION);
    duk_insert(context, -2);
    duk_call(context, 1);
    duk_pop(context);
  }

  Result<void> run(std::string_view text) {
    return heap().guarded([&](duk_context* context) {
      duk_push_lstring(context, text.data(), text.size());
      duk_push_string(context, "script");
      duk_compile(context, 0);
      duk_call(context, 0);
      duk_pop(context);
    });
  }

  // A global variable as `var` makes it.
  Result<void> publish(const std::string& name, const Item& item) {
    return heap_->guarded([&](duk_context* context) {
      duk_push_global_object(context);
      duk_push_lstring(context, name.data(), name.size());
      push_item(context, item, pusher_);
      duk_def_prop(context, 0,
                   DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE | DUK_DEFPROP_SET_ENUMERABLE |
                       DUK_DEFPROP_CLEAR_CONFIGURABLE | DUK_DEFPROP_FORCE);
      duk_set_top(context, 0);
    });
  }

  // System variables live in the stash; scripts see an accessor whose setter throws.
  void define_accessor(duk_context* context, const char* name) {
    duk_push_global_object(context);
    duk_push_string(context, name);
    duk_push_c_function(context, get_system, 0);
    duk_push_string(context, "name");
    duk_push_string(context, name);
    duk_def_prop(context, -3, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_FORCE);
    duk_push_c_function(context, set_system_refused, 1);
    duk_def_prop(context, -4,
                 DUK_DEFPROP_HAVE_GETTER | DUK_DEFPROP_HAVE_SETTER | DUK_DEFPROP_CLEAR_ENUMERABLE |
                     DUK_DEFPROP_CLEAR_CONFIGURABLE | DUK_DEFPROP_FORCE);
    duk_pop(context);
  }

  void publish_system(const std::string& name) {
    const Item& item = system_[name];
    (void)heap_->guarded([&](duk_context* context) {
      duk_push_heap_stash(context);
      push_item(context, item, pusher_);
      if (duk_is_object(context, -1)) duk_freeze(context, -1);
      duk_put_prop_string(context, 0, name.c_str());
      define_accessor(context, name.c_str());
      duk_set_top(context, 0);
    });
  }

  void publish_event() {
    (void)heap_->guarded([&](duk_context* context) {
      define_accessor(context, "_event");
      if (!event_) return duk_set_top(context, 0);
      duk_push_heap_stash(context);
      duk_push_object(context);
      field(context, "name", event_->name, false);
      field(context, "type", event_->type, false);
      field(context, "sendid", event_->sendid, true);
      field(context, "origin", event_->origin, true);
      field(context, "origintype", event_->origintype, true);
      field(context, "invokeid", event_->invokeid, true);
      push_item(context, event_->data, pusher_);
      duk_put_prop_string(context, -2, "data");
      duk_freeze(context, -1);
      duk_put_prop_string(context, 0, "_event");
      duk_set_top(context, 0);
    });
  }
  void field(duk_context* context, const char* name, const std::string& text, bool may_lack) {
    if (may_lack && text.empty())
      duk_push_undefined(context);
    else
      push_text(context, text, pusher_);
    duk_put_prop_string(context, -2, name);
  }

  std::map<std::string, Item> snapshot() {
    std::map<std::string, Item> items;
    for (const std::string& name : names())
      if (auto item = get(name)) items.emplace(name, std::move(*item));
    return items;
  }

  void remember_function(std::string_view name) { functions_.emplace_back(name); }
  void add_name(std::vector<std::string>& all, std::string_view name, bool is_function) const {
    if (known_.contains(std::string(name))) return;
    if (is_function && std::find(functions_.begin(), functions_.end(), name) != functions_.end()) return;
    all.emplace_back(name);
  }

  std::vector<std::string> order_;     // declared items
  std::map<std::string, Item> known_;  // their values as long as there is no heap
  std::map<std::string, Item> system_;
  std::optional<EventFields> event_;
  std::function<bool(std::string_view)> in_;
  std::vector<std::string> functions_;  // made by the top-level script
  std::size_t left_ = kMaxStepBytes;
  int nesting_ = 0;
  Pusher pusher_;
  std::string source_;
  std::unique_ptr<Heap> heap_;
};

}  // namespace

std::unique_ptr<Datamodel> make_ecmascript() {
  return std::make_unique<Ecmascript>();
}

}  // namespace kyodo::datamodel
