#include "sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "questions.h"
#include "stage_kit/checks.h"
#include "stage_kit/dates.h"
#include "stage_kit/sheets.h"
#include "stage_kit/visit_state.h"

namespace kyodo::self_diagnose {
namespace {

using stage::Call;
using stage_kit::sheet_title;

constexpr std::string_view kApprove = "approve-";
constexpr std::int64_t kMostTimes = 1'000'000;

std::int64_t submissions(Call& call, const std::string& sheet) {
  const JsonObject& kept = object_or_empty(object_or_empty(call.state(), "sheets"), sheet);
  return std::clamp<std::int64_t>(int_or(kept, "submitted", 0), 0, kMostTimes);
}

bool state_is_readable(Call& call) {
  const auto state = stage_kit::read_state<State>(call);
  if (!state) return false;
  for (const auto& notes : state->sheets)
    if (!from_json<SheetNotes>(notes.value(), "sheets")) {
      stage_kit::refuse_unreadable_state(call);
      return false;
    }
  return true;
}

bool is_done(const Call& call, std::string_view sheet) {
  const JsonObject* task = call.find_task(sheet);
  return task && string_or(*task, "state", "") == "done";
}

}  // namespace

std::optional<Settings> usable_settings(Call& call) {
  Settings settings = call.settings_as<Settings>();
  if (settings.sheets.empty() || settings.sheets.size() > kMaxSheets)
    call.problem("/sheets", "count", fmt::format("シートは 1～{} 種類にしてください。", kMaxSheets),
                 fmt::format("Give 1 to {} sheets.", kMaxSheets));
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < settings.sheets.size() && i < kMaxSheets; ++i)
    if (const std::string& sheet = settings.sheets[i];
        sheet.empty() || sheet.size() > kMaxIdBytes || is_approval(sheet) || !seen.insert(sheet).second)
      call.problem(
          fmt::format("/sheets/{}", i), "name",
          fmt::format("シートの id「{}」は使えません。空、重複、長すぎる id と「approve-」で始まる id "
                      "は避けてください。",
                      sheet),
          fmt::format("The sheet id \"{}\" cannot be used: it is empty, given twice, too long or begins with "
                      "\"approve-\".",
                      sheet));
  if (!settings.approval.empty())
    stage_kit::check_word(call, {"/approval", {"承認する役割", "Role that approves"}}, settings.approval,
                          {"chief", "promoter", "coordinator"});
  if (call.refused() || !state_is_readable(call)) return std::nullopt;
  return settings;
}

stage::TaskSpec sheet_task(Call& call, const Settings& settings, const std::string& sheet) {
  const bool answers_questions = sheet == settings.question_sheet;
  JsonObject data;
  if (answers_questions) data["questions"] = question_texts(call);
  return {.name = sheet,
          .title = sheet_title(call, sheet),
          .sheet = sheet,
          .data = std::move(data),
          .actions = answers_questions ? std::vector<std::string>{"submit", "return", "withdraw", "ask"}
                                       : std::vector<std::string>{"submit", "return", "withdraw"}};
}

stage::TaskSpec approval_task(const Call& call, const Settings& settings, const std::string& sheet,
                              std::int64_t times) {
  const Text title = sheet_title(call, sheet);
  return {.name = times <= 1 ? fmt::format("{}{}", kApprove, sheet)
                             : fmt::format("{}{}-{}", kApprove, sheet, times),
          .title = {title.ja + "を承認する", "Approve: " + title.en},
          .role = settings.approval,
          .due = settings.approval_due,
          .data = {{"sheet", sheet}, {"submission", times}},
          .actions = {"approve", "return", "withdraw"}};
}

bool is_sheet(Call& call, const Settings& settings, const std::string& task) {
  const bool asked = std::find(settings.sheets.begin(), settings.sheets.end(), task) != settings.sheets.end();
  if (asked && call.find_task(task)) return true;
  call.refuse(fmt::format("「{}"
                          "」はシートのタスクではありません。協働診断シートなど、提出を求められているタスクを"
                          "開いてください。",
                          task),
              fmt::format("\"{}\" is not the task of a sheet. Open a task that asks for a sheet.", task));
  return false;
}

bool came_in(Call& call, const std::string& sheet) {
  const JsonObject* task = call.find_task(sheet);
  const std::string_view state = task ? string_or(*task, "state", "") : "";
  if (state == "submitted" || state == "done") return true;
  const Text title = sheet_title(call, sheet);
  call.refuse(fmt::format("{}はまだ提出されていないため、差し戻せません。", title.ja),
              fmt::format("\"{}\" has not been submitted, so it cannot be returned.", title.en));
  return false;
}

bool is_approval(std::string_view task) {
  return task.starts_with(kApprove);
}

std::string approved_sheet(Call& call, const Settings& settings, const std::string& task) {
  if (is_approval(task) && stage_kit::task_is_open(call, task)) {
    std::string sheet = stage_kit::text_of(object_or_empty(*call.find_task(task), "data"), "sheet");
    return is_sheet(call, settings, sheet) ? sheet : "";
  }
  call.refuse(
      fmt::format("「{}」は承認待ちのタスクではありません。承認待ちの一覧から選んでください。", task),
      fmt::format("\"{}\" is not waiting for approval. Choose one from the list of those that are.", task));
  return "";
}

std::string pending_approval(const Call& call, std::string_view sheet) {
  for (const Json& item : call.tasks()) {
    const JsonObject& task = item.get_object();
    const std::string name = stage_kit::text_of(task, "name");
    const std::string_view state = string_or(task, "state", "");
    if (is_approval(name) && state != "done" && state != "cancelled" &&
        string_or(object_or_empty(task, "data"), "sheet", "") == sheet)
      return name;
  }
  return "";
}

void note_sheet(Call& call, const std::string& sheet, JsonObject merge) {
  JsonObject sheets = object_or_empty(call.state(), "sheets");
  JsonObject kept = object_or_empty(sheets, sheet);
  for (auto& member : merge) kept[member.key()] = std::move(member.value());
  sheets[sheet] = std::move(kept);
  call.state()["sheets"] = std::move(sheets);
}

std::int64_t count_submission(Call& call, const std::string& sheet) {
  const std::int64_t times = submissions(call, sheet) + 1;
  note_sheet(call, sheet, {{"submitted", times}, {"submitted_on", call.today()}});
  return times;
}

void tell_section(Call& call, std::string_view kind, const std::string& sheet, JsonObject data) {
  const JsonObject* task = call.find_task(sheet);
  if (!task) return;
  const std::string role = stage_kit::text_of(*task, "role");
  call.notice(kind, role.empty() ? "section" : role, string_or(*task, "unit", ""), std::move(data));
}

void finish_sheet(Call& call, const Settings& settings, const std::string& sheet) {
  call.close(sheet);
  call.notice("submitted", "office", "", {{"task_title", sheet_title(call, sheet).ja}});
  const bool all_done =
      std::all_of(settings.sheets.begin(), settings.sheets.end(),
                  [&](const std::string& one) { return one == sheet || is_done(call, one); });
  if (all_done) call.outcome("submitted");
}

void reopen_sheet(Call& call, const Settings& settings, const std::string& sheet,
                  const std::string& comment) {
  const JsonObject* task = call.find_task(sheet);
  const auto due = task ? parse_date(string_or(*task, "due", "")) : std::nullopt;
  const bool lies_ahead = due && *due > stage_kit::today_of(call);
  call.reopen(sheet, comment, lies_ahead ? "" : settings.return_due);
  note_sheet(call, sheet, {{"returned_on", call.today()}, {"return_comment", comment}});
}

}  // namespace kyodo::self_diagnose
