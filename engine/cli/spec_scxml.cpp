// The table: charts by themselves, without a database.
#include "cli/handlers.h"
#include "cli/spec.h"

namespace kyodo::cli {

std::vector<Spec> scxml_specs() {
  const Param file{"file", "FILE", Kind::file, {"SCXML の文書", "an SCXML document"}, "", true};
  return {
      {.path = "scxml run",
       .help = {"流れ図を一つ動かし、落ち着くたびに状態を JSON で 1 行ずつ出す",
                "run one chart and print its state as a line of JSON whenever it is quiet"},
       .positionals = {file},
       .options = {{"interactive",
                    "",
                    Kind::flag,
                    {"標準入力から 1 行ずつ出来事を読む: {\"name\":\"tick\",\"data\":1}、仮の時計では "
                     "{\"advance\":\"500ms\"} も",
                     "read events from standard input, one line each: {\"name\":\"tick\",\"data\":1}, and on "
                     "the virtual "
                     "clock {\"advance\":\"500ms\"}"}},
                   {"clock",
                    "virtual|real",
                    Kind::text,
                    {"時計(既定は virtual: 遅れはすぐに過ぎる)",
                     "the clock (default virtual: delays pass at once)"}},
                   {"thaw",
                    "",
                    Kind::flag,
                    {"一歩ごとに、記録した形から読み直して続ける",
                     "go on from the frozen form before every step"}},
                   {"http",
                    "",
                    Kind::flag,
                    {"Basic HTTP の送受信をこの機械の中だけで許す",
                     "allow the Basic HTTP event processor, on this machine only"}},
                   {"timeout",
                    "SECONDS",
                    Kind::integer,
                    {"これを過ぎたら打ち切る", "end the run after that many seconds"}}},
       .example = "cat events.jsonl | kyodo scxml run door.scxml --interactive",
       .handler = scxml_run},
      {.path = "scxml check",
       .help = {"流れ図の誤りをすべて、場所と直し方とともに示す",
                "say everything that is wrong with a chart, where, and what to do"},
       .positionals = {file},
       .example = "kyodo scxml check door.scxml",
       .handler = scxml_check},
      {.path = "scxml graph",
       .help = {"流れ図を絵の形で書き出す", "print a chart as a picture"},
       .positionals = {file},
       .options =
           {{"format", "svg|dot|mermaid", Kind::text, {"形式(既定は svg)", "the format (default svg)"}}},
       .example = "kyodo scxml graph door.scxml > door.svg",
       .handler = scxml_graph},
      {.path = "scxml explore",
       .help = {"流れ図の届く構成をすべて歩き、入ることのない状態や行き止まりを示す",
                "walk all that a chart can reach and name states never entered and deadlocks"},
       .positionals = {file},
       .example = "kyodo scxml explore door.scxml",
       .handler = scxml_explore},
  };
}

}  // namespace kyodo::cli
