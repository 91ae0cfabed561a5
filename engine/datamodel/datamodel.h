// The data model behind one interface: `null` and `ecmascript` (Duktape, no host access).
//
// Not thread-safe.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace kyodo::datamodel {

inline constexpr std::size_t kMaxHeapBytes = 16u
                                             << 20;  // script memory of one step, beyond the compiled chart
inline constexpr std::size_t kMaxItemBytes = 4u << 20;   // one value that leaves a script
inline constexpr int kMaxItemDepth = 40;                 // nesting of such a value
inline constexpr std::size_t kMaxStepBytes = 64u << 20;  // all values that leave the scripts of one step
inline constexpr std::size_t kMaxCompiledTexts = 5'000;  // kept compiled of one chart; more are compiled anew

// A value in a data item: JSON, undefined, or an XML fragment kept as text.
struct Item {
  enum class Kind { json, undefined, xml };
  Kind kind = Kind::undefined;
  Json json;
  std::string xml;
  bool operator==(const Item&) const = default;
};

// What _event holds (SCXML 5.10.1).
struct Event {
  std::string name;
  std::string type = "external";  // "platform", "internal", "external"
  std::string sendid, origin, origintype, invokeid;
  Item data;
  std::string raw;         // what was sent, where `data` does not show all of it
  bool forwarded = false;  // by autoforward: `invokeid` is of an invocation of the session that forwards
  bool operator==(const Event&) const = default;
};

// A text to evaluate. `number` names it among the texts of one chart, so that it is compiled once; what has 0
// is compiled each time. The text of a number is kept by the caller as long as the data model.
struct Source {
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view> Source(const Text& written,
                                                                     std::uint32_t number_of_it = 0)
      : text(written), number(number_of_it) {}
  std::string_view text;
  std::uint32_t number;
};

// What In() asks. Ids of states become numbers once.
class ActiveStates {
 public:
  virtual ~ActiveStates() = default;
  virtual std::uint32_t find(std::string_view id) const = 0;  // any number, of a state that is never active
  virtual bool is_active(std::uint32_t state) const = 0;      // when there is none of that id
};

// The data of one session at a time, from step to step. Between two steps every item is a value of its own:
// what two items share, and whatever else scripts leave behind, ends with the step (ADR 0002). Failures come
// back as Errors; the interpreter turns them into error.execution.
class Datamodel {
 public:
  virtual ~Datamodel() = default;

  // Forget everything of the session before and begin one, or take up one between two of its steps. `prelude`
  // is the chart's top-level script, empty if there is none.
  virtual void begin(Source prelude) = 0;
  virtual Result<void> restore(std::vector<std::pair<std::string, Item>> items, Source prelude) = 0;
  // The end of a step. An item that has become what cannot be kept stays as it was, and `lost` says so. False
  // when all items together need more than max_bytes as text; then nothing is kept.
  virtual bool keep(std::size_t max_bytes, std::vector<std::string>& lost) = 0;
  virtual void undo() = 0;  // the end of a step that does not count
  // Every item as it was kept last: the declared ones in order of declaration, then those that scripts made.
  virtual std::vector<std::pair<std::string, Item>> items() const = 0;

  virtual void set_system(std::string_view name, const Json& value) = 0;  // _sessionid, _name, _ioprocessors
  virtual void set_event(const Event* event) = 0;           // null: none. Kept by the caller until the next
  virtual void set_states(const ActiveStates* states) = 0;  // kept by the caller
  virtual Result<bool> condition(Source expr) = 0;
  virtual Result<Item> value(Source expr) = 0;
  virtual Result<void> assign(Source location, const Item& item) = 0;
  virtual Result<void> assign_expr(Source location, Source expr) = 0;
  virtual Result<void> script(Source text) = 0;
  // Runs the prelude of a session that begins. Only it may define functions: it is run anew in every step
  // that evaluates something, and what it does to data is then overwritten.
  virtual Result<void> prelude() = 0;
  virtual void declare(std::string_view id) = 0;      // exists from now on, undefined
  virtual Result<Item> get(std::string_view id) = 0;  // an item as it is in this step
  virtual Result<void> put(std::string_view id, const Item& item) = 0;
  // foreach over a shallow copy: calls body with item/index set; false from body stops. (SCXML 4.6)
  virtual Result<void> foreach (Source array, std::string_view item, std::string_view index,
                                const std::function<bool()>& body) = 0;
};

// What an Item of the text between two tags is (SCXML 1.0, B.2.1): XML when it begins with "<", else JSON if
// it is JSON, else a string with its white space normalised.
Item item_of_text(std::string_view text);
// About the length of its text; for limits, so it need not be exact.
std::size_t text_size(const Item& item);

std::unique_ptr<Datamodel> make_null();
std::unique_ptr<Datamodel> make_ecmascript();

// Whether the text can be compiled: syntax errors with line and column inside the text, in words that say
// when newer syntax than ECMAScript 5.1 is the reason.
Result<void> check_expression(std::string_view expr);
Result<void> check_script(std::string_view text);

}  // namespace kyodo::datamodel
