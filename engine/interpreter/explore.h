// What a chart can do, found by running it: every session that events can lead to from the start, breadth
// first.
#pragma once

#include <string>
#include <vector>

#include "interpreter/interpreter.h"

namespace kyodo::interpreter {

inline constexpr std::size_t kMaxExploredSessions = 20'000;   // different ones: states, data and histories
inline constexpr std::size_t kMaxExploredSteps = 200'000;     // tried
inline constexpr std::size_t kMaxExploredBytes = 256u << 20;  // of all these sessions, frozen
inline constexpr std::size_t kMaxExploredFindings = 100;      // deadlocks, endless steps and errors, of each

struct ExploreBounds {
  std::size_t sessions = kMaxExploredSessions, steps = kMaxExploredSteps, bytes = kMaxExploredBytes;
};

struct Exploration {
  // A way is the shortest sequence of events from the start; empty: the start itself.
  struct Reached {
    chart::StateIndex state = 0;
    std::vector<std::string> way;
  };
  struct Deadlock {
    std::vector<std::string> states;  // atomic
    std::vector<std::string> way;
  };
  struct Trouble {
    std::vector<std::string> way;
    Text text;
  };
  std::vector<std::string> events;  // that were tried wherever they can arise
  std::size_t sessions = 0, configurations = 0, steps = 0;
  std::string limit;             // name of the bound that ended it; "": everything was seen
  std::vector<Reached> reached;  // in document order; also states that a step only passes through
  std::vector<chart::StateIndex> never_entered;  // in document order
  std::vector<std::uint32_t> never_taken;        // transitions
  std::vector<Deadlock> deadlocks;               // not ended, and no event leads to another session
  std::vector<Trouble> endless;                  // a limit of the interpreter ended the step
  std::vector<Trouble> errors;                   // error events that no transition takes
};

// Tries the events that the chart's transitions name, without data: outcomes of an invocation ("<id>.…")
// while it is active, "done.invoke.…" for each one that is, everything else always. "done.state.…" and
// "error.execution" come by themselves. Two sessions are the same when states, history values, data and
// active invocations are.
Exploration explore(const chart::Chart& chart, const ExploreBounds& bounds = {});

}  // namespace kyodo::interpreter
