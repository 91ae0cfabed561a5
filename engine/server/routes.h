// Which subcommand of the table (cli/spec.h) answers which method and path.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/spec.h"

namespace kyodo::server {

inline constexpr std::string_view kBase = "/api/v1";

struct Route {
  std::string method;
  std::vector<std::string> path;  // below kBase; "{project}" stands for any one segment
  const cli::Spec* spec = nullptr;
};
// In the order of the table.
const std::vector<Route>& all_routes();
std::string path_of(const Route& route);  // "/projects/{project}"

using Values = std::map<std::string, std::string, std::less<>>;

struct Found {
  const Route* route = nullptr;           // null: nothing answers
  Values places;                          // {project} → "P-12"
  std::vector<std::string> methods = {};  // that the path has, when this one is not among them
};
// `path` is below kBase and decoded segment by segment.
Found find_route(std::string_view method, const std::vector<std::string>& path);

// A request target, taken apart and decoded.
struct Target {
  std::vector<std::string> path;                           // segments
  std::vector<std::pair<std::string, std::string>> query;  // in the order in which they stand
};
// From the origin form or the absolute form. Code::wrong_usage when it is neither, its escapes are wrong, or
// what they stand for is no UTF-8 text or holds control characters or a slash.
Result<Target> read_target(std::string_view target);

}  // namespace kyodo::server
