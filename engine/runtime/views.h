// Reading, as lists and pages show it. Plain values; the caller holds the transaction.
#pragma once

#include "calendar/calendar.h"
#include "runtime/engine.h"

namespace kyodo::runtime {

// May this person see the answers of this task? Sealed answers are for the task's own side only until all are
// in.
bool may_see_answers(Tables& tables, const office::Task& task, const std::string& person, LocalDate today);

// Roles a person holds on a day.
std::vector<office::Grant> roles_of(Tables& tables, const std::string& person, LocalDate day);
// Active people who hold a role in a unit on a day; unit "" = the whole city.
std::vector<office::Person> holders_of(Tables& tables, const std::string& role, const std::string& unit,
                                       LocalDate day);

// One line of a project's history: an entry with its events in words.
struct HistoryLine {
  std::int64_t number = 0;
  TimePoint happened;
  TimePoint recorded;
  std::string actor, role, unit, command, reason;
  std::vector<Text> events;  // "「協働診断シート」を提出" …; none for bookkeeping such as a timer
};
// What was answered is not part of a line: whoever may see it reads the task, so nothing sealed shows here.
std::vector<HistoryLine> history(Engine& engine, const std::string& project);
// Events in words, with the names that things have now; nothing of bookkeeping (sessions, timers), and one
// line for a notice to several people. Stages that no loaded plugin serves are named by their type.
std::vector<Text> describe(Engine& engine, const std::vector<journal::Event>& events);
// "remind" → "期限のお知らせ"; kinds of stages are notices in general.
Text notice_word(const std::string& kind);
// How the stages call a member of the attributes ("total" → 合計点) or of the data of their tasks; else its
// name.
Text attribute_word(stage::Stages& stages, const std::string& name);
Text data_word(const stage::StageInfo* info, const std::string& name);
// A value as people read it on one line: text as it stands, 21.5 rather than 2.15E1, nothing for null, lists
// and objects as JSON.
std::string plain_text(const Json& json);
// The titles of states (ids separated by a space) of the project's chart; a state without title by its id.
Text state_titles(Engine& engine, const office::Project& project, const std::string& ids);

}  // namespace kyodo::runtime
