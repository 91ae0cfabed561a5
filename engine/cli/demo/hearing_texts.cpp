#include "cli/demo/texts.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr std::array kOpening{
    "協働診断シートと事前質問シートをもとに、事業の内容({outline})を確認した。",
    "事業の概要({outline})と昨年度の実績について、担当課から説明を受けた。",
    "まず現在の進め方を聞いた。{outline}という内容で、対象は{area}である。",
};
constexpr std::array kBusy{
    "担当課の負担が大きいのは準備と当日の運営で、ここを一緒に行える相手がいれば助かるとのことだった。",
    "毎年同じ内容が続き、参加者の声を生かしきれていないことが課題として挙がった。",
    "担当者の異動のたびに地域とのつながりが途切れがちで、続けていく仕組みが必要との話があった。",
    "個人情報の取扱いと事故のときの責任の所在を心配する声があった。",
};
constexpr std::array kInSight{
    "具体的な相手として{people}の名前が挙がり、すでに話をしたことがあるという。",
    "{people}とは日ごろから連絡を取り合っており、企画の段階から加わってもらえる見込みがある。",
    "昨年度の行事で{people}の協力を得ており、続けて声をかけたいとのことだった。",
};
constexpr std::array kNobody{
    "協働の相手として{people}を想定しているが、まだ具体的な団体は決まっていない。",
    "相手となる団体の情報がなく、事務局から紹介してほしいとの希望があった。",
};
constexpr std::array kGood{
    "一部の業務なら来年度から始められるとの意向が示され、協働の効果も見込める。",
    "役割分担の案まで話が進み、実現までの道筋が見える内容だった。",
};
constexpr std::array kFair{
    "方向としては前向きだが、役割分担と費用の整理に時間がかかる見込みである。",
    "相手探しと庁内の調整が必要で、すぐに始めるのは難しいが、検討を続ける意欲がある。",
};
constexpr std::array kWeak{
    "現在の進め方を続ける考えで、協働の必要性については課内で意見が分かれている。",
    "法令や設備の条件により、当面は市が直接行う部分が大きい。できることから見直してもらう。",
};
constexpr std::array kFollowUps{
    "協力者の年間の延べ人数と、活動した日数を教えてください。",
    "現在の委託仕様書のうち、市民と一緒に行える部分に印を付けたものを提出してください。",
    "想定している団体と最後に連絡を取った時期と、そのときの話の内容を教えてください。",
    "参加者アンケートの結果(直近1回分)の主な意見を教えてください。",
};
constexpr std::array kFollowAnswers{
    "昨年度は延べ84人、活動日は12日でした。",
    "準備、受付、後片付けの3か所に印を付けました。課内の了解も得ています。",
    "今年の2月に総会へ出席した折、来年度の行事で協力できるとのお話をいただきました。",
    "「回数を増やしてほしい」が最も多く、次に「土日に開いてほしい」でした。",
};
constexpr std::array kHigh{
    "可能性、効果、即時性のいずれも高く、相手の見込みもある。一部の業務を来年度から協働で始められる。",
    "担当課に意欲があり、{people}との役割分担の案もできている。サポートを始めたい。",
    "効果が大きく、準備の期間も短くて済む。先行する例として広められる。",
};
constexpr std::array kContinue{
    "協働の効果は見込めるが、相手探しと役割分担の検討に時間が必要である。",
    "方向は良いが、費用と保険の整理が済んでいない。検討を続け、目標年度に改めて判断する。",
    "{people}との話合いを始めたところであり、進み具合を見守りたい。",
};
constexpr std::array kExplore{
    "すぐに協働に結びつく段階ではない。協働の視点を参考に、担当課で進め方を見直してもらう。",
    "市が直接行う部分が大きい。広報や意見交換など、できるところから可能性を探ってもらう。",
    "相手の姿がまだ見えない。参加者の声を聞くことから始めてもらう。",
};

}  // namespace

std::string minutes_text(const Chance& chance, const Facts& facts, const HeardLevels& levels) {
  std::string pattern = chance.one_of(facts.id, "opening", kOpening);
  pattern += chance.one_of(facts.id, "busy", kBusy);
  pattern += levels.partner ? chance.one_of(facts.id, "in-sight", kInSight)
                            : chance.one_of(facts.id, "nobody", kNobody);
  if (levels.possibility >= 4 && levels.effect >= 4)
    pattern += chance.one_of(facts.id, "good", kGood);
  else if (levels.possibility >= 3 && levels.effect >= 3)
    pattern += chance.one_of(facts.id, "fair", kFair);
  else
    pattern += chance.one_of(facts.id, "weak", kWeak);
  return fill(pattern, facts);
}

std::string follow_up_question(const Chance& chance, const Facts& facts) {
  return chance.one_of(facts.id, "follow-up", kFollowUps);
}

std::string follow_up_answer(const Chance& chance, const Facts& facts) {
  return chance.one_of(facts.id, "follow-up", kFollowAnswers);
}

std::string class_reason(const Chance& chance, const Facts& facts, std::string_view decided,
                         std::string_view suggested) {
  if (decided == suggested) {
    if (decided == "high") return fill(chance.one_of(facts.id, "high", kHigh), facts);
    if (decided == "continue") return fill(chance.one_of(facts.id, "continue", kContinue), facts);
    return fill(chance.one_of(facts.id, "explore", kExplore), facts);
  }
  if (suggested == "high")
    return "目安では「可能性が高い」だが、想定する団体が今年度は別の事業で手いっぱいとのことで、来年度から始"
           "めるのは難しい。時期を見て改めて判断する。";
  if (decided == "high")
    return fill(
        "目安では「継続検討」だが、ヒアリングの後に{people}"
        "から協力の申し出があり、役割分担の案もできた。来年度から始められると判断した。",
        facts);
  if (decided == "explore")
    return "目安では「継続検討」だが、来年度に制度の見直しが予定されており、今は相手を探す段階にない。まず担"
           "当課で進め方を見直してもらう。";
  return "目安では「可能性を模索」だが、担当課に意欲があり、似た事業で協働の例もある。検討を続けてもらい、目"
         "標年度に改めて判断する。";
}

std::string later_class_reason(const Chance& chance, const Facts& facts, std::string_view decided,
                               std::string_view suggested) {
  constexpr std::array kStill{
      "目標年度を迎えて担当課に確かめたが、相手との話合いがまだ続いている。もう一度、検討の期間を置く。",
      "役割分担の案はできたが、費用の見通しが立っていない。引き続き検討を促す。",
  };
  if (decided == suggested && decided == "continue") return chance.one_of(facts.id, "still", kStill);
  if (decided == "high")
    return fill(
        "平成30年度の診断の後、担当課が{people}"
        "と試行を重ね、役割分担が固まった。ヒアリング時の評価より熟度が高まったと判断し、支援の対象とする。",
        facts);
  if (decided == "explore")
    return "2年間検討したが、当面は市が直接行うことになった。協働の視点を生かした見直しを担当課にお願いする"
           "。";
  return "目標年度を迎えたが、協働の相手が決まっていない。担当課の意欲は続いており、もう一度検討の期間を置く"
         "ことにした。";
}

}  // namespace kyodo::cli::demo_city
