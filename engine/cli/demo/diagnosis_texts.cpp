#include "cli/demo/texts.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr std::array kContent{
    "会場の準備や当日の案内を、{people}に手伝っていただいています。",
    "参加者の募集と当日の運営の一部を、{people}にお願いしています。",
    "年に2回、{people}と打合せの場を持ち、進め方を決めています。",
    "必要な用具や保険は市が用意し、実際の活動は{people}が担っています。",
    "講師や相談役として{people}に加わっていただいています。",
};
constexpr std::array kBeginning{
    "以前は市が単独で実施していましたが、団体からの申し出をきっかけに始まりました。",
    "平成20年代の中ごろ、担い手の不足を補うため、広報で協力者を募りました。",
    "事業を始めたときから、地域の方と一緒に進めています。",
    "市民活動の交流会で知り合った団体に、市から声をかけました。",
};
constexpr std::array kEffects{
    "参加した市民から「身近な人に教えてもらえて分かりやすい」との声があり、参加者が少しずつ増えています。",
    "職員だけでは回りきれなかった{area}にも目が届くようになりました。",
    "準備にかかる職員の時間が減り、内容の見直しに時間を使えるようになりました。",
    "活動を通じて顔見知りが増え、ほかの行事でも声をかけ合えるようになっています。",
};
constexpr std::array kIssues{
    "協力してくださる方の顔ぶれが固定化し、高齢化も進んでいます。",
    "役割分担を文書にしておらず、担当者が異動すると引継ぎが難しい状態です。",
    "市からお願いする形が続いており、企画の段階から話し合う場がありません。",
    "謝礼や保険の扱いが団体によって異なり、整理が必要です。",
};
constexpr std::array kNoCollaboration{
    "業務を委託仕様書のとおりに進めることを優先しており、市民と一緒に行う機会がありませんでした。",
    "個人情報を扱う場面があり、どこまでお願いできるか整理できていません。",
    "協力をお願いできる団体を知らず、声をかけたことがありません。",
    "少人数の職員で例年どおりに進めており、見直す余裕がありませんでした。",
    "これまで市の職員だけで足りており、協働を検討したことがありませんでした。",
};
constexpr std::array kSupport{
    "{field}の分野で活動している団体の情報と、最初に声をかけるときの助言がほしい。",
    "ほかの課や近隣市での進め方の例を知りたい。",
    "協定書や役割分担表のひな形があると、課内で検討しやすい。",
    "団体との最初の打合せに、事務局にも同席してほしい。",
};
constexpr std::array kBearers{
    "市は全体の計画と広報を受け持ち、日々の活動は{people}が中心となって担う形が望ましいと考えます。",
    "{people}と市が実行委員会をつくり、企画から評価までを一緒に行う形を目指します。",
    "当面は市が事務局を務めますが、3年ほどかけて{people}が自主的に運営できるようにしたいと考えています。",
    "専門的な判断は市が行い、参加者への声かけや見守りは{area}の方々に担っていただく形が適切です。",
};
constexpr std::array kPartners{
    "{people}。地域の事情に詳しく、若い世代とのつながりもある団体を想定しています。",
    "{people}のほか、見守りや送迎で協力いただける市内の企業。",
    "{people}と、広報やデザインを手伝っていただける学生のグループ。",
    "まずは{people}。将来は大学や企業にも加わっていただきたい。",
};
constexpr std::array kResults{
    "参加した人が「自分たちの事業だ」と感じ、次の担い手が地域の中から育っている状態。",
    "困ったときに相談できる相手が身近にいて、{area}の中で支え合いが続いている状態。",
    "利用者の声がすぐに内容に反映され、毎年少しずつ良くなっていく状態。",
    "市の予算だけに頼らず、地域の人と資源を組み合わせて続けていける状態。",
};
constexpr std::array kPlan{
    "利用者と{people}に集まっていただき、年度の初めに意見交換会を開けると考えています。",
    "企画の段階で{people}に加わっていただき、対象と回数を一緒に決める。",
    "前年度の参加者アンケートをもとに、{people}と改善点を話し合う。",
};
constexpr std::array kDo{
    "{people}は当日の進行と参加者への声かけ、市は会場の確保、広報、保険の加入を受け持つ。",
    "募集と受付は市、内容づくりと実施は{people}。困ったときの連絡先を先に決めておく。",
    "週末の活動は{people}、平日の問合せと庁内の調整は市が担う。",
};
constexpr std::array kCheck{
    "広報紙と市のウェブサイトに加え、{people}の会報や SNS でも結果を紹介する。",
    "報告会を開き、参加できなかった人にも概要を配る。",
    "年度末に{people}とふりかえりを行い、結果を次の年の計画に書き込む。",
};
constexpr std::array kCorrection{
    " なお、対象者は年間およそ300人、協力者は20人程度です。",
    " 団体との役割分担は、別に作成した一覧のとおりです。",
    " 課内で改めて話し合い、将来の担い手についての記述を具体的にしました。",
};

constexpr std::array kPurpose{
    "目的は変えないが、参加した人の数だけでなく、その後につながった活動も見ることにした。",
    "始めたころの目的が今の暮らしに合うかを話し合い、対象を広げることにした。",
    "市が行う必要がある事業であることを確かめた。目的は変えない。",
};
constexpr std::array kReviewIssues{
    "参加者が固定化していること、{area}からの参加が少ないことを課内で確かめた。",
    "案内が市の広報だけに頼っており、必要な人に届いていない。",
    "事業の成果を測る方法がなく、よかったのかどうかを説明しにくい。",
};
constexpr std::array kWay{
    "年度の初めに参加者の声を聞く場を設け、内容を一緒に考えることにした。",
    "準備の手順を書き出し、{people}に見ていただけるようにした。",
    "似た事業のある課と日程と広報をそろえ、当日の応援をし合うことにした。",
};
constexpr std::array kPossibilities{
    "案内づくりなど小さな部分から、{people}の力を借りられるかもしれない。",
    "すぐには難しいが、{field}の分野の団体とのつながりをつくっておきたい。",
};

struct Question {
  const char* text;
  std::array<const char*, 2> answers;
};
constexpr std::array<Question, 8> kQuestions{{
    {"この事業で、職員の手が最も足りていないのはどの作業ですか。",
     {"当日の受付と会場の準備です。土日に重なることが多く、毎回応援を頼んでいます。",
      "参加者への連絡と名簿の整理です。問合せが多い時期は窓口に出られません。"}},
    {"過去3年間の参加者(利用者)数の変化を教えてください。",
     {"平成27年度から、410人、395人、360人とやや減少しています。",
      "年によって差がありますが、おおむね横ばいです。新しい参加者は3割ほどです。"}},
    {"市民や団体から、事業のやり方について提案を受けたことはありますか。",
     {"昨年度、開催の曜日を変えてほしいとの要望があり、一部を土曜日にしました。",
      "提案を受ける場がなく、個別の意見をいただく程度です。"}},
    {"協働する場合に、どうしても市が行わなければならない部分はどこですか。",
     {"個人情報を含む名簿の管理と、事故が起きたときの対応です。",
      "施設の使用許可と補助金の支出です。そのほかは一緒に行えると考えます。"}},
    {"ほかの課の事業と一緒に行えそうな部分はありますか。",
     {"広報と会場の手配は、似た事業のある課と一緒に行えそうです。",
      "対象者が重なる事業があり、日程を合わせる相談を始めています。"}},
    {"これまでに協力をお願いして、うまくいかなかったことがあれば教えてください。",
     {"年度の途中でお願いしたため、団体の計画に合わず実現しませんでした。",
      "役割があいまいなまま始め、双方に負担が残ったことがあります。"}},
    {"{people}のうち、すでに連絡を取り合っている団体はありますか。",
     {"2団体と年に数回連絡を取っています。ほかは名前を知っている程度です。",
      "ありません。活動の様子を知る機会がほしいと考えています。"}},
    {"次年度以降、予算や制度の変更が決まっていることはありますか。",
     {"予算は同額の見込みです。制度の変更は予定していません。",
      "県の補助が来年度で終わるため、進め方の見直しが必要です。"}},
}};

JsonObject present(const Chance& chance, const Facts& f, bool collaborates) {
  if (!collaborates)
    return {{"already", false},
            {"reason", fill(chance.one_of(f.id, "no-collaboration", kNoCollaboration), f)},
            {"support_needed", fill(chance.one_of(f.id, "support-needed", kSupport), f)}};
  JsonObject one{{"partner", f.people},
                 {"content", fill(chance.one_of(f.id, "content", kContent), f)},
                 {"beginning", fill(chance.one_of(f.id, "beginning", kBeginning), f)}};
  one["effects"] = fill(chance.one_of(f.id, "effects", kEffects), f);
  one["issues"] = fill(chance.one_of(f.id, "issues", kIssues), f);
  return {{"already", true}, {"collaborations", JsonArray{std::move(one)}}};
}

JsonObject future(const Chance& chance, const Facts& f) {
  return {{"bearers", fill(chance.one_of(f.id, "bearers", kBearers), f)},
          {"partners", fill(chance.one_of(f.id, "partners", kPartners), f)},
          {"results", fill(chance.one_of(f.id, "results", kResults), f)},
          {"pdca", JsonObject{{"plan", fill(chance.one_of(f.id, "plan", kPlan), f)},
                              {"do", fill(chance.one_of(f.id, "do", kDo), f)},
                              {"check_act", fill(chance.one_of(f.id, "check", kCheck), f)}}}};
}

}  // namespace

Json diagnosis_answers(const Chance& chance, const Facts& facts, bool collaborates) {
  return JsonObject{{"present", present(chance, facts, collaborates)}, {"future", future(chance, facts)}};
}

Json corrected_diagnosis(const Chance& chance, const Facts& facts, bool collaborates) {
  JsonObject later = future(chance, facts);
  later["bearers"] =
      std::string(later["bearers"].as_string()) + chance.one_of(facts.id, "correction", kCorrection);
  return JsonObject{{"present", present(chance, facts, collaborates)}, {"future", std::move(later)}};
}

std::vector<std::string> advance_questions(const Chance& chance, const Facts& facts) {
  const auto first = static_cast<std::size_t>(chance.between(facts.id, "question", 0, 7));
  const auto second = (first + 1 + static_cast<std::size_t>(chance.between(facts.id, "question-2", 0, 6))) %
                      kQuestions.size();
  return {fill(kQuestions[first].text, facts), fill(kQuestions[second].text, facts)};
}

Json advance_answers(const Chance& chance, const Facts& facts, const JsonArray& questions) {
  JsonArray answered;
  for (const Json& asked : questions) {
    const std::string text(asked.as_string());
    std::string answer = "課内で確かめたところ、現在は該当がありません。";
    for (const Question& known : kQuestions)
      if (fill(known.text, facts) == text) answer = chance.one_of(facts.id, text, known.answers);
    answered.push_back(JsonObject{{"question", text}, {"answer", std::move(answer)}});
  }
  return JsonObject{{"questions", std::move(answered)}};
}

std::string return_comment(const Chance& chance, const Facts& facts, std::string_view sheet) {
  constexpr std::array kDiagnosis{
      "「将来的に誰が担うか」が今の進め方の説明にとどまっています。3年後の姿を書き加えてください。",
      "対象となる人数と協力者の人数が分かるように書き加えてください。",
      "市と団体の役割分担が読み取れません。それぞれ何を受け持つのかを書いてください。",
  };
  constexpr std::array kQuestion{
      "回答が「特になし」に近い内容です。昨年度の実績を確かめて書き直してください。",
      "担当者の感触だけでなく、分かる範囲で数字を入れてください。",
  };
  return sheet == "diagnosis" ? chance.one_of(facts.id, "return", kDiagnosis)
                              : chance.one_of(facts.id, "return-q", kQuestion);
}

Json own_review_answers(const Chance& chance, const Facts& facts) {
  constexpr std::array kResults{"change", "change", "keep", "consider"};
  JsonObject answers{{"purpose", fill(chance.one_of(facts.id, "review purpose", kPurpose), facts)},
                     {"issues", fill(chance.one_of(facts.id, "review issues", kReviewIssues), facts)},
                     {"way", fill(chance.one_of(facts.id, "review way", kWay), facts)},
                     {"result", chance.one_of(facts.id, "review result", kResults)},
                     {"advice_wanted", chance.percent(facts.id, "review advice", 30)}};
  if (chance.percent(facts.id, "review possibilities", 60))
    answers["possibilities"] = fill(chance.one_of(facts.id, "possibilities", kPossibilities), facts);
  return answers;
}

}  // namespace kyodo::cli::demo_city
