#include "store/schema.h"

namespace kyodo::store {

// Columns stand in the order of office/entities.h; a test holds the two against each other.
static const char* const kVersion1 = R"sql(
CREATE TABLE journal (
  number INTEGER PRIMARY KEY, happened INTEGER NOT NULL, recorded INTEGER NOT NULL, project TEXT NOT NULL,
  actor TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL, channel TEXT NOT NULL, command TEXT NOT NULL,
  command_id TEXT NOT NULL, reason TEXT NOT NULL, payload TEXT NOT NULL, salt TEXT NOT NULL,
  payload_hash TEXT NOT NULL, stream_prev TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE INDEX journal_project ON journal(project, number);
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal)
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE unit (id TEXT PRIMARY KEY, name TEXT NOT NULL, parent TEXT NOT NULL, valid_from TEXT, valid_to TEXT,
  successor TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL, mail TEXT NOT NULL, unit TEXT NOT NULL,
  partner TEXT NOT NULL, active INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX person_partner ON person(partner) WHERE partner <> '';
CREATE TABLE role_grant (id TEXT PRIMARY KEY, person TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL,
  valid_from TEXT, valid_to TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX role_grant_person ON role_grant(person);
CREATE INDEX role_grant_role ON role_grant(role, unit);
CREATE TABLE partner (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, fields TEXT NOT NULL,
  area TEXT NOT NULL, forms TEXT NOT NULL, mail TEXT NOT NULL, consent INTEGER NOT NULL, updated TEXT,
  active INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE workflow (hash TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, files TEXT NOT NULL,
  installed INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE round (id TEXT PRIMARY KEY, name TEXT NOT NULL, package TEXT NOT NULL, fiscal_year INTEGER NOT NULL,
  target INTEGER NOT NULL, status TEXT NOT NULL, selection TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE project (id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
  round TEXT NOT NULL, fiscal_year INTEGER NOT NULL, package TEXT NOT NULL, chart TEXT NOT NULL, parent TEXT NOT NULL,
  predecessor TEXT NOT NULL, category TEXT NOT NULL, attributes TEXT NOT NULL, status TEXT NOT NULL,
  state TEXT NOT NULL, stage TEXT NOT NULL, outcome TEXT NOT NULL, version INTEGER NOT NULL,
  created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX project_round ON project(round, code);
CREATE INDEX project_parent ON project(parent) WHERE parent <> '';
CREATE TABLE session (id TEXT PRIMARY KEY, project TEXT NOT NULL, chart TEXT NOT NULL, parent TEXT NOT NULL,
  invoke TEXT NOT NULL, frozen TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX session_project ON session(project);
CREATE INDEX session_parent ON session(parent) WHERE parent <> '';
CREATE TABLE visit (id TEXT PRIMARY KEY, project TEXT NOT NULL, session TEXT NOT NULL, stage TEXT NOT NULL,
  invoke TEXT NOT NULL, behaviour INTEGER NOT NULL, settings TEXT NOT NULL, defaults TEXT NOT NULL,
  state TEXT NOT NULL, status TEXT NOT NULL, outcome TEXT NOT NULL, opened INTEGER NOT NULL,
  ended INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX visit_project ON visit(project);
CREATE INDEX visit_session ON visit(session, invoke);
CREATE TABLE task (id TEXT PRIMARY KEY, visit TEXT NOT NULL, project TEXT NOT NULL, name TEXT NOT NULL,
  title TEXT NOT NULL, title_en TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL, partner TEXT NOT NULL,
  sheet TEXT NOT NULL, status TEXT NOT NULL, due TEXT, ladder TEXT NOT NULL, next_rung INTEGER NOT NULL,
  data TEXT NOT NULL, actions TEXT NOT NULL, sealed INTEGER NOT NULL, overdue INTEGER NOT NULL,
  submissions INTEGER NOT NULL, opened INTEGER NOT NULL, finished INTEGER, version INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE INDEX task_visit ON task(visit, name);
CREATE INDEX task_project ON task(project);
CREATE INDEX task_waiting ON task(unit, role) WHERE status IN ('open', 'returned');
CREATE TABLE submission (id TEXT PRIMARY KEY, task TEXT NOT NULL, project TEXT NOT NULL, sheet TEXT NOT NULL,
  number INTEGER NOT NULL, answers TEXT NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX submission_project ON submission(project);
CREATE INDEX submission_task ON submission(task);
CREATE TABLE timer (id TEXT PRIMARY KEY, due INTEGER NOT NULL, kind TEXT NOT NULL, project TEXT NOT NULL,
  session TEXT NOT NULL, task TEXT NOT NULL, event TEXT NOT NULL, paused INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX timer_due ON timer(due, id) WHERE paused = 0;
CREATE INDEX timer_project ON timer(project);
CREATE INDEX timer_session ON timer(session) WHERE session <> '';
CREATE TABLE notice (id TEXT PRIMARY KEY, person TEXT NOT NULL, project TEXT NOT NULL, task TEXT NOT NULL,
  kind TEXT NOT NULL, data TEXT NOT NULL, status TEXT NOT NULL, message TEXT NOT NULL,
  created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX notice_pending ON notice(person) WHERE status = 'pending';
CREATE INDEX notice_task ON notice(task) WHERE status = 'pending';
CREATE INDEX notice_project ON notice(project) WHERE status = 'pending';
CREATE TABLE message (id TEXT PRIMARY KEY, person TEXT NOT NULL, address TEXT NOT NULL, subject TEXT NOT NULL,
  body TEXT NOT NULL, message_id TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL,
  created INTEGER NOT NULL, next_try INTEGER NOT NULL, finished INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX message_queued ON message(next_try) WHERE status = 'queued';
CREATE TABLE incident (id TEXT PRIMARY KEY, project TEXT NOT NULL, visit TEXT NOT NULL, kind TEXT NOT NULL,
  ja TEXT NOT NULL, en TEXT NOT NULL, action TEXT NOT NULL, status TEXT NOT NULL, opened INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE reservation (id TEXT PRIMARY KEY, round TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
  project TEXT NOT NULL, visit TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX reservation_round ON reservation(round);
CREATE INDEX reservation_visit ON reservation(visit);
CREATE TABLE comment (id TEXT PRIMARY KEY, project TEXT NOT NULL, person TEXT NOT NULL, text TEXT NOT NULL,
  at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX comment_project ON comment(project);
CREATE TABLE attachment (id TEXT PRIMARY KEY, project TEXT NOT NULL, name TEXT NOT NULL, blob TEXT NOT NULL,
  bytes INTEGER NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_project ON attachment(project);
CREATE TABLE sequence (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE draft (task TEXT PRIMARY KEY, person TEXT NOT NULL, answers TEXT NOT NULL, at INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE keyed_answer (key TEXT PRIMARY KEY, command_hash TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql";

static const char* const kVersion2 = R"sql(
CREATE TABLE token (hash TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL,
  created INTEGER NOT NULL, expires INTEGER) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX token_name ON token(person, name);
CREATE TABLE credential (person TEXT PRIMARY KEY, hash TEXT NOT NULL, failed INTEGER NOT NULL,
  locked_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE login (hash TEXT PRIMARY KEY, person TEXT NOT NULL, csrf TEXT NOT NULL, created INTEGER NOT NULL,
  expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX login_person ON login(person);
CREATE INDEX login_expires ON login(expires);
CREATE INDEX message_failed ON message(id) WHERE status = 'failed';
)sql";

const std::vector<const char*>& migrations() {
  static const std::vector<const char*> all{kVersion1, kVersion2};
  return all;
}

}  // namespace kyodo::store
