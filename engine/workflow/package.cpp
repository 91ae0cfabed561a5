#include "workflow/package.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "workflow/layout.h"
#include "workflow/manifest.h"

namespace kyodo::workflow {
namespace {

Error missing(const std::string& file) {
  return fail_at({file}, Code::bad_input,
                 fmt::format("ワークフローに「{}」がありません。フォルダーを確かめてください。", file),
                 fmt::format("the workflow has no {}; check the folder", file));
}

Error of_chart(const std::vector<chart::Finding>& findings) {
  for (const chart::Finding& finding : findings)
    if (finding.error)
      return Error{Code::bad_input,
                   {finding.text.ja + finding.advice.ja, finding.text.en + "; " + finding.advice.en},
                   finding.where};
  return fail(Code::bad_input, "流れ図を読めません。", "the chart cannot be read");
}

Error in_file(Error error, const std::string& file) {
  if (!error.where) error.where = Where{file};
  return error;
}

}  // namespace

std::string content_hash(const Files& files) {
  Sha256 hash;
  for (const auto& [path, bytes] : files) {
    hash.add(path);
    hash.add(bytes);
  }
  return hash.hex();
}

Result<std::shared_ptr<const Package>> open_package(const Files& files) {
  const auto manifest_file = files.find(kManifestFile);
  if (manifest_file == files.end()) return missing(kManifestFile);
  auto json = parse_json(manifest_file->second, kManifestFile);
  if (!json) return json.error();
  auto manifest = read_manifest(*json);
  if (!manifest) return in_file(manifest.error(), kManifestFile);

  auto package = std::make_shared<Package>();
  package->hash = content_hash(files);
  package->name = manifest->name;
  package->title = {manifest->title.ja, manifest->title.en};
  package->manifest = json->get_object();
  for (const auto& [path, bytes] : files) {
    const PackageFile file = classify_file(path);
    if (file.kind == FileKind::chart) {
      auto parsed = chart::parse_chart(bytes, path, source_reader(files));
      if (!parsed.chart) return of_chart(parsed.findings);
      package->charts.emplace(file.id, std::move(parsed.chart));
    } else if (file.kind == FileKind::sheet) {
      auto schema = parse_json(bytes, path);
      if (!schema) return schema.error();
      auto sheet = sheet::Sheet::compile(*schema, path);
      if (!sheet) return in_file(sheet.error(), path);
      package->sheets.emplace(file.id, std::move(*sheet));
    } else if (file.kind == FileKind::message) {
      package->messages.emplace(file.id, bytes);
    }
  }
  if (!package->charts.contains(kMainChart)) return missing(std::string(kMainChart) + ".scxml");
  return std::shared_ptr<const Package>(std::move(package));
}

}  // namespace kyodo::workflow
