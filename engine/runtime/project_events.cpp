#include "runtime/project_events.h"

namespace kyodo::runtime {
namespace {

using namespace journal;

// Remembers the highest number of "T-17", so that it is never given out again.
void note_id(Tables& tables, const std::string& id) {
  std::int64_t number = office::id_number(id);
  if (number < 0) return;
  std::string name = id.substr(0, id.find('-'));
  auto sequence = tables.get<office::Sequence>(name);
  if (sequence && number <= sequence->last) return;
  tables.put(office::Sequence{name, number});
}

template <class T, class Fn>
void change(Tables& tables, const std::string& key, Fn fn) {
  auto before = tables.get<T>(key);
  if (!before) return;
  T entity = *before;
  fn(entity);
  tables.put(std::move(entity));
}

template <class Fn>
void change_task(Tables& tables, const std::string& id, Fn fn) {
  change<office::Task>(tables, id, [&](office::Task& task) {
    fn(task);
    ++task.version;
  });
}

void set_field(office::Project& project, const std::string& field, const Json& value) {
  auto text = [&] { return value.is_string() ? std::string(value.get_string()) : std::string(); };
  if (field == "name")
    project.name = text();
  else if (field == "code")
    project.code = text();
  else if (field == "unit")
    project.unit = text();
  else if (field == "category")
    project.category = text();
  else if (field == "round")
    project.round = text();
  else if (field.starts_with("attributes/")) {
    std::string key = field.substr(11);
    if (value.is_null())
      project.attributes.erase(key);
    else
      project.attributes[key] = value;
  }
}

struct Apply {
  Tables& tables;

  void operator()(SettingChanged& e) const {
    tables.put(office::Setting{std::move(e.key), std::move(e.value)});
  }
  void operator()(UnitSet& e) const { tables.put(std::move(e.unit)); }
  void operator()(PersonSet& e) const { tables.put(std::move(e.person)); }
  void operator()(RoleGranted& e) const {
    note_id(tables, e.grant.id);
    tables.put(std::move(e.grant));
  }
  void operator()(const TokenAdded&) const {}
  void operator()(const TokenRevoked&) const {}
  void operator()(const PasswordSet&) const {}
  void operator()(const ThingRead&) const {}
  void operator()(PartnerSet& e) const { tables.put(std::move(e.partner)); }
  void operator()(WorkflowInstalled& e) const { tables.put(std::move(e.workflow)); }
  void operator()(RoundOpened& e) const { tables.put(std::move(e.round)); }
  void operator()(const RoundSelected& e) const {
    change<office::Round>(tables, e.round, [&](office::Round& round) {
      round.selection = e.selection;
      round.status = "selected";
    });
  }
  void operator()(ProjectCreated& e) const {
    note_id(tables, e.project.id);
    tables.put(std::move(e.project));
  }
  void operator()(const ProjectEdited& e) const {
    change<office::Project>(tables, e.project, [&](office::Project& project) {
      for (const FieldChange& one : e.changes) set_field(project, one.field, one.after);
    });
  }
  void operator()(ProjectCommented& e) const {
    note_id(tables, e.comment.id);
    tables.put(std::move(e.comment));
  }
  void operator()(ProjectAttached& e) const {
    note_id(tables, e.attachment.id);
    tables.put(std::move(e.attachment));
  }
  void operator()(const ProjectStatusChanged& e) const {
    change<office::Project>(tables, e.project, [&](office::Project& project) { project.status = e.status; });
  }
  void operator()(SessionStarted& e) const { tables.put(std::move(e.session)); }
  void operator()(SessionMoved& e) const {
    change<office::SessionRow>(tables, e.session, [&](office::SessionRow& row) {
      for (auto& member : e.changed) row.frozen[member.key()] = std::move(member.value());
    });
  }
  void operator()(const SessionEnded& e) const { tables.erase<office::SessionRow>(e.session); }
  void operator()(const ProjectMigrated& e) const {
    change<office::Project>(tables, e.project, [&](office::Project& project) { project.package = e.to; });
    for (const SessionImage& one : e.sessions)
      change<office::SessionRow>(tables, one.session,
                                 [&](office::SessionRow& row) { row.frozen = one.after; });
    for (const VisitImage& one : e.visits)
      change<office::Visit>(tables, one.visit, [&](office::Visit& visit) { visit.invoke = one.after; });
  }
  void operator()(const ProjectMoved& e) const {
    change<office::Project>(tables, e.project, [&](office::Project& project) {
      project.state = e.state;
      project.stage = e.stage;
      project.outcome = e.outcome;
      if (e.done && project.status != "withdrawn") project.status = "done";
    });
  }
  void operator()(const SignalTaken&) const {}
  void operator()(VisitOpened& e) const {
    note_id(tables, e.visit.id);
    tables.put(std::move(e.visit));
  }
  void operator()(VisitChanged& e) const {
    change<office::Visit>(tables, e.visit, [&](office::Visit& visit) { visit.state = std::move(e.state); });
  }
  void operator()(const VisitStatusChanged& e) const {
    change<office::Visit>(tables, e.visit, [&](office::Visit& visit) {
      visit.status = e.status;
      visit.outcome = e.outcome;
      visit.ended = e.at;
    });
  }
  void operator()(const AttributesMerged& e) const {
    change<office::Project>(tables, e.project, [&](office::Project& project) {
      for (const auto& member : e.attributes) {
        if (member.value().is_null())
          project.attributes.erase(member.key());
        else
          project.attributes[member.key()] = member.value();
      }
    });
  }
  void operator()(TaskOpened& e) const {
    note_id(tables, e.task.id);
    tables.put(std::move(e.task));
  }
  void operator()(TaskSubmitted& e) const {
    change_task(tables, e.submission.task, [&](office::Task& task) {
      task.status = "submitted";
      task.submissions = e.submission.number;
      task.finished = e.submission.at;
    });
    tables.put(std::move(e.submission));
  }
  void operator()(const ActionTaken&) const {}
  void operator()(const TaskStatusChanged& e) const {
    change_task(tables, e.task, [&](office::Task& task) {
      task.status = e.status;
      if (e.status == "returned") {
        task.finished.reset();
        if (e.due) task.due = e.due;
      } else if (!task.finished) {
        task.finished =
            e.at;  // a sheet keeps the time it was submitted: that is what punctuality is judged by
      }
    });
  }
  void operator()(const TaskExtended& e) const {
    change_task(tables, e.task, [&](office::Task& task) { task.due = e.due; });
  }
  void operator()(const TaskRung& e) const {
    change_task(tables, e.task, [&](office::Task& task) {
      task.next_rung = e.next_rung;
      task.overdue = e.overdue;
    });
  }
  void operator()(TaskDataChanged& e) const {
    change_task(tables, e.task, [&](office::Task& task) { task.data = std::move(e.data); });
  }
  void operator()(const TaskUnsealed& e) const {
    change_task(tables, e.task, [&](office::Task& task) { task.sealed = false; });
  }
  void operator()(TimerSet& e) const { tables.put(std::move(e.timer)); }
  void operator()(const TimerCleared& e) const { tables.erase<office::Timer>(e.timer); }
  void operator()(NoticeAdded& e) const {
    note_id(tables, e.notice.id);
    tables.put(std::move(e.notice));
  }
  void operator()(const NoticeDropped& e) const {
    change<office::Notice>(tables, e.notice, [](office::Notice& notice) { notice.status = "dropped"; });
  }
  void operator()(MessageQueued& e) const {
    note_id(tables, e.message.id);
    for (const std::string& id : e.notices)
      change<office::Notice>(tables, id, [&](office::Notice& notice) {
        notice.status = "queued";
        notice.message = e.message.id;
      });
    tables.put(std::move(e.message));
  }
  void operator()(const MessageStatusChanged& e) const {
    change<office::Message>(tables, e.message, [&](office::Message& message) {
      message.status = e.status;
      message.error = e.error;
      ++message.attempts;
      message.next_try = e.next_try;
      if (e.status != "queued") message.finished = e.at;
    });
  }
  void operator()(const MessageResent& e) const {
    change<office::Message>(tables, e.message, [&](office::Message& message) {
      message.status = "queued";
      message.address = e.address;
      message.attempts = 0;
      message.error.clear();
      message.next_try = e.at;
      message.finished.reset();
    });
  }
  void operator()(IncidentOpened& e) const {
    note_id(tables, e.incident.id);
    tables.put(std::move(e.incident));
  }
  void operator()(const IncidentResumed& e) const {
    change<office::Incident>(tables, e.incident,
                             [](office::Incident& incident) { incident.status = "resumed"; });
  }
  void operator()(Reserved& e) const { tables.put(std::move(e.reservation)); }
  void operator()(const Released& e) const { tables.erase<office::Reservation>(e.reservation); }
};

}  // namespace

void apply_event(Tables& tables, Event event) {
  std::visit(Apply{tables}, event);
}

void apply_entry_end(Tables& tables, const std::string& project) {
  if (project.empty()) return;
  change<office::Project>(tables, project, [](office::Project& one) { ++one.version; });
}

}  // namespace kyodo::runtime
