// Tasks: opening, closing, due dates and their ladders of notices.
#pragma once

#include "runtime/work.h"

namespace kyodo::runtime {

void open_task(Work& work, const office::Visit& visit, const JsonObject& spec);
// status: done or cancelled. Its timer and unsent notices go.
void finish_task(Work& work, const office::Task& task, const std::string& status);
void return_task(Work& work, const office::Task& task, const std::string& comment,
                 const std::string& due_rule);
void extend_task(Work& work, const office::Task& task, LocalDate due);
// Sends the notices of the rungs that are due and sets the timer for what comes next.
void climb_ladder(Work& work, const office::Task& task);
// Timers of a project stop (what is left of them is kept) or go on from now.
void pause_timers(Work& work, const std::string& project);
void restart_timers(Work& work, const std::string& project);

Found<office::Task> tasks_of(Work& work, const std::string& visit);
const office::Task* find_task(Work& work, const std::string& visit, const std::string& name);  // null: none
bool is_waiting(const office::Task& task);  // open or returned: somebody has to do something

// One notice to everybody who holds the role in the unit; when the seat is vacant, to the office with a
// warning.
void notify_role(Work& work, const std::string& kind, const std::string& role, const std::string& unit,
                 const office::Project& project, const office::Task* task, JsonObject data);
void notify_partner(Work& work, const std::string& kind, const std::string& partner,
                    const office::Project& project, const office::Task* task, JsonObject data);
void drop_notices(Work& work, const office::Query& query);
void drop_notices_of(Work& work, const std::string& task);  // those that were not sent yet

}  // namespace kyodo::runtime
