#include <fmt/format.h>

#include <boost/beast/core/detail/base64.hpp>
#include <set>

#include "base/sha256.h"
#include "runtime/authority.h"
#include "runtime/deciders.h"
#include "runtime/sessions.h"
#include "runtime/stages.h"
#include "runtime/tasks.h"

namespace kyodo::runtime {
namespace {

void check_active(const office::Project& project) {
  if (project.status == "active") return;
  const char* ja = project.status == "suspended" ? "中断中です。先に kyodo project resume で再開してください"
                   : project.status == "withdrawn" ? "取り下げられています"
                                                   : "終了しています";
  const char* en = project.status == "suspended"   ? "is suspended; resume it first with kyodo project resume"
                   : project.status == "withdrawn" ? "was withdrawn"
                                                   : "has ended";
  refuse(Code::refused, fmt::format("事業 {}「{}」は{}。", project.id, project.name, ja),
         fmt::format("Project {} \"{}\" {}.", project.id, project.name, en));
}

void check_text(const std::string& text, const char* field, std::size_t most,
                std::vector<Problem>& problems) {
  if (text.empty()) problems.push_back({field, "required", {"必須の項目です。", "is required"}});
  if (text.size() > most)
    problems.push_back(
        {field,
         "maxLength",
         {fmt::format("{} バイトまでにしてください。", most), fmt::format("at most {} bytes", most)}});
}

void check_project(Work& work, const office::Project& project, const std::string& prefix,
                   std::vector<Problem>& problems) {
  check_text(project.code, (prefix + "/code").c_str(), kMaxIdBytes, problems);
  check_text(project.name, (prefix + "/name").c_str(), 1000, problems);
  if (!work.tables.get<office::Unit>(project.unit))
    problems.push_back(
        {prefix + "/unit",
         "unknown",
         {fmt::format("組織「{}」はありません。kyodo unit list で確かめてください。", project.unit),
          fmt::format("There is no unit \"{}\". See kyodo unit list.", project.unit)}});
}

office::Project in_round(const office::Round& round) {
  office::Project project;
  project.round = round.id;
  project.fiscal_year = round.fiscal_year;
  project.package = round.package;
  project.chart = "workflow";
  return project;
}

void check_open(const office::Round& round) {
  if (round.status != "open")
    refuse(Code::refused, fmt::format("年度ラウンド {} はすでに選定を終えています。", round.id),
           fmt::format("The selection of round {} is already fixed.", round.id));
}

// With its works: nobody would wait for what they bring.
void withdraw(Work& work, const office::Project& project) {
  for (const office::Project& child :
       work.tables.find<office::Project>({.where = {office::eq("parent", project.id)}, .order = {"id"}}))
    if (child.status == "active" || child.status == "suspended") withdraw(work, child);
  cancel_all(work, project.id);
  work.emit(project.id, journal::ProjectStatusChanged{project.id, "withdrawn", ""});
}

bool code_taken(Work& work, const office::Project& project) {
  return !work.tables
              .find<office::Project>(
                  {.where = {office::eq("round", project.round), office::eq("code", project.code)},
                   .limit = 1})
              .empty();
}

}  // namespace

void decide(Work& work, const AddProject& command) {
  authorise(work, {.name = "project.add", .unit = command.unit});
  office::Round round = work.round(command.round);
  check_open(round);
  office::Project project = in_round(round);
  project.id = work.next_id<office::Project>("P");
  project.code = command.code;
  project.name = command.name;
  project.unit = command.unit;
  project.category = command.category.value_or("");
  project.attributes = command.attributes;
  if (command.predecessor) project.predecessor = work.project(*command.predecessor).id;
  std::vector<Problem> problems;
  check_project(work, project, "", problems);
  if (problems.empty() && code_taken(work, project))
    problems.push_back({"/code",
                        "unique",
                        {fmt::format("コード「{}」はこのラウンドにすでにあります。", project.code),
                         fmt::format("The code \"{}\" exists already in this round.", project.code)}});
  if (!problems.empty()) refuse(record_error(std::move(problems), "事業"));
  work.answer.data["project"] = project.id;
  start_project(work, std::move(project));
  deliver_all(work);
}

void decide(Work& work, const ImportProjects& command) {
  authorise(work, {.name = "project.import"});
  office::Round round = work.round(command.round);
  check_open(round);
  if (command.projects.size() > kMaxImportRows)
    refuse(Code::limit, fmt::format("一度に取り込めるのは {} 件までです。", kMaxImportRows),
           fmt::format("At most {} rows at a time.", kMaxImportRows));
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < command.units.size(); ++i) {
    office::Unit unit;
    Json merged = to_json(unit);
    if (command.units[i].is_object())
      for (const auto& member : command.units[i].get_object())
        merged.as_object()[member.key()] = member.value();
    record_detail::read(merged, unit, fmt::format("/units/{}", i), problems);
    if (!work.tables.get<office::Unit>(unit.id)) work.emit("", journal::UnitSet{unit});
  }
  std::vector<office::Project> projects;
  std::set<std::string> codes;
  for (const office::Project& there :
       work.tables.find<office::Project>({.where = {office::eq("round", round.id)}}))
    codes.insert(there.code);
  std::size_t row = 0;
  for (const JsonObject& object : command.projects) {
    std::string prefix = fmt::format("/projects/{}", row++);
    office::Project project = in_round(round);
    project.id = work.next_id<office::Project>("P");
    project.code = string_or(object, "code", "");
    project.name = string_or(object, "name", "");
    project.unit = string_or(object, "unit", "");
    project.category = string_or(object, "category", "");
    project.attributes = object_or_empty(object, "attributes");
    check_project(work, project, prefix, problems);
    if (!codes.insert(project.code).second)
      problems.push_back({prefix + "/code",
                          "unique",
                          {fmt::format("コード「{}」が重なっています。", project.code),
                           fmt::format("The code \"{}\" is not unique.", project.code)}});
    projects.push_back(std::move(project));
  }
  if (!problems.empty()) refuse(record_error(std::move(problems), "事業の一覧"));
  JsonArray ids;
  for (office::Project& project : projects) {
    ids.emplace_back(project.id);
    start_project(work, std::move(project));
    deliver_all(work);
    work.delivered = 0;  // the bound is on what follows from one project
  }
  work.answer.data["projects"] = std::move(ids);
}

void decide(Work& work, const EditProject& command) {
  office::Project project = work.project(command.project);
  check_version(work, project.version, project.id);
  std::vector<Problem> problems;
  std::vector<journal::FieldChange> changes;
  const JsonObject now = to_json(project).as_object();
  if (command.fields.empty())
    refuse(Code::bad_input, "変更する項目がありません。", "No field to change was given.");
  for (const auto& member : command.fields) {
    std::string field(member.key());
    bool attribute = field.starts_with("attributes/") && field.size() > 11;
    bool known = attribute || field == "name" || field == "code" || field == "unit" || field == "category";
    if (!known) {
      problems.push_back({"/" + field,
                          "unknown",
                          {"変更できるのは name、code、unit、category、attributes/… です。",
                           "name, code, unit, category and attributes/… can be changed"}});
      continue;
    }
    authorise(work,
              {.name = "project.edit", .field = attribute ? field.substr(11) : field, .unit = project.unit});
    if (!attribute &&
        (!member.value().is_string() || (field != "category" && member.value().get_string().empty())))
      problems.push_back(
          {"/" + field, "type", {"空でない文字列が必要です。", "must be a string that is not empty"}});
    else if (field == "unit" && !work.tables.get<office::Unit>(std::string(member.value().get_string())))
      problems.push_back({"/unit", "unknown", {"その組織はありません。", "There is no such unit."}});
    Json before = nullptr;
    if (attribute) {
      if (const Json* old = project.attributes.if_contains(field.substr(11))) before = *old;
    } else {
      before = now.at(field);
    }
    if (before != member.value()) changes.push_back({field, std::move(before), member.value()});
  }
  if (!problems.empty()) refuse(record_error(std::move(problems), "事業の変更"));
  if (!changes.empty()) work.emit(project.id, journal::ProjectEdited{project.id, std::move(changes)});
}

void decide(Work& work, const CommentProject& command) {
  office::Project project = work.project(command.project);
  authorise(work, {.name = "project.comment", .unit = project.unit});
  if (command.text.empty() || command.text.size() > kMaxTextBytes)
    refuse(Code::bad_input, "コメントの文章を入力してください。", "Give the text of the comment.");
  work.emit(project.id, journal::ProjectCommented{{work.next_id<office::Comment>("C"), project.id,
                                                   work.acting.person, command.text, work.now}});
}

void decide(Work& work, const AttachProject& command) {
  namespace base64 = boost::beast::detail::base64;
  office::Project project = work.project(command.project);
  authorise(work, {.name = "project.attach", .unit = project.unit});
  if (command.name.empty() || command.name.size() > 255 ||
      command.name.find_first_of("/\\\n\r") != std::string::npos)
    refuse(Code::bad_input, "ファイル名が正しくありません。", "The file name is not valid.");
  if (command.base64.size() > base64::encoded_size(kMaxAttachmentBytes))
    refuse(Code::limit, fmt::format("添付できるのは {} MiB までです。", kMaxAttachmentBytes >> 20),
           fmt::format("An attachment has at most {} MiB.", kMaxAttachmentBytes >> 20));
  std::string bytes(base64::decoded_size(command.base64.size()), '\0');
  auto [written, read] = base64::decode(bytes.data(), command.base64.data(), command.base64.size());
  std::string_view rest = std::string_view(command.base64).substr(read);
  if (rest.find_first_not_of('=') != std::string_view::npos)
    refuse(Code::bad_input, "添付の中身が base64 ではありません。",
           "The content of the attachment is not base64.");
  bytes.resize(written);
  std::string blob = sha256_hex(bytes);
  office::Attachment attachment{
      work.next_id<office::Attachment>("A"),   project.id,         command.name, blob,
      static_cast<std::int64_t>(bytes.size()), work.acting.person, work.now};
  work.blobs[blob] = std::move(bytes);
  work.answer.data["attachment"] = attachment.id;
  work.emit(project.id, journal::ProjectAttached{std::move(attachment)});
}

void decide(Work& work, const WithdrawProject& command) {
  office::Project project = work.project(command.project);
  authorise(work, {.name = "project.withdraw", .unit = project.unit});
  check_version(work, project.version, project.id);
  if (project.status == "done" || project.status == "withdrawn") check_active(project);
  if (work.command.reason.empty())
    refuse(Code::bad_input, "取下げには理由(--reason)が必要です。",
           "A withdrawal needs a reason (--reason).");
  withdraw(work, project);
  if (!project.parent.empty()) {
    send_signal(work, project.parent,
                json_event("child.done",
                           JsonObject{{"project", project.id}, {"outcome", "withdrawn"}, {"data", nullptr}}));
    deliver_all(work);
  }
}

void decide(Work& work, const SuspendProject& command) {
  office::Project project = work.project(command.project);
  authorise(work, {.name = "project.suspend", .unit = project.unit});
  check_version(work, project.version, project.id);
  check_active(project);
  std::string timers = command.timers.value_or("stop");
  if (timers != "stop" && timers != "run")
    refuse(Code::bad_input, "timers は stop(期限を止める)か run(期限は進める)です。",
           "timers is stop or run.");
  if (work.command.reason.empty())
    refuse(Code::bad_input, "中断には理由(--reason)が必要です。", "A suspension needs a reason (--reason).");
  work.emit(project.id, journal::ProjectStatusChanged{project.id, "suspended", timers});
  if (timers == "stop") pause_timers(work, project.id);
  drop_notices(work,
               {.where = {office::eq("project", project.id), office::eq("status", std::string("pending"))},
                .order = {"id"}});
}

void decide(Work& work, const ResumeProject& command) {
  office::Project project = work.project(command.project);
  authorise(work, {.name = "project.resume", .unit = project.unit});
  if (project.status != "suspended")
    refuse(Code::refused, fmt::format("事業 {} は中断されていません。", project.id),
           fmt::format("Project {} is not suspended.", project.id));
  work.emit(project.id, journal::ProjectStatusChanged{project.id, "active", ""});
  restart_timers(work, project.id);
}

void decide(Work& work, const SendEvent& command) {
  office::Project project = work.project(command.project);
  authorise(work, {.name = "project.send", .unit = project.unit});
  check_version(work, project.version, project.id);
  check_active(project);
  bool plain = !command.event.empty() && command.event.size() <= kMaxIdBytes;
  for (unsigned char c : command.event) plain = plain && c > 0x20 && c != '*';
  if (!plain)
    refuse(Code::bad_input, "イベント名は空白を含まない文字にしてください。",
           "An event's name has no spaces.");
  for (const char* reserved : {"done.", "error.", "child."})
    if (command.event.starts_with(reserved))
      refuse(Code::bad_input, fmt::format("「{}」で始まるイベントは外から送れません。", reserved),
             fmt::format("Events beginning with \"{}\" cannot be sent from outside.", reserved));
  work.emit(project.id, journal::SignalTaken{project.id, command.event, command.data});
  if (!deliver(work, project.id, json_event(command.event, command.data)))
    refuse(Code::refused,
           fmt::format("事業 {} はいまの状態({})ではイベント「{}」を受け付けません。", project.id,
                       project.state, command.event),
           fmt::format("Project {} takes no event \"{}\" in its present state ({}).", project.id,
                       command.event, project.state));
  deliver_all(work);
}

}  // namespace kyodo::runtime
