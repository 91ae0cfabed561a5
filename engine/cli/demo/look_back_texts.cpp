#include <algorithm>

#include "cli/demo/texts.h"

namespace kyodo::cli::demo_city {
namespace {

struct Viewpoint {
  const char* id;
  std::array<const char*, 2> good, poor;  // of the city, of the partner
};
// In the order of Nishitokyo's sheet (workflows/komaki-h30/sheets/furikaeri-city.json).
constexpr std::array<Viewpoint, 7> kViewpoints{{
    {"effectiveness",
     {"市だけでは届かなかった人に参加していただけた。", "行政の広報力で、会だけではできない規模になった。"},
     {"効果がはっきり表れるまでには時間がかかる。", "協働でなくてもできた部分があったと感じる。"}},
    {"aim",
     {"地域の課題に合った内容だった。", "課題を一緒に考えて内容を決められた。"},
     {"対象をもう少し絞る必要があった。", "始めの目的が広すぎて、活動の重点が分かりにくかった。"}},
    {"sharing",
     {"打合せのたびに目的を確かめながら進めた。", "会員にも目的が伝わり、やりがいになった。"},
     {"担当者の異動の後、目的の共有が弱くなった。", "市の担当の方が替わり、説明し直すことがあった。"}},
    {"attainment",
     {"計画した回数と人数を達成した。", "目標にしていた協力者の人数に届いた。"},
     {"参加者の人数が目標に届かなかった。", "天候の影響もあり、目標には届かなかった。"}},
    {"cooperation",
     {"役割分担のとおり協力して進められた。", "困ったときにすぐ相談できた。"},
     {"連絡が遅れ、準備が直前になることがあった。", "返事を待つ時間が長く、準備が遅れることがあった。"}},
    {"beneficiaries",
     {"アンケートの満足度が高かった。", "参加した方から感謝の声を多くいただいた。"},
     {"事前に参加者の希望を聞く機会が足りなかった。",
      "アンケートの回収数が少なく、声を十分に聞けなかった。"}},
    {"group",
     {"引き続き一緒に取り組みたい。", "会の活動の幅が広がり、また取り組みたい。"},
     {"団体の負担が大きくならないよう配慮が必要である。", "一部の会員に負担が偏った。"}},
}};
constexpr std::array kCityComment{
    "団体の知識と人のつながりに助けられた。次は企画の段階から一緒に考える時間を増やしたい。",
    "役割分担を文書にしたことで、異動があっても引継ぎができた。",
    "活動日を増やしてほしいとの声に応えるため、協力者を増やす工夫が必要である。",
};
constexpr std::array kPartnerComment{
    "市と一緒に行うことで会の活動を知ってもらえた。広報の時期をもう少し早めてほしい。",
    "会員の高齢化が進んでいるので、若い人に加わってもらう方法を一緒に考えたい。",
    "用具の保管場所と費用の支払時期について、次は始める前に相談したい。",
};
constexpr std::array kImprovements{
    "広報の開始を1か月早め、学校と自治会を通じた案内を加える。",
    "役割分担表を見直し、連絡の当番を双方で決める。",
    "協力者の体験の日を設け、新しい担い手を増やす。",
    "参加者アンケートの項目を双方で作り直し、回収の方法を改める。",
    "企画の話合いを年度の始めに行い、双方の希望を計画に書き込む。",
};
constexpr std::array kResults{
    "案内を早めたところ、申込みが前年度より2割増えた。", "当番表を作り、連絡の行き違いがなくなった。",
    "体験の日を2回開き、新しい協力者が7人登録した。",    "アンケートを作り直し、回収率が6割になった。",
    "年度始めの話合いを行い、年間計画に反映した。",
};

}  // namespace

Json look_back(const Chance& chance, const Facts& facts, bool city) {
  const std::string side = city ? "city" : "partner";
  JsonObject viewpoints;
  for (const Viewpoint& one : kViewpoints) {
    // Both look at the same work, each with its own eyes.
    const int seen = chance.between(facts.id, one.id, 3, 5) + chance.between(facts.id, side + one.id, -1, 1);
    const int level = std::clamp(seen, 1, 5);
    const auto& comments = level >= 4 ? one.good : one.poor;
    viewpoints[one.id] = JsonObject{{"level", level}, {"comment", comments[city ? 0 : 1]}};
  }
  JsonObject answers{
      {"group_name", facts.partner}, {"project_name", facts.name}, {"viewpoints", std::move(viewpoints)}};
  answers["comment"] = city ? chance.one_of(facts.id, "city-comment", kCityComment)
                            : chance.one_of(facts.id, "partner-comment", kPartnerComment);
  answers["outlook"] = city ? "次の年度も続け、他の地区にも広げていきたい。"
                            : "無理のない範囲で、次の年度も一緒に取り組みたい。";
  return answers;
}

Json checklist(const Chance& chance, const Facts& facts) {
  // Seki's 25 items: 9 of planning, 6 of carrying out, 5 of results, 5 of improvement.
  JsonObject answers{{"project_name", facts.name}, {"section", facts.section}, {"partner", facts.partner}};
  for (const auto& [part, count] :
       {std::pair{"plan", 9}, std::pair{"do", 6}, std::pair{"results", 5}, std::pair{"improve", 5}}) {
    JsonObject items;
    for (int i = 1; i <= count; ++i)
      items["q" + std::to_string(i)] = chance.percent(facts.id, part + std::to_string(i), 82);
    answers[part] = std::move(items);
  }
  answers["comment"] = "チェックの付かなかった項目を、改善の話合いで取り上げる。";
  return answers;
}

Json what_others_said(const Chance& chance, const Facts& facts, std::string_view sheet) {
  constexpr std::array kUsers{
      "内容が分かりやすく、身近な人に相談できるようになった。回数を増やしてほしい。",
      "参加しやすい雰囲気だった。申込みの方法を知らない人が多い。",
      "続けてほしい。平日の昼間は参加しにくい。",
  };
  constexpr std::array kMonitors{
      "市と団体の役割が分かりやすかった。成果をもっと知らせてほしい。",
      "運営に無理がないか気になった。若い人が加わるとよい。",
  };
  if (sheet == "resident-monitor")
    return JsonObject{{"monitors", chance.between(facts.id, "monitors", 2, 6)},
                      {"opinions", chance.one_of(facts.id, "monitor", kMonitors)}};
  const int answered = chance.between(facts.id, "answered", 18, 90);
  return JsonObject{{"asked", answered + chance.between(facts.id, "silent", 5, 40)},
                    {"answered", answered},
                    {"satisfied", answered * chance.between(facts.id, "satisfied", 70, 95) / 100},
                    {"opinions", chance.one_of(facts.id, "user", kUsers)}};
}

JsonObject joint_record(const Chance& chance, const Facts& facts, LocalDate held_on) {
  constexpr std::array kOpen{
      "活動日の増加に見合う協力者の確保。",
      "広報を始める時期と、申込みの受付方法。",
      "担当者や役員が替わったときの引継ぎ。",
  };
  return {{"text", fill("{section}と{partner}"
                        "が、双方のふりかえりシートを並べて話し合った。評価に差のあった視点について理由を聞き"
                        "合い、次に生かすことを確かめた。",
                        facts)},
          {"agreed_points",
           "参加者の満足度が高く、協働の選択は正しかったこと。役割分担を文書にした効果が大きかったこと。"},
          {"open_points", chance.one_of(facts.id, "open-points", kOpen)},
          {"held_on", to_string(held_on)}};
}

std::string improvement(const Chance& chance, const Facts& facts, int number) {
  const auto first = static_cast<std::size_t>(chance.between(facts.id, "improvement", 0, 4));
  return kImprovements[(first + static_cast<std::size_t>(number)) % kImprovements.size()];
}

std::string improvement_result(const Chance& chance, const Facts& facts, std::string_view task) {
  const auto first = static_cast<std::size_t>(chance.between(facts.id, "improvement", 0, 4));
  const auto number = static_cast<std::size_t>(task.back() - '1');
  return kResults[(first + number) % kResults.size()];
}

std::string direction_reason(const Facts& facts, std::string_view direction) {
  if (direction == "expand")
    return fill(
        "双方の評価が高く、ほかの地区からも希望がある。対象を広げ、次の年度の事業として新たに進める。",
        facts);
  if (direction == "change")
    return fill("目的は達しつつあるが、進め方に無理があった。回数と役割分担を見直して続ける。", facts);
  if (direction == "end")
    return fill(
        "当初の目的を達し、{partner}の自主的な活動として続けられるようになったため、協定による協働を終える。",
        facts);
  return fill("参加者と双方の満足度が高い。改善策を実行しながら続ける。", facts);
}

}  // namespace kyodo::cli::demo_city
