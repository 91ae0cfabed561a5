#include "cli/spec.h"

#include <algorithm>

namespace kyodo::cli {
namespace {

// Restricted Damerau-Levenshtein distance on bytes; the words of the table are ASCII.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

}  // namespace

const std::vector<Spec>& all_specs() {
  static const std::vector<Spec> specs = [] {
    std::vector<Spec> all;
    for (auto part :
         {system_specs, office_specs, workflow_specs, scxml_specs, project_specs, task_specs, journal_specs})
      for (Spec& spec : part()) all.push_back(std::move(spec));
    return all;
  }();
  return specs;
}

const std::vector<Param>& common_options() {
  static const std::vector<Param> options{
      {"home",
       "DIR",
       Kind::file,
       {"データのフォルダー(既定は $KYODO_HOME、なければ ./kyodo-data)",
        "folder of the data (default $KYODO_HOME, else ./kyodo-data)"},
       "",
       false},
      {"config",
       "DIR",
       Kind::file,
       {"設定のフォルダー(既定は $KYODO_CONFIG)", "folder of the configuration (default $KYODO_CONFIG)"},
       "",
       false},
      {"json", "", Kind::flag, {"結果を JSON で出す", "print the result as JSON"}, "", false},
      {"lang",
       "ja|en",
       Kind::text,
       {"見出しと説明の言語(既定は $KYODO_LANG、なければ ja)",
        "language of headings and help (default $KYODO_LANG, else ja)"},
       "",
       false},
      {"now",
       "TIME",
       Kind::text,
       {"試験用の時計の時刻(init --test-clock で作ったものだけ)",
        "time of the test clock (made with init --test-clock only)"},
       "",
       false},
      {"as",
       "PERSON",
       Kind::text,
       {"だれとして行うか(利用者の ID)", "on whose behalf (id of a person)"},
       "",
       false},
      {"help", "", Kind::flag, {"この説明を出す", "print this help"}, "", false},
  };
  return options;
}

const std::vector<Param>& writing_options() {
  static const std::vector<Param> options{
      {"reason", "TEXT", Kind::text, {"理由(記録に残る)", "the reason; it stays in the history"}, "", false},
      {"key",
       "KEY",
       Kind::text,
       {"同じキーの2回目は行わず、最初の答えを返す",
        "a second command with the same key gets the first answer and does nothing"},
       "",
       false},
      {"expect",
       "VERSION",
       Kind::integer,
       {"この版から変わっていれば行わない", "refuse when it has changed since this version"},
       "",
       false},
  };
  return options;
}

const Spec* find_spec(std::string_view path) {
  for (const Spec& spec : all_specs())
    if (spec.path == path) return &spec;
  return nullptr;
}

const Param* find_option(const Spec& spec, std::string_view name) {
  for (const Param& option : spec.options)
    if (option.name == name) return &option;
  for (const Param& option : common_options())
    if (option.name == name) return &option;
  if (!spec.command.empty())
    for (const Param& option : writing_options())
      if (option.name == name) return &option;
  return nullptr;
}

std::string closest(std::string_view typed, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = typed.size() < 4 ? 2 : 3;  // farther than this is no slip of the fingers
  if (typed.size() > 60) return best;
  for (const std::string& candidate : candidates) {
    if (typed.size() >= 3 && candidate.starts_with(typed)) return candidate;
    std::size_t d = distance(typed, candidate);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace kyodo::cli
