// How projects and tasks are called in lists: names of states and stages, and what is left of a deadline.
#pragma once

#include <string>

#include "cli/context.h"

namespace kyodo::cli {

// "自己診断": the names the chart gives to the project's states, else their ids; the outcome when it has
// ended.
std::string state_name(Context& context, const office::Project& project);

// "平成30年度" / "2018 (平成30年度)"
std::string year_name(Context& context, std::int64_t fiscal_year);

// Where the state stands in its chart, so that a list follows the flow.
std::size_t place_in_chart(Context& context, const office::Project& project);

// "あと 3 営業日", "今日が期限", "2 営業日超過"; "" without a due date or when nothing is waited for.
report::Cell time_left(Context& context, const office::Task& task);

bool is_waiting(const office::Task& task);  // open or returned

// Of whom a task is asked, by name: its partner or its unit; "" for the whole city.
std::string unit_or_partner(Context& context, const office::Task& task);

// What --as may read, by the table of authority; unknown ids are errors that say where to look.
Result<office::Project> project_of(Context& context,
                                   const std::string& id);              // by id, or by code if it is unique
Result<office::Task> task_of(Context& context, const std::string& id);  // the person's own tasks always

Result<void> check_unit(Context& context, const std::string& id);  // "" is no unit and no mistake

// The sheet of a task; null if it has none.
Result<const sheet::Sheet*> sheet_of(Context& context, const office::Task& task,
                                     const office::Project& project);

}  // namespace kyodo::cli
