// What the office's tables hold: one described struct per table, the first member being its key.
//
// These are projections: every row can be rebuilt from the journal (runtime/project_events.h is the only code
// that writes them). Times are milliseconds UTC, dates are local days.
#pragma once

#include "base/record.h"

namespace kyodo::office {

// The calendar, the authority table and the office's own settings.
struct Setting {
  static constexpr const char* kTable = "setting";
  std::string key;
  Json value;
};
BOOST_DESCRIBE_STRUCT(Setting, (), (key, value))

// A department, section or desk (部・課・係).
struct Unit {
  static constexpr const char* kTable = "unit";
  std::string id;
  std::string name;
  std::string parent;  // "" at the top
  std::optional<LocalDate> valid_from;
  std::optional<LocalDate> valid_to;  // last day
  std::string successor;              // unit that took over
};
BOOST_DESCRIBE_STRUCT(Unit, (), (id, name, parent, valid_from, valid_to, successor))

struct Person {
  static constexpr const char* kTable = "person";
  std::string id;
  std::string name;  // as shown: "環境課 協働推進員"
  std::string mail;
  std::string unit;
  std::string partner;  // of which partner this is an account; "" for staff
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, name, mail, unit, partner, active))

// "promoter of unit X from 4/1": duty sits on a role in a unit with dates.
struct Grant {
  static constexpr const char* kTable = "role_grant";
  std::string id;
  std::string person;
  std::string role;
  std::string unit;  // "" = the whole city
  std::optional<LocalDate> valid_from;
  std::optional<LocalDate> valid_to;  // last day
};
BOOST_DESCRIBE_STRUCT(Grant, (), (id, person, role, unit, valid_from, valid_to))

// A group that may collaborate.
struct Partner {
  static constexpr const char* kTable = "partner";
  std::string id;
  std::string name;
  std::string kind;  // NPO法人, 自治会, …
  JsonArray fields;  // what it works on, as keywords
  std::string area;
  JsonArray forms;  // forms of collaboration it can take on
  std::string mail;
  bool consent = false;  // to being listed
  std::optional<LocalDate> updated;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Partner, (), (id, name, kind, fields, area, forms, mail, consent, updated, active))

// An installed workflow package; its files are blobs.
struct Workflow {
  static constexpr const char* kTable = "workflow";
  std::string hash;
  std::string name;
  std::string title;
  JsonObject files;  // path → SHA-256 of the blob
  TimePoint installed;
};
BOOST_DESCRIBE_STRUCT(Workflow, (), (hash, name, title, files, installed))

// The projects that go through a workflow together in a fiscal year.
struct Round {
  static constexpr const char* kTable = "round";
  std::string id;
  std::string name;
  std::string package;  // hash
  std::int64_t fiscal_year = 0;
  std::int64_t target = 0;      // how many are to be selected
  std::string status = "open";  // open, selected
  JsonObject selection;         // the ranking as it was decided
};
BOOST_DESCRIBE_STRUCT(Round, (), (id, name, package, fiscal_year, target, status, selection))

struct Project {
  static constexpr const char* kTable = "project";
  std::string id;  // "P-1"
  std::string code;
  std::string name;
  std::string unit;
  std::string round;  // "" = none
  std::int64_t fiscal_year = 0;
  std::string package;  // hash; pinned
  std::string chart;    // "workflow", "work"
  std::string parent;
  std::string predecessor;
  std::string category;           // 通常, 法定受託, 施設整備 …
  JsonObject attributes;          // budget, fields …, and what stages add: total, rank, class
  std::string status = "active";  // active, suspended, done, withdrawn
  std::string state;              // atomic states, separated by a space
  std::string stage;              // stage type of the visit under way, "" if none
  std::string outcome;            // final state when done
  std::int64_t version = 0;       // grows with every change
  TimePoint created;
};
BOOST_DESCRIBE_STRUCT(Project, (),
                      (id, code, name, unit, round, fiscal_year, package, chart, parent, predecessor,
                       category, attributes, status, state, stage, outcome, version, created))

// The frozen session of a project (docs/formats/session.md), or of a chart that such a session invoked.
struct SessionRow {
  static constexpr const char* kTable = "session";
  std::string id;  // "P-1", or "<parent session>/<invoke id>"
  std::string project;
  std::string chart;
  std::string parent;  // session that invoked this one, "" for the project's own
  std::string invoke;  // id of that <invoke>
  JsonObject frozen;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, project, chart, parent, invoke, frozen))

// One invocation of a stage for one project.
struct Visit {
  static constexpr const char* kTable = "visit";
  std::string id;  // "V-1"
  std::string project;
  std::string session;
  std::string stage;
  std::string invoke;  // id of the <invoke>
  std::int64_t behaviour = 1;
  JsonObject settings;          // for the plugin
  JsonObject defaults;          // role, unit, due, remind, escalate of the <invoke>
  JsonObject state;             // the plugin's
  std::string status = "open";  // open, ended, cancelled, parked
  std::string outcome;
  TimePoint opened;
  std::optional<TimePoint> ended;
};
BOOST_DESCRIBE_STRUCT(Visit, (),
                      (id, project, session, stage, invoke, behaviour, settings, defaults, state, status,
                       outcome, opened, ended))

// One thing asked of one role in one unit, or of a partner.
struct Task {
  static constexpr const char* kTable = "task";
  std::string id;  // "T-1"
  std::string visit;
  std::string project;
  std::string name;
  std::string title;
  std::string title_en;
  std::string role;
  std::string unit;  // "" = the whole city
  std::string partner;
  std::string sheet;
  std::string status = "open";  // open, returned, submitted, done, cancelled
  std::optional<LocalDate> due;
  JsonArray ladder;  // [{"days":-5,"role":""}, …]
  std::int64_t next_rung =
      0;  // index into ladder; one past the end: only the passing of the due date is left
  JsonObject data;
  JsonArray actions;
  bool sealed = false;
  bool overdue = false;          // the due date has passed while it was waiting
  std::int64_t submissions = 0;  // how many so far
  TimePoint opened;
  std::optional<TimePoint> finished;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (id, visit, project, name, title, title_en, role, unit, partner, sheet, status, due,
                       ladder, next_rung, data, actions, sealed, overdue, submissions, opened, finished,
                       version))

// What was answered, kept in every version.
struct Submission {
  static constexpr const char* kTable = "submission";
  std::string id;  // "T-1/2"
  std::string task;
  std::string project;
  std::string sheet;
  std::int64_t number = 0;
  Json answers;
  std::string person;
  TimePoint at;
};
BOOST_DESCRIBE_STRUCT(Submission, (), (id, task, project, sheet, number, answers, person, at))

// Delayed sends of charts and the next rung of each task, in one table ordered by due time.
struct Timer {
  static constexpr const char* kTable = "timer";
  std::string id;  // "task/T-1" or "send/<session>/<send id>"
  TimePoint due;
  std::string kind;  // "task" or "send"
  std::string project;
  std::string session;
  std::string task;
  JsonObject event;     // of a send: name, data, …
  bool paused = false;  // the project is suspended with its timers stopped; due is then what was left, from 0
};
BOOST_DESCRIBE_STRUCT(Timer, (), (id, due, kind, project, session, task, event, paused))

// One reason to write to one person.
struct Notice {
  static constexpr const char* kTable = "notice";
  std::string id;  // "N-1"
  std::string person;
  std::string project;
  std::string task;
  std::string kind;  // asked, remind, overdue, escalate, returned, …
  JsonObject data;
  std::string status = "pending";  // pending, queued, dropped
  std::string message;
  TimePoint created;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (id, person, project, task, kind, data, status, message, created))

// One mail of one person and morning: the outbox.
struct Message {
  static constexpr const char* kTable = "message";
  std::string id;  // "M-1"
  std::string person;
  std::string address;
  std::string subject;
  std::string body;
  std::string message_id;         // RFC 5322, stable over retries
  std::string status = "queued";  // queued, sent, failed (gave up)
  std::int64_t attempts = 0;
  std::string error;  // of the last attempt
  TimePoint created;
  TimePoint next_try;
  std::optional<TimePoint> finished;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (id, person, address, subject, body, message_id, status, attempts, error, created,
                       next_try, finished))

// Something that went wrong and waits for a person.
struct Incident {
  static constexpr const char* kTable = "incident";
  std::string id;  // "I-1"
  std::string project;
  std::string visit;
  std::string kind;  // plugin, chart, unhandled
  std::string ja;
  std::string en;
  JsonObject action;            // what is repeated on resume
  std::string status = "open";  // open, resumed
  TimePoint opened;
};
BOOST_DESCRIBE_STRUCT(Incident, (), (id, project, visit, kind, ja, en, action, status, opened))

// Something there is only one of in a round, such as a hearing slot.
struct Reservation {
  static constexpr const char* kTable = "reservation";
  std::string id;  // "<round>|<kind>|<key>"
  std::string round;
  std::string kind;
  std::string key;
  std::string project;
  std::string visit;
};
BOOST_DESCRIBE_STRUCT(Reservation, (), (id, round, kind, key, project, visit))

struct Comment {
  static constexpr const char* kTable = "comment";
  std::string id;  // "C-1"
  std::string project;
  std::string person;
  std::string text;
  TimePoint at;
};
BOOST_DESCRIBE_STRUCT(Comment, (), (id, project, person, text, at))

struct Attachment {
  static constexpr const char* kTable = "attachment";
  std::string id;  // "A-1"
  std::string project;
  std::string name;
  std::string blob;  // SHA-256
  std::int64_t bytes = 0;
  std::string person;
  TimePoint at;
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (id, project, name, blob, bytes, person, at))

// The highest number given out per kind of id ("P", "T", …), so that ids are never used again.
struct Sequence {
  static constexpr const char* kTable = "sequence";
  std::string name;
  std::int64_t last = 0;
};
BOOST_DESCRIBE_STRUCT(Sequence, (), (name, last))

// Every projection, in the order in which `journal verify` compares them.
using Entities = boost::mp11::mp_list<Setting, Unit, Person, Grant, Partner, Workflow, Round, Project,
                                      SessionRow, Visit, Task, Submission, Timer, Notice, Message, Incident,
                                      Reservation, Comment, Attachment, Sequence>;

}  // namespace kyodo::office
