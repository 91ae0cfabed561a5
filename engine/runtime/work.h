// One command being decided: what it reads, what it has said so far, and the steps shared by all deciders.
//
// Deciders are free functions on a Work. They emit events, which are applied to the overlay at once, so later
// steps of the same command see them. A Refusal thrown anywhere inside ends the command with nothing changed;
// it never leaves Engine::apply.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "calendar/due.h"
#include "interpreter/interpreter.h"
#include "runtime/engine.h"
#include "runtime/overlay.h"

namespace kyodo::runtime {

// Thrown by deciders, caught in Engine::apply.
struct Refusal {
  Error error;
};
[[noreturn]] void refuse(Code code, std::string ja, std::string en);
[[noreturn]] void refuse(Error error);
template <class T>
T must(Result<T> result) {
  if (!result) refuse(result.error());
  return std::move(*result);
}

// In which role the actor acts, for the journal.
struct Acting {
  std::string person;  // "operator" and "system" are not in the person table
  std::string name;
  std::string role;
  std::string unit;
  std::string partner;
};

// An event on its way to a session.
struct Signal {
  std::string session;
  interpreter::Event event;
  bool must_be_taken = false;  // the outcome of a stage: an incident if nothing takes it
  std::string from = {};       // the session that sent it, if one did
};

class Work {
 public:
  Work(Store& store, stage::Stages& stages, Packages& packages, Executions& executions,
       const calendar::Calendar& calendar, const Command& command);

  Overlay tables;
  Store& store;
  stage::Stages& stages;
  Packages& packages;
  Executions& executions;
  const calendar::Calendar& calendar;
  const Command& command;
  stage::Guard* guard = nullptr;  // told of each step of a chart
  TimePoint now;                  // when it happened: command.at if given, else command.now
  LocalDate today;                // of `now`
  bool silent;                    // records from before the system send no notices
  Acting acting;
  Answer answer;
  std::map<std::string, std::string> blobs;  // to be kept with the commit, by SHA-256
  std::deque<Signal> signals;                // delivered before the command ends
  int delivered = 0;
  bool version_checked = false;  // the decider held expected_version against what there is
  std::set<std::string> moved;   // projects whose sessions or visits moved since lists were last written

  // `project` names the stream of the journal, "" = the office.
  void emit(const std::string& project, journal::Event event);
  std::string next_id(const std::string& prefix);  // "T" → "T-18"; counts on while the command is decided
  // Events per stream in the order in which the streams were first touched.
  const std::vector<std::pair<std::string, std::vector<journal::Event>>>& streams() const { return streams_; }

  // Undoes everything said since a mark was taken: rows, events, ids, signals, incidents.
  struct Mark {
    std::size_t rows, events, signals, incidents, warnings;
    std::map<std::string, std::int64_t> ids;
  };
  Mark mark() const;
  void undo_to(const Mark& mark);

  // Existing things, or a Refusal of Code::unknown_id that names it and says how to find the right one.
  office::Project project(const std::string& id);
  office::Task task(const std::string& id);
  office::Visit visit(const std::string& id);
  office::Round round(const std::string& id);
  std::shared_ptr<const workflow::Package> package(const std::string& hash);

 private:
  std::vector<std::pair<std::string, std::vector<journal::Event>>> streams_;
  std::vector<std::size_t> emitted_;  // index of the stream of every event, in order
  std::map<std::string, std::int64_t> ids_;
};

}  // namespace kyodo::runtime
