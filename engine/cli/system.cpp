// The scheduler's pass, copies of the database, plugins, settings, and what concerns the command itself.
#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "cli/handlers.h"
#include "cli/help.h"
#include "runtime/verify.h"
#include "stage/plugin_check.h"

namespace kyodo::cli {

using report::Cell;
using report::Column;
using report::Tone;

Result<void> tick(Context& context) {
  Line line{kTick};
  if (context.call().has("now")) line.now = context.now();
  auto answer = context.execute(line);
  if (!answer) return answer.error();
  context.output().print_json(*answer);
  const JsonObject& object = answer->as_object();
  std::string sent, sent_en;
  if (const Json* count = object.if_contains("sent")) {
    sent = fmt::format("お知らせ {} 通を送りました。", to_text(*count));
    sent_en = fmt::format(" Messages sent: {}.", to_text(*count));
  }
  const Text done{fmt::format("期限など {} 件を処理しました。{}", int_or(object, "fired", 0), sent),
                  fmt::format("Fired {} timer(s).{}", int_or(object, "fired", 0), sent_en)};
  context.output().line(done);
  context.log(LogLevel::info, done);
  if (const std::int64_t failed = int_or(object, "failed", 0); failed > 0)
    context.log(LogLevel::warning,
                {fmt::format("{} 通は届けられませんでした。kyodo notify list で確かめてください。", failed),
                 fmt::format("{} message(s) could not be delivered.", failed)});
  for (const Json& incident : array_or_empty(object, "incidents")) {
    const Text opened{fmt::format("障害 {} が起きました。kyodo incident list で確かめてください。",
                                  std::string_view(incident.as_string())),
                      fmt::format("Incident {} was opened. See kyodo incident list.",
                                  std::string_view(incident.as_string()))};
    context.output().warn(opened);
    context.log(LogLevel::warning, opened);
  }
  return {};
}

Result<void> backup(Context& context) {
  const std::string target = context.call().positional("file");
  auto copied = context.machine().databases.backup(context.database(), target, context.now());
  if (!copied) return copied.error();
  runtime::Store& store = context.store();
  store.begin_write();
  store.put(runtime::Meta{"last_backup", std::to_string(context.now().ms)});
  store.commit();
  const std::string head = fmt::format("{}:{}", copied->entries, copied->head);
  context.output().print_json(JsonObject{{"file", target}, {"entries", copied->entries}, {"head", head}});
  context.output().line(
      {fmt::format("{} に保存しました({} 行)。控えてください: {}", target, copied->entries, head),
       fmt::format("Saved to {} ({} rows). Note this head: {}", target, copied->entries, head)});
  return {};
}

Result<void> restore(Context& context) {
  const std::string source = context.call().positional("file");
  Databases& databases = context.machine().databases;
  std::error_code missing;
  if (!std::filesystem::exists(source, missing))
    return fail_at({source}, Code::io,
                   fmt::format("バックアップ {} がありません。場所と名前を確かめてください。", source),
                   fmt::format("There is no backup {}. Check its place and name.", source));
  auto copy = databases.open(source, true, 0);
  if (!copy) return copy.error();
  auto scratch = databases.open_scratch();
  auto report = runtime::verify(**copy, *scratch, std::nullopt, [&](std::int64_t done, std::int64_t of) {
    context.output().progress({"検証中", "verifying"}, done, of);
  });
  copy->reset();
  context.output().progress_done();
  if (!report.ok()) {
    Error error = fail_at(
        {source}, Code::corrupt,
        "バックアップの検証で誤りが見つかったため、戻しませんでした。別のバックアップを使ってください。",
        "The backup did not pass verification and was not restored. Use another one.");
    for (const runtime::VerifyFinding& finding : report.findings)
      error.problems.push_back({finding.rule, finding.rule, finding.text});
    return error;
  }
  std::error_code ec;
  std::filesystem::create_directories(context.home(), ec);
  const bool was_there = std::filesystem::exists(context.database(), ec);
  if (auto replaced = databases.replace(context.database(), source); !replaced) return replaced.error();
  const std::string head = fmt::format("{}:{}", report.entries, report.head);
  context.output().print_json(
      JsonObject{{"database", context.database()}, {"entries", report.entries}, {"head", head}});
  context.output().line(
      {fmt::format(
           "{} を {} から戻しました({} 行、{})。{}", context.database(), source, report.entries, head,
           was_there ? fmt::format("前のものは {}.before-restore にあります。", context.database()) : ""),
       fmt::format("Restored {} from {} ({} rows, {}).{}", context.database(), source, report.entries, head,
                   was_there
                       ? fmt::format(" What was there is kept as {}.before-restore.", context.database())
                       : "")});
  return {};
}

Result<void> plugin_list(Context& context) {
  auto stages = context.stages();
  if (!stages) return stages.error();
  JsonArray list, problems;
  std::vector<std::vector<Cell>> rows;
  for (const stage::StageInfo* info : (*stages)->all()) {
    list.push_back(
        JsonObject{{"type", info->type},
                   {"title", JsonObject{{"ja", info->title.ja}, {"en", info->title.en}}},
                   {"behaviour", JsonObject{{"min", info->behaviour_min}, {"max", info->behaviour_max}}},
                   {"version", info->version},
                   {"library", info->library}});
    rows.push_back({info->type, context.text(info->title), info->version,
                    fmt::format("{}-{}", info->behaviour_min, info->behaviour_max), info->library});
  }
  for (const Error& problem : (*stages)->problems()) problems.push_back(error_json(problem));
  context.output().print_json(JsonObject{{"stages", std::move(list)}, {"problems", std::move(problems)}});
  bool ja = context.lang() == Lang::ja;
  context.output().table({{ja ? "段階" : "stage"},
                          {ja ? "名称" : "title"},
                          {ja ? "版" : "version"},
                          {ja ? "動作" : "behaviour"},
                          {ja ? "ライブラリー" : "library"}},
                         rows);
  return {};
}

Result<void> plugin_check(Context& context) {
  auto report = stage::check_plugin(context.call().positional("file"));
  JsonArray findings;
  std::vector<std::vector<Cell>> rows;
  for (const stage::Finding& finding : report.findings) {
    findings.push_back(JsonObject{
        {"name", finding.name}, {"ok", finding.ok}, {"ja", finding.text.ja}, {"en", finding.text.en}});
    rows.push_back({Cell(finding.ok ? "OK" : "NG", finding.ok ? Tone::good : Tone::bad), finding.name,
                    context.text(finding.text)});
  }
  context.output().print_json(JsonObject{{"ok", report.ok()}, {"findings", std::move(findings)}});
  bool ja = context.lang() == Lang::ja;
  context.output().table({{""}, {ja ? "確認" : "try"}, {ja ? "結果" : "result"}}, rows);
  if (!report.ok()) context.set_failed();
  return {};
}

Result<void> setting_show(Context& context) {
  const std::string key = context.call().positional("key");
  auto setting = context.store().get<office::Setting>(key);
  if (!setting)
    return fail(Code::unknown_id,
                fmt::format("設定「{}」はありません。calendar、authority、office のどれかです。", key),
                fmt::format("There is no setting \"{}\"; there are calendar, authority and office.", key));
  context.machine().out << (context.output().json() ? to_text(setting->value) + "\n"
                                                    : to_pretty_text(setting->value) + "\n");
  return {};
}

Result<void> setting_change(Context& context) {
  const std::string key = context.call().positional("key"), file = context.call().positional("file");
  Json value;
  if (key == "authority" && file.ends_with(".csv")) {
    auto bytes = read_file(file, kMaxConfigBytes);
    if (!bytes) return bytes.error();
    auto rows = authority_rows(*bytes, file);
    if (!rows) return rows.error();
    value = std::move(*rows);
  } else {
    auto json = read_json_argument(context, file);
    if (!json) return json.error();
    value = std::move(*json);
  }
  auto line = context.line();
  if (!line) return line.error();
  line->args = {{"key", key}, {"value", std::move(value)}};
  return apply_and_print(context, *line);
}

Result<void> help(Context& context) {
  std::ostream& out = context.machine().out;
  if (context.call().has("markdown")) {
    out << help_as_markdown();
    return {};
  }
  std::string path = context.call().positional("command"), sub = context.call().positional("subcommand");
  if (!sub.empty()) path += " " + sub;
  if (const Spec* spec = find_spec(path)) {
    out << help_of(*spec, context.lang());
    return {};
  }
  bool group = path.empty();
  for (const Spec& spec : all_specs()) group = group || spec.path.starts_with(path + " ");
  if (!group) return parse({context.call().positional("command"), sub}).error();
  out << overview(path, context.lang());
  return {};
}

Result<void> completion(Context& context) {
  const std::string shell = context.call().positional("shell");
  if (shell != "bash" && shell != "zsh")
    return fail(Code::wrong_usage, fmt::format("「{}」の補完はありません。bash か zsh です。", shell),
                fmt::format("There is no completion for \"{}\"; there are bash and zsh.", shell));
  context.machine().out << (shell == "bash" ? bash_completion() : zsh_completion());
  return {};
}

Result<void> version(Context& context) {
  context.output().print_json(JsonObject{{"version", KYODO_VERSION}});
  context.output().line({"kyodo " KYODO_VERSION, "kyodo " KYODO_VERSION});
  return {};
}

}  // namespace kyodo::cli
