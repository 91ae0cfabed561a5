// Which file of a package is what.
#pragma once

#include <string>
#include <string_view>

#include "workflow/package.h"

namespace kyodo::workflow {

enum class FileKind { manifest, chart, sheet, message, data, document, other };

struct PackageFile {
  FileKind kind = FileKind::other;
  std::string id;  // "workflow" of workflow.scxml, "diagnosis" of sheets/diagnosis.json; "" otherwise
};

// By the path inside the package: workflow.json · *.scxml · sheets/*.json · messages/*.mustache ·
// data/* (what <data src> and <script src> read) · *.md. Anything deeper or with another ending is `other`.
PackageFile classify_file(std::string_view path);

// Reads what src="data/…" names in a chart of the package. `files` must outlive it.
chart::ReadSource source_reader(const Files& files);

inline constexpr const char* kManifestFile = "workflow.json";
inline constexpr const char* kMainChart = "workflow";  // the chart a project begins with
inline constexpr const char* kWorkChart = "work";      // the chart of each work 業務

}  // namespace kyodo::workflow
