// The ECMAScript data model (SCXML 1.0, B.2) on Duktape. The heap is made when something is first evaluated:
// many steps evaluate nothing. After that it is kept with the chart's compiled expressions, and what a step
// leaves in it stays as long as all that was evaluated is plain (plain.h); otherwise the heap is reset to its
// mark and filled again when it is needed. So no step sees more of the one before than a session that was
// frozen and thawed.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "datamodel/convert.h"
#include "datamodel/environment.h"
#include "datamodel/heap.h"
#include "datamodel/items.h"
#include "datamodel/plain.h"
#include "datamodel/programs.h"
#include "datamodel/syntax.h"

namespace kyodo::datamodel {
namespace {

// A heap that nobody uses: going back to its mark costs a tenth of making another.
thread_local std::unique_ptr<Heap> spare_heap;

std::unique_ptr<Heap> take_heap() {
  if (spare_heap) {
    spare_heap->reset();
    return std::move(spare_heap);
  }
  auto heap = std::make_unique<Heap>();
  (void)heap->guarded([](duk_context* context) { Environment::install(context); });
  heap->mark();
  return heap;
}

class Ecmascript final : public Datamodel {
 public:
  // With the chart's texts in its mark, a heap is of no use to others.
  ~Ecmascript() override {
    if (heap_ && !programs_.are_marked()) spare_heap = std::move(heap_);
  }

  void begin(Source prelude) override {
    items_.clear();
    functions_.clear();
    prelude_ = prelude;
    begun_ = false;
    end_step(false);
  }

  Result<void> restore(std::vector<std::pair<std::string, Item>> items, Source prelude) override {
    begin(prelude);
    begun_ = true;
    for (const auto& [id, item] : items)
      if (auto done = put(id, item); !done) return done;
    std::vector<std::string> none;
    keep(SIZE_MAX, none);
    return {};
  }

  bool keep(std::size_t max_bytes, std::vector<std::string>& lost) override {
    if (wild_) {
      for (const std::string& name : made_by_scripts()) items_.add(name);
      items_.touch_all();
    }
    const bool kept = !items_.is_changed() ||
                      items_.keep(
                          max_bytes, [this](Items::Place place) { return read(place); }, lost, stale_);
    end_step(kept);
    return kept;
  }

  void undo() override {
    items_.undo();
    end_step(false);
  }

  std::vector<std::pair<std::string, Item>> items() const override { return items_.all(); }

  void set_system(std::string_view name, const Json& value) override { environment_.set_system(name, value); }
  void set_event(const Event* event) override { environment_.set_event(event); }
  void set_states(const ActiveStates* states) override { environment_.states = states; }

  Result<bool> condition(Source expr) override {
    const Programs::Program& program = examine(expr);
    if (program.kind == Programs::Kind::in || program.kind == Programs::Kind::not_in)
      return environment_.states->is_active(program.state) == (program.kind == Programs::Kind::in);
    bool holds = false;
    const Result<void> done = heap().guarded([&](duk_context* context) {
      evaluate(context, expr);
      holds = duk_to_boolean(context, -1) != 0;
      duk_pop(context);
    });
    if (!done) return done.error();
    return holds;
  }

  Result<Item> value(Source expr) override {
    examine(expr);
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

  Result<void> assign(Source location, const Item& item) override {
    const auto place = items_.find(trimmed(location.text));
    const Result<void> done = heap().guarded([&](duk_context* context) {
      push_item(context, item, environment_.pusher);
      assign_top(context, location, place);
    });
    if (done && place) items_.touch(*place);
    return done;
  }

  // The value itself is assigned, not a copy of what a session would keep of it: within a step two items may
  // be one object, as ECMAScript has it. A function is taken too, and lost at the end of the step.
  Result<void> assign_expr(Source location, Source expr) override {
    examine(expr);
    const auto place = items_.find(trimmed(location.text));
    Item item;
    Reader reader;
    bool good = false, is_function = false;
    const Result<void> done = heap().guarded([&](duk_context* context) {
      evaluate(context, expr);
      is_function = duk_is_function(context, -1) != 0;
      good = is_function || read_item(context, duk_get_top_index(context), item, reader);
      duk_set_top(context, 1);
      if (good) assign_top(context, location, place);
      duk_set_top(context, 0);
    });
    if (!done) return done;
    if (!good) return Error{Code::bad_input, reader.fault};
    wild_ = wild_ || is_function;
    if (place && is_function)
      items_.touch(*place);
    else if (place)
      items_.set(*place, std::move(item));
    return {};
  }

  // A script that leaves what cannot be kept is undone as a whole.
  Result<void> script(Source text) override {
    const std::map<std::string, Item> before = snapshot();
    wild_ = true;
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

  Result<void> prelude() override {
    const Result<void> ran = run(prelude_);
    begun_ = true;
    wild_ = true;
    remember_functions();
    return ran;
  }

  void declare(std::string_view id) override {
    if (items_.find(id)) return;
    items_.add(id);
    if (loaded_) (void)publish(id, Item{});
  }

  Result<Item> get(std::string_view id) override {
    const auto place = items_.find(id);
    if (!loaded_ || (place && !wild_ && items_.known(*place))) {
      if (!place) return unknown(id);
      return *items_.known(*place);
    }
    return read(id);
  }

  Result<void> put(std::string_view id, const Item& item) override {
    if (is_reserved(id))
      return fail(Code::bad_input, fmt::format("「{}」はデータの名前として使えません。", id),
                  fmt::format("\"{}\" cannot name a data item.", id));
    declare(id);
    items_.set(*items_.find(id), item);
    return loaded_ ? publish(id, item) : Result<void>();
  }

  Result<void> foreach (Source array, std::string_view item, std::string_view index,
                        const std::function<bool()>& body) override {
    const auto usable = [](std::string_view name) { return is_identifier(name) && !is_reserved(name); };
    if (!usable(item) || (!index.empty() && !usable(index))) {
      const std::string_view name = usable(item) ? index : item;
      return fail(Code::bad_input, fmt::format("foreach の変数名「{}」は使えません。", name),
                  fmt::format("\"{}\" cannot be a variable of foreach.", name));
    }
    examine(array);
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
    for (const std::string_view name : {item, index})
      if (done && !name.empty()) declare(name);
    for (duk_uarridx_t i = 0; done && i < length; ++i) {
      items_.touch(*items_.find(item));
      if (!index.empty()) items_.touch(*items_.find(index));
      done = heap().guarded([&](duk_context* context) {
        duk_push_heap_stash(context);
        duk_get_prop_string(context, 0, place.c_str());
        duk_get_prop_index(context, 1, i);
        duk_put_global_lstring(context, item.data(), item.size());
        if (!index.empty()) {
          duk_push_uint(context, i);
          duk_put_global_lstring(context, index.data(), index.size());
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

  // The heap with this session in it.
  Heap& heap() {
    if (!loaded_) load();
    for (const Items::Place place : stale_)
      if (const Item* item = items_.known(place)) (void)publish(items_.name(place), *item);
    stale_.clear();
    return *heap_;
  }

  void load() {
    if (heap_) {
      heap_->reset();
      programs_.renew(*heap_);
    } else {
      heap_ = take_heap();
      heap_->set_host(&environment_);
    }
    environment_.made.fill(false);
    loaded_ = true;
    publish_all();
    if (prelude_.text.empty() || !begun_) return;
    // Only for the functions it defines; whether it failed was said when the session began.
    (void)run(prelude_);
    remember_functions();
    publish_all();
    wild_ = wild_ || !is_declarations_only(prelude_.text);
  }

  void publish_all() {
    stale_.clear();
    for (Items::Place place = 0; place < items_.count(); ++place)
      if (const Item* item = items_.known(place)) (void)publish(items_.name(place), *item);
  }

  void end_step(bool kept) {
    if (wild_ || !kept) loaded_ = false;
    wild_ = false;
    left_ = kMaxStepBytes;
    environment_.set_event(nullptr);
  }

  // Notes what evaluating it may do to the heap.
  const Programs::Program& examine(const Source& source) {
    const Programs::Program& program = programs_.examine(source, prelude_.text.empty(), environment_.states);
    wild_ = wild_ || program.kind == Programs::Kind::wild;
    return program;
  }

  // Leaves the value of the expression on the stack.
  void evaluate(duk_context* context, const Source& expr) {
    programs_.push(context, expr, Programs::Use::expression);
    duk_call(context, 0);
  }

  // Takes the value on the stack.
  void assign_top(duk_context* context, const Source& location, const std::optional<Items::Place>& place) {
    if (place) {
      duk_put_global_lstring(context, items_.name(*place).data(), items_.name(*place).size());
      return;
    }
    wild_ = true;
    programs_.push(context, location, Programs::Use::assignment);
    duk_insert(context, -2);
    duk_call(context, 1);
    duk_pop(context);
  }

  Result<void> run(const Source& text) {
    return heap().guarded([&](duk_context* context) {
      programs_.push(context, text, Programs::Use::script);
      duk_call(context, 0);
      duk_pop(context);
    });
  }

  // A global variable as `var` makes it.
  Result<void> publish(std::string_view name, const Item& item) {
    return heap_->guarded([&](duk_context* context) {
      duk_push_global_object(context);
      duk_push_lstring(context, name.data(), name.size());
      push_item(context, item, environment_.pusher);
      duk_def_prop(context, 0,
                   DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE | DUK_DEFPROP_SET_ENUMERABLE |
                       DUK_DEFPROP_CLEAR_CONFIGURABLE | DUK_DEFPROP_FORCE);
      duk_set_top(context, 0);
    });
  }

  Result<Item> read(Items::Place place) { return read(items_.name(place)); }
  Result<Item> read(std::string_view name) {
    Item item;
    Reader reader;  // reading back what is kept counts for nothing
    bool good = false, found = false;
    const Result<void> done = heap_->guarded([&](duk_context* context) {
      duk_push_global_object(context);
      duk_push_lstring(context, name.data(), name.size());
      found = duk_get_prop(context, 0) != 0;
      good = read_item(context, duk_get_top_index(context), item, reader);
      duk_set_top(context, 0);
    });
    if (done && !found) return unknown(name);
    if (!done) return done.error();
    if (!good) return Error{Code::bad_input, reader.fault};
    return item;
  }

  // The names of all items as they are in this step.
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (Items::Place place = 0; place < items_.count(); ++place) all.push_back(items_.name(place));
    for (std::string& name : made_by_scripts()) all.push_back(std::move(name));
    return all;
  }

  template <class Visit>  // visit(name, whether it is a function)
  void each_global(Visit visit) {
    if (!loaded_) return;
    (void)heap_->guarded([&](duk_context* context) {
      duk_push_global_object(context);
      duk_enum(context, 0, DUK_ENUM_OWN_PROPERTIES_ONLY);
      while (duk_next(context, -1, 1)) {
        visit(std::string_view(duk_get_string(context, -2)), duk_is_function(context, -1) != 0);
        duk_pop_2(context);
      }
      duk_set_top(context, 0);
    });
  }

  std::vector<std::string> made_by_scripts() {
    std::vector<std::string> made;
    each_global([&](std::string_view name, bool is_function) {
      if (items_.find(name)) return;
      if (is_function && std::find(functions_.begin(), functions_.end(), name) != functions_.end()) return;
      made.emplace_back(name);
    });
    return made;
  }

  void remember_functions() {
    functions_.clear();
    each_global([this](std::string_view name, bool is_function) {
      if (is_function) functions_.emplace_back(name);
    });
  }

  std::map<std::string, Item> snapshot() {
    std::map<std::string, Item> items;
    for (const std::string& name : names())
      if (auto item = get(name)) items.emplace(name, std::move(*item));
    return items;
  }

  Items items_;
  Environment environment_;
  Source prelude_{""};
  bool begun_ = false;                  // the prelude has run
  std::vector<std::string> functions_;  // made by it
  std::size_t left_ = kMaxStepBytes;
  int nesting_ = 0;
  std::unique_ptr<Heap> heap_;
  bool loaded_ = false;              // the heap holds this session
  bool wild_ = false;                // and may hold more than that when the step is over
  std::vector<Items::Place> stale_;  // items to be published anew before the next evaluation
  Programs programs_;
};

}  // namespace

std::unique_ptr<Datamodel> make_ecmascript() {
  return std::make_unique<Ecmascript>();
}

}  // namespace kyodo::datamodel
