// What happened: the facts of which the journal is made. Facts cannot be refused.
//
// Every event has a type and a version. A change of meaning or shape makes a new version; decode() keeps
// understanding all old ones (docs/formats/journal.md, fixtures in tests/fixtures/journal).
#pragma once

#include <variant>

#include "office/entities.h"

namespace kyodo::journal {

#define KYODO_EVENT(name)                    \
  static constexpr const char* kType = name; \
  static constexpr std::int64_t kVersion = 1;

struct SettingChanged {
  KYODO_EVENT("setting.changed")
  std::string key;
  Json value;
};
BOOST_DESCRIBE_STRUCT(SettingChanged, (), (key, value))

struct UnitSet {
  KYODO_EVENT("unit.set")
  office::Unit unit;
};
BOOST_DESCRIBE_STRUCT(UnitSet, (), (unit))

struct PersonSet {
  KYODO_EVENT("person.set")
  office::Person person;
};
BOOST_DESCRIBE_STRUCT(PersonSet, (), (person))

struct RoleGranted {
  KYODO_EVENT("role.granted")
  office::Grant grant;
};
BOOST_DESCRIBE_STRUCT(RoleGranted, (), (grant))

// The secret itself is not history.
struct TokenAdded {
  KYODO_EVENT("token.added")
  std::string person;
  std::string name;
  std::string scope;
  std::optional<TimePoint> expires;
};
BOOST_DESCRIBE_STRUCT(TokenAdded, (), (person, name, scope, expires))

struct TokenRevoked {
  KYODO_EVENT("token.revoked")
  std::string person;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(TokenRevoked, (), (person, name))

struct PasswordSet {
  KYODO_EVENT("password.set")
  std::string person;
};
BOOST_DESCRIBE_STRUCT(PasswordSet, (), (person))

struct ThingRead {  // by an auditor, whose reading is history too
  KYODO_EVENT("thing.read")
  std::string path;  // of the request: "/projects/P-12"
};
BOOST_DESCRIBE_STRUCT(ThingRead, (), (path))

struct PartnerSet {
  KYODO_EVENT("partner.set")
  office::Partner partner;
};
BOOST_DESCRIBE_STRUCT(PartnerSet, (), (partner))

struct WorkflowInstalled {
  KYODO_EVENT("workflow.installed")
  office::Workflow workflow;
};
BOOST_DESCRIBE_STRUCT(WorkflowInstalled, (), (workflow))

struct RoundOpened {
  KYODO_EVENT("round.opened")
  office::Round round;
};
BOOST_DESCRIBE_STRUCT(RoundOpened, (), (round))

struct RoundSelected {
  KYODO_EVENT("round.selected")
  std::string round;
  JsonObject selection;
};
BOOST_DESCRIBE_STRUCT(RoundSelected, (), (round, selection))

struct ProjectCreated {
  KYODO_EVENT("project.created")
  office::Project project;
};
BOOST_DESCRIBE_STRUCT(ProjectCreated, (), (project))

// before/after per field; attribute fields are written "attributes/budget".
struct FieldChange {
  std::string field;
  Json before;
  Json after;
};
BOOST_DESCRIBE_STRUCT(FieldChange, (), (field, before, after))

struct ProjectEdited {
  KYODO_EVENT("project.edited")
  std::string project;
  std::vector<FieldChange> changes;
};
BOOST_DESCRIBE_STRUCT(ProjectEdited, (), (project, changes))

struct ProjectCommented {
  KYODO_EVENT("project.commented")
  office::Comment comment;
};
BOOST_DESCRIBE_STRUCT(ProjectCommented, (), (comment))

struct ProjectAttached {
  KYODO_EVENT("project.attached")
  office::Attachment attachment;
};
BOOST_DESCRIBE_STRUCT(ProjectAttached, (), (attachment))

// suspended, active (resumed), withdrawn. timers: on suspension "stop" or "run".
struct ProjectStatusChanged {
  KYODO_EVENT("project.status_changed")
  std::string project;
  std::string status;
  std::string timers;
};
BOOST_DESCRIBE_STRUCT(ProjectStatusChanged, (), (project, status, timers))

// A session begins: the project's own or that of an invoked chart.
struct SessionStarted {
  KYODO_EVENT("session.started")
  office::SessionRow session;
};
BOOST_DESCRIBE_STRUCT(SessionStarted, (), (session))

// The session moved: the members of the frozen session that changed.
struct SessionMoved {
  KYODO_EVENT("session.moved")
  std::string session;
  JsonObject changed;
};
BOOST_DESCRIBE_STRUCT(SessionMoved, (), (session, changed))

// The session of an invoked chart is over.
struct SessionEnded {
  KYODO_EVENT("session.ended")
  std::string session;
};
BOOST_DESCRIBE_STRUCT(SessionEnded, (), (session))

// What lists show of a project's session: its atomic states, the stage under way, the final state when done.
// A session before and after it moved to another version of its chart, as frozen.
struct SessionImage {
  std::string session;
  JsonObject before;
  JsonObject after;
};
BOOST_DESCRIBE_STRUCT(SessionImage, (), (session, before, after))

// The id of a visit's <invoke> before and after.
struct VisitImage {
  std::string visit;
  std::string before;
  std::string after;
};
BOOST_DESCRIBE_STRUCT(VisitImage, (), (visit, before, after))

struct ProjectMigrated {  // from, to: hashes of packages
  KYODO_EVENT("project.migrated")
  std::string project;
  std::string from;
  std::string to;
  std::vector<SessionImage> sessions;
  std::vector<VisitImage> visits;
};
BOOST_DESCRIBE_STRUCT(ProjectMigrated, (), (project, from, to, sessions, visits))

struct ProjectMoved {
  KYODO_EVENT("project.moved")
  std::string project;
  std::string state;
  std::string stage;
  std::string outcome;
  bool done = false;
};
BOOST_DESCRIBE_STRUCT(ProjectMoved, (), (project, state, stage, outcome, done))

// An event from outside or from another project was taken in.
struct SignalTaken {
  KYODO_EVENT("session.signal")
  std::string session;
  std::string name;
  Json data;
};
BOOST_DESCRIBE_STRUCT(SignalTaken, (), (session, name, data))

struct VisitOpened {
  KYODO_EVENT("visit.opened")
  office::Visit visit;
};
BOOST_DESCRIBE_STRUCT(VisitOpened, (), (visit))

struct VisitChanged {
  KYODO_EVENT("visit.changed")
  std::string visit;
  JsonObject state;
};
BOOST_DESCRIBE_STRUCT(VisitChanged, (), (visit, state))

// ended, cancelled, parked, or open again after an incident was resumed.
struct VisitStatusChanged {
  KYODO_EVENT("visit.status_changed")
  std::string visit;
  std::string status;
  std::string outcome;
  std::optional<TimePoint> at;
};
BOOST_DESCRIBE_STRUCT(VisitStatusChanged, (), (visit, status, outcome, at))

struct AttributesMerged {
  KYODO_EVENT("project.attributes_merged")
  std::string project;
  JsonObject before;  // of the members named in `attributes`
  JsonObject attributes;
};
BOOST_DESCRIBE_STRUCT(AttributesMerged, (), (project, before, attributes))

struct TaskOpened {
  KYODO_EVENT("task.opened")
  office::Task task;
};
BOOST_DESCRIBE_STRUCT(TaskOpened, (), (task))

struct TaskSubmitted {
  KYODO_EVENT("task.submitted")
  office::Submission submission;
};
BOOST_DESCRIBE_STRUCT(TaskSubmitted, (), (submission))

// A person acted on a task through one of the stage's actions.
struct ActionTaken {
  KYODO_EVENT("task.action")
  std::string task;
  std::string visit;
  std::string action;
  JsonObject data;
};
BOOST_DESCRIBE_STRUCT(ActionTaken, (), (task, visit, action, data))

// done, cancelled, or returned (with a comment and perhaps a new due date).
struct TaskStatusChanged {
  KYODO_EVENT("task.status_changed")
  std::string task;
  std::string status;
  std::string comment;
  std::optional<LocalDate> due;
  TimePoint at;
};
BOOST_DESCRIBE_STRUCT(TaskStatusChanged, (), (task, status, comment, due, at))

struct TaskExtended {
  KYODO_EVENT("task.extended")
  std::string task;
  std::optional<LocalDate> before;
  LocalDate due;
};
BOOST_DESCRIBE_STRUCT(TaskExtended, (), (task, before, due))

// The ladder went on: which rung comes next; overdue once the due date has passed.
struct TaskRung {
  KYODO_EVENT("task.rung")
  std::string task;
  std::int64_t next_rung = 0;
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(TaskRung, (), (task, next_rung, overdue))

struct TaskDataChanged {
  KYODO_EVENT("task.data_changed")
  std::string task;
  JsonObject data;
};
BOOST_DESCRIBE_STRUCT(TaskDataChanged, (), (task, data))

struct TaskUnsealed {
  KYODO_EVENT("task.unsealed")
  std::string task;
};
BOOST_DESCRIBE_STRUCT(TaskUnsealed, (), (task))

struct TimerSet {
  KYODO_EVENT("timer.set")
  office::Timer timer;
};
BOOST_DESCRIBE_STRUCT(TimerSet, (), (timer))

struct TimerCleared {
  KYODO_EVENT("timer.cleared")
  std::string timer;
};
BOOST_DESCRIBE_STRUCT(TimerCleared, (), (timer))

struct NoticeAdded {
  KYODO_EVENT("notice.added")
  office::Notice notice;
};
BOOST_DESCRIBE_STRUCT(NoticeAdded, (), (notice))

struct NoticeDropped {
  KYODO_EVENT("notice.dropped")
  std::string notice;
};
BOOST_DESCRIBE_STRUCT(NoticeDropped, (), (notice))

struct MessageQueued {
  KYODO_EVENT("message.queued")
  office::Message message;
  std::vector<std::string> notices;
};
BOOST_DESCRIBE_STRUCT(MessageQueued, (), (message, notices))

// sent, queued (to be tried again at next_try) or failed (given up).
struct MessageStatusChanged {
  KYODO_EVENT("message.status_changed")
  std::string message;
  std::string status;
  std::string error;
  TimePoint at;
  TimePoint next_try;
};
BOOST_DESCRIBE_STRUCT(MessageStatusChanged, (), (message, status, error, at, next_try))

// One that was given up is due again, its attempts counted anew, to where its person has mail now.
struct MessageResent {
  KYODO_EVENT("message.resent")
  std::string message;
  std::string address;
  TimePoint at;
};
BOOST_DESCRIBE_STRUCT(MessageResent, (), (message, address, at))

struct IncidentOpened {
  KYODO_EVENT("incident.opened")
  office::Incident incident;
};
BOOST_DESCRIBE_STRUCT(IncidentOpened, (), (incident))

struct IncidentResumed {
  KYODO_EVENT("incident.resumed")
  std::string incident;
};
BOOST_DESCRIBE_STRUCT(IncidentResumed, (), (incident))

struct Reserved {
  KYODO_EVENT("reservation.made")
  office::Reservation reservation;
};
BOOST_DESCRIBE_STRUCT(Reserved, (), (reservation))

struct Released {
  KYODO_EVENT("reservation.released")
  std::string reservation;
};
BOOST_DESCRIBE_STRUCT(Released, (), (reservation))

#undef KYODO_EVENT

using Event =
    std::variant<SettingChanged, UnitSet, PersonSet, RoleGranted, TokenAdded, TokenRevoked, PasswordSet,
                 ThingRead, PartnerSet, WorkflowInstalled, RoundOpened, RoundSelected, ProjectCreated,
                 ProjectEdited, ProjectCommented, ProjectAttached, ProjectStatusChanged, SessionStarted,
                 SessionMoved, SessionEnded, ProjectMigrated, ProjectMoved, SignalTaken, VisitOpened,
                 VisitChanged, VisitStatusChanged, AttributesMerged, TaskOpened, TaskSubmitted, ActionTaken,
                 TaskStatusChanged, TaskExtended, TaskRung, TaskDataChanged, TaskUnsealed, TimerSet,
                 TimerCleared, NoticeAdded, NoticeDropped, MessageQueued, MessageStatusChanged, MessageResent,
                 IncidentOpened, IncidentResumed, Reserved, Released>;

}  // namespace kyodo::journal
