// The table: the journal.
#include "cli/handlers.h"
#include "cli/spec.h"

namespace kyodo::cli {

std::vector<Spec> journal_specs() {
  return {
      {.path = "journal list",
       .help = {"記録を新しい所から見る", "the latest records"},
       .options = {{"project", "P-1", Kind::text, {"この事業だけ", "of this project"}},
                   {"from", "NUMBER", Kind::integer, {"この番号から", "from this number on"}},
                   {"limit",
                    "COUNT",
                    Kind::integer,
                    {"件数(既定 50、1,000 まで)", "how many (default 50, up to 1,000)"}}},
       .example = "kyodo journal list --limit 20",
       .http = "GET /journal",
       .access = Access::read,
       .handler = journal_list},
      {.path = "journal verify",
       .help = {"記録に改ざんや欠落がないことを確かめる",
                "prove that nothing in the journal was changed or lost"},
       .options = {{"head", "N:HASH", Kind::text, {"前に控えた番号とハッシュ", "a head noted earlier"}}},
       .example = "kyodo journal verify --head 1024:5c1f…",
       .http = "GET /journal/verification",
       .access = Access::read,
       .handler = journal_verify},
      {.path = "journal export",
       .help = {"記録を書き出す", "export the journal"},
       .options = {{"format", "jsonl|csv", Kind::text, {"形式(既定は jsonl)", "the format (default jsonl)"}},
                   {"project", "P-1", Kind::text, {"この事業だけ", "of this project"}},
                   {"from", "NUMBER", Kind::integer, {"この番号から", "from this number on"}},
                   {"limit",
                    "COUNT",
                    Kind::integer,
                    {"件数(既定はすべて、1,000 まで)", "how many, up to 1,000 (default all)"}}},
       .example = "kyodo journal export --format csv > journal.csv",
       .http = "GET /journal/export",
       .media = {"application/jsonl", "text/csv"},
       .access = Access::read,
       .handler = journal_export},
  };
}

}  // namespace kyodo::cli
