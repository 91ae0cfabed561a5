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
  // The id of a new T: "T" → "T-18"; counts on while the command is decided.
  template <class T>
  std::string next_id(const std::string& prefix) {
    return next_id(office::table_of<T>(), prefix);
  }
  // What was emitted, by project ("" = the office), in the order in which the projects were first touched.
  struct Stream {
    std::string project;
    std::string events;  // as journal::add_event writes them
  };
  const std::vector<Stream>& streams() const { return streams_; }

  // Undoes everything said since a mark was taken: rows, events, ids, signals, incidents.
  struct Mark {
    std::size_t rows, events, signals, incidents, warnings;
    std::map<std::string, std::int64_t> ids;
  };
  Mark mark() const;
  void undo_to(const Mark& mark);

  // Existing things, or a Refusal of Code::unknown_id that names it and says how to find the right one. Each
  // stays what it is at that moment, whatever is emitted later, and lasts as long as the Work.
  const office::Project& project(const std::string& id) { return existing<office::Project>(id); }
  const office::Task& task(const std::string& id) { return existing<office::Task>(id); }
  const office::Visit& visit(const std::string& id) { return existing<office::Visit>(id); }
  const office::Round& round(const std::string& id) { return existing<office::Round>(id); }
  std::shared_ptr<const workflow::Package> package(const std::string& hash);

 private:
  std::string next_id(const office::Table& table, const std::string& prefix);
  template <class T>
  const T& existing(const std::string& id);
  struct Emitted {
    std::size_t stream;
    std::size_t bytes_before;  // of the stream's events
  };
  std::vector<Stream> streams_;
  std::vector<Emitted> emitted_;
  std::map<std::string, std::int64_t> ids_;
  std::vector<office::RowPtr> given_;  // in which what existing() gave lives
};

}  // namespace kyodo::runtime
