// The sheets of one self-diagnosis: their tasks, submission, approval and return.
#pragma once

#include <string>
#include <vector>

#include "kyodo/stage.h"

namespace kyodo::self_diagnose {

inline constexpr std::size_t kMaxSheets = 20;
inline constexpr std::size_t kMaxTasks = 150;  // of one visit, approvals of every submission included

struct Settings {
  std::vector<std::string> sheets = {"diagnosis", "advance-questions"};
  std::string approval;  // role that approves a sheet; "" = nobody
  std::string approval_due = "3 business days";
  std::string return_due = "5 business days";        // for a returned sheet whose due date has passed
  std::string question_sheet = "advance-questions";  // the sheet that answers questions asked in advance
  std::vector<std::string> questions;                // asked of every project
};
BOOST_DESCRIBE_STRUCT(Settings, (), (sheets, approval, approval_due, return_due, question_sheet, questions))

struct Question {
  std::string text, asked_on, asked_by;
};
BOOST_DESCRIBE_STRUCT(Question, (), (text, asked_on, asked_by))

struct SheetNotes {
  std::optional<int> submitted;  // how often
  std::optional<std::string> submitted_on, approved_on, returned_on, return_comment;
};
BOOST_DESCRIBE_STRUCT(SheetNotes, (), (submitted, submitted_on, approved_on, returned_on, return_comment))

// What the visit keeps.
struct State {
  JsonObject sheets;  // SheetNotes by sheet
  std::vector<Question> questions;
  JsonObject withdrawn;
};
BOOST_DESCRIBE_STRUCT(State, (), (sheets, questions, withdrawn))

// The settings if they make sense and the visit's state can be read; otherwise none, and the call carries a
// problem for each mistake or a refusal.
std::optional<Settings> usable_settings(stage::Call& call);

stage::TaskSpec sheet_task(stage::Call& call, const Settings& settings, const std::string& sheet);
// "approve-diagnosis" for the first submission, "approve-diagnosis-2" for the second, …
stage::TaskSpec approval_task(const stage::Call& call, const Settings& settings, const std::string& sheet,
                              std::int64_t times);

// Refuse with a sentence and return false where the task is not what the action needs.
bool is_sheet(stage::Call& call, const Settings& settings, const std::string& task);
bool came_in(stage::Call& call, const std::string& sheet);  // submitted or done

bool is_approval(std::string_view task);
// The sheet an open approval task is about; "" after a refusal.
std::string approved_sheet(stage::Call& call, const Settings& settings, const std::string& task);
std::string pending_approval(const stage::Call& call,
                             std::string_view sheet);  // name of the task, "" if none

std::int64_t count_submission(stage::Call& call, const std::string& sheet);  // how often, this one included
void note_sheet(stage::Call& call, const std::string& sheet,
                JsonObject merge);  // kept with the sheet in the state
// One notice to those who fill in the sheet.
void tell_section(stage::Call& call, std::string_view kind, const std::string& sheet, JsonObject data);
void finish_sheet(stage::Call& call, const Settings& settings,
                  const std::string& sheet);  // the last one ends the visit
void reopen_sheet(stage::Call& call, const Settings& settings, const std::string& sheet,
                  const std::string& comment);

}  // namespace kyodo::self_diagnose
