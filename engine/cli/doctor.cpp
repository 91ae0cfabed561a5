// kyodo doctor: what is wrong with this installation, and what to do about it.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>

#include "cli/handlers.h"
#include "notify/daily.h"
#include "runtime/verify.h"

namespace kyodo::cli {
namespace {

namespace fs = std::filesystem;
using report::Cell;
using report::Tone;

constexpr std::uintmax_t kLittleSpace = 200u << 20;            // of the disk
constexpr std::int64_t kLateTickMs = 26LL * 3600 * 1000;       // a daily tick with two hours' grace
constexpr std::int64_t kOldBackupMs = 8LL * 24 * 3600 * 1000;  // a weekly backup with a day's grace
constexpr std::int64_t kClockSlackMs = 5LL * 60 * 1000;

enum class Grade { good, warning, bad };
struct Check {
  const char* name;
  Grade grade;
  Text text;
};

// "disk" → 空き容量; the name itself stays what scripts know it by.
Text title_of(const std::string& name) {
  static const std::map<std::string, std::string> kTitles{{"folder", "フォルダー"},
                                                          {"disk", "空き容量"},
                                                          {"database", "データベース"},
                                                          {"integrity", "ファイル"},
                                                          {"journal", "記録"},
                                                          {"projections", "現在の表"},
                                                          {"clock", "時計"},
                                                          {"heartbeat", "最後の tick"},
                                                          {"backup", "バックアップ"},
                                                          {"calendar", "祝日"},
                                                          {"plugins", "段階プラグイン"},
                                                          {"stages", "進行中の段階"},
                                                          {"incidents", "障害"},
                                                          {"mail", "メール"}};
  auto found = kTitles.find(name);
  return {found == kTitles.end() ? name : found->second, name};
}

class Examination {
 public:
  explicit Examination(Context& context) : context_(context) {}

  void good(const char* name, std::string ja, std::string en) {
    checks_.push_back({name, Grade::good, {std::move(ja), std::move(en)}});
  }
  void warning(const char* name, std::string ja, std::string en) {
    checks_.push_back({name, Grade::warning, {std::move(ja), std::move(en)}});
  }
  void bad(const char* name, std::string ja, std::string en) {
    checks_.push_back({name, Grade::bad, {std::move(ja), std::move(en)}});
  }
  void bad(const char* name, const Error& error) { checks_.push_back({name, Grade::bad, error.text}); }

  // In the order in which one thing needs the other; nothing is read from a file that cannot be opened.
  void run() {
    look("folder", [this] { file(); });
    look("disk", [this] { disk(); });
    look("database", [this] { database(); });
    if (opened_) {
      look("integrity", [this] { integrity(); });
      look("journal", [this] { journal(); });
      look("clock", [this] { clock(); });
      look("heartbeat", [this] { heartbeat(); });
      look("mail", [this] { mail(); });
      look("calendar", [this] { calendar(); });
    }
    look("plugins", [this] { plugins(); });
    if (!opened_) return;
    look("stages", [this] { visits(); });
    look("incidents", [this] { incidents(); });
  }

  void print() {
    const bool ja = context_.lang() == Lang::ja;
    JsonArray list;
    std::vector<std::vector<Cell>> rows;
    bool healthy = true;
    for (const Check& check : checks_) {
      const char* grade = check.grade == Grade::good      ? "ok"
                          : check.grade == Grade::warning ? "warning"
                                                          : "bad";
      healthy = healthy && check.grade != Grade::bad;
      list.push_back(
          JsonObject{{"check", check.name}, {"result", grade}, {"ja", check.text.ja}, {"en", check.text.en}});
      rows.push_back({Cell(check.grade == Grade::good      ? "OK"
                           : check.grade == Grade::warning ? (ja ? "注意" : "note")
                                                           : "NG",
                           check.grade == Grade::good      ? Tone::good
                           : check.grade == Grade::warning ? Tone::warning
                                                           : Tone::bad),
                      context_.text(title_of(check.name)), context_.text(check.text)});
    }
    context_.output().print_json(JsonObject{{"ok", healthy}, {"checks", std::move(list)}});
    context_.output().table({{""}, {ja ? "項目" : "check"}, {ja ? "結果" : "result"}}, rows);
    if (!healthy) context_.set_failed();
  }

 private:
  // What cannot be read is a finding, and the next is looked at.
  template <class Look>
  void look(const char* name, Look at) {
    try {
      at();
    } catch (const runtime::StorageFailure& failure) {
      bad(name, failure.error());
    } catch (const std::exception& damage) {
      bad(name,
          fmt::format("データを読めません({})。kyodo restore でバックアップから戻してください。",
                      damage.what()),
          fmt::format("Data cannot be read ({}). Restore a backup with kyodo restore.", damage.what()));
    }
  }

  void database() {
    if (auto opened = context_.open_for_reading(); !opened) return bad("database", opened.error());
    opened_ = true;
    good("database", context_.database(), context_.database());
  }

  void file() {
    std::error_code ec;
    auto permissions = fs::status(context_.home(), ec).permissions();
    if (!ec && (permissions & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none)
      warning("folder", fmt::format("{} を他の利用者も読めます。chmod 700 してください。", context_.home()),
              fmt::format("Others can read {}. Run chmod 700.", context_.home()));
  }

  void disk() {
    std::error_code ec;
    auto space = fs::space(context_.home(), ec);
    if (ec) return;
    if (space.available < kLittleSpace)
      bad("disk",
          fmt::format("空きが {} MiB しかありません。空きを増やしてください。", space.available >> 20),
          fmt::format("Only {} MiB are free. Make room.", space.available >> 20));
    else
      good("disk", fmt::format("空き {} MiB", space.available >> 20),
           fmt::format("{} MiB free", space.available >> 20));
  }

  void integrity() {
    auto problems = context_.machine().databases.integrity_problems(context_.database());
    if (!problems) return bad("integrity", problems.error());
    if (problems->empty()) return good("integrity", "ファイルは壊れていません。", "The file is not damaged.");
    bad("integrity",
        fmt::format("ファイルが壊れています({})。kyodo restore でバックアップから戻してください。",
                    problems->front()),
        fmt::format("The file is damaged ({}). Restore a backup with kyodo restore.", problems->front()));
  }

  void journal() {
    auto scratch = context_.machine().databases.open_scratch();
    auto report =
        runtime::verify(context_.store(), *scratch, std::nullopt, [&](std::int64_t done, std::int64_t of) {
          context_.output().progress({"検証中", "verifying"}, done, of);
        });
    context_.output().progress_done();
    std::set<std::string> rules;
    for (const runtime::VerifyFinding& finding : report.findings) rules.insert(finding.rule);
    const bool projections_only = !report.ok() && rules.size() == 1 && rules.contains("projection");
    if (report.ok())
      good("journal", fmt::format("{} 行、再構成と一致します。", report.entries),
           fmt::format("{} rows, equal to a rebuild.", report.entries));
    else
      bad(projections_only ? "projections" : "journal",
          fmt::format(
              "{} 件の食い違いがあります。kyodo journal verify で確かめ、バックアップと比べてください。",
              report.findings.size()),
          fmt::format("{} finding(s). See kyodo journal verify and compare with a backup.",
                      report.findings.size()));
  }

  void clock() {
    auto last = context_.store().last_entry();
    if (context_.test_clock())
      return warning("clock", "試験用の時計です。本番には使わないでください。",
                     "This is a test clock. Do not use it for real work.");
    if (last && last->recorded.ms > context_.now().ms + kClockSlackMs)
      return bad("clock",
                 fmt::format("この機械の時計が、最後の記録({})より前です。時計を合わせてください。",
                             calendar::local_time_text(context_.calendar(), last->recorded)),
                 fmt::format("This machine's clock is behind the last record ({}). Set it right.",
                             calendar::local_time_text(context_.calendar(), last->recorded)));
    good("clock", calendar::local_time_text(context_.calendar(), context_.now()),
         calendar::local_time_text(context_.calendar(), context_.now()));
  }

  std::optional<TimePoint> meta_time(const char* key) {
    auto meta = context_.store().get<runtime::Meta>(key);
    if (!meta) return std::nullopt;
    return TimePoint{std::strtoll(meta->value.c_str(), nullptr, 10)};
  }

  void heartbeat() {
    auto tick = meta_time("last_tick");
    if (!tick)
      warning("heartbeat", "kyodo tick がまだ動いていません。cron などで毎朝動かしてください。",
              "kyodo tick has never run. Run it every morning, from cron for example.");
    else if (context_.now().ms - tick->ms > kLateTickMs)
      bad("heartbeat",
          fmt::format("kyodo tick が {} から動いていません。cron などの設定を確かめてください。",
                      calendar::local_time_text(context_.calendar(), *tick)),
          fmt::format("kyodo tick has not run since {}. Check cron.",
                      calendar::local_time_text(context_.calendar(), *tick)));
    else
      good("heartbeat", calendar::local_time_text(context_.calendar(), *tick),
           calendar::local_time_text(context_.calendar(), *tick));
    auto backup = meta_time("last_backup");
    if (!backup || context_.now().ms - backup->ms > kOldBackupMs)
      warning("backup",
              backup ? fmt::format("最後のバックアップは {} です。kyodo backup を実行してください。",
                                   calendar::local_time_text(context_.calendar(), *backup))
                     : "バックアップがまだありません。kyodo backup を実行してください。",
              backup ? fmt::format("The last backup is of {}. Run kyodo backup.",
                                   calendar::local_time_text(context_.calendar(), *backup))
                     : "There is no backup yet. Run kyodo backup.");
    else
      good("backup", calendar::local_time_text(context_.calendar(), *backup),
           calendar::local_time_text(context_.calendar(), *backup));
  }

  void mail() {
    if (const auto closed = notify::closed_way(context_.store())) {
      const std::string since = calendar::local_time_text(context_.calendar(), closed->since);
      bad("mail",
          fmt::format("{} からメールを送れません。お知らせは失われず、送れるようになればまとめて届きます。{}",
                      since, closed->ja),
          fmt::format("No mail leaves since {}. Nothing is lost: it goes out as one when it can. {}", since,
                      closed->en));
      return;
    }
    auto with = [&](const char* status) { return office::eq("status", std::string(status)); };
    const auto late = context_.store().find<office::Message>(
        {.where = {with("queued"), office::le("next_try", context_.now().ms - kLateTickMs)},
         .order = {"next_try"},
         .limit = 1});
    const auto failed =
        context_.store().find<office::Message>({.where = {with("failed")}, .order = {"id"}, .limit = 1});
    const auto last = meta_time("last_delivery");
    const std::string when = last ? calendar::local_time_text(context_.calendar(), *last) : "";
    if (!late.empty()) {
      const std::string since = calendar::local_time_text(context_.calendar(), late[0].next_try);
      bad("mail",
          fmt::format("{} に送るはずのメールがまだ待っています。kyodo serve か kyodo tick "
                      "が動いているか確かめてください。",
                      since),
          fmt::format("A mail due at {} still waits. Check that kyodo serve or kyodo tick runs.", since));
    } else if (!failed.empty()) {
      warning("mail",
              fmt::format("届けられなかったメールがあります(はじめは {})。kyodo notify list "
                          "で原因を確かめ、直してから kyodo "
                          "notify resend で送り直してください。",
                          failed[0].id),
              fmt::format("Mail could not be delivered ({} first). See kyodo notify list; once the cause is "
                          "mended, kyodo notify resend sends it again.",
                          failed[0].id));
    } else {
      good("mail", when.empty() ? "送り先は開いています。" : "最後に送ったのは " + when,
           when.empty() ? "The way out is open, as far as is known." : "last sent " + when);
    }
  }

  void calendar() {
    const LocalDate to = context_.calendar().known_to;
    const LocalDate needed = calendar::fiscal_year_last(calendar::fiscal_year(context_.today()) + 1);
    if (to < context_.today())
      bad("calendar",
          fmt::format(
              "祝日の一覧が {} で終わっています。kyodo setting change calendar で新しくしてください。",
              to_string(to)),
          fmt::format("The holidays end on {}. Replace them with kyodo setting change calendar.",
                      to_string(to)));
    else if (to < needed)
      warning("calendar",
              fmt::format("祝日の一覧は {} までです。翌年度の期限({} まで)のため、新しくしてください。",
                          to_string(to), to_string(needed)),
              fmt::format("Holidays are known until {}; deadlines of the next fiscal year need {}.",
                          to_string(to), to_string(needed)));
    else
      good("calendar", fmt::format("祝日は {} まで", to_string(to)),
           fmt::format("holidays until {}", to_string(to)));
  }

  void plugins() {
    auto stages = context_.stages();
    if (!stages) return bad("plugins", stages.error());
    for (const Error& problem : (*stages)->problems()) bad("plugins", problem);
    if ((*stages)->problems().empty())
      good("plugins", fmt::format("{} 種類の段階", (*stages)->all().size()),
           fmt::format("{} kinds of stages", (*stages)->all().size()));
  }

  // Visits that no plugin serves any more.
  void visits() {
    auto stages = context_.stages();
    if (!stages) return;
    for (const office::Visit& visit : context_.store().find<office::Visit>(
             {.where = {office::in("status", {"open", "parked"})}, .order = {"id"}})) {
      const stage::StageInfo* info = (*stages)->find(visit.stage);
      if (info && visit.behaviour >= info->behaviour_min && visit.behaviour <= info->behaviour_max) continue;
      bad("stages",
          fmt::format("事業 {} の段階「{}」(動作 {})を扱えるプラグインがありません。", visit.project,
                      visit.stage, visit.behaviour),
          fmt::format("No plugin serves stage \"{}\" (behaviour {}) of project {}.", visit.stage,
                      visit.behaviour, visit.project));
    }
  }

  void incidents() {
    auto open =
        context_.store().find<office::Incident>({.where = {office::eq("status", std::string("open"))}});
    if (!open.empty())
      warning(
          "incidents",
          fmt::format("{} 件の障害が対応を待っています。kyodo incident list を見てください。", open.size()),
          fmt::format("{} incident(s) wait. See kyodo incident list.", open.size()));
  }

  Context& context_;
  bool opened_ = false;
  std::vector<Check> checks_;
};

}  // namespace

Result<void> doctor(Context& context) {
  Examination examination(context);
  examination.run();
  examination.print();
  return {};
}

}  // namespace kyodo::cli
