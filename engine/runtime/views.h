// Reading, as lists and pages show it. Plain values; the caller holds the transaction.
#pragma once

#include "calendar/calendar.h"
#include "runtime/engine.h"

namespace kyodo::runtime {

// May this person see the answers of this task? Sealed answers are for the task's own side only until all are in.
bool may_see_answers(Tables& tables, const office::Task& task, const std::string& person, LocalDate today);

// Roles a person holds on a day.
std::vector<office::Grant> roles_of(Tables& tables, const std::string& person, LocalDate day);
// Active people who hold a role in a unit on a day; unit "" = the whole city.
std::vector<office::Person> holders_of(Tables& tables, const std::string& role, const std::string& unit, LocalDate day);

// One line of a project's history: an entry with its events in words.
struct HistoryLine {
  std::int64_t number = 0;
  TimePoint happened;
  TimePoint recorded;
  std::string actor, role, unit, command, reason;
  std::vector<Text> events;  // "「協働診断シート」を提出" …
};
// What was answered is not part of a line: whoever may see it reads the task, so nothing sealed shows here.
std::vector<HistoryLine> history(Store& store, const std::string& project);
Text describe(const journal::Event& event);

}  // namespace kyodo::runtime
