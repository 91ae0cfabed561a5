// Moving projects to another version of their workflow, in batches, after a look at what would happen.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "cli/handlers.h"
#include "cli/shown.h"
#include "runtime/migration.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

using report::Cell;
using report::Tone;

constexpr std::int64_t kDefaultBatch = 100;

std::string states(const JsonObject& session, const char* member) {
  std::string text;
  for (const Json& state : array_or_empty(session, member))
    text += (text.empty() ? "" : " ") + runtime::plain_text(state);
  return text;
}

std::string sentences(Context& context, const JsonObject& plan) {
  std::string text;
  for (const char* member : {"problems", "notes"})
    for (const Json& one : array_or_empty(plan, member)) {
      const JsonObject& said = one.as_object();
      text += (text.empty() ? "" : " ") +
              std::string(string_or(said, context.lang() == Lang::ja ? "ja" : "en", ""));
    }
  return text;
}

void print_plans(Context& context, const JsonArray& plans) {
  const bool ja = context.lang() == Lang::ja;
  std::vector<std::vector<Cell>> rows;
  for (const Json& one : plans) {
    const JsonObject& plan = one.as_object();
    const bool refused = !array_or_empty(plan, "problems").empty();
    const auto row = [&](std::string session, std::string before, std::string after) {
      rows.push_back({std::move(session), std::string(string_or(plan, "code", "")),
                      std::string(string_or(plan, "name", "")), std::move(before),
                      Cell(refused ? (ja ? "移せません" : "cannot move") : std::move(after),
                           refused ? Tone::bad : Tone::plain),
                      sentences(context, plan)});
    };
    const JsonArray& sessions = array_or_empty(plan, "sessions");
    if (sessions.empty()) row(std::string(string_or(plan, "project", "")), "", "");
    for (const Json& session : sessions)
      row(std::string(string_or(session.as_object(), "session", "")), states(session.as_object(), "before"),
          states(session.as_object(), "after"));
  }
  context.output().table({{"ID"},
                          {ja ? "コード" : "code"},
                          {ja ? "事業名" : "name", report::Align::left, 30},
                          {ja ? "いまの状態" : "state now"},
                          {ja ? "移した後" : "afterwards"},
                          {ja ? "注意" : "note", report::Align::left, 60}},
                         rows);
}

std::size_t refused_in(const JsonArray& plans) {
  return static_cast<std::size_t>(std::count_if(plans.begin(), plans.end(), [](const Json& plan) {
    return !array_or_empty(plan.as_object(), "problems").empty();
  }));
}

Result<void> dry_run(Context& context, const JsonObject& args) {
  runtime::MigrateWorkflow command{std::string(string_or(args, "from", "")),
                                   std::string(string_or(args, "to", "")), object_or_empty(args, "map"),
                                   context.call().all("project")};
  auto plans = context.engine().plan_migration(command);
  if (!plans) return plans.error();
  const std::size_t refused = refused_in(*plans);
  print_plans(context, *plans);
  context.output().line({fmt::format("{} 事業を移せます。{} 事業は移せません(まだ何も変えていません)。",
                                     plans->size() - refused, refused),
                         fmt::format("{} project(s) can move, {} cannot; nothing was changed.",
                                     plans->size() - refused, refused)});
  context.output().print_json(JsonObject{{"dry_run", true}, {"plans", std::move(*plans)}});
  return {};
}

// Each batch is one command: what it did stays, should a later one fail.
Result<void> run_batches(Context& context, Line line, const std::vector<std::string>& projects,
                         const char* done) {
  std::int64_t batch = kDefaultBatch;
  if (const std::string given = context.call().option("batch"); !given.empty())
    batch = std::strtoll(given.c_str(), nullptr, 10);
  if (batch < 1 || batch > static_cast<std::int64_t>(runtime::kMaxMigrated))
    return fail(Code::wrong_usage, fmt::format("--batch は 1 から {} までです。", runtime::kMaxMigrated),
                fmt::format("--batch is 1 to {}.", runtime::kMaxMigrated));
  const std::string key = line.key;
  JsonArray moved, refused;
  for (std::size_t at = 0; at < projects.size(); at += static_cast<std::size_t>(batch)) {
    const std::size_t end = std::min(projects.size(), at + static_cast<std::size_t>(batch));
    JsonArray some;
    for (std::size_t i = at; i < end; ++i) some.emplace_back(projects[i]);
    line.args["projects"] = std::move(some);
    if (!key.empty()) line.key = fmt::format("{}/{}", key, at);
    auto answer = context.execute(line);
    if (!answer) return answer.error();
    const JsonObject& data = object_or_empty(answer->as_object(), "data");
    for (const Json& one : array_or_empty(data, done)) moved.push_back(one);
    for (const Json& one : array_or_empty(data, "refused")) refused.push_back(one);
    context.output().progress({"移行中", "moving"}, static_cast<std::int64_t>(end),
                              static_cast<std::int64_t>(projects.size()));
  }
  context.output().progress_done();
  const std::size_t count = moved.size();
  if (!refused.empty()) {
    print_plans(context, refused);
    context.set_failed();
  }
  context.output().line(
      {fmt::format("{} 事業を移しました。そのままにしたのは {} 事業です。", count, refused.size()),
       fmt::format("Moved {} project(s); left {} as they are.", count, refused.size())});
  context.output().print_json(JsonObject{{done, std::move(moved)}, {"refused", std::move(refused)}});
  return {};
}

}  // namespace

Result<void> workflow_migrate(Context& context) {
  const Call& call = context.call();
  auto line = context.line();
  if (!line) return line.error();
  if (call.has("dry-run")) return dry_run(context, line->args);
  const bool undo = call.has("undo");
  if (undo) {
    line->command = "workflow.migrate_undo";
    line->args.erase("map");
  }
  auto pinned = runtime::installed_workflow(context.store(), call.positional(undo ? "new" : "old"));
  if (!pinned) return pinned.error();
  std::vector<std::string> projects = call.all("project");
  if (projects.empty())
    for (const office::Project& project : runtime::projects_of_package(context.store(), pinned->hash))
      projects.push_back(project.id);
  return run_batches(context, *line, projects, undo ? "restored" : "migrated");
}

}  // namespace kyodo::cli
