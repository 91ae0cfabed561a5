#include "cli/demo/texts.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr std::array kAdvice{
    "市が担うことと相手にお願いすることを分けて書き出し、相手にとっての利点も一緒に説明すると話が進みやすい"
    "。",
    "最初から一年分を決めず、1回試してから回数を増やす形を勧めた。",
    "謝礼、保険、連絡先の3点を先に決めておくよう助言した。",
    "「お願いする」のではなく、企画の段階から同じ席で話し合う場を設けるよう助言した。",
    "成果を何で確かめるか(参加者の声、協力者の人数など)を、始める前に相手と決めておくことを勧めた。",
};
constexpr std::array kCandidate{
    "活動の分野と地域が合い、提案の点数も高い。",
    "{field}の分野で実績があり、担当課の職員とも面識がある。",
    "{area}での活動が長く、協力者を集める力がある。",
};
constexpr std::array kApproached{
    "担当課と一緒に活動場所を訪ね、業務の内容を説明した。役員会で検討していただく。",
    "打合せを行い、役割分担の案を渡した。次の定例会で返事をいただく。",
};
constexpr std::array kAgreed{
    "役割分担と期間について双方の考えが一致した。協定書の案を作成する。",
    "定例会で了承され、担当する方も決まったとの連絡があった。",
    "試しに1回一緒に実施し、続けられると双方が確かめた。",
};
constexpr std::array kProgress{
    "{partner}と役割分担を確かめ、年間の予定を決めた。広報紙で協力者を募り、説明会を2回開いた。",
    "予定どおり活動を行い、{partner}"
    "の会員と市民協力者が延べ46人参加した。活動の様子を市のウェブサイトで紹介した。",
    "{partner}と月1回の打合せを続けている。参加者アンケートを行い、おおむね好評だった。",
    "年度のまとめとして報告会を開き、{partner}の活動と成果を紹介した。次年度の進め方を話し合った。",
    "引き続き計画に沿って活動した。協力者が新たに5人加わり、作業を分担できるようになった。",
};
constexpr std::array kIssues{
    "協力者の都合で平日の活動日に人が集まりにくい。",
    "雨天のときの連絡方法を決めておく必要がある。",
    "用具の置き場所が手狭になってきた。",
    "特になし。",
    "参加者が一部の地域に偏っている。",
};
constexpr std::array kNext{
    "土曜日の活動を1回増やし、{partner}が進行を担当する。",
    "{partner}と一緒に、次の期間の協力者募集のちらしを作成する。",
    "中間のふりかえりで出た意見を反映し、役割分担表を改める。",
    "まとめの報告会の準備を、{partner}と分担して進める。",
};

}  // namespace

std::string work_name(const Facts& facts, int number) {
  if (number > 1) return fill("{name}のうち広報・情報発信", facts);
  if (facts.form == "委託") return fill("{name}のうち当日の運営", facts);
  if (facts.form == "共催" || facts.form == "実行委員会") return fill("{name}のうち企画と当日の運営", facts);
  if (facts.form == "補助・助成") return fill("{name}のうち活動団体の立上げ支援", facts);
  if (facts.form == "共同事業") return fill("{name}のうち企画づくり", facts);
  return fill("{name}のうち市民協力者の募集と育成", facts);
}

std::string advice(const Chance& chance, const Facts& facts, int number) {
  const auto first = static_cast<std::size_t>(chance.between(facts.id, "advice", 0, 4));
  return kAdvice[(first + static_cast<std::size_t>(number)) % kAdvice.size()];
}

std::string candidate_reason(const Chance& chance, const Facts& facts, std::string_view state) {
  if (state == "candidate") return fill(chance.one_of(facts.id, "candidate", kCandidate), facts);
  if (state == "approached") return chance.one_of(facts.id, "approached", kApproached);
  if (state == "agreed") return chance.one_of(facts.id, "agreed", kAgreed);
  return "今年度はすでに引き受けている活動が多く、体制が整わないとの返事だった。次の機会には声をかけてほしい"
         "とのこと。";
}

JsonObject agreement_terms(const Chance& chance, const Facts& facts) {
  const int cost = chance.between(facts.id, "cost", 4, 30) * 10'000;
  JsonObject terms{
      {"kind", "協働事業協定書"},
      {"purpose",
       fill(
           "{name}を市と団体が対等な立場で行い、担い手を増やすとともに、参加する市民の声が生きる事業にする。",
           facts)},
      {"roles_city", "全体の計画、広報、会場の確保、保険の加入、個人情報を含む名簿の管理、庁内の調整"},
      {"roles_partner", "内容の企画、当日の進行と参加者への声かけ、協力者の募集と育成、活動の記録"},
      {"cost_city", cost},
      {"cost_partner", chance.percent(facts.id, "own-cost", 40) ? 20'000 : 0},
      {"rights", "作成した資料と写真の権利は双方に属し、相手の承諾を得て自由に使える。"},
      {"publication", true},
      {"payment", "実績報告を受けてから30日以内に支払う。必要があるときは半額を前払いする。"}};
  terms["no_call_reason"] =
      "活動の分野と地域が合う団体が限られるため、名簿による提案をもとに話し合って決めた。";
  return terms;
}

Json progress_report(const Chance& chance, const Facts& facts, int number) {
  const auto n = static_cast<std::size_t>(number - 1);
  return JsonObject{
      {"progress", fill(kProgress[n % kProgress.size()], facts)},
      {"shared", true},
      {"issues",
       kIssues[(n + static_cast<std::size_t>(chance.between(facts.id, "issue", 0, 4))) % kIssues.size()]},
      {"next", fill(kNext[n % kNext.size()], facts)},
      {"support_wanted", chance.percent(facts.id, "wants-support" + std::to_string(number), 25)}};
}

Json interim_review(const Facts& facts, LocalDate held_on) {
  return JsonObject{
      {"held_on", to_string(held_on)},
      {"attendees", fill("{section}、{partner}、支え合い協働推進課", facts)},
      {"results",
       fill("{partner}"
            "の声かけで新しい協力者が加わり、活動の回数を当初の計画より増やせた。参加者からも好評である。",
            facts)},
      {"process", "月1回の打合せが役立っている。連絡が一部の人に偏るため、当番を決める。"},
      {"changes", "費用と内容の変更は不要。広報の時期を1か月早める。"}};
}

std::string finish_summary(const Chance& chance, const Facts& facts) {
  constexpr std::array kSummaries{
      "計画した活動をすべて行い、協力者は始めの2倍になった。実績報告と支払の手続も済んだ。",
      "雨天による中止が1回あったが、代わりの日に実施し、当初の目的を果たした。",
      "予定した内容を終えた。参加者アンケートでは9割近くが「また参加したい」と答えた。",
  };
  return fill("{partner}と協働で実施した。", facts) + chance.one_of(facts.id, "summary", kSummaries);
}

}  // namespace kyodo::cli::demo_city
