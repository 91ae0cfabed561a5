#include "office/unit_names.h"

#include <gtest/gtest.h>

namespace kyodo::office {
namespace {

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
  FoldedUnits folded = fold_units({{"", "産業部", "農政課"}, {"", "産業部", "農　政　課"}, {"", "総務部", "ＤＸ推進課"}, {"", "総務部", "DX推進課 "}});
  EXPECT_EQ(folded.units.size(), 2u);
  EXPECT_EQ(folded.folds.size(), 3u);
  EXPECT_EQ(unit_of({"", "市民人権部", "市民人権部　人権・市民協働課"}), (NamedUnit{"", "市民人権部", "人権・市民協働課"}));
}

TEST(UnitNames, TakesTheFirstSectionAsMainAndTheOthersAsRelated) {
  FoldedUnits folded = fold_units({{"", "保健所　保健総務課", "保健所　保健総務課　健康支援課"}});
  EXPECT_EQ(folded.units[0], (NamedUnit{"", "保健所", "保健総務課"}));
  EXPECT_EQ(folded.related[0], std::vector<std::string>{"健康支援課"});
}

TEST(UnitNames, NeverFoldsTwoCitiesOrTwoDepartmentsTogether) {
  FoldedUnits folded = fold_units({{"甲市", "総務部", "総務課"}, {"乙市", "総務部", "総務課"}, {"甲市", "教育部", "総務課"}});
  EXPECT_EQ(folded.units.size(), 3u);
  EXPECT_TRUE(folded.folds.empty());
}

TEST(UnitNames, FindsTheDepartmentOfASectionElsewhereInTheListWhenThereIsOnlyOne) {
  EXPECT_EQ(unit_of({"", "", "環境課"}, {{"", "市民部", "環境課"}}), (NamedUnit{"", "市民部", "環境課"}));
  EXPECT_EQ(unit_of({"", "", "総務課"}, {{"", "市民部", "総務課"}, {"", "教育部", "総務課"}}), (NamedUnit{"", "", "総務課"}));
}

TEST(UnitNames, NamesNoUnitWhenTheCellsSayNothing) {
  EXPECT_EQ(fold_units({{"甲市", "データなし", " "}}).unit_of_row[0], kNoUnit);
  EXPECT_EQ(unit_of({"甲市", "データなし", "会計課"}), (NamedUnit{"甲市", "", "会計課"}));
}

}  // namespace
}  // namespace kyodo::office
