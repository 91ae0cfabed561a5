// A workflow package: a folder with workflow.scxml, further charts, sheets/*.json, messages/*.mustache and
// workflow.json (name, title, roles, classes …). Known by the hash of its files; never changed once
// installed.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "chart/chart.h"
#include "sheet/sheet.h"
#include "stage/loader.h"

namespace kyodo::workflow {

inline constexpr std::size_t kMaxPackageFiles = 500;
inline constexpr std::size_t kMaxPackageBytes = 32u << 20;

// The files of a package: path inside the package ("sheets/diagnosis.json") → bytes.
using Files = std::map<std::string, std::string>;

// Reads the folder: regular files only, no links out of it, hidden files left out.
Result<Files> read_folder(const std::string& folder);
// SHA-256 over the sorted list of paths and contents.
std::string content_hash(const Files& files);

// A package ready for use: immutable, shareable between threads.
struct Package {
  std::string hash;
  std::string name;  // "komaki-h30"
  Text title;
  JsonObject manifest;                                                // workflow.json as written
  std::map<std::string, std::shared_ptr<const chart::Chart>> charts;  // "workflow", "work", …
  std::map<std::string, sheet::Sheet> sheets;                         // by id = file name without .json
  std::map<std::string, std::string> messages;                        // by id = file name without .mustache
};
Result<std::shared_ptr<const Package>> open_package(const Files& files);

// Everything `kyodo workflow check` can say, errors and warnings with file, line, column and advice: charts
// (chart::parse_chart and analyse), scripts that do not compile, unknown or wrongly configured stages,
// unknown extension attributes, stage outcomes that no transition takes, transitions on outcomes that the
// stage does not have, sheets that are not valid, sheets named but missing, messages with unknown variables,
// due-date rules and ladders that cannot be parsed, roles nobody can hold. `stages` is what plugins declare.
struct Check {
  std::vector<chart::Finding> findings;
  bool ok() const;  // no error among them
};
Check check_package(const Files& files, const std::string& name, const stage::Stages& stages);

// The variables that a message may use; one list for check and for rendering.
const std::vector<std::string>& message_variables();

}  // namespace kyodo::workflow
