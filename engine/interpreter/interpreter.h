// The W3C algorithm (SCXML 1.0, Appendix D) as a pure function: a chart, a session and an event give the next
// session and the effects that somebody else carries out. No clock, no file, no database, no logger.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chart/chart.h"
#include "interpreter/session.h"

namespace kyodo::interpreter {

inline constexpr int kMaxMicrosteps = 1'000;        // of one step
inline constexpr std::size_t kMaxInternalEvents = 1'000;  // waiting at once

// Effects, in the order in which they arose.
struct StartInvoke {
  std::string id, type, src;
  std::string state;  // id of the invoking state
  JsonObject params;  // <param> and namelist
  datamodel::Item content;
  JsonObject extensions;  // the ky: attributes, evaluated: {"due": "10 business days"}
};
struct CancelInvoke {
  std::string id;
};
struct SendEvent {  // to somebody else or later; sends to #_internal never show here
  Event event;      // event.sendid is set when the author gave an id
  std::string id;   // unique in the session
  std::string target;  // "" = this session, "#_parent", "#_<invokeid>", "#_scxml_<sessionid>", …
  std::string type;
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

struct Step {
  Session session;
  std::vector<Effect> effects;
  bool taken = false;  // a transition was enabled by the event (or the session began)
  std::vector<std::string> unhandled_errors;  // error.* that no transition took: name and message
};

// Begins the session: `data` overrides top-level data items of the same id (what the invoker passes).
// Errors: Code::limit when eventless transitions never end or the queue overflows.
Result<Step> start(const chart::Chart& chart, const std::string& session_id,
                   const std::vector<std::pair<std::string, datamodel::Item>>& data = {});

// One external event: one macrostep, then eventless ones until it is stable. A session that is done takes
// nothing. On an Error the given session is still the truth.
Result<Step> step(const chart::Chart& chart, const Session& session, const Event& event);

// Atomic active states in document order.
std::vector<std::string> atomic_states(const chart::Chart& chart, const Session& session);

}  // namespace kyodo::interpreter
