// Moving projects to another version of their workflow. Nothing moves by itself: somebody says which package,
// which projects and by which map; what has no image stays where it is and is listed.
//
// The map is JSON, by chart:
// {"charts":{"workflow":{"states":{"draft":"writing"},"data":{"old":"new","gone":null},
// "invocations":{"diagnosis":"check"},"values":{"since":2018}}}}. What it does not name keeps its name.
#pragma once

#include "journal/events.h"
#include "runtime/work.h"

namespace kyodo::runtime {

inline constexpr std::size_t kMaxMigrated = 1'000;  // projects of one command

struct MigrationPlan {
  std::optional<journal::ProjectMigrated> event;  // nothing when something has no image
  std::vector<Problem> problems;
  std::vector<Text> notes;
};

// What a migration would do to one project. A Refusal when a package or the map itself is wrong.
MigrationPlan plan_migration(Work& work, const office::Project& project, const office::Workflow& from,
                             const office::Workflow& to, const JsonObject& map);

// The plans of all projects that the command names, as plan_json shows them. Changes nothing.
JsonArray plan_migrations(Work& work, const MigrateWorkflow& command);

// As lists and answers show it: {"project","sessions":[{"session","before":[…],"after":[…]}],"notes":[…],
// "problems":[…]} with configurations as the ids of atomic states.
JsonObject plan_json(Work& work, const office::Project& project, const MigrationPlan& plan);

// Projects under way (active or suspended) that are pinned to a package, by id.
std::vector<office::Project> projects_of_package(Tables& tables, const std::string& hash);

// An installed package by its hash, the first eight or more characters of it, or its name (the latest of that
// name).
Result<office::Workflow> installed_workflow(Tables& tables, const std::string& name_or_hash);

}  // namespace kyodo::runtime
