// What the tests of this folder share: the fixture plugins, and calls to them.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "stage/loader.h"
#include "stage/sample.h"

namespace kyodo::stage {

inline std::string fixture(const std::string& name) {
  return std::string(KYODO_BINARY_DIR) + "/fixture-plugins/" + name + ".so";
}

// A call on project P-1, visit V-1, with the sample input; change json as the test needs it.
inline StageCall call_of(const Catalog& catalog, const std::string& type, const std::string& action) {
  const StageInfo* info = catalog.find(type);
  return {type, "P-1", "V-1", action, info ? sample_input(*info, info->behaviour_max, action) : JsonObject{}};
}

inline void set_action(StageCall& call, std::string_view member, Json value) {
  call.json["action"].get_object()[member] = std::move(value);
}

// A file name of its own for each test.
inline std::string scratch_file(const std::string& name) {
  auto folder = std::filesystem::temp_directory_path() / ("kyodo-stage-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  return (folder / name).string();
}

inline std::string problems_of(const Error& error) {
  std::string all;
  for (const Problem& p : error.problems) all += p.field + " " + p.keyword + "\n";
  return all;
}

}  // namespace kyodo::stage
