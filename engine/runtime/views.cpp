#include "runtime/views.h"

#include <fmt/format.h>

#include "runtime/authority.h"
#include "runtime/people.h"

namespace kyodo::runtime {
namespace {

std::string plain(const Json& json) {
  if (json.is_null()) return "(なし)";
  return json.is_string() ? std::string(json.get_string()) : to_text(json);
}

Text both(std::string ja, std::string en) { return {std::move(ja), std::move(en)}; }

const char* status_word(const std::string& status) {
  if (status == "active") return "再開";
  if (status == "suspended") return "中断";
  return "取下げ";
}

const char* task_word(const std::string& status) {
  if (status == "done") return "完了";
  if (status == "returned") return "差戻し";
  return "取消し";
}

struct Words {
  Text operator()(const journal::SettingChanged& e) const { return both("設定「" + e.key + "」を変更", "setting " + e.key + " changed"); }
  Text operator()(const journal::UnitSet& e) const { return both("組織「" + e.unit.name + "」を登録", "unit " + e.unit.id + " set"); }
  Text operator()(const journal::PersonSet& e) const { return both("利用者「" + e.person.name + "」を登録", "person " + e.person.id + " set"); }
  Text operator()(const journal::RoleGranted& e) const {
    return both(fmt::format("{} に役割 {}({})を付与", e.grant.person, e.grant.role, e.grant.unit), fmt::format("{} granted {} of {}", e.grant.person, e.grant.role, e.grant.unit));
  }
  Text operator()(const journal::PartnerSet& e) const { return both("団体「" + e.partner.name + "」を登録", "partner " + e.partner.id + " set"); }
  Text operator()(const journal::WorkflowInstalled& e) const { return both("ワークフロー「" + e.workflow.title + "」を登録", "workflow " + e.workflow.name + " installed"); }
  Text operator()(const journal::RoundOpened& e) const { return both("年度ラウンド「" + e.round.name + "」を開始", "round " + e.round.id + " opened"); }
  Text operator()(const journal::RoundSelected& e) const { return both("年度ラウンド " + e.round + " の選定を確定", "selection of round " + e.round + " fixed"); }
  Text operator()(const journal::ProjectCreated& e) const { return both("事業「" + e.project.name + "」を登録", "project created"); }
  Text operator()(const journal::ProjectEdited& e) const {
    Text text{"変更:", "edited:"};
    for (const journal::FieldChange& one : e.changes) {
      text.ja += fmt::format(" {} を {} から {} に", one.field, plain(one.before), plain(one.after));
      text.en += fmt::format(" {} from {} to {}", one.field, plain(one.before), plain(one.after));
    }
    return text;
  }
  Text operator()(const journal::ProjectCommented& e) const { return both("コメント: " + e.comment.text, "comment: " + e.comment.text); }
  Text operator()(const journal::ProjectAttached& e) const { return both("添付「" + e.attachment.name + "」", "attached " + e.attachment.name); }
  Text operator()(const journal::ProjectStatusChanged& e) const { return both(status_word(e.status), "project " + e.status); }
  Text operator()(const journal::SessionStarted&) const { return {}; }
  Text operator()(const journal::SessionMoved&) const { return {}; }
  Text operator()(const journal::SessionEnded&) const { return {}; }
  Text operator()(const journal::ProjectMigrated& e) const {
    return both(fmt::format("ワークフローの版を {} から {} に移行", e.from.substr(0, 12), e.to.substr(0, 12)),
                fmt::format("moved from workflow {} to {}", e.from.substr(0, 12), e.to.substr(0, 12)));
  }
  Text operator()(const journal::ProjectMoved& e) const {
    return e.done ? both("終了: " + e.outcome, "ended in " + e.outcome) : both("状態: " + e.state, "now in " + e.state);
  }
  Text operator()(const journal::SignalTaken& e) const { return both("イベント " + e.name, "event " + e.name); }
  Text operator()(const journal::VisitOpened& e) const { return both("段階 " + e.visit.stage + " を開始", "stage " + e.visit.stage + " begun"); }
  Text operator()(const journal::VisitChanged&) const { return {}; }
  Text operator()(const journal::VisitStatusChanged& e) const {
    return both(fmt::format("段階 {} が {} {}", e.visit, e.status == "ended" ? "終了" : e.status == "parked" ? "停止" : e.status == "open" ? "再開" : "取消し", e.outcome),
                fmt::format("stage {} {} {}", e.visit, e.status, e.outcome));
  }
  Text operator()(const journal::AttributesMerged& e) const {
    Text text{"記入:", "set:"};
    for (const auto& member : e.attributes) {
      std::string one = fmt::format(" {}={}", std::string(member.key()), plain(member.value()));
      text.ja += one;
      text.en += one;
    }
    return text;
  }
  Text operator()(const journal::TaskOpened& e) const {
    std::string due = e.task.due ? to_string(*e.task.due) : "-";
    return both(fmt::format("{}「{}」を依頼(期限 {})", e.task.id, e.task.title, due), fmt::format("{} \"{}\" asked, due {}", e.task.id, e.task.title_en, due));
  }
  Text operator()(const journal::TaskSubmitted& e) const {
    return both(fmt::format("{} を提出({} 回目)", e.submission.task, e.submission.number), fmt::format("{} submitted ({})", e.submission.task, e.submission.number));
  }
  Text operator()(const journal::ActionTaken& e) const { return both(fmt::format("{} に操作 {}", e.task, e.action), fmt::format("{} on {}", e.action, e.task)); }
  Text operator()(const journal::TaskStatusChanged& e) const {
    return both(fmt::format("{} を{}{}{}", e.task, task_word(e.status), e.comment.empty() ? "" : ": ", e.comment),
                fmt::format("{} {}{}{}", e.task, e.status, e.comment.empty() ? "" : ": ", e.comment));
  }
  Text operator()(const journal::TaskExtended& e) const {
    return both(fmt::format("{} の期限を {} に変更", e.task, to_string(e.due)), fmt::format("{} extended to {}", e.task, to_string(e.due)));
  }
  Text operator()(const journal::TaskRung& e) const { return e.overdue ? both(e.task + " が期限切れ", e.task + " overdue") : Text{}; }
  Text operator()(const journal::TaskDataChanged&) const { return {}; }
  Text operator()(const journal::TaskUnsealed& e) const { return both(e.task + " の回答を開示", e.task + " unsealed"); }
  Text operator()(const journal::TimerSet&) const { return {}; }
  Text operator()(const journal::TimerCleared&) const { return {}; }
  Text operator()(const journal::NoticeAdded& e) const {
    return both(fmt::format("{} へ通知({})", e.notice.person, e.notice.kind), fmt::format("notice {} to {}", e.notice.kind, e.notice.person));
  }
  Text operator()(const journal::NoticeDropped&) const { return {}; }
  Text operator()(const journal::MessageQueued& e) const { return both("メール " + e.message.id + " を作成: " + e.message.subject, "message " + e.message.id + " made"); }
  Text operator()(const journal::MessageStatusChanged& e) const { return both(fmt::format("メール {}: {}", e.message, e.status == "sent" ? "送信" : e.status == "failed" ? "送信できず" : "再送待ち"), fmt::format("message {} {}", e.message, e.status)); }
  Text operator()(const journal::IncidentOpened& e) const { return both("障害 " + e.incident.id + ": " + e.incident.ja, "incident " + e.incident.id + ": " + e.incident.en); }
  Text operator()(const journal::IncidentResumed& e) const { return both("障害 " + e.incident + " を再開", "incident " + e.incident + " resumed"); }
  Text operator()(const journal::Reserved& e) const { return both("予約 " + e.reservation.key, "reserved " + e.reservation.key); }
  Text operator()(const journal::Released& e) const { return both("予約取消し " + e.reservation, "released " + e.reservation); }
};

}  // namespace

bool may_see_answers(Tables& tables, const office::Task& task, const std::string& person, LocalDate today) {
  return !task.sealed || holds_task(tables, task, person, today);
}

std::vector<office::Grant> roles_of(Tables& tables, const std::string& person, LocalDate day) { return grants_of(tables, person, day); }

std::vector<office::Person> holders_of(Tables& tables, const std::string& role, const std::string& unit, LocalDate day) {
  return holders(tables, role, unit, day);
}

Text describe(const journal::Event& event) { return std::visit(Words{}, event); }

std::vector<HistoryLine> history(Store& store, const std::string& project) {
  std::vector<journal::Entry> entries;
  store.read_journal(0, project, [&](const journal::Entry& entry) {
    entries.push_back(entry);
    return true;
  });
  std::vector<HistoryLine> lines;
  for (const journal::Entry& entry : entries) {
    HistoryLine line{entry.number, entry.happened, entry.recorded, entry.actor, entry.role, entry.unit, entry.command, entry.reason, {}};
    if (auto events = journal::decode(entry.payload))
      for (const journal::Event& event : *events)
        if (Text text = describe(event); !text.ja.empty()) line.events.push_back(std::move(text));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace kyodo::runtime
