// The data model behind one interface: `null` and `ecmascript` (Duktape, no host access).
//
// A Datamodel belongs to one step of one session at a time; not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace kyodo::datamodel {

inline constexpr std::size_t kMaxHeapBytes = 16u << 20;  // script memory of one step
inline constexpr std::size_t kMaxItemBytes = 4u << 20;   // one value that leaves a script
inline constexpr int kMaxItemDepth = 40;                 // nesting of such a value
inline constexpr std::size_t kMaxStepBytes = 64u << 20;  // all values that leave the scripts of one step

// A value in a data item: JSON, undefined, or an XML fragment kept as text.
struct Item {
  enum class Kind { json, undefined, xml };
  Kind kind = Kind::undefined;
  Json json;
  std::string xml;
  bool operator==(const Item&) const = default;
};

// What _event holds (SCXML 5.10.1).
struct EventFields {
  std::string name;
  std::string type = "external";  // "platform", "internal", "external"
  std::string sendid, origin, origintype, invokeid;
  Item data;
};

// Failures come back as Errors; the interpreter turns them into error.execution.
class Datamodel {
 public:
  virtual ~Datamodel() = default;
  virtual void set_system(std::string_view name, const Json& value) = 0;  // _sessionid, _name, _ioprocessors
  virtual void set_event(const EventFields& event) = 0;
  virtual void set_in(std::function<bool(std::string_view state)> in) = 0;  // the In() predicate
  virtual Result<bool> condition(std::string_view expr) = 0;
  virtual Result<Item> value(std::string_view expr) = 0;
  virtual Result<void> assign(std::string_view location, const Item& item) = 0;
  virtual Result<void> assign_expr(std::string_view location, std::string_view expr) = 0;
  virtual Result<void> script(std::string_view text) = 0;
  // The chart's top-level script. Only it may define functions: it is run anew in every step, and what it
  // does to data is then overwritten by put().
  virtual Result<void> prelude(std::string_view text) = 0;
  virtual void declare(std::string_view id) = 0;      // exists from now on, undefined
  virtual Result<Item> get(std::string_view id) = 0;  // a declared item
  virtual Result<void> put(std::string_view id, const Item& item) = 0;
  // Every item: the declared ones in order of declaration, then those that scripts made.
  virtual std::vector<std::string> names() = 0;
  // foreach over a shallow copy: calls body with item/index set; false from body stops. (SCXML 4.6)
  virtual Result<void> foreach (std::string_view array, std::string_view item, std::string_view index,
                                const std::function<bool()>& body) = 0;
};

// What an Item of the text between two tags is (SCXML 1.0, B.2.1): XML when it begins with "<", else JSON if
// it is JSON, else a string with its white space normalised.
Item item_of_text(std::string_view text);

std::unique_ptr<Datamodel> make_null();
std::unique_ptr<Datamodel> make_ecmascript();

// Whether the text can be compiled: syntax errors with line and column inside the text, in words that say
// when newer syntax than ECMAScript 5.1 is the reason.
Result<void> check_expression(std::string_view expr);
Result<void> check_script(std::string_view text);

}  // namespace kyodo::datamodel
