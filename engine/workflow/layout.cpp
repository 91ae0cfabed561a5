#include "workflow/layout.h"

#include <fmt/format.h>

namespace kyodo::workflow {
namespace {

// The middle of "<folder>name<ending>" if name is a plain, non-empty file name.
std::string between(std::string_view path, std::string_view folder, std::string_view ending) {
  if (!path.starts_with(folder) || !path.ends_with(ending)) return {};
  if (path.size() <= folder.size() + ending.size()) return {};
  const std::string_view name = path.substr(folder.size(), path.size() - folder.size() - ending.size());
  return name.find('/') == std::string_view::npos ? std::string(name) : std::string();
}

}  // namespace

PackageFile classify_file(std::string_view path) {
  if (path == kManifestFile) return {FileKind::manifest, ""};
  if (auto id = between(path, "", ".scxml"); !id.empty()) return {FileKind::chart, id};
  if (auto id = between(path, "sheets/", ".json"); !id.empty()) return {FileKind::sheet, id};
  if (auto id = between(path, "messages/", ".mustache"); !id.empty()) return {FileKind::message, id};
  if (!between(path, "data/", "").empty()) return {FileKind::data, ""};
  if (!between(path, "", ".md").empty()) return {FileKind::document, ""};
  return {FileKind::other, ""};
}

chart::ReadSource source_reader(const Files& files) {
  return [&files](std::string_view src) -> Result<std::string> {
    const std::string path(src.starts_with("file:") ? src.substr(5) : src);
    const auto file = files.find(path);
    if (file != files.end() && classify_file(path).kind == FileKind::data) return file->second;
    return fail(Code::bad_input,
                fmt::format("「{}」がパッケージにありません。data フォルダーに置いてください。", src),
                fmt::format("the package has no {}; put the file into its folder data", src));
  };
}

}  // namespace kyodo::workflow
