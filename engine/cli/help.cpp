#include "cli/help.h"

#include <fmt/format.h>

#include "report/table.h"

namespace kyodo::cli {
namespace {

std::string padded(const std::string& text, int width) {
  int gap = width - report::display_width(text);
  return text + std::string(static_cast<std::size_t>(std::max(gap, 0) + 2), ' ');
}

std::string option_text(const Param& option) {
  return "--" + option.name + (option.shown.empty() ? "" : " " + option.shown);
}

std::string options_block(const std::vector<Param>& options, Lang lang) {
  std::string text;
  for (const Param& option : options) {
    std::string tail = option.required ? (lang == Lang::ja ? "(必須)" : " (required)") : "";
    if (option.kind == Kind::list || option.kind == Kind::pairs)
      tail += lang == Lang::ja ? "(繰り返せます)" : " (may be repeated)";
    text += "  " + padded(option_text(option), 24) + in(lang, option.help) + tail + "\n";
  }
  return text;
}

}  // namespace

std::string usage_line(const Spec& spec) {
  std::string text = "kyodo " + spec.path;
  for (const Param& param : spec.positionals)
    text += param.required ? " " + param.shown : " [" + param.shown + "]";
  for (const Param& option : spec.options)
    if (option.required) text += " " + option_text(option);
  return text + " [options]";
}

std::string help_of(const Spec& spec, Lang lang) {
  bool ja = lang == Lang::ja;
  std::string text =
      in(lang, spec.help) + "\n\n" + (ja ? "使い方" : "Usage") + "\n  " + usage_line(spec) + "\n";
  if (!spec.positionals.empty()) {
    text += "\n";
    for (const Param& param : spec.positionals)
      text += "  " + padded(param.shown, 24) + in(lang, param.help) + "\n";
  }
  if (!spec.options.empty()) text += "\n" + options_block(spec.options, lang);
  if (!spec.command.empty())
    text += "\n" + std::string(ja ? "書き込むコマンドに共通" : "Of all commands that write") + "\n" +
            options_block(writing_options(), lang);
  text += "\n" + std::string(ja ? "すべてのコマンドに共通" : "Of all commands") + "\n" +
          options_block(common_options(), lang);
  text += "\n" + std::string(ja ? "例" : "Example") + "\n";
  std::string example = spec.example;
  for (std::size_t at = 0; (at = example.find('\n', at)) != std::string::npos; at += 3)
    example.replace(at, 1, "\n  ");
  return text + "  " + example + "\n";
}

std::string overview(const std::string& group, Lang lang) {
  bool ja = lang == Lang::ja;
  std::string text = ja ? "kyodo — 協働事業の診断から改善までを進める\n\n"
                        : "kyodo: collaboration projects from diagnosis to improvement\n\n";
  text += std::string(ja ? "使い方" : "Usage") + "\n  kyodo " + (group.empty() ? "" : group + " ") +
          "COMMAND [options]\n\n";
  std::string last;
  bool last_grouped = false;
  for (const Spec& spec : all_specs()) {
    if (!group.empty() && !spec.path.starts_with(group + " ")) continue;
    auto space = spec.path.find(' ');
    std::string head = spec.path.substr(0, space);
    bool grouped = space != std::string::npos;
    if (!last.empty() && head != last && (grouped || last_grouped)) text += "\n";
    last = head;
    last_grouped = grouped;
    text += "  " + padded(spec.path, 20) + in(lang, spec.help) + "\n";
  }
  return text + "\n" + (ja ? "詳しくは kyodo COMMAND --help" : "More: kyodo COMMAND --help") + "\n\n" +
         options_block(common_options(), lang);
}

std::string help_as_markdown() {
  std::string text =
      "# コマンド一覧 / The command line\n\n`kyodo help --markdown` が書き出したものです。 / Written by "
      "`kyodo help --markdown`.\n\n";
  text +=
      "終了コード / exit codes: 0 行った done · 1 断った・失敗した refused or failed · 2 使い方の誤り wrong "
      "usage\n\n";
  auto rows = [&](const std::vector<Param>& params, bool options) {
    for (const Param& param : params)
      text += fmt::format("| `{}` | {}{} / {} |\n", options ? option_text(param) : param.shown, param.help.ja,
                          param.required && options ? "(必須)" : "", param.help.en);
  };
  text += "## すべてのコマンドに共通 / of all commands\n| | |\n|---|---|\n";
  rows(common_options(), true);
  text += "\n書き込むコマンドにはほかに / commands that write also take\n\n| | |\n|---|---|\n";
  rows(writing_options(), true);
  for (const Spec& spec : all_specs()) {
    text += fmt::format("\n## {}\n{}  \n{}\n\n", spec.path, spec.help.ja, spec.help.en);
    if (!spec.positionals.empty() || !spec.options.empty()) {
      text += "| | |\n|---|---|\n";
      rows(spec.positionals, false);
      rows(spec.options, true);
      text += "\n";
    }
    text += "```\n" + spec.example + "\n```\n";
  }
  for (std::size_t at = 0; (at = text.find("ja|en", at)) != std::string::npos; at += 6)
    text.replace(at, 5, "ja\\|en");
  return text;
}

}  // namespace kyodo::cli
