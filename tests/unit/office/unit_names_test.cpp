#include "office/unit_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "office/unit_words.h"

namespace kyodo::office {
namespace {

using testing::ElementsAre;

NamedUnit unit_of(const UnitCells& cells, const std::vector<UnitCells>& others = {}) {
  std::vector<UnitCells> rows{cells};
  rows.insert(rows.end(), others.begin(), others.end());
  FoldedUnits folded = fold_units(rows);
  return folded.unit_of_row[0] == kNoUnit ? NamedUnit{} : folded.units[folded.unit_of_row[0]];
}

TEST(UnitNames, TakesTheDepartmentOutOfTheSectionCell) {
  EXPECT_EQ(unit_of({"", "福祉部", "福祉部　保育課"}), (NamedUnit{"", "福祉部", "保育課"}));
  EXPECT_EQ(unit_of({"", "環境部", "環境部環境課"}), (NamedUnit{"", "環境部", "環境課"}));
}

TEST(UnitNames, IgnoresWidthAndSpacesInsideANameButNotTheNakaguro) {
  FoldedUnits folded = fold_units({{"", "産業部", "農政課"},
                                   {"", "産業部", "農　政　課"},
                                   {"", "総務部", "ＤＸ推進課"},
                                   {"", "総務部", "DX推進課 "}});
  EXPECT_EQ(folded.units.size(), 2u);
  EXPECT_EQ(folded.folds.size(), 3u);
  EXPECT_EQ(unit_of({"", "市民人権部", "市民人権部　人権・市民協働課"}),
            (NamedUnit{"", "市民人権部", "人権・市民協働課"}));
}

TEST(UnitNames, TakesTheFirstSectionAsMainAndTheOthersAsRelated) {
  FoldedUnits folded = fold_units({{"", "保健所　保健総務課", "保健所　保健総務課　健康支援課"}});
  EXPECT_EQ(folded.units[0], (NamedUnit{"", "保健所", "保健総務課"}));
  EXPECT_EQ(folded.related[0], std::vector<std::string>{"健康支援課"});
}

TEST(UnitNames, NeverFoldsTwoCitiesOrTwoDepartmentsTogether) {
  FoldedUnits folded =
      fold_units({{"甲市", "総務部", "総務課"}, {"乙市", "総務部", "総務課"}, {"甲市", "教育部", "総務課"}});
  EXPECT_EQ(folded.units.size(), 3u);
  EXPECT_TRUE(folded.folds.empty());
}

TEST(UnitNames, FindsTheDepartmentOfASectionElsewhereInTheListWhenThereIsOnlyOne) {
  EXPECT_EQ(unit_of({"", "", "環境課"}, {{"", "市民部", "環境課"}}), (NamedUnit{"", "市民部", "環境課"}));
  EXPECT_EQ(unit_of({"", "", "総務課"}, {{"", "市民部", "総務課"}, {"", "教育部", "総務課"}}),
            (NamedUnit{"", "", "総務課"}));
}

TEST(UnitNames, NamesNoUnitWhenTheCellsSayNothing) {
  EXPECT_EQ(fold_units({{"甲市", "データなし", " "}}).unit_of_row[0], kNoUnit);
  EXPECT_EQ(unit_of({"甲市", "データなし", "会計課"}), (NamedUnit{"甲市", "", "会計課"}));
}

TEST(UnitNames, KeepsADepartmentApartFromASectionThatBeginsWithItsName) {
  const FoldedUnits folded = fold_units(
      {{"", "消防　消防本部総務課", "消防　消防本部総務課　消防本部予防課"}, {"", "消防", "消防本部総務課"}});
  EXPECT_THAT(folded.units, ElementsAre(NamedUnit{"", "消防", "消防本部総務課"}));
  EXPECT_THAT(folded.related[0], ElementsAre("消防本部予防課"));
}

TEST(UnitNames, KnowsASectionWithAndWithoutTheDepartmentsNameBeforeIt) {
  const FoldedUnits folded = fold_units({{"", "教育部　教育部総務課", "教育部　教育部総務課"},
                                         {"", "教育部", "教育部総務課"},
                                         {"", "教育部　教育部総務課", "教育部　教育部総務課　学校教育課"},
                                         {"", "教育部", "総務課"}});
  EXPECT_THAT(folded.units, ElementsAre(NamedUnit{"", "教育部", "教育部総務課"}));
  EXPECT_TRUE(folded.related[0].empty());
  EXPECT_THAT(folded.related[2], ElementsAre("学校教育課"));
}

TEST(UnitNames, PartsSeveralSectionsInOneCell) {
  for (const char* cell :
       {"総務課、財政課", "総務課・財政課", "総務課／財政課", "総務課\n財政課", "総務課 財政課",
        "総務課；財政課ほか", "総務部　総務課、総務部　財政課", "総務課，財政課　他"}) {
    const FoldedUnits folded = fold_units({{"", "総務部", cell}});
    EXPECT_THAT(folded.units, ElementsAre(NamedUnit{"", "総務部", "総務課"})) << cell;
    EXPECT_THAT(folded.related[0], ElementsAre("財政課")) << cell;
  }
  EXPECT_EQ(unit_of({"", "教育部", "スポーツ・生涯学習課"}).section, "スポーツ・生涯学習課");
}

TEST(UnitNames, LeavesSubsectionsOut) {
  for (const char* cell :
       {"総務課　人事係", "総務課（人事係）", "総務課（人事係、給与担当）", "総 務 課　人事係"}) {
    const FoldedUnits folded = fold_units({{"", "総務部", cell}});
    EXPECT_THAT(folded.units, ElementsAre(NamedUnit{"", "総務部", "総務課"})) << cell;
    EXPECT_TRUE(folded.related[0].empty()) << cell;
  }
  EXPECT_EQ(unit_of({"", "市民部", "協働推進担当"}).section, "協働推進担当");
  EXPECT_EQ(unit_of({"", "総務部", "総務課（本庁）"}).section, "総務課(本庁)");
}

TEST(UnitNames, FoldsSpellingsBelowOneDepartmentAndShowsTheOneMetMost) {
  const FoldedUnits folded = fold_units({{"", "こども部", "障害福祉課"},
                                         {"", "子ども部", "障がい福祉課"},
                                         {"", "子ども部", "障がい福祉課"},
                                         {"", "健康部", "障害福祉課"}});
  EXPECT_THAT(folded.units,
              ElementsAre(NamedUnit{"", "子ども部", "障がい福祉課"}, NamedUnit{"", "健康部", "障害福祉課"}));
  EXPECT_THAT(folded.folds, ElementsAre(Fold{"こども部 / 障害福祉課", folded.units[0], 1}));
  EXPECT_EQ(spelling_key("人権・市民協働課"), spelling_key("人権市民協働課"));
  EXPECT_EQ(spelling_key("霞ヶ丘センター"), spelling_key("霞ケ丘ｾﾝﾀｰ"));
  EXPECT_EQ(spelling_key("髙﨑支所"), spelling_key("高崎支所"));
  EXPECT_NE(spelling_key("健康課"), spelling_key("検診課"));
}

TEST(UnitNames, TakesTheInnermostDepartmentAndTheSectionsOwnCellWhereCellsDisagree) {
  EXPECT_EQ(unit_of({"", "教育委員会　教育部", "教育部　学校教育課"}),
            (NamedUnit{"", "教育部", "学校教育課"}));
  EXPECT_EQ(unit_of({"", "企画部", "総務部　総務課"}, {{"", "総務部", "総務課"}}),
            (NamedUnit{"", "総務部", "総務課"}));
  EXPECT_EQ(unit_of({"", "", "総務部　総務課"}), (NamedUnit{"", "総務部", "総務課"}));
  EXPECT_EQ(unit_of({"", "", "環境部環境課"}, {{"", "環境部", "公害課"}}),
            (NamedUnit{"", "環境部", "環境課"}));
}

TEST(UnitNames, KnowsTheDepartmentItselfHoweverItIsWritten) {
  const FoldedUnits folded = fold_units({{"", "議会事務局", "議会事務局"},
                                         {"", "議会事務局", "議会事務局　議会事務局"},
                                         {"", "データなし", "議会事務局"},
                                         {"", "議会事務局", ""}});
  EXPECT_THAT(folded.units, ElementsAre(NamedUnit{"", "議会事務局", ""}));
}

TEST(UnitNames, TakesAnyTextAsACell) {
  for (const char* cell :
       {"・", "・・・", "(", ")(", "((((課", "課", "部", "、、／", "\xff\xfe", "-", "係", "他", "課・"}) {
    EXPECT_EQ(fold_units({{"", cell, cell}, {"", "", cell}, {"", cell, ""}}).unit_of_row.size(), 3u) << cell;
  }
}

// Six municipalities' published lists, which are not part of the project.
TEST(UnitNames, ReadsTheListsOfSixMunicipalities) {
  std::ifstream in(std::string(KYODO_SOURCE_DIR) + "/../shared/data/municipal-projects.csv",
                   std::ios::binary);
  if (!in) GTEST_SKIP() << "municipal-projects.csv is not here";
  std::vector<UnitCells> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells(1);  // no cell of this file is quoted
    for (char c : line) {
      if (c == ',')
        cells.emplace_back();
      else
        cells.back() += c;
    }
    ASSERT_GE(cells.size(), 5u) << line;
    rows.push_back({cells[0], cells[4], cells[3]});
  }
  ASSERT_EQ(rows.size(), 2220u);
  const FoldedUnits folded = fold_units(rows);
  std::map<std::string, int> by_city;
  for (const NamedUnit& unit : folded.units) {
    ++by_city[unit.city];
    EXPECT_EQ((unit.department + unit.section).find_first_of(" \t"), std::string::npos) << unit.section;
    EXPECT_EQ((unit.department + unit.section).find("データなし"), std::string::npos);
    EXPECT_FALSE(unit.department.empty() && unit.section.empty());
  }
  EXPECT_EQ(by_city["一宮市"], 28);
  EXPECT_EQ(by_city["聖籠町"], 17);
  EXPECT_EQ(std::count(folded.unit_of_row.begin(), folded.unit_of_row.end(), kNoUnit), 0);
  const NamedUnit fire{"一宮市", "消防", "消防本部総務課"};
  EXPECT_NE(std::find(folded.units.begin(), folded.units.end(), fire), folded.units.end());
}

}  // namespace
}  // namespace kyodo::office
