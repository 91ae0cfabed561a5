// How projects and tasks are called in lists: names of states and stages, and what is left of a deadline.
#pragma once

#include <string>

#include "cli/context.h"

namespace kyodo::cli {

// "自己診断": the names the chart gives to the project's states, else their ids; the outcome when it has
// ended.
std::string state_name(Context& context, const office::Project& project);

// "あと 3 営業日", "今日が期限", "2 営業日超過"; "" without a due date or when nothing is waited for.
report::Cell time_left(Context& context, const office::Task& task);

bool is_waiting(const office::Task& task);  // open or returned

// What --as may read, by the table of authority; unknown ids are errors that say where to look.
Result<office::Project> project_of(Context& context,
                                   const std::string& id);  // by id, or by code if it is unique
Result<office::Task> task_of(Context& context, const std::string& id);  // the person's own tasks always

// The sheet of a task; null if it has none.
Result<const sheet::Sheet*> sheet_of(Context& context, const office::Task& task,
                                     const office::Project& project);

// A JSON value on one line: text as it stands.
std::string plain(const Json& json);

}  // namespace kyodo::cli
