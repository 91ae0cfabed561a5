#include <fmt/format.h>

#include "cli/demo/summary.h"

namespace kyodo::cli::demo_city {
namespace {

using report::Align;
using report::Cell;
using report::Column;
using report::Tone;
using Rows = std::vector<std::vector<Cell>>;

// Texts of one summary in the chosen language.
class Page {
 public:
  Page(Context& context, const Summary& summary)
      : output_(context.output()), ja_(context.lang() == Lang::ja), s_(summary) {}

  void title();
  void selection();
  void states();
  void classes();
  void sections();
  void works();
  void notices_and_journal();
  void places(Context& city, const Options& options);
  void sources();

 private:
  std::string word(const char* ja, const char* en) const { return ja_ ? ja : en; }
  std::string class_word(const std::string& code) const;
  std::string direction_word(const std::string& id) const;
  void heading(const char* ja, const char* en) { output_.heading({ja, en}); }

  Output& output_;
  bool ja_;
  const Summary& s_;
};

std::string Page::class_word(const std::string& code) const {
  for (const ClassCount& one : s_.classes)
    if (ja_ && one.code == code) return one.shown;
  return code;
}

std::string Page::direction_word(const std::string& id) const {
  for (const auto& [direction, ja] : {std::pair{"continue", "継続"}, std::pair{"expand", "拡大"},
                                      std::pair{"change", "見直し"}, std::pair{"end", "終了"}})
    if (ja_ && id == direction) return ja;
  return id;
}

void Page::title() {
  output_.line(
      {fmt::format(
           "見本の市の平成30年度 "
           "協働診断(2018年4月1日から2019年3月31日まで)と、その後の改善まで(2020年6月30日まで)。種 {}",
           s_.seed),
       fmt::format("Collaboration diagnosis of fiscal year 2018 in a city that does not exist, followed "
                   "until improvement (30 June 2020). Seed {}",
                   s_.seed)});
}

void Page::selection() {
  heading("事業と選定", "Projects and selection");
  std::int64_t excluded = 0;
  std::string reasons;
  for (const auto& [reason, count] : s_.excluded) {
    excluded += count;
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : "、", reason, count);
  }
  output_.field({"事業数", "projects"}, std::to_string(s_.projects));
  output_.field({"除外", "excluded"}, fmt::format("{} ({})", excluded, reasons));
  output_.field({"採点", "scored"}, std::to_string(s_.projects - excluded));
  output_.field({"選定", "selected"}, fmt::format("{} ※1", s_.selected));
  output_.field(
      {"同点の扱い", "tie at the line"},
      s_.tie_reason.empty()
          ? word("50位の線に、分けなければならない同点はありませんでした。", "none that had to be parted")
          : fmt::format(
                "{}: {}",
                word(fmt::format("{}点が{}事業、うち{}事業を選定", s_.line_total, s_.tied, s_.tied_selected)
                         .c_str(),
                     fmt::format("{} projects at {}, {} of them selected", s_.tied, s_.line_total,
                                 s_.tied_selected)
                         .c_str()),
                s_.tie_reason));
  output_.field({"取下げ", "withdrawn"}, std::to_string(s_.withdrawn));
}

void Page::states() {
  heading("段階別の件数", "Projects by stage");
  Rows rows;
  for (const StateCount& one : s_.states) rows.push_back({one.name, std::to_string(one.count)});
  output_.table({{word("段階", "stage")}, {word("件数", "projects"), Align::right}}, rows);
}

void Page::classes() {
  heading("分類(平成30年度)※1", "Classes of fiscal year 2018 ※1");
  Rows rows;
  for (const ClassCount& one : s_.classes)
    rows.push_back({ja_ ? one.name : one.code, std::to_string(one.suggested), std::to_string(one.decided)});
  output_.table({{word("分類", "class")},
                 {word("目安による提案", "suggested"), Align::right},
                 {word("事務局の決定", "decided"), Align::right}},
                rows);
  if (s_.other_decisions.empty()) return;
  output_.line({fmt::format("提案と異なる決定は {} 件です。", s_.other_decisions.size()),
                fmt::format("Decided otherwise than suggested: {}", s_.other_decisions.size())});
  rows.clear();
  for (const OtherDecision& one : s_.other_decisions)
    rows.push_back({one.code, one.project, class_word(one.suggested), class_word(one.decided), one.reason});
  output_.table({{word("コード", "code")},
                 {word("事業", "project"), Align::left, 24},
                 {word("提案", "suggested")},
                 {word("決定", "decided")},
                 {word("理由", "reason"), Align::left, 60}},
                rows);
}

void Page::sections() {
  heading("シートの提出(課の順。順位ではありません)",
          "Sheets by section (in the order of the units, not ranked)");
  Rows rows;
  std::string department;
  for (const SectionCount& one : s_.sections) {
    rows.push_back({one.department == department ? "" : one.department, one.section,
                    std::to_string(one.on_time),
                    Cell(one.late ? std::to_string(one.late) : "", Tone::warning),
                    one.again ? std::to_string(one.again) : ""});
    department = one.department;
  }
  output_.table({{word("部", "department")},
                 {word("課", "section")},
                 {word("期限内", "on time"), Align::right},
                 {word("遅れ", "late"), Align::right},
                 {word("差戻し後の再提出", "again after a return"), Align::right}},
                rows);
  output_.line(
      {fmt::format("依頼したタスクすべてでは、期限内 {} 件、遅れ {} 件です。", s_.tasks_on_time,
                   s_.tasks_late),
       fmt::format("Of all tasks asked of anybody: {} on time, {} late.", s_.tasks_on_time, s_.tasks_late)});
}

void Page::works() {
  output_.heading({fmt::format("協働事業化サポート: {}事業 {}業務 ※2", s_.supported, s_.works.size()),
                   fmt::format("Support: {} projects, {} works ※2", s_.supported, s_.works.size())});
  Rows rows;
  for (const WorkLine& one : s_.works)
    rows.push_back(
        {one.name, one.partner, one.from + " – " + one.to, one.state, direction_word(one.direction)});
  output_.table({{word("業務", "work"), Align::left, 44},
                 {word("協働相手", "partner"), Align::left, 30},
                 {word("協定の期間", "agreement"), Align::left, 0, true},
                 {word("段階", "stage"), Align::left, 20},
                 {word("方向", "direction")}},
                rows);
  output_.line({fmt::format("改善策 {} 件のうち {} 件が終わりました。次の年度の事業: {}", s_.actions,
                            s_.actions_done, s_.successor),
                fmt::format("{} of {} improvements are done. Project of the next year: {}", s_.actions_done,
                            s_.actions, s_.successor)});
}

void Page::notices_and_journal() {
  heading("お知らせと記録", "Notices and journal");
  output_.field({"メール", "messages"},
                word(fmt::format("送信 {} 通、不達 {} 通(お知らせ {} 件、うち遅れの連絡 {} 件)", s_.sent,
                                 s_.failed, s_.notices, s_.escalated)
                         .c_str(),
                     fmt::format("{} sent, {} failed ({} notices in them, {} of them escalations)", s_.sent,
                                 s_.failed, s_.notices, s_.escalated)
                         .c_str()));
  output_.field(
      {"記録", "journal"},
      s_.verified
          ? word(fmt::format("{} 件。連鎖と、作り直した内容との一致を検証しました。", s_.entries).c_str(),
                 fmt::format("{} entries; chain and rebuild verified", s_.entries).c_str())
          : word(fmt::format("{} 件。検証で誤りが見つかりました: {}", s_.entries, s_.first_finding).c_str(),
                 fmt::format("{} entries, NOT verified: {}", s_.entries, s_.first_finding).c_str()));
  output_.field({"最後のハッシュ", "head"}, fmt::format("{}:{}", s_.entries, s_.head));
  output_.field({"かかった時間", "time"}, word(fmt::format("{:.1f} 秒", s_.seconds).c_str(),
                                               fmt::format("{:.1f} s", s_.seconds).c_str()));
}

void Page::places(Context& city, const Options& options) {
  heading("残したもの", "What is left behind");
  output_.field({"データベース", "database"}, city.database());
  output_.field({"メール", "mail"}, fmt::format("{} (Maildir)", city.maildir()));
  output_.line({"続けて試すには:", "Try next:"});
  const std::string work = s_.works.empty() ? "P-1" : s_.works.front().code;
  output_.raw(
      fmt::format("  kyodo status --home {0}\n  kyodo project history {1} --home {0}\n  kyodo journal verify "
                  "--head {2}:{3} --home {0}\n",
                  options.home, work, s_.entries, s_.head));
}

void Page::sources() {
  output_.line(
      {"※1 50事業と3つの分類は小牧市の平成30年度の数字と文言です。 ※2 "
       "5事業6業務は小牧市の平成29年度の数字です。そのほかは創作です。",
       "※1 The fifty projects and the three classes are Komaki's of fiscal year 2018. ※2 Five projects and "
       "six works are Komaki's of 2017. All else is invented."});
}

}  // namespace

void print_summary(Context& context, Context& city, const Summary& summary, const Options& options) {
  if (context.output().json()) return;
  Page page(context, summary);
  page.title();
  page.selection();
  page.states();
  page.classes();
  page.sections();
  page.works();
  page.notices_and_journal();
  page.places(city, options);
  page.sources();
}

}  // namespace kyodo::cli::demo_city
