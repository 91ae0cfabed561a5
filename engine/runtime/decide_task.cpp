#include <fmt/format.h>

#include <algorithm>

#include "runtime/authority.h"
#include "runtime/deciders.h"
#include "runtime/sessions.h"
#include "runtime/stages.h"
#include "runtime/tasks.h"

namespace kyodo::runtime {
namespace {

// A task as it is when the command comes.
struct Target {
  const office::Task& task;
  const office::Visit& visit;
  const office::Project& project;
  const stage::StageInfo* info;
};

Target target_of(Work& work, const std::string& id) {
  const office::Task& task = work.task(id);
  const office::Visit& visit = work.visit(task.visit);
  return {task, visit, work.project(task.project), work.stages.find(visit.stage)};
}

const char* status_ja(const std::string& status) {
  if (status == "open") return "受付中";
  if (status == "returned") return "差戻し";
  if (status == "submitted") return "提出済み";
  if (status == "done") return "完了";
  return "取消し";
}

// Refuses when nothing may be done to the task as things are.
void check_workable(Work& work, const Target& target, const std::vector<std::string>& states) {
  check_version(work, target.task.version, target.task.id);
  if (target.project.status == "suspended")
    refuse(Code::refused,
           fmt::format("事業 {}「{}」は中断中です。再開してから行ってください。", target.project.id,
                       target.project.name),
           fmt::format("Project {} \"{}\" is suspended. Resume it first.", target.project.id,
                       target.project.name));
  if (target.visit.status == kParked)
    refuse(Code::refused,
           fmt::format("タスク {} の段階は障害のため止まっています。kyodo incident list を確かめてください。",
                       target.task.id),
           fmt::format("The stage of task {} is parked by an incident. See kyodo incident list.",
                       target.task.id));
  bool fits = std::find(states.begin(), states.end(), target.task.status) != states.end();
  if (!fits || target.visit.status != "open")
    refuse(Code::refused,
           fmt::format("タスク {}「{}」は「{}」のため、この操作はできません。", target.task.id,
                       target.task.title, status_ja(target.task.status)),
           fmt::format("Task {} \"{}\" is {}; this cannot be done now.", target.task.id, target.task.title,
                       target.task.status));
}

// "score(採点する)、exclude(対象から除く)"
Text possible_actions(const Target& target) {
  Text text;
  for (const Json& one : target.task.actions) {
    const std::string name(one.is_string() ? one.get_string().c_str() : "");
    const stage::ActionInfo* info = target.info ? target.info->find_action(name) : nullptr;
    text.ja += (text.ja.empty() ? "" : "、") + (info ? fmt::format("{}({})", name, info->title.ja) : name);
    text.en += (text.en.empty() ? "" : ", ") + name;
  }
  return text;
}

void check_sheet(Work& work, const Target& target, const Json& answers, bool draft) {
  if (to_text(answers).size() > sheet::kMaxAnswerBytes)
    refuse(Code::limit, fmt::format("回答が大きすぎます(上限 {} KiB)。", sheet::kMaxAnswerBytes >> 10),
           fmt::format("The answers are too large (at most {} KiB).", sheet::kMaxAnswerBytes >> 10));
  if (target.task.sheet.empty()) return;
  auto package = work.package(target.project.package);
  auto found = package->sheets.find(target.task.sheet);
  if (found == package->sheets.end()) return;
  std::vector<Problem> problems = found->second.check(answers, draft);
  if (!problems.empty())
    refuse(record_error(std::move(problems), fmt::format("「{}」", found->second.title())));
}

void take(Work& work, const std::string& task_id, const std::string& action, const JsonObject& data,
          const std::string& operation) {
  Target target = target_of(work, task_id);
  if (!target.info)
    refuse(
        Code::plugin,
        fmt::format("段階「{}」のプラグインがありません。kyodo plugin list で確かめてください。",
                    target.visit.stage),
        fmt::format("There is no plugin for the stage \"{}\". See kyodo plugin list.", target.visit.stage));
  const stage::ActionInfo* info = target.info->find_action(action);
  bool listed = action == "return" ||
                std::any_of(target.task.actions.begin(), target.task.actions.end(), [&](const Json& name) {
                  return name.is_string() && name.get_string() == action;
                });
  authorise(work, {.name = operation,
                   .stage = target.visit.stage,
                   .action = action,
                   .unit = target.task.unit.empty() ? target.project.unit : target.task.unit,
                   .task = &target.task,
                   .info = info});
  if (!info || !listed || action == "submit") {
    if (action == "submit")
      refuse(Code::wrong_usage, "シートの提出は task submit で行ってください。",
             "Submit a sheet with task submit.");
    refuse(
        Code::bad_input,
        fmt::format("タスク {} にできる操作は {} です。「{}」はありません。", task_id,
                    possible_actions(target).ja, action),
        fmt::format("Task {} takes: {}. There is no \"{}\".", task_id, possible_actions(target).en, action));
  }
  check_workable(work, target, info->on_states);
  work.emit(target.project.id, journal::ActionTaken{target.task.id, target.visit.id, action, data});
  std::string comment(string_or(data, "comment", work.command.reason));
  act(work, target.visit.id, {action, target.task.name, data, comment}, true);
  deliver_all(work);
  work.answer.data["task"] = target.task.id;
  work.answer.data["state"] = work.project(target.project.id).state;
}

}  // namespace

void decide(Work& work, const SaveTask& command) {
  Target target = target_of(work, command.task);
  authorise(work, {.name = "task.save",
                   .stage = target.visit.stage,
                   .unit = target.task.unit.empty() ? target.project.unit : target.task.unit,
                   .task = &target.task});
  check_workable(work, target, {"open", "returned"});
  if (target.task.sheet.empty())
    refuse(Code::refused,
           fmt::format("タスク {} にシートはありません。できる操作は {} です。", target.task.id,
                       possible_actions(target).ja),
           fmt::format("Task {} has no sheet. It takes: {}.", target.task.id, possible_actions(target).en));
  check_sheet(work, target, command.answers, true);
  // A draft is no history: it is kept beside the journal until it is submitted.
  work.tables.put(Draft{target.task.id, work.acting.person, command.answers, work.now});
  work.answer.data["task"] = target.task.id;
}

void decide(Work& work, const SubmitTask& command) {
  Target target = target_of(work, command.task);
  const stage::ActionInfo* info = target.info ? target.info->find_action("submit") : nullptr;
  authorise(work, {.name = "task.submit",
                   .stage = target.visit.stage,
                   .unit = target.task.unit.empty() ? target.project.unit : target.task.unit,
                   .task = &target.task,
                   .info = info});
  check_workable(work, target, {"open", "returned"});
  if (target.task.sheet.empty())
    refuse(Code::refused,
           fmt::format("タスク {} に提出するシートはありません。できる操作は {} です。", target.task.id,
                       possible_actions(target).ja),
           fmt::format("Task {} has no sheet to submit. It takes: {}.", target.task.id,
                       possible_actions(target).en));
  Json answers;
  if (command.answers) {
    answers = *command.answers;
  } else if (auto draft = work.tables.get<Draft>(target.task.id)) {
    answers = draft->answers;
  } else {
    refuse(Code::bad_input,
           fmt::format("タスク {} には下書きがありません。ファイルを指定してください。", target.task.id),
           fmt::format("Task {} has no draft. Give a file.", target.task.id));
  }
  check_sheet(work, target, answers, false);
  office::Submission submission;
  submission.number = target.task.submissions + 1;
  submission.id = fmt::format("{}/{}", target.task.id, submission.number);
  submission.task = target.task.id;
  submission.project = target.project.id;
  submission.sheet = target.task.sheet;
  JsonObject data = answers.is_object() ? answers.get_object() : JsonObject{};
  submission.answers = std::move(answers);
  submission.person = work.acting.person;
  submission.at = work.now;
  const std::int64_t number = submission.number;
  work.emit(target.project.id, journal::TaskSubmitted{std::move(submission)});
  work.tables.erase<Draft>(target.task.id);
  if (work.tables.get<office::Timer>("task/" + target.task.id))
    work.emit(target.project.id, journal::TimerCleared{"task/" + target.task.id});
  drop_notices_of(work, target.task.id);
  act(work, target.visit.id, {"submit", target.task.name, std::move(data), work.command.reason}, true);
  deliver_all(work);
  work.answer.data["task"] = target.task.id;
  work.answer.data["submission"] = number;
  work.answer.data["state"] = work.project(target.project.id).state;
}

void decide(Work& work, const TakeAction& command) {
  take(work, command.task, command.action, command.data, "task.do");
}

void decide(Work& work, const ReturnTask& command) {
  if (command.comment.empty())
    refuse(Code::bad_input, "差戻しには、直してほしい点の説明が必要です。",
           "A return needs a comment that says what to correct.");
  take(work, command.task, "return", {{"comment", command.comment}}, "task.return");
}

void decide(Work& work, const ExtendTask& command) {
  Target target = target_of(work, command.task);
  authorise(work, {.name = "task.extend",
                   .stage = target.visit.stage,
                   .unit = target.task.unit.empty() ? target.project.unit : target.task.unit,
                   .task = &target.task});
  check_workable(work, target, {"open", "returned"});
  if (auto known = calendar::check_known(work.calendar, command.due); !known) refuse(known.error());
  if (command.due < work.today)
    refuse(Code::bad_input,
           fmt::format("新しい期限 {} は過ぎています。今日({})以後にしてください。", to_string(command.due),
                       to_string(work.today)),
           fmt::format("The new due date {} has passed; give {} or later.", to_string(command.due),
                       to_string(work.today)));
  if (work.command.reason.empty())
    refuse(Code::bad_input, "期限の延長には理由(--reason)が必要です。",
           "An extension needs a reason (--reason).");
  extend_task(work, target.task, command.due);
  work.answer.data["task"] = target.task.id;
}

}  // namespace kyodo::runtime
