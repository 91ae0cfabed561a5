// An office whose projects wait in the procedure of bench/service/workflow: eight stages, each one sheet of
// the section's, as the shipped stage self_diagnose asks for it.
#pragma once

#include "measure.h"
#include "runtime/engine.h"
#include "stage/loader.h"

namespace kyodo::bench {

inline constexpr TimePoint kNow{1'522'627'200'000};  // 2018-04-02 09:00 in Tokyo
inline constexpr int kStages = 8;

// Where the repository's files lie, and the plugins that were built.
struct Places {
  std::string top;
  std::string plugins;
};

// An engine on one file, with the real plugins. `through`: what the engine works with instead of the store
// that was opened, made of it.
struct Office {
  Office(const fs::path& file, const Places& places);
  Office(const fs::path& file, const Places& places, std::unique_ptr<runtime::Store> through);

  runtime::Answer apply(runtime::CommandBody body, const std::string& actor);

  std::unique_ptr<stage::Guard> guard;
  stage::Catalog stages;
  std::unique_ptr<runtime::Store> store;
  runtime::Engine engine;
};

// A new database with that many projects, P-1 …, all in the first stage with task T-1 … waiting.
void make_database(const fs::path& file, const Places& places, int projects);

// The section's answer to a task.
runtime::Command completion(const std::string& task);
runtime::Command command_of(runtime::CommandBody body, const std::string& actor);

}  // namespace kyodo::bench
