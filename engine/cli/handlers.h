// What the table points to: one function per subcommand that is more than a command of the runtime.
#pragma once

#include "cli/context.h"

namespace kyodo::cli {

// init.cpp
Result<void> init(Context& context);
// system.cpp
Result<void> tick(Context& context);
Result<void> backup(Context& context);
Result<void> restore(Context& context);
Result<void> plugin_list(Context& context);
Result<void> plugin_check(Context& context);
Result<void> help(Context& context);
Result<void> completion(Context& context);
Result<void> version(Context& context);
Result<void> setting_show(Context& context);
Result<void> setting_change(Context& context);
// apply.cpp
Result<void> apply(Context& context);
// status.cpp
Result<void> status(Context& context);
// doctor.cpp
Result<void> doctor(Context& context);
// office.cpp
Result<void> unit_import(Context& context);
Result<void> unit_list(Context& context);
Result<void> person_import(Context& context);
Result<void> person_list(Context& context);
Result<void> role_import(Context& context);
Result<void> role_list(Context& context);
Result<void> partner_import(Context& context);
Result<void> partner_list(Context& context);
Result<void> incident_list(Context& context);
// access.cpp
Result<void> token_add(Context& context);
Result<void> token_list(Context& context);
Result<void> person_password(Context& context);
// serve.cpp
Result<void> serve(Context& context);
// workflow.cpp
Result<void> workflow_check(Context& context);
Result<void> workflow_install(Context& context);
Result<void> workflow_list(Context& context);
Result<void> workflow_graph(Context& context);
// migrate.cpp
Result<void> workflow_migrate(Context& context);
// scxml.cpp
Result<void> scxml_check(Context& context);
Result<void> scxml_graph(Context& context);
// scxml_explore.cpp
Result<void> scxml_explore(Context& context);
// scxml_run.cpp
Result<void> scxml_run(Context& context);
// round.cpp
Result<void> round_list(Context& context);
Result<void> round_show(Context& context);
Result<void> round_select(Context& context);
// project.cpp
Result<void> project_list(Context& context);
Result<void> project_show(Context& context);
Result<void> project_history(Context& context);
Result<void> project_attach(Context& context);
Result<void> project_fetch(Context& context);
// project_import.cpp
Result<void> project_import(Context& context);
// task.cpp
Result<void> task_list(Context& context);
Result<void> task_show(Context& context);
Result<void> task_do(Context& context);
// journal.cpp
Result<void> journal_list(Context& context);
Result<void> journal_verify(Context& context);
Result<void> journal_export(Context& context);
// demo/ (engine/cli/demo)
Result<void> demo(Context& context);

// Prints the answer of a command as the table says: for handlers that end in one.
Result<void> apply_and_print(Context& context, const Line& line);

}  // namespace kyodo::cli
