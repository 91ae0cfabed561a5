// The W3C algorithm (SCXML 1.0, Appendix D) as a pure function: a chart, a session and an event give the next
// session and the effects that somebody else carries out. No clock, no file, no database, no logger.
// Execution is the same from step to step without the way through a value (ADR 0002, ADR 0016).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "chart/chart.h"
#include "interpreter/parameters.h"
#include "interpreter/session.h"

namespace kyodo::interpreter {

inline constexpr int kMaxMicrosteps = 1'000;  // of one step, internal events that nothing takes among them
inline constexpr std::size_t kMaxInternalEvents = 1'000;  // waiting at once
inline constexpr int kMaxActions =
    100'000;  // elements of executable content and turns of <foreach> in one step
inline constexpr std::size_t kMaxEffects = 10'000;  // of one step
inline constexpr std::size_t kMaxLiteralBytes =
    64u << 20;  // sent in one step from <content> written in the chart
inline constexpr const char* kScxmlProcessor = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor";
inline constexpr const char* kHttpProcessor = "http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor";
inline constexpr const char* kHttpEventName = "_scxmleventname";  // the parameter that names the event

// Effects, in the order in which they arose.
struct StartInvoke {
  std::string id, type, src;
  std::string state;  // id of the invoking state
  Parameters params;  // namelist and <param>
  datamodel::Item content;
  JsonObject extensions;  // the ky: attributes, evaluated: {"due": "10 business days"}
};
struct CancelInvoke {
  std::string id;
};
struct SendEvent {  // to somebody else or later; sends to #_internal never show here
  Event event;      // event.sendid is set when the author gave an id; origin is "#_scxml_<this session>"
  std::string id;   // unique in the session
  // "" = this session, "#_parent", "#_<invokeid>" of an active invocation, "#_scxml_<sessionid>". Any other
  // target is an error.execution and never shows here. Who finds nobody there answers with
  // error.communication. With kHttpProcessor: the address to POST event.raw to, a form as C.2 has it.
  std::string target;
  std::string type;  // kScxmlProcessor or kHttpProcessor: any other is an error.execution
  std::int64_t delay_ms = 0;
};
struct CancelSend {
  std::string sendid;
};
struct ForwardEvent {  // autoforward
  std::string invokeid;
  Event event;
};
struct LogLine {
  std::string label;
  std::string text;
};
struct Done {
  datamodel::Item data;  // of the top-level final state
  std::string state;     // id of that final state
};
using Effect = std::variant<StartInvoke, CancelInvoke, SendEvent, CancelSend, ForwardEvent, LogLine, Done>;

// What one step did.
struct Turn {
  std::vector<Effect> effects;
  bool taken = false;                         // a transition was enabled by the event (or the session began)
  std::vector<std::string> unhandled_errors;  // error.* that no transition took: name and message
};

// What happened inside one step, in its order, for those who want to watch.
struct Trace {
  std::vector<chart::StateIndex> entered;  // also what was left again within the step
  std::vector<std::uint32_t> taken;        // transitions
};

// What a session may know of the world around it. Nothing of it is part of the session.
struct Surroundings {
  // "#_scxml_<session>"; empty: every one may be there
  std::function<bool(std::string_view session)> reaches = {};
  // Where others POST to sessions: "<base>/<session>". "": the Basic HTTP event processor is off.
  std::string http_base = {};
};

// A session under way, kept ready between its steps, for whoever gives it many events or takes up many
// sessions of one chart one after the other: scripts stay compiled and nothing is read back that did not
// change. What it answers is what the functions below answer, which are made of it. On an Error the session
// is what it was before.
//
// The chart outlives it. One thread at a time. A session that only waits is better kept as a Session: this
// holds a script heap once something was evaluated.
class Execution {
 public:
  explicit Execution(const chart::Chart& chart, Surroundings around = {});
  ~Execution();
  Execution(Execution&&) noexcept;
  Execution& operator=(Execution&&) noexcept;

  // Begins a session, or takes up one, in place of the one before, of which nothing remains. Errors: as
  // start(); a session that does not belong to the chart. After an Error it holds a session that takes
  // nothing.
  Result<Turn> start(const std::string& session_id,
                     const std::vector<std::pair<std::string, datamodel::Item>>& data = {});
  Result<void> restore(const Session& session);

  Result<Turn> take(const Event& event);
  Result<Turn> stop();
  // Gives a data item another value between two steps; nothing happens when the session has no such item.
  Result<void> set(std::string_view id, const datamodel::Item& item);
  Session session() const;
  // Steps write down what they do there, after what it holds; null: nowhere. Kept by the caller.
  void watch(Trace* trace);

 private:
  std::unique_ptr<class Machine> machine_;
};

struct Step : Turn {
  Session session;
};

// Begins the session: `data` overrides top-level data items of the same id (what the invoker passes).
// Errors: Code::limit when eventless transitions never end or the queue overflows.
Result<Step> start(const chart::Chart& chart, const std::string& session_id,
                   const std::vector<std::pair<std::string, datamodel::Item>>& data = {},
                   const Surroundings& around = {}, Trace* trace = nullptr);

// One external event: one macrostep, then eventless ones until it is stable. A session that is done takes
// nothing, nor does any session an event of an invocation that is cancelled or over (event.invokeid, unless
// forwarded); "done.invoke.<id>" with that invokeid ends the invocation and is always taken, so what was
// cancelled must not send it. On an Error the given session is still the truth.
Result<Step> step(const chart::Chart& chart, const Session& session, const Event& event,
                  const Surroundings& around = {}, Trace* trace = nullptr);

// Ends the session from outside, as cancelling the invocation of a child chart does: leaves all states with
// their onexit and cancels their invocations. No Done effect.
Result<Step> stop(const chart::Chart& chart, const Session& session, const Surroundings& around = {});

// The same by an execution that is kept for sessions of one chart.
Result<Step> start(Execution& execution, const std::string& session_id,
                   const std::vector<std::pair<std::string, datamodel::Item>>& data = {});
Result<Step> step(Execution& execution, const Session& session, const Event& event);
Result<Step> stop(Execution& execution, const Session& session);

// Whether the type of an <invoke> means a chart (SCXML 1.0, 6.4.1).
bool is_chart_type(std::string_view type);

// Atomic active states in document order.
std::vector<std::string> atomic_states(const chart::Chart& chart, const Session& session);

}  // namespace kyodo::interpreter
