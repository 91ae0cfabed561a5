// A session: the running statechart of one project, as a value between two steps.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "datamodel/datamodel.h"

namespace kyodo::interpreter {

using Event = datamodel::Event;

struct ActiveInvoke {
  std::string id;
  std::string state;  // id of the invoking state; "#n" for a state without id (n = document order)
  int index = 0;      // which <invoke> of that state
  std::string type;
  bool autoforward = false;
  bool operator==(const ActiveInvoke&) const = default;
};

// All vectors keep a fixed order (document order or order of creation), so equal sessions are equal bytes.
struct Session {
  std::string id;
  bool started = false;
  bool done = false;
  // All active states in document order; "#n" without id. Of a session that is done: the final state it ended
  // in.
  std::vector<std::string> configuration;
  std::vector<std::pair<std::string, std::vector<std::string>>> history;
  std::vector<std::pair<std::string, datamodel::Item>> data;  // in the order of declaration
  std::vector<std::string> entered;                           // late binding: states whose data is set up
  std::vector<ActiveInvoke> invokes;
  std::int64_t next_id = 1;  // of generated send and invoke ids; never reused
  bool operator==(const Session&) const = default;
};

inline constexpr std::size_t kMaxSessionBytes = 6u << 20;  // of all data items, as text; below kMaxJsonBytes

// The frozen form: JSON, one member per part, versioned (docs/formats/session.md).
inline constexpr int kSessionVersion = 1;
JsonObject freeze(const Session& session);
JsonObject freeze_changes(const Session& before, const Session& after);  // the members that became others
Result<Session> thaw(const JsonObject& object);
Result<Session> thaw(const Json& json);

// An event that has to wait, as members that say something; the form is described there too. Members that it
// does not know are passed over, so that others may stand beside them.
JsonObject freeze(const Event& event);
Event thaw_event(const JsonObject& object);

}  // namespace kyodo::interpreter
