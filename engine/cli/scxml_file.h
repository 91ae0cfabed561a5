// A chart in a file, and what it names beside it.
#pragma once

#include <string>

#include "chart/chart.h"

namespace kyodo::cli {

struct ChartFile {
  std::string text;
  chart::Parsed parsed;
};
Result<ChartFile> read_chart_file(const std::string& file);

// What src="…" names, relative to the folder of `file`; with or without "file:". Nothing is fetched from a
// net.
chart::ReadSource source_beside(const std::string& file);

}  // namespace kyodo::cli
