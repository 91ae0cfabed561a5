// Charts by themselves: reading, checking and drawing them.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "chart/analysis.h"
#include "cli/findings.h"
#include "cli/handlers.h"
#include "cli/scxml_file.h"
#include "workflow/check_expressions.h"

namespace kyodo::cli {

Result<ChartFile> read_chart_file(const std::string& file) {
  auto text = read_file(file, chart::kMaxDocumentBytes);
  if (!text) return text.error();
  chart::Parsed parsed = chart::parse_chart(*text, file, source_beside(file));
  return ChartFile{std::move(*text), std::move(parsed)};
}

chart::ReadSource source_beside(const std::string& file) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  return [folder](std::string_view src) -> Result<std::string> {
    if (src.find("://") != std::string_view::npos)
      return fail(Code::io, fmt::format("{} はファイルではありません。", src),
                  fmt::format("{} is no file.", src));
    if (src.starts_with("file:")) src.remove_prefix(5);
    return read_file((folder / src).string(), chart::kMaxDocumentBytes);
  };
}

Result<void> scxml_check(Context& context) {
  const std::string name = context.call().positional("file");
  auto file = read_chart_file(name);
  if (!file) return file.error();
  std::vector<chart::Finding> findings = std::move(file->parsed.findings);
  if (const auto chart = file->parsed.chart) {
    const auto text_of = [&](const std::string& of) {
      return of == name ? std::string_view(file->text) : std::string_view();
    };
    for (chart::Finding& finding : workflow::check_expressions(*chart, text_of))
      findings.push_back(std::move(finding));
    for (chart::Finding& finding : chart::analyse(*chart)) findings.push_back(std::move(finding));
  }
  print_findings(context, findings);
  if (!context.failed())
    context.output().line({fmt::format("誤りはありません(注意 {} 件)。", findings.size()),
                           fmt::format("No errors ({} warning(s)).", findings.size())});
  return {};
}

Result<void> scxml_graph(Context& context) {
  const std::string format = context.call().option("format", "svg");
  if (format != "svg" && format != "dot" && format != "mermaid")
    return fail(Code::wrong_usage, fmt::format("形式「{}」はありません。svg、dot、mermaid です。", format),
                fmt::format("There is no format \"{}\"; there are svg, dot and mermaid.", format));
  auto file = read_chart_file(context.call().positional("file"));
  if (!file) return file.error();
  if (!file->parsed.chart) return error_of(file->parsed.findings);
  const chart::Chart& chart = *file->parsed.chart;
  const std::string drawn = format == "svg"   ? chart::to_svg(chart)
                            : format == "dot" ? chart::to_dot(chart)
                                              : chart::to_mermaid(chart);
  context.output().print_json(JsonObject{{"format", format}, {"text", drawn}});
  if (!context.output().json()) context.machine().out << drawn;
  return {};
}

}  // namespace kyodo::cli
