#include "cli/demo/facts.h"

#include <array>
#include <utility>

namespace kyodo::cli::demo_city {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 28> kPeople{{
    {"環境", "環境活動に取り組む団体"},
    {"みどり", "緑化や里山の手入れをする団体"},
    {"まちづくり", "自治会や地域協議会"},
    {"情報", "情報発信を手がける市民団体"},
    {"観光", "観光案内のボランティア"},
    {"教育", "学校支援のボランティアや大学"},
    {"生涯学習", "市民の学習サークル"},
    {"商工", "商店街や市内の企業"},
    {"防災", "自主防災組織や防災の NPO"},
    {"福祉", "福祉のボランティア団体"},
    {"高齢者", "高齢者の見守りをする団体"},
    {"介護予防", "体操などの自主グループ"},
    {"障がい者", "障がいのある人を支える団体"},
    {"国際", "国際交流や通訳の団体"},
    {"交通安全", "子どもの見守り隊"},
    {"防犯", "自主防犯パトロールの団体"},
    {"スポーツ", "地域のスポーツクラブ"},
    {"健康", "健康づくりの推進員"},
    {"子育て", "子育て支援の団体"},
    {"保育", "保育に関わる団体や短期大学"},
    {"青少年", "青少年の育成に関わる団体"},
    {"食育", "食生活改善の団体"},
    {"文化", "文化活動の団体"},
    {"農業", "農業者や市民農園の利用者の会"},
    {"ごみ減量", "リサイクルに取り組む団体"},
    {"図書館", "読み聞かせのボランティア"},
    {"道路", "道路里親の団体"},
    {"公園", "公園愛護会"},
}};

std::string people_of(std::string_view field) {
  for (const auto& [name, people] : kPeople)
    if (name == field) return std::string(people);
  return "地域の市民活動団体";
}

// A keyword of an attribute that is a list or a text; the first one.
std::string first_word(const JsonObject& attributes, std::string_view key) {
  const Json* value = attributes.if_contains(key);
  if (value && value->is_array())
    for (const Json& item : value->get_array())
      if (item.is_string()) return std::string(item.get_string());
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace

Facts facts_of(City& city, const office::Project& project) {
  // A work says little of itself; what it is about stands with its project.
  const office::Project about = project.parent.empty() ? project : city.project(project.parent);
  Facts facts;
  facts.id = project.id;
  facts.name = project.name;
  facts.section = city.unit_name(project.unit);
  facts.outline = first_word(about.attributes, "事業概要");
  if (facts.outline.ends_with("。"))
    facts.outline.resize(facts.outline.size() - std::string_view("。").size());
  facts.field = first_word(about.attributes, "fields");
  facts.people = people_of(facts.field);
  facts.area = first_word(about.attributes, "area");
  facts.form = first_word(about.attributes, "forms");
  if (facts.form.empty()) facts.form = "事業協力";
  facts.partner = first_word(project.attributes, "partner_name");
  return facts;
}

std::string fill(std::string_view pattern, const Facts& facts) {
  const std::array<std::pair<std::string_view, const std::string*>, 8> members{
      {{"{name}", &facts.name},
       {"{section}", &facts.section},
       {"{outline}", &facts.outline},
       {"{field}", &facts.field},
       {"{people}", &facts.people},
       {"{area}", &facts.area},
       {"{form}", &facts.form},
       {"{partner}", &facts.partner}}};
  std::string text;
  while (!pattern.empty()) {
    bool known = false;
    for (const auto& [name, value] : members)
      if (pattern.starts_with(name)) {
        text += *value;
        pattern.remove_prefix(name.size());
        known = true;
        break;
      }
    if (known) continue;
    text += pattern.front();
    pattern.remove_prefix(1);
  }
  return text;
}

}  // namespace kyodo::cli::demo_city
