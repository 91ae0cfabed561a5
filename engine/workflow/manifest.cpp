#include "workflow/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"

namespace kyodo::workflow {
namespace {

class Checks {
 public:
  std::vector<Problem> problems;

  void id(const std::string& value, const std::string& field) {
    const auto allowed = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (value.empty() || value.size() > kMaxIdBytes || !std::all_of(value.begin(), value.end(), allowed))
      problems.push_back({field,
                          "pattern",
                          {"英小文字、数字、- と _ だけで書いてください。",
                           "must be written with lower-case letters, digits, - and _ only"}});
  }
  void present(const std::string& value, const std::string& field) {
    if (value.empty()) problems.push_back({field, "minLength", {"空にはできません。", "must not be empty"}});
  }
  void name(const Name& value, const std::string& field) {
    present(value.ja, field + "/ja");
    present(value.en, field + "/en");
  }
  void once(std::set<std::string>& seen, const std::string& value, const std::string& field) {
    if (!seen.insert(value).second)
      problems.push_back(
          {field,
           "uniqueItems",
           {fmt::format("「{}」が2回書かれています。", value), fmt::format("\"{}\" is there twice", value)}});
  }
};

}  // namespace

Result<Manifest> read_manifest(const Json& json) {
  auto manifest = from_json<Manifest>(json, "workflow.json");
  if (!manifest) return manifest;
  Checks checks;
  checks.id(manifest->name, "/name");
  checks.name(manifest->title, "/title");
  if (manifest->fiscal_year < 1868 || manifest->fiscal_year > 2999)
    checks.problems.push_back(
        {"/fiscal_year",
         "range",
         {"西暦4桁の年度を書いてください。", "must be the first year of a fiscal year"}});
  if (manifest->roles.empty())
    checks.problems.push_back({"/roles", "minItems", {"役割を1つ以上書いてください。", "must name a role"}});
  std::set<std::string> roles, codes, ids;
  for (std::size_t i = 0; i < manifest->roles.size(); ++i) {
    checks.id(manifest->roles[i], fmt::format("/roles/{}", i));
    checks.once(roles, manifest->roles[i], fmt::format("/roles/{}", i));
  }
  if (manifest->office) checks.present(manifest->office->name, "/office/name");
  for (std::size_t i = 0; i < manifest->classes.size(); ++i) {
    const std::string at = fmt::format("/classes/{}", i);
    checks.present(manifest->classes[i].code, at + "/code");
    checks.once(codes, manifest->classes[i].code, at + "/code");
    checks.name(manifest->classes[i].name, at + "/name");
  }
  for (std::size_t i = 0; i < manifest->criteria.size(); ++i) {
    const std::string at = fmt::format("/criteria/{}", i);
    checks.present(manifest->criteria[i].id, at + "/id");
    checks.once(ids, manifest->criteria[i].id, at + "/id");
    checks.name(manifest->criteria[i].title, at + "/title");
  }
  if (!checks.problems.empty()) return record_error(std::move(checks.problems), "workflow.json");
  return manifest;
}

}  // namespace kyodo::workflow
