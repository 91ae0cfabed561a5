// A database with a million waiting projects in minutes: the engine makes some, SQL makes the rest of them.
#pragma once

#include "service/office.h"

namespace kyodo::bench {

// Makes a database with `times` as many projects as `made` has: of every row that belongs to a project so
// many copies, with their ids (P-1, V-1, T-1, …) counted on. Journal rows are copied, too, but their chain is
// not made anew, so `kyodo verify` fails on it. Nothing may have happened in `made` but that its projects
// began.
void multiply_projects(const fs::path& made, const fs::path& file, int times);

}  // namespace kyodo::bench
