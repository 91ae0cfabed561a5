// The journal: reading, proving, exporting.
#include <fmt/format.h>

#include <charconv>
#include <ostream>

#include "cli/handlers.h"
#include "cli/page.h"
#include "report/csv.h"
#include "runtime/verify.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

using report::Align;
using report::Cell;
using report::Tone;

Result<std::optional<runtime::NotedHead>> noted_head(const std::string& text) {
  if (text.empty()) return std::optional<runtime::NotedHead>{};
  runtime::NotedHead head;
  auto colon = text.find(':');
  auto [end, bad] = std::from_chars(text.data(), text.data() + std::min(colon, text.size()), head.number);
  if (colon == std::string::npos || bad != std::errc{} || end != text.data() + colon ||
      text.size() - colon - 1 != 64)
    return fail(Code::wrong_usage, "--head は控えておいた「番号:ハッシュ」の形で指定してください。",
                "--head takes a noted NUMBER:HASH.");
  head.hash = text.substr(colon + 1);
  return std::optional(head);
}

constexpr std::int64_t kShownEntries = 50;  // where nothing is said

std::int64_t number_option(const Call& call, const char* name, std::int64_t otherwise) {
  const std::string text = call.option(name);
  std::int64_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string events_in_words(Context& context, const journal::Entry& entry, Lang lang) {
  std::string words;
  auto events = journal::decode(entry.payload);
  if (!events) return lang == Lang::ja ? "(読めません)" : "(unreadable)";
  for (const Text& text : runtime::describe(context.engine(), *events))
    words += (words.empty() ? "" : " / ") + in(lang, text);
  return words;
}

// Sealed answers stand in the journal too, so that reading it is a right of its own.
Result<void> may_read_journal(Context& context) {
  auto rights = context.rights();
  if (!rights) return rights.error();
  auto may = (*rights)->may({.name = "journal.read"});
  if (!may) return may.error();
  return {};
}

}  // namespace

Result<void> journal_list(Context& context) {
  if (auto may = may_read_journal(context); !may) return may.error();
  if (auto stages = context.stages(); !stages) return stages.error();
  const Call& call = context.call();
  const auto bounds = page_bounds(context);
  if (!bounds) return bounds.error();
  const std::int64_t limit = bounds->limit < 0 ? kShownEntries : bounds->limit;
  std::int64_t from = number_option(call, "from", 0);
  auto last = context.store().last_entry();
  if (!call.has("from") && !call.has("project") && last)
    from = std::max<std::int64_t>(1, last->number - limit + 1);
  bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  std::optional<std::int64_t> next;
  context.store().read_journal(from, call.option("project"), [&](const journal::Entry& entry) {
    if (static_cast<std::int64_t>(rows.size()) == limit) {
      next = entry.number;
      return false;
    }
    if (context.output().json()) list.push_back(to_json(entry));
    rows.push_back({std::to_string(entry.number),
                    calendar::local_time_text(context.calendar(), entry.happened), entry.actor,
                    role_name(entry.role, context.lang()), entry.channel, entry.command, entry.project,
                    entry.reason, events_in_words(context, entry, context.lang())});
    return true;
  });
  JsonObject json{{"entries", std::move(list)}};
  if (next) json["next"] = *next;
  context.output().print_json(json);
  context.output().table({{"No.", Align::right},
                          {ja ? "時刻" : "time"},
                          {ja ? "だれ" : "who"},
                          {ja ? "役割" : "role"},
                          {ja ? "経路" : "channel"},
                          {ja ? "操作" : "command"},
                          {ja ? "事業" : "project"},
                          {ja ? "理由" : "reason", Align::left, 30},
                          {ja ? "内容" : "what", Align::left, 80}},
                         rows);
  if (next)
    context.output().line(
        {fmt::format("続きがあります: --from {}", *next), fmt::format("There is more: --from {}", *next)});
  return {};
}

Result<void> journal_verify(Context& context) {
  auto noted = noted_head(context.call().option("head"));
  if (!noted) return noted.error();
  auto scratch = context.machine().databases.open_scratch();
  auto report = runtime::verify(context.store(), *scratch, *noted, [&](std::int64_t done, std::int64_t of) {
    context.output().progress({"検証中", "verifying"}, done, of);
  });
  context.output().progress_done();
  const std::string head = fmt::format("{}:{}", report.entries, report.head);
  JsonArray findings;
  for (const runtime::VerifyFinding& finding : report.findings) {
    findings.push_back(JsonObject{
        {"rule", finding.rule}, {"entry", finding.entry}, {"ja", finding.text.ja}, {"en", finding.text.en}});
    context.output().raw(fmt::format("[{}] {}\n", finding.rule, context.text(finding.text)));
  }
  context.output().print_json(JsonObject{
      {"ok", report.ok()}, {"entries", report.entries}, {"head", head}, {"findings", std::move(findings)}});
  if (!report.ok()) {
    context.set_failed();
    context.output().line(
        {fmt::format("{} 件の食い違いがあります。変更を止め、バックアップと比べてください。",
                     report.findings.size()),
         fmt::format("{} finding(s). Stop writing and compare with a backup.", report.findings.size())});
    return {};
  }
  context.output().line(
      {fmt::format("{} 行を検証しました。改ざんも欠落もなく、いまの内容は記録からの再構成と一致します。",
                   report.entries),
       fmt::format("{} rows verified: the chain is whole and equals a rebuild.", report.entries)});
  context.output().line({fmt::format("控えてください(次の --head): {}", head),
                         fmt::format("Note for the next --head: {}", head)});
  return {};
}

Result<void> journal_export(Context& context) {
  if (auto may = may_read_journal(context); !may) return may.error();
  const std::string format = context.call().option("format", "jsonl");
  if (format != "jsonl" && format != "csv")
    return fail(Code::wrong_usage, fmt::format("形式「{}」はありません。jsonl か csv です。", format),
                fmt::format("There is no format \"{}\"; there are jsonl and csv.", format));
  const auto bounds = page_bounds(context);
  if (!bounds) return bounds.error();
  context.answer_as(format == "csv" ? "text/csv" : "application/jsonl");
  std::ostream& out = context.machine().out;
  std::vector<std::vector<std::string>> rows;
  std::int64_t count = 0;
  context.store().read_journal(
      number_option(context.call(), "from", 0), context.call().option("project"),
      [&](const journal::Entry& entry) {
        if (count == bounds->limit) return false;
        if (++count % 1000 == 0) context.output().progress({"書出し中", "exporting"}, count, 0);
        if (format == "jsonl") {
          out << to_text(to_json(entry)) << '\n';
          return true;
        }
        rows.push_back({std::to_string(entry.number),
                        calendar::to_rfc3339(context.calendar(), entry.happened),
                        calendar::to_rfc3339(context.calendar(), entry.recorded), entry.project, entry.actor,
                        entry.role, entry.unit, entry.channel, entry.command, entry.command_id, entry.reason,
                        events_in_words(context, entry, Lang::ja), entry.hash});
        return rows.size() + 1 < report::kMaxCsvRows;
      });
  context.output().progress_done();
  if (format == "jsonl") return {};
  auto bytes = report::write_csv({"番号", "発生日時", "記録日時", "事業", "だれ", "役割", "所属", "経路",
                                  "操作", "操作ID", "理由", "内容", "ハッシュ"},
                                 rows, report::Encoding::utf8);
  if (!bytes) return bytes.error();
  out << *bytes;
  return {};
}

}  // namespace kyodo::cli
