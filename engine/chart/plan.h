// What a step looks up again and again, worked out once when a chart is compiled and laid out side by side.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_map.h"

namespace kyodo::chart {

using StateIndex = std::uint32_t;
using EventIndex = std::uint32_t;  // of a descriptor; 0 stands for every event

struct Chart;
struct Transition;

// The event descriptors of a chart, each once, in the order of their parts between dots: what begins with a
// descriptor follows it directly. So a descriptor takes the events of a range (SCXML 1.0, 3.12.1).
class EventTable {
 public:
  explicit EventTable(std::vector<std::string> descriptors = {});
  // The longest descriptor that takes an event of that name; 0 if only "*" does.
  EventIndex find(std::string_view name) const;
  EventIndex last(EventIndex descriptor) const { return entries_[descriptor].last; }

 private:
  struct Entry {
    std::string text;
    EventIndex outer = 0;  // the next shorter descriptor that takes all that this one takes
    EventIndex last = 0;   // of the descriptors that begin with this one
  };
  std::vector<Entry> entries_;
  TextMap<EventIndex> by_text_;
};

// One descriptor of one transition: takes the events first to last.
struct Arm {
  EventIndex first = 0, last = 0;
  std::uint32_t transition = 0;
};

struct Plan {
  struct Node {  // of a state
    StateIndex parent = 0;
    StateIndex last_descendant = 0;
    // The nearest state with transitions of that sort: itself or one around it; 0 if there is none.
    StateIndex with_events = 0, without_events = 0;
    std::uint32_t arms = 0, eventless = 0, end = 0;  // into Plan::arms: those with events, those without
    bool is_basic = false;                           // atomic or final
    // Nothing is to be done but to make it active or not: no content, data, invocation or history.
    bool enters_quietly = false, leaves_quietly = false;
  };

  EventTable events;
  std::vector<Node> nodes;  // by state
  std::vector<Arm> arms;    // of each state, in document order
  // By transition: the state all of whose active descendants it leaves; kNoState where history decides that.
  std::vector<StateIndex> domains;
  bool has_eventless = false;
};

Plan make_plan(const Chart& chart);

// The compound state (or <scxml>, 0) all of whose active descendants a transition to these states leaves
// (Appendix D, getTransitionDomain).
StateIndex transition_domain(const Chart& chart, const Transition& transition,
                             const std::vector<StateIndex>& targets);

}  // namespace kyodo::chart
