// Stage "self_diagnose" 自己診断: sheets asked of the responsible section, approved by its chief where the
// city wants that, with questions put to the section before the hearing. See README.md.
#include <fmt/format.h>

#include "questions.h"
#include "sheets.h"
#include "stage_kit/checks.h"
#include "stage_kit/sheets.h"

namespace kyodo::self_diagnose {
namespace {

using stage::Call;
using stage_kit::sheet_title;

struct Comment {
  std::string comment;
};
BOOST_DESCRIBE_STRUCT(Comment, (), (comment))

struct OptionalComment {
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(OptionalComment, (), (comment))

struct Reason {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (reason))

struct Ask {
  std::vector<std::string> questions;
};
BOOST_DESCRIBE_STRUCT(Ask, (), (questions))

void enter(Call& call) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  if (!settings->questions.empty()) {
    if (!check_questions(call, settings->questions, 0)) return;
    add_questions(call, settings->questions);
  }
  for (const std::string& sheet : settings->sheets) call.open(sheet_task(call, *settings, sheet));
}

void submit(Call& call) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  const std::string sheet = call.task();
  if (!is_sheet(call, *settings, sheet)) return;
  if (!pending_approval(call, sheet).empty())
    return call.refuse(fmt::format("{}は課内の承認を待っています。直すときは、先に差戻しを受けてください。",
                                   sheet_title(call, sheet).ja),
                       fmt::format("\"{}\" is waiting for approval. Have it returned before changing it.",
                                   sheet_title(call, sheet).en));
  if (sheet == settings->question_sheet && !all_questions_answered(call)) return;
  const std::int64_t times = count_submission(call, sheet);
  if (settings->approval.empty()) return finish_sheet(call, *settings, sheet);
  if (call.tasks().size() >= kMaxTasks)
    return call.refuse(
        "提出と差戻しの回数が上限に達しました。事務局に相談してください。",
        "This sheet was submitted and returned as often as is possible. Talk to the coordinating office.");
  call.open(approval_task(call, *settings, sheet, times));
}

void approve(Call& call, const OptionalComment& given) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  const std::string sheet = approved_sheet(call, *settings, call.task());
  if (sheet.empty()) return;
  if (!stage_kit::check_optional_text(call, {"/comment", {"コメント", "Comment"}},
                                      given.comment.value_or("")))
    return;
  call.close(call.task());
  note_sheet(call, sheet, {{"approved_on", call.today()}});
  tell_section(call, "approved", sheet, {{"task_title", sheet_title(call, sheet).ja}});
  finish_sheet(call, *settings, sheet);
}

// By the approver on the approval task, or by the office on a sheet that came in.
void return_sheet(Call& call, const Comment& given) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  if (!stage_kit::check_text(call, {"/comment", {"差戻しの理由", "Reason for the return"}}, given.comment))
    return;
  if (is_approval(call.task())) {
    const std::string sheet = approved_sheet(call, *settings, call.task());
    if (sheet.empty()) return;
    call.close(call.task());
    return reopen_sheet(call, *settings, sheet, given.comment);
  }
  const std::string sheet = call.task();
  if (!is_sheet(call, *settings, sheet) || !came_in(call, sheet)) return;
  if (const std::string pending = pending_approval(call, sheet); !pending.empty()) call.cancel(pending);
  reopen_sheet(call, *settings, sheet, given.comment);
}

void withdraw(Call& call, const Reason& given) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  if (!stage_kit::check_text(call, {"/reason", {"取下げの理由", "Reason for the withdrawal"}}, given.reason))
    return;
  call.state()["withdrawn"] = JsonObject{{"reason", given.reason}, {"on", call.today()}};
  JsonObject why{{"comment", given.reason}};
  if (string_or(call.actor(), "role", "") == "office")
    tell_section(call, "withdrawn", settings->sheets.front(), std::move(why));
  else
    call.notice("withdrawn", "office", "", std::move(why));
  call.outcome("withdrawn", {{"reason", given.reason}});
}

// Questions of the hearing side, shown with the sheet that answers them. A sheet that came in already goes
// back.
void ask(Call& call, const Ask& given) {
  const auto settings = usable_settings(call);
  if (!settings) return;
  const std::string& sheet = settings->question_sheet;
  const JsonObject* task = call.find_task(sheet);
  if (!task || string_or(*task, "state", "") == "cancelled")
    return call.refuse(
        fmt::format("この段階には質問に答えるシート「{}」がないため、質問を出せません。", sheet),
        fmt::format("This stage has no sheet \"{}\" to answer questions on.", sheet));
  if (!check_questions(call, given.questions, asked_questions(call).size())) return;
  add_questions(call, given.questions);
  call.task_data(sheet, {{"questions", question_texts(call)}});
  const std::string_view state = string_or(*task, "state", "");
  if (state == "open" || state == "returned") {
    const Text title = sheet_title(call, sheet);
    return tell_section(
        call, "changed", sheet,
        {{"text", fmt::format("{}に質問が {} 件加わりました。", title.ja, given.questions.size())},
         {"text_en", fmt::format("{} question(s) were added to: {}.", given.questions.size(), title.en)}});
  }
  if (const std::string pending = pending_approval(call, sheet); !pending.empty()) call.cancel(pending);
  reopen_sheet(
      call, *settings, sheet,
      fmt::format(
          "ヒアリングの前に確認したい質問が加わりました。回答を書いて、もう一度提出してください。\n・{}",
          fmt::join(given.questions, "\n・")));
}

const std::vector<std::string> kAnyState{"open", "returned", "submitted", "done"};

void define(stage::Definition& stage) {
  stage.words({{"questions", {"事前の質問", "Questions asked"}},
               {"sheet", {"シート", "Sheet"}},
               {"submission", {"提出の回数", "Submission"}}});
  stage.settings<Settings>();
  stage.outcome("submitted", {"提出済み", "Submitted"});
  stage.outcome("withdrawn", {"取下げ", "Withdrawn"});
  stage.fact("sheets");
  stage.on_enter(enter);
  stage.on_submit(submit);
  stage.action<OptionalComment>("approve", {"承認する", "Approve"}, {"task"},
                                {{"comment", {"コメント", "Comment"}}}, approve);
  stage.action<Comment>("return", {"差し戻す", "Return"}, {"task", "office"},
                        {{"comment", {"差戻しの理由", "Reason for the return"}}}, return_sheet, kAnyState);
  stage.action<Reason>("withdraw", {"取り下げる", "Withdraw"}, {"task", "office"},
                       {{"reason", {"取下げの理由", "Reason for the withdrawal"}}}, withdraw, kAnyState);
  stage.action<Ask>("ask", {"事前に質問する", "Ask in advance"}, {"office", "contractor"},
                    {{"questions", {"質問", "Questions"}}}, ask, kAnyState);
}

}  // namespace
}  // namespace kyodo::self_diagnose

KYODO_STAGE_PLUGIN("self_diagnose", "1.0.0", (kyodo::Text{"自己診断", "Self-diagnosis"}), 1, 1,
                   kyodo::self_diagnose::define)
