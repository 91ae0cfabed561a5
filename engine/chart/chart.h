// A chart: the compiled, immutable form of an SCXML document (W3C SCXML 1.0).
//
// States are numbered in document order; the <scxml> element itself is state 0. Executable content is kept as
// a small tree; expressions are kept as text with their position and compiled by the data model.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text_map.h"
#include "chart/plan.h"

namespace kyodo::chart {

inline constexpr std::size_t kMaxDocumentBytes = 4u << 20;
inline constexpr int kMaxElementDepth = 100;
inline constexpr std::size_t kMaxElements = 200'000;
inline constexpr std::size_t kMaxAttributes = 64;  // of one element, xmlns declarations counted
inline constexpr std::size_t kMaxStates = 20'000;
inline constexpr std::size_t kMaxFindings = 500;  // reported of one document; the rest is counted only
inline constexpr std::int64_t kMaxDelayMs = 100LL * 366 * 24 * 3600 * 1000;  // of one <send>: a century
inline constexpr const char* kScxmlNamespace = "http://www.w3.org/2005/07/scxml";
inline constexpr const char* kKyodoNamespace = "urn:kyodo:workflow:1";

inline constexpr StateIndex kNoState = UINT32_MAX;

enum class StateKind { compound, atomic, parallel, final_state, history_shallow, history_deep };
enum class DatamodelKind { null, ecmascript };

// An expression or script as written, and where.
struct Expression {
  std::string text;
  Where where;
  std::uint32_t number = 0;  // among the expressions of its chart, from 1
  explicit operator bool() const { return !text.empty(); }
};

struct Param {
  std::string name;
  Expression expr;  // exactly one of expr and location
  Expression location;
};

// Content given by <content>: an expression or a literal body (JSON, text or an XML fragment as text, which
// begins with "<" and carries the namespace declarations it needs).
struct Content {
  Expression expr;
  std::string body;
  bool present = false;
};

struct Block;

// An attribute that may be given literally or by its …expr twin.
struct Value {
  std::string literal;
  Expression expr;
  bool empty() const { return literal.empty() && !expr; }
};

struct Send {
  Value event, target, type, delay;
  std::string id;
  Expression idlocation;
  std::vector<std::string> namelist;
  std::vector<Param> params;
  Content content;
};

struct Branch {
  Expression cond;  // empty: else
  std::vector<Block> body;
};

// One element of executable content.
struct Block {
  enum class Kind { raise, if_, foreach_, log, assign, script, send, cancel };
  Kind kind = Kind::raise;
  Where where;
  std::string event;                 // raise
  std::vector<Branch> branches;      // if_
  Expression array;                  // foreach_
  std::string item, index;           // foreach_
  std::vector<Block> body;           // foreach_
  std::string label;                 // log
  Expression expr;                   // log, assign, script (the text)
  Expression location;               // assign
  std::string assign_body;           // assign: inline content
  std::shared_ptr<const Send> send;  // send
  Value cancel_id;                   // cancel
};

// A list of executable content that fails as one: the rest is skipped after an error.
using Executable = std::vector<Block>;

struct Transition {
  StateIndex source = kNoState;
  std::vector<std::string> events;  // descriptors without ".*" and trailing "."; empty list = eventless; "*"
  Expression cond;
  std::vector<StateIndex> targets;
  bool internal = false;
  Executable content;
  Where where;
  std::uint32_t index = 0;  // document order over the whole chart
};

// A member of the extension namespace on an <invoke>: ky:due="…" or ky:dueexpr="…".
struct Extension {
  std::string name;  // "due"
  Value value;
};

struct Invoke {
  Value type, src;
  std::string id;  // as written; empty: generated "stateid.platformid" when invoked
  Expression idlocation;
  bool autoforward = false;
  std::vector<std::string> namelist;
  std::vector<Param> params;
  Content content;
  Executable finalize;
  bool has_finalize = false;
  std::vector<Extension> extensions;
  Where where;
};

struct Data {
  std::string id;
  Expression expr;
  std::string src;
  std::string body;  // inline content
  Where where;
};

struct State {
  std::string id;  // "" when the author gave none
  StateKind kind = StateKind::atomic;
  StateIndex parent = kNoState;
  std::vector<StateIndex> children;  // states, parallels and finals in document order
  std::vector<StateIndex> histories;
  StateIndex last_descendant = 0;          // descendants are (index, last_descendant]
  std::vector<std::uint32_t> transitions;  // into Chart::transitions, document order
  std::vector<Executable> onentry, onexit;
  std::vector<Invoke> invokes;
  std::vector<Data> data;
  Transition initial;              // compound: targets and content; history: default transition
  std::vector<Param> done_params;  // final: <donedata>
  Content done_content;
  Text title;  // ky:title / ky:title-en, for people
  Where where;
};

struct Chart {
  std::string name;
  std::string file;
  DatamodelKind datamodel = DatamodelKind::ecmascript;  // also of a document that names none
  bool early_binding = true;
  std::vector<State> states;  // states[0] is <scxml>
  std::vector<Transition> transitions;
  Expression script;  // <script> child of <scxml>
  TextMap<StateIndex> by_id;
  Plan plan;

  StateIndex find(std::string_view id) const;  // kNoState if none
  bool is_descendant(StateIndex state, StateIndex ancestor) const {
    return state > ancestor && state <= states[ancestor].last_descendant;
  }
};

// One remark on a document. Errors keep it from running; warnings do not.
struct Finding {
  bool error = true;
  std::string rule;  // stable name: "unknown-target", "duplicate-id", …
  Where where;
  Text text;    // what is wrong
  Text advice;  // what to do
};

// Parses and compiles. All findings are reported, not the first only; chart is null when one is an error.
// Document types and entity declarations are refused. Thread-safe.
struct Parsed {
  std::shared_ptr<const Chart> chart;
  std::vector<Finding> findings;
};
// Reads what src="…" of <script> and <data> names, while the chart is parsed. Without one, such a <script> is
// an error and such a <data> stays without a value.
using ReadSource = std::function<Result<std::string>(std::string_view src)>;
Parsed parse_chart(std::string_view scxml, const std::string& file, const ReadSource& read_source = {});

// A CSS2 time: "500ms", "1.5s". Milliseconds, none if it is anything else or above kMaxDelayMs.
std::optional<std::int64_t> parse_delay(std::string_view text);

// Every expression, location and script of the chart, in document order of the states.
void for_each_expression(const Chart& chart,
                         const std::function<void(const Expression&, bool is_script)>& fn);

}  // namespace kyodo::chart
