// The one way in: a command is decided, committed as one atomic effect, and only then answered.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>

#include "calendar/calendar.h"
#include "runtime/commands.h"
#include "runtime/executions.h"
#include "runtime/store_port.h"
#include "stage/guard.h"
#include "stage/loader.h"
#include "workflow/package.h"

namespace kyodo::runtime {

inline constexpr std::size_t kMaxGroup = 64;  // commands in one commit of apply_all's callers
inline constexpr int kMaxSignals = 1'000;     // events between sessions and stages within one command

// Opened packages by hash. They never change, so this cache needs no check against other processes.
class Packages {
 public:
  // Code::corrupt when a file of it is missing or damaged.
  Result<std::shared_ptr<const workflow::Package>> open(Store& store, const std::string& hash);
  // A chart that an <invoke> carries as its <content>: the document itself.
  Result<std::shared_ptr<const chart::Chart>> open_inline(const std::string& document);

 private:
  static constexpr std::size_t kMaxInlineCharts = 200;  // kept; then they are read anew
  std::map<std::string, std::shared_ptr<const workflow::Package>> opened_;
  std::map<std::string, std::shared_ptr<const chart::Chart>> inline_;
};

// Not thread-safe: one thread owns it together with its store (the single writer).
class Engine {
 public:
  // All references outlive the engine. salt_key: secret of this database, from which payload salts are made.
  // guard: told of each step of a chart; may be null, then a script that never returns is watched by nobody.
  Engine(Store& store, stage::Stages& stages, std::string salt_key, stage::Guard* guard = nullptr);

  // Decides and commits. Refusals and errors change nothing. Never throws for a failing store: Code::storage,
  // Code::busy, Code::corrupt.
  Result<Answer> apply(const Command& command);

  // Group commit: each command is decided by itself, all that were not refused are committed together.
  // Answers in the order of the commands. Should the store fail inside, the group is rolled back and done one
  // by one.
  std::vector<Result<Answer>> apply_all(std::span<const Command> commands);

  // What an earlier process left inside a plugin call or a step of a chart is parked as an incident before
  // anything else. The text says what was parked.
  Result<std::optional<Text>> park_left_marker(TimePoint now);

  // Ranks a round without changing anything; see docs/formats/stage.md.
  Result<JsonObject> rank(const std::string& round, std::optional<std::int64_t> count,
                          const std::vector<std::string>& chosen);

  // What a migration would do to each project, changing nothing: [plan_json of runtime/migration.h].
  Result<JsonArray> plan_migration(const MigrateWorkflow& command);

  Store& store() { return store_; }
  stage::Stages& stages() { return stages_; }
  Packages& packages() { return packages_; }
  // From the setting "calendar".
  Result<calendar::Calendar> calendar();
  Result<std::shared_ptr<const calendar::Calendar>> shared_calendar();

 private:
  Result<Answer> decide_within(const Command& command);  // inside an open write transaction
  template <class Read>
  auto looking(Read read) -> Result<decltype(read(std::declval<class Work&>()))>;
  Store& store_;
  stage::Stages& stages_;
  Packages packages_;
  Executions executions_;
  std::string salt_key_;
  stage::Guard* guard_;
  std::shared_ptr<const calendar::Calendar> calendar_;
  office::RowPtr calendar_row_;  // of which calendar_ was made
};

}  // namespace kyodo::runtime
