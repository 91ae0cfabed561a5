// Commands: what somebody wants. One described struct per command; its members are the arguments as they
// stand in a line of `kyodo apply` ({"command":"task.submit","args":{"task":"T-17"},…}) and on the command
// line. Optional members may be left out.
#pragma once

#include <variant>

#include "office/entities.h"

namespace kyodo::runtime {

inline constexpr std::size_t kMaxImportRows = 20'000;  // of one import command
inline constexpr std::size_t kMaxAttachmentBytes = 20u << 20;

#define KYODO_COMMAND(name) static constexpr const char* kName = name;

struct ChangeSetting {  // keys: calendar, authority, office
  KYODO_COMMAND("setting.change")
  std::string key;
  Json value;
};
BOOST_DESCRIBE_STRUCT(ChangeSetting, (), (key, value))

struct InstallWorkflow {  // files: path → text of the file. Answer: {"hash","name"}
  KYODO_COMMAND("workflow.install")
  JsonObject files;
};
BOOST_DESCRIBE_STRUCT(InstallWorkflow, (), (files))

// Moves projects under way to another installed version (runtime/migration.h). from, to: name or hash;
// projects: default all of `from`. Answer: {"migrated":[…],"refused":[…]}, those without an image being left
// as they are.
struct MigrateWorkflow {
  KYODO_COMMAND("workflow.migrate")
  std::string from;
  std::string to;
  std::optional<JsonObject> map;
  std::optional<std::vector<std::string>> projects;
};
BOOST_DESCRIBE_STRUCT(MigrateWorkflow, (), (from, to, map, projects))

// Restores what a migration replaced, of projects to which nothing happened since. Answer:
// {"restored":[…],"refused":[…]}
struct UndoMigration {
  KYODO_COMMAND("workflow.migrate_undo")
  std::string from;
  std::string to;
  std::optional<std::vector<std::string>> projects;
};
BOOST_DESCRIBE_STRUCT(UndoMigration, (), (from, to, projects))

struct ImportUnits {
  KYODO_COMMAND("unit.import")
  JsonArray units;  // of office::Unit; members left out keep their value or are empty
};
BOOST_DESCRIBE_STRUCT(ImportUnits, (), (units))

struct ImportPersons {
  KYODO_COMMAND("person.import")
  JsonArray persons;
};
BOOST_DESCRIBE_STRUCT(ImportPersons, (), (persons))

struct ImportRoles {
  KYODO_COMMAND("role.import")
  JsonArray grants;  // {"person","role","unit","valid_from","valid_to"}
};
BOOST_DESCRIBE_STRUCT(ImportRoles, (), (grants))

struct GrantRole {
  KYODO_COMMAND("role.grant")
  std::string person;
  std::string role;
  std::optional<std::string> unit;
  std::optional<LocalDate> from;
  std::optional<LocalDate> to;
};
BOOST_DESCRIBE_STRUCT(GrantRole, (), (person, role, unit, from, to))

// hash: SHA-256 of the token, which nobody keeps. days: how long it is good; without, until it is revoked.
struct AddToken {
  KYODO_COMMAND("token.add")
  std::string person;
  std::string name;
  std::string scope;  // "read", "write"
  std::string hash;
  std::optional<std::int64_t> days;
};
BOOST_DESCRIBE_STRUCT(AddToken, (), (person, name, scope, hash, days))

struct RevokeToken {
  KYODO_COMMAND("token.revoke")
  std::string person;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RevokeToken, (), (person, name))

// hash: of the password, as the one who hashes it will check it. Ends all logins of the person.
struct SetPassword {
  KYODO_COMMAND("person.password")
  std::string person;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(SetPassword, (), (person, hash))

// --- signing on: said by the service once it has checked a password; no history ---

struct BeginLogin {
  KYODO_COMMAND("login.begin")
  std::string person;
  std::string hash;  // SHA-256 of the cookie
  std::string csrf;
};
BOOST_DESCRIBE_STRUCT(BeginLogin, (), (person, hash, csrf))

struct FailLogin {  // the password was wrong
  KYODO_COMMAND("login.fail")
  std::string person;
};
BOOST_DESCRIBE_STRUCT(FailLogin, (), (person))

struct EndLogin {
  KYODO_COMMAND("login.end")
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(EndLogin, (), (hash))

// The first administrator, by whoever has the code that `kyodo init` printed once. code, hash: SHA-256 of the
// code, and of the password as in SetPassword. Code::not_authorised when the code is not or no longer good.
struct ClaimOffice {
  KYODO_COMMAND("office.claim")
  std::string code;
  std::string person;
  std::string name;
  std::optional<std::string> mail;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(ClaimOffice, (), (code, person, name, mail, hash))

// An auditor's reading, said by the service before it answers. project: in whose history it stands, "" = the
// office's.
struct NoteReading {
  KYODO_COMMAND("reading.note")
  std::string path;
  std::string project;
};
BOOST_DESCRIBE_STRUCT(NoteReading, (), (path, project))

struct ImportPartners {
  KYODO_COMMAND("partner.import")
  JsonArray partners;
};
BOOST_DESCRIBE_STRUCT(ImportPartners, (), (partners))

struct OpenRound {  // workflow: name or hash of an installed package. Answer: {"round"}
  KYODO_COMMAND("round.open")
  std::string id;
  std::string name;
  std::string workflow;
  std::int64_t fiscal_year = 0;
  std::int64_t target = 0;
};
BOOST_DESCRIBE_STRUCT(OpenRound, (), (id, name, workflow, fiscal_year, target))

// Fixes the list. Without `chosen` a tie at the line refuses, naming those that tie. Answer: the ranking.
struct SelectRound {
  KYODO_COMMAND("round.select")
  std::string round;
  std::optional<std::int64_t> count;  // default: the round's target
  std::vector<std::string> chosen;
};
BOOST_DESCRIBE_STRUCT(SelectRound, (), (round, count, chosen))

struct AddProject {  // Answer: {"project"}
  KYODO_COMMAND("project.add")
  std::string code;
  std::string name;
  std::string unit;
  std::string round;
  std::optional<std::string> category;
  std::optional<std::string> predecessor;
  JsonObject attributes;
};
BOOST_DESCRIBE_STRUCT(AddProject, (), (code, name, unit, round, category, predecessor, attributes))

// Many at once, all or none. units: those to be created with them. Answer: {"projects":[…]}
struct ImportProjects {
  KYODO_COMMAND("project.import")
  std::string round;
  JsonArray units;
  std::vector<JsonObject> projects;  // {"code","name","unit","category","attributes"}
};
BOOST_DESCRIBE_STRUCT(ImportProjects, (), (round, units, projects))

struct EditProject {  // fields: name, code, unit, category, attributes/<name>
  KYODO_COMMAND("project.edit")
  std::string project;
  JsonObject fields;
};
BOOST_DESCRIBE_STRUCT(EditProject, (), (project, fields))

struct CommentProject {
  KYODO_COMMAND("project.comment")
  std::string project;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(CommentProject, (), (project, text))

struct AttachProject {
  KYODO_COMMAND("project.attach")
  std::string project;
  std::string name;
  std::string base64;
};
BOOST_DESCRIBE_STRUCT(AttachProject, (), (project, name, base64))

struct WithdrawProject {
  KYODO_COMMAND("project.withdraw")
  std::string project;
};
BOOST_DESCRIBE_STRUCT(WithdrawProject, (), (project))

struct SuspendProject {  // timers: "stop" (default) or "run"
  KYODO_COMMAND("project.suspend")
  std::string project;
  std::optional<std::string> timers;
};
BOOST_DESCRIBE_STRUCT(SuspendProject, (), (project, timers))

struct ResumeProject {
  KYODO_COMMAND("project.resume")
  std::string project;
};
BOOST_DESCRIBE_STRUCT(ResumeProject, (), (project))

struct SendEvent {  // an external event into the project's session
  KYODO_COMMAND("project.send")
  std::string project;
  std::string event;
  Json data;
};
BOOST_DESCRIBE_STRUCT(SendEvent, (), (project, event, data))

struct SaveTask {  // a draft; may be incomplete
  KYODO_COMMAND("task.save")
  std::string task;
  Json answers;
};
BOOST_DESCRIBE_STRUCT(SaveTask, (), (task, answers))

struct SubmitTask {  // without answers: the draft
  KYODO_COMMAND("task.submit")
  std::string task;
  std::optional<Json> answers;
};
BOOST_DESCRIBE_STRUCT(SubmitTask, (), (task, answers))

struct TakeAction {  // any action the stage describes
  KYODO_COMMAND("task.do")
  std::string task;
  std::string action;
  JsonObject data;
};
BOOST_DESCRIBE_STRUCT(TakeAction, (), (task, action, data))

struct ReturnTask {  // the stage's action "return"
  KYODO_COMMAND("task.return")
  std::string task;
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(ReturnTask, (), (task, comment))

struct ExtendTask {
  KYODO_COMMAND("task.extend")
  std::string task;
  LocalDate due;
};
BOOST_DESCRIBE_STRUCT(ExtendTask, (), (task, due))

struct ResumeIncident {
  KYODO_COMMAND("incident.resume")
  std::string incident;
};
BOOST_DESCRIBE_STRUCT(ResumeIncident, (), (incident))

struct PauseNotices {
  KYODO_COMMAND("notify.pause")
  bool paused = true;
};
BOOST_DESCRIBE_STRUCT(PauseNotices, (), (paused))

struct ResendMessage {  // one that was given up. Answer: {"message", "address"}
  KYODO_COMMAND("message.resend")
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ResendMessage, (), (message))

// --- of the system itself: the scheduler and the delivery of mail ---

struct FireTimer {  // what is due by now of one timer
  KYODO_COMMAND("timer.fire")
  std::string timer;
};
BOOST_DESCRIBE_STRUCT(FireTimer, (), (timer))

struct SetAsideTimer {  // a timer that cannot be carried out becomes an incident
  KYODO_COMMAND("timer.set_aside")
  std::string timer;
  std::string ja;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(SetAsideTimer, (), (timer, ja, en))

struct BeginFiscalYear {  // "fiscal_year.begins" to every active session
  KYODO_COMMAND("fiscal_year.begin")
  std::int64_t year = 0;
};
BOOST_DESCRIBE_STRUCT(BeginFiscalYear, (), (year))

struct QueueMessage {  // Answer: {"message"}
  KYODO_COMMAND("message.queue")
  std::string person;
  std::string subject;
  std::string body;
  std::vector<std::string> notices;
};
BOOST_DESCRIBE_STRUCT(QueueMessage, (), (person, subject, body, notices))

struct ReportDelivery {  // status: sent, queued (try again at next_try), failed
  KYODO_COMMAND("message.report")
  std::string message;
  std::string status;
  std::optional<std::string> error;
  std::optional<TimePoint> next_try;
};
BOOST_DESCRIBE_STRUCT(ReportDelivery, (), (message, status, error, next_try))

// The last process ended inside a plugin or a step of a chart: park what it was at. The members are those of
// the marker (stage/guard.h).
struct ParkProject {
  KYODO_COMMAND("incident.park")
  std::string project;
  std::string visit;
  std::string stage;
  std::string action;
  bool timed_out = false;
};
BOOST_DESCRIBE_STRUCT(ParkProject, (), (project, visit, stage, action, timed_out))

#undef KYODO_COMMAND

using CommandBody =
    std::variant<ChangeSetting, InstallWorkflow, MigrateWorkflow, UndoMigration, ImportUnits, ImportPersons,
                 ImportRoles, GrantRole, AddToken, RevokeToken, SetPassword, BeginLogin, FailLogin, EndLogin,
                 ClaimOffice, NoteReading, ImportPartners, OpenRound, SelectRound, AddProject, ImportProjects,
                 EditProject, CommentProject, AttachProject, WithdrawProject, SuspendProject, ResumeProject,
                 SendEvent, SaveTask, SubmitTask, TakeAction, ReturnTask, ExtendTask, ResumeIncident,
                 PauseNotices, ResendMessage, FireTimer, SetAsideTimer, BeginFiscalYear, QueueMessage,
                 ReportDelivery, ParkProject>;

// "task.submit" and its arguments. All problems at once; an unknown name lists the known ones that are close.
Result<CommandBody> decode_command(const std::string& name, const Json& args);
// The shape of its arguments as a JSON Schema; an object without properties for a name that is unknown.
JsonObject schema_of_command(const std::string& name);
const char* name_of(const CommandBody& body);
Json args_of(const CommandBody& body);

// A command with everything around it.
struct Command {
  CommandBody body;
  std::string actor;  // person id; "" = the operator at the command line; "system" = the scheduler
  std::string reason;
  std::string channel;  // "cli:root", "apply:root", "system"
  std::string key;      // idempotency key; "" = none. A repeated key gets the first answer again
  std::optional<std::int64_t> expected_version;  // of the project (or task) it is about
  TimePoint now;
  std::optional<TimePoint>
      at;  // when it really happened, for records from before the system; sends no notices
};

// What a command did. `data` is for scripts; incidents lists those opened while it ran (a parked stage).
struct Answer {
  JsonObject data;
  std::vector<std::string> incidents;
  std::vector<Text> warnings;
  bool repeated = false;  // the answer of an earlier command with the same key
};
Json answer_json(const Answer& answer);

}  // namespace kyodo::runtime
