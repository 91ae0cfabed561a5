// Completions of stages through the engine, beside the bare loop that writes the same rows.
#pragma once

#include "service/office.h"

namespace kyodo::bench {

inline constexpr int kClients = 16;

// Every stage of that many projects to the end of their procedure, one commit for each completion, by one
// client; both loops take turns. A run is one stage of all projects.
//   commit_single_ratio, commit_single_per_s, bare_single_per_s, commit_single_p50_ms, commit_single_p99_ms,
//   bytes_per_project: that the file is larger by for each that has ended
JsonObject single_commits(const fs::path& folder, const Places& places, int projects);

// The same by 16 clients, each waiting for its answer, through the single writer. The bare loop commits as
// many at once as the writer did.
//   commit_group_ratio, commit_group_per_s, bare_group_per_s, commit_group_size, commit_group_p50_ms,
//   commit_group_p99_ms
JsonObject group_commits(const fs::path& folder, const Places& places, int projects);

}  // namespace kyodo::bench
