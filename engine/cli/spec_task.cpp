// The table: tasks.
#include "cli/handlers.h"
#include "cli/page.h"
#include "cli/spec.h"

namespace kyodo::cli {
namespace {

Param task() {
  return {"task", "T-1", Kind::text, {"タスクの ID", "id of the task"}, "task", true};
}

}  // namespace

std::vector<Spec> task_specs() {
  return {
      {.path = "task list",
       .help = {"対応を待つタスク(--as だけなら自分の分)", "tasks that wait (with --as alone: one's own)"},
       .options = with_pages(
           {{"unit", "UNIT", Kind::text, {"この課だけ", "of this unit"}},
            {"role", "ROLE", Kind::role, {"この役割だけ", "of this role"}},
            {"person", "PERSON", Kind::text, {"この人が行えるものだけ", "that this person holds"}},
            {"project", "P-1", Kind::text, {"この事業だけ", "of this project"}},
            {"partner", "PARTNER", Kind::text, {"この団体だけ", "of this partner"}},
            {"status",
             "STATUS",
             Kind::text,
             {"open、returned、submitted、done、cancelled", "open, returned, submitted, done or cancelled"}},
            {"overdue", "", Kind::flag, {"期限切れだけ", "overdue ones only"}},
            {"all", "", Kind::flag, {"済んだものも", "also those that are done"}}}),
       .example = "kyodo task list --unit 0301\nkyodo task list --as kankyo-tanto",
       .http = "GET /tasks",
       .access = Access::read,
       .handler = task_list},
      {.path = "task show",
       .help = {"タスクのシート、下書き、できる操作", "the sheet of a task, its draft and its actions"},
       .positionals = {{"task", "T-1", Kind::text, {"タスクの ID", "id of the task"}, "", true}},
       .options =
           {{"template", "", Kind::flag, {"記入用の空の JSON を出す", "print an empty JSON to fill in"}}},
       .example = "kyodo task show T-17 --template > sheet.json",
       .http = "GET /tasks/{task}",
       .access = Access::read,
       .handler = task_show},
      {.path = "task save",
       .help = {"下書きを保存する(未記入があってもよい)", "save a draft; it may be incomplete"},
       .positionals = {task(),
                       {"file",
                        "FILE",
                        Kind::answers,
                        {"回答の JSON、- か {…}", "the answers: a JSON file, - or {…}"},
                        "answers",
                        true}},
       .example = "kyodo task save T-17 sheet.json --as kankyo-tanto",
       .http = "PUT /tasks/{task}/draft",
       .access = Access::write,
       .command = "task.save",
       .done = {"タスク {task} の下書きを保存しました。", "Saved a draft of {task}."}},
      {.path = "task submit",
       .help = {"シートを提出する(FILE を省くと下書きを)", "submit a sheet (without FILE: the draft)"},
       .positionals = {task(),
                       {"file",
                        "FILE",
                        Kind::answers,
                        {"回答の JSON、- か {…}", "the answers: a JSON file, - or {…}"},
                        "answers"}},
       .example = "kyodo task submit T-17 sheet.json --as kankyo-tanto",
       .http = "POST /tasks/{task}/submission",
       .access = Access::write,
       .command = "task.submit",
       .done = {"タスク {task} を提出しました({submission} 回目)。",
                "Submitted {task} (submission {submission})."}},
      {.path = "task return",
       .help = {"提出を差し戻す", "return a submission"},
       .positionals = {task()},
       .options = {{"comment", "TEXT", Kind::text, {"直してほしい点", "what to correct"}, "comment", true}},
       .example = "kyodo task return T-17 --comment '成果目標を数値で書いてください' --as jimukyoku-1",
       .http = "POST /tasks/{task}/return",
       .access = Access::write,
       .command = "task.return",
       .done = {"タスク {task} を差し戻しました。", "Returned {task}."}},
      {.path = "task extend",
       .help = {"期限を延ばす", "extend a deadline"},
       .positionals = {task(), {"due", "DATE", Kind::date, {"新しい期限", "the new due date"}, "due", true}},
       .example = "kyodo task extend T-17 2018-07-02 --as jimukyoku-1 --reason 担当者の異動",
       .http = "POST /tasks/{task}/extension",
       .access = Access::write,
       .command = "task.extend",
       .done = {"タスク {task} の期限を {due} に延ばしました。", "Extended {task} to {due}."}},
      {.path = "task do",
       .help = {"段階が用意した操作を行う(ACTION を省くと一覧)",
                "take an action of the stage (without ACTION: list them)"},
       .positionals = {task(),
                       {"action", "ACTION", Kind::text, {"操作の名前", "name of the action"}, "action"},
                       {"file",
                        "FILE",
                        Kind::answers,
                        {"内容の JSON、- か {…}", "its data: a JSON file, - or {…}"},
                        "file"}},
       .options = {{"set",
                    "NAME=TEXT",
                    Kind::pairs,
                    {"内容の項目。数値などは NAME:=JSON",
                     "a member of the data; NAME:=JSON for numbers and lists"},
                    "data"}},
       .example = "kyodo task do T-3 score --set 'levels:=[5,4,3,4,5,3]' --as jimukyoku-1",
       .http = "POST /tasks/{task}/actions/{action}",
       .command = "task.do",
       .done = {"タスク {task} に操作 {action} を行いました。", "Did {action} on {task}."},
       .handler = task_do},
  };
}

}  // namespace kyodo::cli
