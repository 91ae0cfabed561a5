// Events in the words of the office: what was done to what, by names rather than ids.
#include <fmt/format.h>

#include "office/roles.h"
#include "runtime/views.h"

namespace kyodo::runtime {
namespace {

std::string shown(const Json& json) {
  std::string text = plain_text(json);
  return text.empty() ? "-" : text;
}

Text same(const std::string& text) {
  return {text, text};
}

Text setting_word(const std::string& key) {
  if (key == "calendar") return {"祝日と閉庁日", "holidays"};
  if (key == "authority") return {"権限表", "authority"};
  if (key == "office") return {"事務局の名称", "the office's name"};
  if (key == "notices_paused") return {"お知らせの停止", "pause of notices"};
  if (key == "fiscal_year") return {"年度", "fiscal year"};
  return same(key);
}

Text field_word(const std::string& field) {
  if (field == "name") return {"事業名", "name"};
  if (field == "code") return {"コード", "code"};
  if (field == "unit") return {"課", "section"};
  if (field == "category") return {"区分", "category"};
  if (field == "fiscal_year") return {"年度", "fiscal year"};
  if (field == "round") return {"ラウンド", "round"};
  constexpr std::string_view kAttributes = "attributes/";
  return same(field.starts_with(kAttributes) ? field.substr(kAttributes.size()) : field);
}

Text word_of(const stage::StageInfo& info, const std::string& name) {
  auto found = info.words.find(name);
  return found == info.words.end() ? Text{} : found->second;
}

class Words {
 public:
  explicit Words(Engine& engine) : engine_(engine), store_(engine.store()) {}

  Text operator()(const journal::SettingChanged& e) const {
    Text key = setting_word(e.key);
    return {fmt::format("設定「{}」を変更", key.ja), fmt::format("setting \"{}\" changed", key.en)};
  }
  Text operator()(const journal::UnitSet& e) const {
    return {fmt::format("組織「{}」を登録", e.unit.name), fmt::format("unit \"{}\" registered", e.unit.name)};
  }
  Text operator()(const journal::PersonSet& e) const {
    return {fmt::format("利用者「{}」を登録", e.person.name),
            fmt::format("person \"{}\" registered", e.person.name)};
  }
  Text operator()(const journal::RoleGranted& e) const {
    Text role = office::role_name(e.grant.role);
    const std::string who = person(e.grant.person), of = unit(e.grant.unit);
    Text when;
    if (e.grant.valid_from)
      when = {"、" + to_string(*e.grant.valid_from) + "から", " from " + to_string(*e.grant.valid_from)};
    if (e.grant.valid_to) {
      when.ja += (when.ja.empty() ? "、" : "") + to_string(*e.grant.valid_to) + "まで";
      when.en += " until " + to_string(*e.grant.valid_to);
    }
    return {fmt::format("「{}」を{}の{}に({}){}", who, of.empty() ? "全庁" : of, role.ja, "役割", when.ja),
            fmt::format("\"{}\" made {} of {}{}", who, role.en, of.empty() ? "the whole city" : of, when.en)};
  }
  Text operator()(const journal::TokenAdded& e) const {
    const bool writes = e.scope == "write";
    return {fmt::format("「{}」のトークン「{}」を作成({})", person(e.person), e.name,
                        writes ? "変更もできる" : "読み取り専用"),
            fmt::format("token \"{}\" of \"{}\" made ({})", e.name, person(e.person),
                        writes ? "may change things" : "for reading only")};
  }
  Text operator()(const journal::TokenRevoked& e) const {
    return {fmt::format("「{}」のトークン「{}」を取消し", person(e.person), e.name),
            fmt::format("token \"{}\" of \"{}\" revoked", e.name, person(e.person))};
  }
  Text operator()(const journal::PasswordSet& e) const {
    return {fmt::format("「{}」のパスワードを変更", person(e.person)),
            fmt::format("password of \"{}\" changed", person(e.person))};
  }
  Text operator()(const journal::ThingRead& e) const {
    return {fmt::format("監査のため閲覧({})", e.path), fmt::format("read for the audit ({})", e.path)};
  }
  Text operator()(const journal::PartnerSet& e) const {
    return {fmt::format("団体「{}」を登録", e.partner.name),
            fmt::format("partner \"{}\" registered", e.partner.name)};
  }
  Text operator()(const journal::WorkflowInstalled& e) const {
    return {fmt::format("ワークフロー「{}」を登録", e.workflow.title),
            fmt::format("workflow \"{}\" installed", e.workflow.name)};
  }
  Text operator()(const journal::RoundOpened& e) const {
    return {fmt::format("ラウンド「{}」を開始", e.round.name),
            fmt::format("round \"{}\" opened", e.round.name)};
  }
  Text operator()(const journal::RoundSelected& e) const {
    auto round = store_.get<office::Round>(e.round);
    const std::string name = round ? round->name : e.round;
    return {fmt::format("ラウンド「{}」の選定を確定", name),
            fmt::format("selection of round \"{}\" fixed", name)};
  }
  Text operator()(const journal::ProjectCreated& e) const {
    const bool work = !e.project.parent.empty();
    return {fmt::format("{}「{}」を登録", work ? "業務" : "事業", e.project.name),
            fmt::format("{} \"{}\" registered", work ? "work" : "project", e.project.name)};
  }
  Text operator()(const journal::ProjectEdited& e) const {
    Text text;
    for (const journal::FieldChange& one : e.changes) {
      Text field = field_word(one.field);
      std::string before = shown(one.before), after = shown(one.after);
      if (one.field == "unit") before = unit(before), after = unit(after);
      text.ja +=
          fmt::format("{}{}を「{}」から「{}」に", text.ja.empty() ? "" : "、", field.ja, before, after);
      text.en +=
          fmt::format("{}{} from \"{}\" to \"{}\"", text.en.empty() ? "" : ", ", field.en, before, after);
    }
    return {text.ja + "変更", "changed " + text.en};
  }
  Text operator()(const journal::ProjectCommented& e) const {
    return {"コメント: " + e.comment.text, "comment: " + e.comment.text};
  }
  Text operator()(const journal::ProjectAttached& e) const {
    return {fmt::format("「{}」を添付", e.attachment.name),
            fmt::format("\"{}\" attached", e.attachment.name)};
  }
  Text operator()(const journal::ProjectStatusChanged& e) const {
    if (e.status == "active") return {"再開", "resumed"};
    if (e.status == "suspended") return {"中断", "suspended"};
    return {"取下げ", "withdrawn"};
  }
  Text operator()(const journal::SessionStarted&) const { return {}; }
  Text operator()(const journal::SessionMoved&) const { return {}; }
  Text operator()(const journal::SessionEnded&) const { return {}; }
  Text operator()(const journal::ProjectMigrated& e) const {
    const std::string from = e.from.substr(0, 12), to = e.to.substr(0, 12);
    return {fmt::format("ワークフローの版を {} から {} に移行", from, to),
            fmt::format("moved from workflow {} to {}", from, to)};
  }
  Text operator()(const journal::ProjectMoved& e) const {
    auto project = store_.get<office::Project>(e.project);
    if (!project) return {};
    Text names = state_titles(engine_, *project, e.done ? e.outcome : e.state);
    if (e.done) return {fmt::format("「{}」として終了", names.ja), fmt::format("ended: {}", names.en)};
    return {fmt::format("「{}」へ進む", names.ja), fmt::format("now in: {}", names.en)};
  }
  Text operator()(const journal::SignalTaken& e) const {
    return {fmt::format("イベント {} を受信", e.name), fmt::format("event {} taken", e.name)};
  }
  Text operator()(const journal::VisitOpened&) const { return {}; }  // the project's move says it
  Text operator()(const journal::VisitChanged&) const { return {}; }
  Text operator()(const journal::VisitStatusChanged& e) const {
    if (e.status == "ended") return {};
    auto visit = store_.get<office::Visit>(e.visit);
    Text title = visit ? stage(visit->stage) : same(e.visit);
    Text what = e.status == "parked" ? Text{"障害のため停止", "stopped by an incident"}
                : e.status == "open" ? Text{"再開", "resumed"}
                                     : Text{"取消し", "cancelled"};
    return {fmt::format("段階「{}」を{}", title.ja, what.ja),
            fmt::format("stage \"{}\" {}", title.en, what.en)};
  }
  Text operator()(const journal::AttributesMerged& e) const {
    Text text;
    for (const auto& member : e.attributes) {
      if (e.attributes.contains(std::string(member.key()) + "_name")) continue;  // an id beside its name
      Text word = attribute_word(engine_.stages(), std::string(member.key()));
      const std::string value = shown(member.value());
      text.ja += fmt::format("{}{} {}", text.ja.empty() ? "" : "、", word.ja, value);
      text.en += fmt::format("{}{} {}", text.en.empty() ? "" : ", ", word.en, value);
    }
    return {"記入: " + text.ja, "noted: " + text.en};
  }
  Text operator()(const journal::TaskOpened& e) const {
    Text role = office::role_name(e.task.role), title = title_of(e.task), to, due;
    if (!e.task.partner.empty())
      to = same(partner(e.task.partner));
    else if (e.task.unit.empty())
      to = role;
    else
      to = {fmt::format("{}の{}", unit(e.task.unit), role.ja),
            fmt::format("{} of {}", role.en, unit(e.task.unit))};
    if (e.task.due)
      due = {fmt::format("(期限 {})", calendar::era_date(*e.task.due)), ", due " + to_string(*e.task.due)};
    return {fmt::format("{}に「{}」を依頼{}", to.ja, title.ja, due.ja),
            fmt::format("\"{}\" asked of {}{}", title.en, to.en, due.en)};
  }
  Text operator()(const journal::TaskSubmitted& e) const {
    Text title = task(e.submission.task);
    if (e.submission.number == 1)
      return {fmt::format("「{}」を提出", title.ja), fmt::format("\"{}\" submitted", title.en)};
    return {fmt::format("「{}」を提出({}回目)", title.ja, e.submission.number),
            fmt::format("\"{}\" submitted (time {})", title.en, e.submission.number)};
  }
  Text operator()(const journal::ActionTaken& e) const {
    Text title = task(e.task), action = same(e.action);
    auto visit = store_.get<office::Visit>(e.visit);
    const stage::StageInfo* info = visit ? engine_.stages().find(visit->stage) : nullptr;
    if (const stage::ActionInfo* known = info ? info->find_action(e.action) : nullptr) action = known->title;
    return {fmt::format("「{}」で「{}」", title.ja, action.ja),
            fmt::format("{}, on \"{}\"", action.en, title.en)};
  }
  Text operator()(const journal::TaskStatusChanged& e) const {
    Text title = task(e.task);
    Text what = e.status == "done"       ? Text{"が完了", "done"}
                : e.status == "returned" ? Text{"を差戻し", "returned"}
                                         : Text{"を取消し", "cancelled"};
    const std::string comment = e.comment.empty() ? "" : ": " + e.comment;
    return {fmt::format("「{}」{}{}", title.ja, what.ja, comment),
            fmt::format("\"{}\" {}{}", title.en, what.en, comment)};
  }
  Text operator()(const journal::TaskExtended& e) const {
    Text title = task(e.task);
    return {fmt::format("「{}」の期限を{}から{}に変更", title.ja,
                        e.before ? calendar::era_date(*e.before) : "なし", calendar::era_date(e.due)),
            fmt::format("due date of \"{}\" moved from {} to {}", title.en,
                        e.before ? to_string(*e.before) : "none", to_string(e.due))};
  }
  Text operator()(const journal::TaskRung& e) const {
    if (!e.overdue) return {};
    Text title = task(e.task);
    return {fmt::format("「{}」が期限を過ぎた", title.ja), fmt::format("\"{}\" became overdue", title.en)};
  }
  Text operator()(const journal::TaskDataChanged&) const { return {}; }
  Text operator()(const journal::TaskUnsealed& e) const {
    Text title = task(e.task);
    return {fmt::format("「{}」の回答を開示", title.ja), fmt::format("answers of \"{}\" unsealed", title.en)};
  }
  Text operator()(const journal::TimerSet&) const { return {}; }
  Text operator()(const journal::TimerCleared&) const { return {}; }
  Text operator()(const journal::NoticeAdded& e) const { return notices({&e}); }
  Text operator()(const journal::NoticeDropped&) const { return {}; }
  Text operator()(const journal::MessageQueued& e) const {
    const std::string to = person(e.message.person);
    return {fmt::format("{}へのメールを作成: {}", to, e.message.subject),
            fmt::format("mail to {} made: {}", to, e.message.subject)};
  }
  Text operator()(const journal::MessageStatusChanged& e) const {
    auto message = store_.get<office::Message>(e.message);
    const std::string to = message ? person(message->person) : e.message;
    Text what = e.status == "sent"     ? Text{"を送信", "sent"}
                : e.status == "failed" ? Text{"を送信できず", "could not be delivered"}
                                       : Text{"は再送待ち", "waits to be tried again"};
    const std::string error = e.error.empty() ? "" : ": " + e.error;
    return {fmt::format("{}へのメール{}{}", to, what.ja, error),
            fmt::format("mail to {} {}{}", to, what.en, error)};
  }
  Text operator()(const journal::MessageResent& e) const {
    auto message = store_.get<office::Message>(e.message);
    const std::string to = message ? person(message->person) : e.message;
    return {fmt::format("{}へのメールをもう一度送信待ちに", to),
            fmt::format("mail to {} is to be sent again", to)};
  }
  Text operator()(const journal::IncidentOpened& e) const {
    return {fmt::format("障害 {}: {}", e.incident.id, e.incident.ja),
            fmt::format("incident {}: {}", e.incident.id, e.incident.en)};
  }
  Text operator()(const journal::IncidentResumed& e) const {
    return {fmt::format("障害 {} の処理をやり直し", e.incident),
            fmt::format("incident {} resumed", e.incident)};
  }
  Text operator()(const journal::Reserved& e) const {
    return {fmt::format("予約: {}", e.reservation.key), fmt::format("reserved: {}", e.reservation.key)};
  }
  Text operator()(const journal::Released& e) const {
    const std::string key = e.reservation.substr(e.reservation.rfind('|') + 1);
    return {fmt::format("予約を取消し: {}", key), fmt::format("reservation released: {}", key)};
  }

  // Of one kind about one task, to several people. The opening of a task says already whom it is asked of.
  Text notices(const std::vector<const journal::NoticeAdded*>& group) const {
    const office::Notice& first = group.front()->notice;
    if (first.kind == "asked") return {};
    Text kind = notice_word(first.kind), about, to;
    if (!first.task.empty()) {
      Text title = task(first.task);
      about = {fmt::format("「{}」の", title.ja), fmt::format(" about \"{}\"", title.en)};
    }
    for (const journal::NoticeAdded* one : group) {
      const std::string name = person(one->notice.person);
      to.ja += (to.ja.empty() ? "" : "、") + name;
      to.en += (to.en.empty() ? "" : ", ") + name;
    }
    return {fmt::format("{}へ{}{}", to.ja, about.ja, kind.ja),
            fmt::format("{} to {}{}", kind.en, to.en, about.en)};
  }

 private:
  std::string unit(const std::string& id) const {
    auto found = store_.get<office::Unit>(id);
    return found ? found->name : id;
  }
  std::string person(const std::string& id) const {
    auto found = store_.get<office::Person>(id);
    return found ? found->name : id;
  }
  std::string partner(const std::string& id) const {
    auto found = store_.get<office::Partner>(id);
    return found ? found->name : id;
  }
  static Text title_of(const office::Task& task) {
    return {task.title, task.title_en.empty() ? task.title : task.title_en};
  }
  Text task(const std::string& id) const {
    auto found = store_.get<office::Task>(id);
    return found ? title_of(*found) : same(id);
  }
  Text stage(const std::string& type) const {
    const stage::StageInfo* info = engine_.stages().find(type);
    return info ? info->title : same(type);
  }

  Engine& engine_;
  Store& store_;
};

}  // namespace

std::string plain_text(const Json& json) {
  if (json.is_null()) return "";
  if (json.is_string()) return std::string(json.get_string());
  if (json.is_double()) return fmt::format("{}", json.get_double());
  return to_text(json);
}

Text notice_word(const std::string& kind) {
  if (kind == "asked") return {"依頼", "request"};
  if (kind == "remind") return {"期限のお知らせ", "reminder"};
  if (kind == "due-today") return {"本日期限のお知らせ", "reminder of the last day"};
  if (kind == "overdue") return {"督促", "overdue notice"};
  if (kind == "escalate") return {"遅れの連絡", "escalation"};
  if (kind == "returned") return {"差戻しのお知らせ", "notice of a return"};
  if (kind == "vacant") return {"空席のお知らせ", "notice of a vacant seat"};
  return {"お知らせ", "notice"};
}

Text attribute_word(stage::Stages& stages, const std::string& name) {
  for (const stage::StageInfo* info : stages.all())
    if (Text word = word_of(*info, name); !word.ja.empty()) return word;
  return same(name);
}

Text data_word(const stage::StageInfo* info, const std::string& name) {
  Text word = info ? word_of(*info, name) : Text{};
  return word.ja.empty() ? same(name) : word;
}

std::vector<Text> describe(Engine& engine, const std::vector<journal::Event>& events) {
  const Words words(engine);
  std::vector<Text> lines;
  for (std::size_t i = 0; i < events.size(); ++i) {
    Text text;
    if (const auto* notice = std::get_if<journal::NoticeAdded>(&events[i])) {
      std::vector<const journal::NoticeAdded*> group{notice};
      for (; i + 1 < events.size(); ++i) {
        const auto* next = std::get_if<journal::NoticeAdded>(&events[i + 1]);
        if (!next || next->notice.kind != notice->notice.kind || next->notice.task != notice->notice.task)
          break;
        group.push_back(next);
      }
      text = words.notices(group);
    } else {
      text = std::visit(words, events[i]);
    }
    if (!text.ja.empty()) lines.push_back(std::move(text));
  }
  return lines;
}

}  // namespace kyodo::runtime
