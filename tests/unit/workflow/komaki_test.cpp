// The packages that are shipped: nothing to find in them, and what the source documents count.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <tuple>

#include "declared_stages.h"
#include "workflow/package.h"

namespace kyodo::workflow {
namespace {

DeclaredStages stages() {
  DeclaredStages stages;
  stages.add(
      "select", {"excluded", "selected", "not_selected"},
      R"({"criteria": {"type": "array"}, "levels": {"type": "integer"}, "min_scorers": {"type": "integer"},
                 "scorer_role": {"type": "string"}, "exclude": {"type": "array"}})");
  stages.add("self_diagnose", {"submitted", "withdrawn"},
             R"({"sheets": {"type": "array"}, "approval": {"type": "string"}})");
  stages.add("hearing", {"held", "cancelled"}, "{}");
  stages.add("classify", {"classified"}, R"({"classes": {"type": "array"}, "rules": {"type": "array"}})");
  stages.add("support", {"works_opened", "agreed", "given_up"}, R"({"scope": {"type": "string"}})");
  stages.add("implement", {"finished", "terminated"},
             R"({"report_every": {"type": "string"}, "report_sheet": {"type": "string"},
                 "interim_after_months": {"type": "integer"}, "interim_sheet": {"type": "string"},
                 "max_years": {"type": "integer"}, "agreement": {}})");
  stages.add("evaluate", {"evaluated"},
             R"({"city_sheet": {"type": "string"}, "partner_sheet": {"type": "string"},
                 "checklist": {"type": "string"}, "others": {"type": "array"}, "third_party": {"type": "boolean"},
                 "partner": {"type": "string"}})");
  stages.add("improve", {"improved"}, "{}");
  return stages;
}

Files files(const std::string& name) {
  return read_folder(KYODO_SOURCE_DIR "/workflows/" + name).value();
}

class Komaki : public testing::TestWithParam<const char*> {
 protected:
  std::shared_ptr<const Package> package = open_package(files(GetParam())).value();

  // keyword and field of every problem
  std::string problems(const char* sheet, const char* answers) const {
    std::string text;
    for (const Problem& p : package->sheets.at(sheet).check(parse_json(answers).value()))
      text += p.keyword + " " + p.field + "\n";
    return text;
  }
};

TEST_P(Komaki, HasNothingToFind) {
  const Check check = check_package(files(GetParam()), GetParam(), stages());
  for (const chart::Finding& f : check.findings)
    ADD_FAILURE() << to_string(f.where) << " " << f.rule << ": " << f.text.en << " | " << f.advice.en;
}

TEST_P(Komaki, SuitsTheStagesThatAreBuilt) {
  stage::Catalog catalog(nullptr);
  catalog.load_folder(KYODO_BINARY_DIR "/plugins");
  if (catalog.all().size() < 8) GTEST_SKIP() << "the stage plugins are not built";
  const Check check = check_package(files(GetParam()), GetParam(), catalog);
  for (const chart::Finding& f : check.findings)
    ADD_FAILURE() << to_string(f.where) << " " << f.rule << ": " << f.text.en;
}

TEST_P(Komaki, SaysWhenAWeightOrATargetYearIsChangedInTheChartAlone) {
  for (const auto& [from, to, said] :
       {std::tuple{"weight: 1}]", "weight: 2}]", "weight of entry 6 of criteria differs from workflow.json"},
        std::tuple{"target_year_offset: 2", "target_year_offset: 3",
                   "target_year_offset of entry 2 of classes differs from workflow.json"}}) {
    Files changed = files(GetParam());
    std::string& chart = changed.at("workflow.scxml");
    const std::size_t at = chart.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    chart.replace(at, std::string_view(from).size(), to);
    const Check check = check_package(changed, GetParam(), stages());
    ASSERT_EQ(check.findings.size(), 1u);
    EXPECT_EQ(check.findings.front().rule, "manifest-differs");
    EXPECT_EQ(check.findings.front().text.en, said);
  }
}

TEST_P(Komaki, SaysWhenASheetOfOthersIsMissing) {
  Files changed = files(GetParam());
  changed.erase("sheets/users-survey.json");
  const Check check = check_package(changed, GetParam(), stages());
  ASSERT_EQ(check.findings.size(), 1u);
  EXPECT_EQ(check.findings.front().rule, "missing-sheet");
}

TEST_P(Komaki, AnswersForTheSectionsOwnReviewWhatItsClassNames) {
  EXPECT_EQ(problems("own-review",
                     R"({"purpose": "変えない", "issues": "参加者の固定化", "way": "声を聞く場を設ける",
                                      "result": "change"})"),
            "");
  EXPECT_EQ(problems("own-review", R"({"purpose": "変えない", "issues": "-", "way": "-", "result": "drop"})"),
            "enum /result\n");
}

TEST_P(Komaki, HasSixCriteriaAndThreeClasses) {
  EXPECT_EQ(array_or_empty(package->manifest, "criteria").size(), 6u);
  EXPECT_EQ(array_or_empty(package->manifest, "classes").size(), 3u);
}

TEST_P(Komaki, AsksInTheDiagnosisForTheCollaborationOrForTheReasonThatThereIsNone) {
  const std::string future =
      R"("future": {"bearers": "地域の団体と", "partners": "自治会", "results": "つながり", "pdca": {}})";
  const auto with = [&](const std::string& present) {
    return problems("diagnosis", ("{\"present\": " + present + ", " + future + "}").c_str());
  };
  EXPECT_EQ(with(R"({"already": true, "collaborations": [{"partner": "自治会", "content": "清掃"}]})"), "");
  EXPECT_EQ(with(R"({"already": false, "reason": "経験がない", "support_needed": "相手の紹介"})"), "");
  EXPECT_EQ(with(R"({"already": true})"), "required /present/collaborations\n");
  EXPECT_EQ(with(R"({"already": false})"), "required /present/reason\nrequired /present/support_needed\n");
}

TEST_P(Komaki, AcceptsAdvanceQuestionsWithAndWithoutQuestions) {
  EXPECT_EQ(problems("advance-questions", R"({"questions": []})"), "");
  EXPECT_EQ(problems("advance-questions", R"({"questions": [{"question": "対象は", "answer": "全市民"}]})"),
            "");
  EXPECT_EQ(problems("advance-questions", R"({"questions": [{"question": "対象は"}]})"),
            "required /questions/0/answer\n");
}

TEST_P(Komaki, RatesSevenViewpointsOnFiveLevels) {
  for (const char* sheet : {"furikaeri-city", "furikaeri-partner"}) {
    const JsonObject& viewpoints =
        package->sheets.at(sheet).schema().at_pointer("/properties/viewpoints/properties").as_object();
    EXPECT_EQ(viewpoints.size(), 7u);
    JsonObject levels;
    for (const auto& viewpoint : viewpoints) levels[viewpoint.key()] = {{"level", 5}};
    EXPECT_EQ(problems(sheet, to_text(JsonObject{{"viewpoints", levels}}).c_str()), "");
    levels["aim"] = {{"level", 6}};
    EXPECT_EQ(problems(sheet, to_text(JsonObject{{"viewpoints", levels}}).c_str()),
              "maximum /viewpoints/aim/level\n");
  }
}

TEST_P(Komaki, ChecksTwentyFiveItemsInFourPhases) {
  const Json& schema = package->sheets.at("seki-25").schema();
  std::vector<std::size_t> counts;
  for (const char* phase : {"plan", "do", "results", "improve"})
    counts.push_back(schema.at("properties").at(phase).at("properties").as_object().size());
  EXPECT_EQ(counts, (std::vector<std::size_t>{9, 6, 5, 5}));
}

TEST_P(Komaki, WritesNoFixedLineOfAMailWiderThanThirtyEightCharacters) {
  std::istringstream lines(package->messages.at("daily"));
  for (std::string line; std::getline(lines, line);) {
    const auto width = std::count_if(line.begin(), line.end(),
                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    if (line.find("{{") == std::string::npos) {
      EXPECT_LE(width, 38) << line;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Packages, Komaki, testing::Values("komaki-h29", "komaki-h30"),
                         [](const auto& entry) { return std::string(entry.param).substr(7); });

}  // namespace
}  // namespace kyodo::workflow
