// `kyodo workflow check`: the files and the manifest, then everything else.
#include "workflow/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "workflow/layout.h"
#include "workflow/position.h"

namespace kyodo::workflow {
namespace {

void check_manifest(CheckContext& context, const std::string& bytes, const std::string& name) {
  auto json = parse_json(bytes, kManifestFile);
  if (!json) {
    context.error("invalid-json", json.error().where.value_or(Where{kManifestFile, 1, 1}), json.error().text,
                  {"括弧、コンマ、引用符を確かめてください。", "check brackets, commas and quotes"});
    return;
  }
  auto manifest = read_manifest(*json);
  if (!manifest) {
    for (const Problem& problem : manifest.error().problems)
      context.error("manifest", where_in_json(bytes, problem.field, kManifestFile),
                    {fmt::format("「{}」: {}", problem.field, problem.text.ja),
                     fmt::format("{}: {}", problem.field, problem.text.en)},
                    {"docs/formats/workflow.md の表のとおりに書いてください。",
                     "write it as the table in docs/formats/workflow.md has it"});
    return;
  }
  if (!name.empty() && manifest->name != name)
    context.error("manifest", where_in_json(bytes, "/name", kManifestFile),
                  {fmt::format("名前「{}」がフォルダーの名前「{}」と違います。", manifest->name, name),
                   fmt::format("the name {} differs from the folder's name {}", manifest->name, name)},
                  {"どちらかに合わせてください。", "use one name for both"});
  context.manifest = std::move(*manifest);
}

void report_missing(const CheckContext& context, const char* rule, const std::string& file, const char* ja,
                    const char* en) {
  context.error(rule, {file, 1, 1},
                {fmt::format("「{}」がありません。", file), fmt::format("{} is missing", file)}, {ja, en});
}

}  // namespace

bool Check::ok() const {
  return std::none_of(findings.begin(), findings.end(), [](const chart::Finding& f) { return f.error; });
}

bool has_role(const CheckContext& context, const std::string& role) {
  if (!context.manifest) return true;
  const auto& roles = context.manifest->roles;
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

void report_role(const CheckContext& context, const Where& where, const std::string& role) {
  context.error("unknown-role", where,
                {fmt::format("役割「{}」は workflow.json の roles にありません。誰も受け取れません。", role),
                 fmt::format("nobody can hold the role {}: roles in workflow.json does not have it", role)},
                {fmt::format("つづりを確かめるか、roles に加えてください。使える役割: {}",
                             fmt::join(context.manifest->roles, "、")),
                 fmt::format("check the spelling or add it to roles; the roles are {}",
                             fmt::join(context.manifest->roles, ", "))});
}

void report_due(const CheckContext& context, const Where& where, const Error& error) {
  context.error("due", where, error.text,
                {"「10 business days」「8/31」「end of fiscal year」のように書いてください。",
                 "write it like \"10 business days\", \"8/31\" or \"end of fiscal year\""});
}

void check_files(CheckContext& context, const std::string& name) {
  for (const auto& [path, bytes] : context.files) {
    if (const auto bad = invalid_utf8(bytes))
      context.error("not-utf8", where_at(bytes, *bad, path),
                    {"UTF-8 ではない文字があります。", "this is not UTF-8"},
                    {"文字コードを UTF-8 にして保存し直してください。", "save the file again as UTF-8"});
    const PackageFile file = classify_file(path);
    if (file.kind == FileKind::chart) context.charts.insert(file.id);
    if (file.kind == FileKind::sheet) context.sheets.insert(file.id);
    if (file.kind == FileKind::other)
      context.warning(
          "unknown-file", {path, 1, 1}, {"このファイルは使われません。", "nothing uses this file"},
          {"シートは sheets/*.json、文面は messages/*.mustache、流れ図は *.scxml に置いてください。",
           "sheets belong into sheets/*.json, messages into messages/*.mustache, charts into *.scxml"});
  }
  const auto manifest = context.files.find(kManifestFile);
  if (manifest == context.files.end())
    report_missing(context, "missing-manifest", kManifestFile, "名前、題、年度、役割を書いて置いてください。",
                   "write one with name, title, fiscal year and roles");
  else
    check_manifest(context, manifest->second, name);
  if (!context.charts.contains(kMainChart))
    report_missing(context, "missing-chart", std::string(kMainChart) + ".scxml",
                   "手続の流れ図をこの名前で置いてください。",
                   "put the chart of the procedure there under this name");
  for (const char* message : {"daily", "daily-subject"})
    if (const std::string path = fmt::format("messages/{}.mustache", message); !context.files.contains(path))
      report_missing(context, "missing-message", path, "ほかのワークフローから複写して直してください。",
                     "copy the one of another workflow and change it");
}

Check check_package(const Files& files, const std::string& name, const stage::Stages& stages) {
  Check check;
  CheckContext context{files, stages, std::nullopt, {}, {}, check.findings};
  check_files(context, name);
  check_charts(context);
  check_sheets(context);
  check_messages(context);
  return check;
}

}  // namespace kyodo::workflow
