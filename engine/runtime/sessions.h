// Moving sessions: events in, steps of the interpreter, their effects carried out, until nothing is left to
// do.
#pragma once

#include "runtime/work.h"

namespace kyodo::runtime {

// SessionRow::chart is the name of a chart of the package, or the document itself where an <invoke> had it as
// <content>.
bool carries_its_chart(const office::SessionRow& row);

// Creates the project with its session and everything that follows from its first step.
void start_project(Work& work, office::Project project);

inline constexpr int kMaxInvokeDepth = 20;  // charts that invoke charts

// Puts an event into a session's queue; deliver_all hands it over. `from`: the session that sent it, if one
// did.
void send_signal(Work& work, const std::string& session, interpreter::Event event,
                 const std::string& from = "");

// A delayed event goes out: into the queue of signal.session, or as error.communication back to signal.from.
void send_or_say(Work& work, Signal signal);

// Runs until no event waits (at most kMaxSignals, then a Refusal of Code::limit), then writes down what lists
// show.
void deliver_all(Work& work);

// Hands one event over at once; false when nothing in the session took it.
bool deliver(Work& work, const std::string& session, const interpreter::Event& event);

// A stage has ended with an outcome: its events go to the session.
void outcome_reached(Work& work, const office::Visit& visit, const std::string& outcome, const Json& data);

// Everything under way of a project ends: visits, tasks, timers, unsent notices.
void cancel_all(Work& work, const std::string& project);

interpreter::Event json_event(std::string name, Json data);

}  // namespace kyodo::runtime
