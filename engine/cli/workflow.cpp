// Workflow packages: checking, installing, listing, drawing.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "chart/analysis.h"
#include "cli/findings.h"
#include "cli/handlers.h"

namespace kyodo::cli {
namespace {

namespace fs = std::filesystem;
using report::Cell;
using report::Tone;

// The files of a folder, or of an installed package by name or hash.
Result<workflow::Files> files_of(Context& context, const std::string& what) {
  std::error_code ec;
  if (fs::is_directory(what, ec)) return workflow::read_folder(what);
  if (what.find('/') != std::string::npos || !fs::exists(context.database(), ec))
    return fail_at({what}, Code::io, fmt::format("フォルダー {} がありません。", what),
                   fmt::format("There is no folder {}.", what));
  if (auto opened = context.open_for_reading(); !opened) return opened.error();
  std::optional<office::Workflow> found;
  for (const office::Workflow& one : context.store().find<office::Workflow>({.order = {"installed"}}))
    if (one.name == what || one.hash.starts_with(what)) found = one;
  if (!found)
    return fail(Code::unknown_id,
                fmt::format("「{}」というフォルダーも、登録したワークフローもありません。", what),
                fmt::format("There is neither a folder nor an installed workflow \"{}\".", what));
  workflow::Files files;
  for (const auto& member : found->files) {
    auto bytes = context.store().get_blob(std::string(member.value().as_string()));
    if (!bytes)
      return fail(Code::corrupt, "ワークフローのファイルが欠けています。",
                  "A file of the workflow is missing.");
    files[std::string(member.key())] = std::move(*bytes);
  }
  return files;
}

std::string name_of(const std::string& folder) {
  std::error_code ec;
  fs::path path = fs::canonical(folder, ec);
  return ec ? folder : path.filename().string();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " → ") + name;
  return text;
}

void print_ways(Context& context, const workflow::Package& package) {
  for (const auto& [name, chart] : package.charts) {
    chart::Ways ways = chart::ways(*chart);
    context.output().line({fmt::format("{}: 最短 {}", name, joined(ways.shortest)),
                           fmt::format("{}: shortest {}", name, joined(ways.shortest))});
    context.output().line({fmt::format("{}: 最長 {}", name, joined(ways.longest)),
                           fmt::format("{}: longest {}", name, joined(ways.longest))});
  }
}

}  // namespace

Result<void> workflow_check(Context& context) {
  const std::string what = context.call().positional("folder");
  auto files = files_of(context, what);
  if (!files) return files.error();
  auto stages = context.stages();
  if (!stages) return stages.error();
  workflow::Check check = workflow::check_package(*files, name_of(what), **stages);
  print_findings(context, check.findings);
  if (!check.ok()) return {};
  if (auto package = workflow::open_package(*files)) print_ways(context, **package);
  context.output().line({fmt::format("誤りはありません(注意 {} 件)。", check.findings.size()),
                         fmt::format("No errors ({} warning(s)).", check.findings.size())});
  return {};
}

Result<void> workflow_install(Context& context) {
  auto files = workflow::read_folder(context.call().positional("folder"));
  if (!files) return files.error();
  auto line = context.line();
  if (!line) return line.error();
  JsonObject list;
  for (const auto& [path, bytes] : *files) list[path] = bytes;
  line->args["files"] = std::move(list);
  return apply_and_print(context, *line);
}

Result<void> workflow_list(Context& context) {
  bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (const office::Workflow& one :
       context.store().find<office::Workflow>({.order = {"installed", "name"}})) {
    auto projects = context.store().find<office::Project>(
        {.where = {office::eq("package", one.hash), office::eq("status", std::string("active"))}});
    list.push_back(JsonObject{{"hash", one.hash},
                              {"name", one.name},
                              {"title", one.title},
                              {"installed", calendar::to_rfc3339(context.calendar(), one.installed)},
                              {"active_projects", projects.size()}});
    rows.push_back({one.name, one.title, one.hash.substr(0, 12),
                    calendar::local_time_text(context.calendar(), one.installed),
                    std::to_string(projects.size())});
  }
  context.output().print_json(JsonObject{{"workflows", std::move(list)}});
  context.output().table({{ja ? "名前" : "name"},
                          {ja ? "題名" : "title"},
                          {ja ? "ハッシュ" : "hash"},
                          {ja ? "登録" : "installed"},
                          {ja ? "進行中" : "active", report::Align::right}},
                         rows);
  return {};
}

Result<void> workflow_graph(Context& context) {
  auto files = files_of(context, context.call().positional("folder"));
  if (!files) return files.error();
  const std::string name = context.call().option("chart", "workflow"),
                    format = context.call().option("format", "mermaid");
  auto file = files->find(name + ".scxml");
  if (file == files->end())
    return fail(Code::unknown_id, fmt::format("このワークフローに流れ図「{}」はありません。", name),
                fmt::format("This workflow has no chart \"{}\".", name));
  if (format != "dot" && format != "mermaid")
    return fail(Code::wrong_usage, fmt::format("形式「{}」はありません。dot か mermaid です。", format),
                fmt::format("There is no format \"{}\"; there are dot and mermaid.", format));
  chart::Parsed parsed = chart::parse_chart(file->second, file->first);
  if (!parsed.chart) return error_of(parsed.findings);
  const std::string drawn = format == "dot" ? chart::to_dot(*parsed.chart) : chart::to_mermaid(*parsed.chart);
  context.output().print_json(JsonObject{{"chart", name}, {"format", format}, {"text", drawn}});
  if (!context.output().json()) context.machine().out << drawn;
  return {};
}

}  // namespace kyodo::cli
