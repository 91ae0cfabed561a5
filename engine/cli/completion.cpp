#include <fmt/format.h>

#include "cli/help.h"

namespace kyodo::cli {
namespace {

std::string option_words(const Spec& spec) {
  std::string words;
  auto add = [&](const std::vector<Param>& options) {
    for (const Param& option : options) words += (words.empty() ? "--" : " --") + option.name;
  };
  add(spec.options);
  add(common_options());
  if (!spec.command.empty()) add(writing_options());
  return words;
}

// Words that may follow the words typed so far, and the options of each subcommand, as cases of a shell's
// `case`.
std::string cases(const std::string& variable) {
  std::string text, first;
  std::string last;
  std::vector<std::pair<std::string, std::string>> groups;
  for (const Spec& spec : all_specs()) {
    auto space = spec.path.find(' ');
    std::string head = spec.path.substr(0, space);
    if (head != last) first += (first.empty() ? "" : " ") + head;
    last = head;
    if (space == std::string::npos) continue;
    if (groups.empty() || groups.back().first != head) groups.emplace_back(head, "");
    groups.back().second += (groups.back().second.empty() ? "" : " ") + spec.path.substr(space + 1);
  }
  text += fmt::format("    '') {}='{}' ;;\n", variable, first);
  for (const auto& [head, words] : groups)
    text += fmt::format("    '{}') {}='{}' ;;\n", head, variable, words);
  for (const Spec& spec : all_specs())
    text +=
        fmt::format("    '{0}'|'{0} '*) {1}='{2}'; files=1 ;;\n", spec.path, variable, option_words(spec));
  return text;
}

// Options with a value, so that the value is not taken for a subcommand.
std::string valued_options() {
  std::string text;
  auto add = [&](const std::vector<Param>& options) {
    for (const Param& option : options)
      if (option.kind != Kind::flag) text += (text.empty() ? "--" : "|--") + option.name;
  };
  add(common_options());
  add(writing_options());
  return text;
}

}  // namespace

std::string bash_completion() {
  return fmt::format(R"(# bash completion of kyodo; source it from ~/.bashrc
_kyodo() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" path='' words='' files=0 i skip=0
  for ((i = 1; i < COMP_CWORD; i++)); do
    if ((skip)); then skip=0; continue; fi
    case "${{COMP_WORDS[i]}}" in
      {}) skip=1 ;;
      -*) ;;
      *) path="${{path:+$path }}${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$path" in
{}  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if ((files)) && [[ "$cur" != -* ]]; then COMPREPLY=($(compgen -f -- "$cur")); fi
}}
complete -o filenames -F _kyodo kyodo
)",
                     valued_options(), cases("words"));
}

std::string zsh_completion() {
  return fmt::format(R"(#compdef kyodo
# zsh completion of kyodo; put it as _kyodo into a folder of $fpath
_kyodo() {{
  local path_='' files=0 i skip=0
  for ((i = 2; i < CURRENT; i++)); do
    if ((skip)); then skip=0; continue; fi
    case "${{words[i]}}" in
      {}) skip=1 ;;
      -*) ;;
      *) path_="${{path_:+$path_ }}${{words[i]}}" ;;
    esac
  done
  local candidates=''
  case "$path_" in
{}  esac
  if ((files)) && [[ "$PREFIX" != -* ]]; then _files; else compadd -- ${{=candidates}}; fi
}}
compdef _kyodo kyodo
)",
                     valued_options(), cases("candidates"));
}

}  // namespace kyodo::cli
