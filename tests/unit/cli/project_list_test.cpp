#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/config.h"
#include "cli/project_import.h"
#include "cli/records.h"

namespace kyodo::cli {
namespace {

using ::testing::HasSubstr;

const std::vector<office::Unit> kUnits{
    {"03", "市民環境部"},     {"0301", "環境課", "03"},     {"08", "教育部"},
    {"0803", "図書館", "08"}, {"0401", "健康推進課", "04"}, {"04", "健康福祉部"}};

std::string unit_for(const std::string& department, const std::string& section) {
  MatchedUnits matched = match_units({{"", department, section}}, kUnits);
  return matched.made.empty() ? matched.unit_of_row[0] : "new";
}

TEST(MatchUnits, ReadsDriftingCellsAsTheSectionMeant) {
  EXPECT_EQ(unit_for("市民環境部", "環境課"), "0301");
  EXPECT_EQ(unit_for("", "環境課"), "0301");
  EXPECT_EQ(unit_for("市民環境部", "市民環境部　環境課"), "0301");
  EXPECT_EQ(unit_for("", "市民環境部　環境課"), "0301");
  EXPECT_EQ(unit_for("市民環境部", "環境課　"), "0301");
  EXPECT_EQ(unit_for("教育部", "図　書　館"), "0803");
  EXPECT_EQ(unit_for("健康福祉部", "健康　推進課"), "0401");
  EXPECT_EQ(unit_for("市民環境部", "環境対策課"), "new");
}

TEST(MatchUnits, KeepsMunicipalitiesApartAndMakesParentsFirst) {
  MatchedUnits matched =
      match_units({{"甲市", "総務部", "総務課"}, {"乙町", "データなし", "総務課"}}, kUnits);
  EXPECT_NE(matched.unit_of_row[0], matched.unit_of_row[1]);
  std::vector<std::string> names;
  for (const office::Unit& unit : matched.made) names.push_back(unit.name);
  EXPECT_THAT(names, ::testing::ElementsAre("甲市", "総務部", "総務課", "乙町", "総務課"));
}

TEST(MatchUnits, FindsWhatAnEarlierListMadeAgain) {
  const std::vector<office::UnitCells> rows{
      {"甲市", "総務部", "総務部　総務課"}, {"甲市", "", "総務課"}, {"甲市", "会計課", "会計課"}};
  const MatchedUnits first = match_units(rows, {});
  const MatchedUnits second = match_units(rows, first.made);
  EXPECT_TRUE(second.made.empty());
  EXPECT_EQ(second.unit_of_row, first.unit_of_row);
}

TEST(MatchUnits, PassesOverUnitsThatWereReplaced) {
  std::vector<office::Unit> units = kUnits;
  units.push_back({"0399", "公害課", "03", std::nullopt, std::nullopt, "0301"});
  EXPECT_FALSE(match_units({{"", "市民環境部", "公害課"}}, units).made.empty());
}

TEST(WholeNumber, ReadsAmountsAsTypedAndLeavesCodesAlone) {
  EXPECT_EQ(whole_number("6,800"), 6800);
  EXPECT_EQ(whole_number("１，９００"), 1900);
  EXPECT_EQ(whole_number("-5"), -5);
  EXPECT_EQ(whole_number("△5"), -5);
  EXPECT_EQ(whole_number("0"), 0);
  EXPECT_EQ(whole_number("0301"), std::nullopt);
  EXPECT_EQ(whole_number("平成26年度"), std::nullopt);
  EXPECT_EQ(whole_number("99999999999999999999"), std::nullopt);
  EXPECT_EQ(whole_number(""), std::nullopt);
}

report::Csv csv_of(const std::string& text) {
  return report::read_csv(text, "list.csv").value();
}

TEST(ProjectList, ListsBadRowsWithNumberAndReasonAndKeepsTheGoodOnes) {
  auto csv = csv_of(
      "コード,事業名,部,課\n1,よい事業,市民環境部,環境課\n,名なし,市民環境部,環境課\n1,重なり,市民環境部,"
      "環境課\n4,,市民環境部,\n9,前からある,,環境課\n");
  auto list = read_projects(csv, {suggested_columns(csv.header)}, kUnits, {"9"});
  ASSERT_EQ(list.projects.size(), 1u);
  EXPECT_EQ(list.rows, std::vector<int>{2});
  std::vector<std::string> bad;
  for (const BadRow& one : list.bad) bad.push_back(std::to_string(one.row) + " " + one.problem.keyword);
  EXPECT_THAT(bad, ::testing::ElementsAre("3 required", "4 unique", "5 required", "5 required", "6 unique"));
}

TEST(ProjectList, ReadsTheDemoListWithoutMakingASection) {
  auto units =
      read_records(read_file(std::string(KYODO_SOURCE_DIR) + "/config/demo/units.csv", 1u << 20).value(),
                   "units.csv", {{{"コード"}, "id"}, {{"名称"}, "name"}, {{"上位コード"}, "parent"}});
  ASSERT_TRUE(units);
  std::vector<office::Unit> known;
  for (const Json& one : units->list) {
    const JsonObject& object = one.as_object();
    known.push_back({std::string(string_or(object, "id", "")), std::string(string_or(object, "name", "")),
                     std::string(string_or(object, "parent", ""))});
  }
  auto csv =
      csv_of(read_file(std::string(KYODO_SOURCE_DIR) + "/config/demo/long-list.csv", 1u << 20).value());
  auto list = read_projects(csv, {suggested_columns(csv.header)}, known, {});
  EXPECT_TRUE(list.bad.empty());
  EXPECT_EQ(list.projects.size(), 128u);
  EXPECT_TRUE(list.units.empty());
  EXPECT_THAT(list.numbers, ::testing::ElementsAre("予算額(千円)"));
  EXPECT_FALSE(list.folds.empty());
  EXPECT_EQ(to_text(list.projects[0].at("attributes").at("fields")), R"(["まちづくり","情報"])");
}

TEST(ProjectList, TakesTwoThousandProjectsOfSixMunicipalities) {
  const std::string path = std::string(KYODO_SOURCE_DIR) + "/../shared/data/municipal-projects.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the list is not part of this project";
  auto csv = csv_of(read_file(path, 8u << 20).value());
  auto list = read_projects(csv, {suggested_columns(csv.header)}, {}, {});
  EXPECT_TRUE(list.bad.empty());
  EXPECT_EQ(list.projects.size(), 2220u);
  int municipalities = 0;
  for (const office::Unit& unit : list.units) municipalities += unit.parent.empty() ? 1 : 0;
  EXPECT_EQ(municipalities, 6);
  EXPECT_LT(list.units.size(), 300u);
  EXPECT_THAT(list.numbers, ::testing::ElementsAre("R6決算(千円)"));
}

TEST(Columns, CanBeMappedByHand) {
  ColumnMap columns;
  const std::vector<std::string> header{"市", "番号", "件名", "所属"};
  EXPECT_TRUE(map_column(columns, "code=市,番号", header));
  EXPECT_TRUE(map_column(columns, "name=件名", header));
  EXPECT_EQ(columns.code, (std::vector<std::string>{"市", "番号"}));
  auto wrong = map_column(columns, "section=担当", header);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().text.ja, HasSubstr("所属"));
  EXPECT_FALSE(map_column(columns, "colour=市", header));
}

TEST(Records, ListEveryWrongCellByRow) {
  const std::vector<RecordColumn> columns{{{"ID"}, "id", CellKind::text, true},
                                          {{"開始日"}, "from", CellKind::date},
                                          {{"同意"}, "consent", CellKind::flag},
                                          {{"分野"}, "fields", CellKind::list}};
  auto records = read_records("ID,開始日,同意,分野\na,2018/4/1,有,環境；みどり\n", "r.csv", columns);
  ASSERT_TRUE(records);
  EXPECT_EQ(to_text(records->list),
            R"([{"id":"a","from":"2018-04-01","consent":true,"fields":["環境","みどり"]}])");
  records = read_records("ID,開始日,同意,分野\n,2018/4/31,多分,\n", "r.csv", columns);
  ASSERT_FALSE(records);
  EXPECT_EQ(records.error().problems.size(), 3u);
  EXPECT_THAT(records.error().problems[1].field, HasSubstr("2行目 開始日"));
  records = read_records("名前\nx\n", "r.csv", columns);
  ASSERT_FALSE(records);
  EXPECT_THAT(records.error().problems[0].text.en, HasSubstr("ID"));
}

}  // namespace
}  // namespace kyodo::cli
