#include "stage/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "stage_fixture.h"

namespace kyodo::stage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LoadedCatalog : public testing::Test {
 protected:
  Error refused(const std::string& name) {
    auto loaded = catalog.load_library(fixture(name));
    return loaded ? Error{Code::refused, {"", "loaded"}} : loaded.error();
  }
  Result<JsonObject> nonsense(const std::string& kind) {
    if (!catalog.find("nonsense")) (void)catalog.load_library(fixture("nonsense"));
    StageCall call = call_of(catalog, "nonsense", "enter");
    set_action(call, "comment", Json(kind));
    return catalog.decide(call);
  }
  Catalog catalog{nullptr};
};
using Loader = LoadedCatalog;

TEST_F(Loader, ReadsTheDescriptionOfALibrary) {
  ASSERT_TRUE(catalog.load_library(fixture("well_behaved")));
  const StageInfo* info = catalog.find("well_behaved");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->title.ja, "見本");
  EXPECT_EQ(info->version, "1.2.0");
  EXPECT_EQ(info->behaviour_min, 1);
  EXPECT_EQ(info->behaviour_max, 2);
  EXPECT_TRUE(info->ranks);
  EXPECT_THAT(info->outcomes, ElementsAre("closed"));
  EXPECT_THAT(info->facts, ElementsAre("reservations"));
  EXPECT_THAT(info->engine_actions, ElementsAre("enter", "timeout"));
  ASSERT_EQ(info->words.size(), 1u);
  EXPECT_EQ(info->words.at("entered").ja, "始めた日");
  ASSERT_TRUE(info->find_action("note"));
  EXPECT_EQ(
      to_text(info->find_action("note")->schema),
      R"({"type":"object","properties":{"text":{"type":"string","title":"本文","x-title-en":"Text"},)"
      R"("until":{"type":"string","format":"date"}},"additionalProperties":false,"required":["text"]})");
  EXPECT_EQ(info->find_action("dance"), nullptr);
}

TEST_F(Loader, RequiresNoSettingSinceAllHaveDefaults) {
  ASSERT_TRUE(catalog.load_library(fixture("well_behaved")));
  EXPECT_FALSE(catalog.find("well_behaved")->settings_schema.contains("required"));
  StageCall call = call_of(catalog, "well_behaved", "enter");
  call.json["settings"] = JsonObject{{"days", 3}};
  auto answer = catalog.decide(call);
  ASSERT_TRUE(answer) << answer.error().text.en;
  const JsonObject& task = answer->at("open").at(0).get_object();
  EXPECT_EQ(task.at("role"), "office");
  EXPECT_EQ(task.at("due"), "3 business days");
}

TEST_F(Loader, PassesARefusalAndProblemsOnWithNothingElse) {
  ASSERT_TRUE(catalog.load_library(fixture("well_behaved")));
  StageCall call = call_of(catalog, "well_behaved", "note");
  set_action(call, "data", JsonObject{{"text", "half"}});
  EXPECT_EQ(to_text(catalog.decide(call).value()), R"({"refuse":{"ja":"まだ書けません。","en":"Not yet."}})");

  set_action(call, "data", JsonObject{{"text", 7}, {"until", "2018-02-30"}, {"mood", "good"}});
  auto answer = catalog.decide(call);
  ASSERT_TRUE(answer) << answer.error().text.en;
  const JsonArray& problems = array_or_empty(*answer, "problems");
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].at("field"), "/text");
  EXPECT_EQ(problems[1].at("field"), "/until");
  EXPECT_EQ(problems[2].at("field"), "/mood");
  EXPECT_FALSE(answer->contains("state"));
}

TEST_F(Loader, RefusesSettingsThatTheStageDoesNotKnow) {
  ASSERT_TRUE(catalog.load_library(fixture("well_behaved")));
  StageCall call = call_of(catalog, "well_behaved", "enter");
  call.json["settings"] = JsonObject{{"dyas", 3}};
  auto answer = catalog.decide(call);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::plugin);
  EXPECT_THAT(answer.error().text.en, HasSubstr("/dyas"));
}

TEST_F(Loader, RefusesABehaviourThatNobodyServes) {
  ASSERT_TRUE(catalog.load_library(fixture("well_behaved")));
  StageCall call = call_of(catalog, "well_behaved", "enter");
  for (int behaviour : {0, 3}) {
    call.json["behaviour"] = behaviour;
    auto answer = catalog.decide(call);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::plugin);
    EXPECT_THAT(answer.error().text.en, HasSubstr("serves 1 to 2"));
  }
}

TEST_F(Loader, SaysWhichLibraryServesATypeAlready) {
  ASSERT_TRUE(catalog.load_library(fixture("well_behaved")));
  Error error = refused("same_type");
  EXPECT_EQ(error.code, Code::plugin);
  EXPECT_THAT(error.text.en, HasSubstr("already served by " + fixture("well_behaved")));
  EXPECT_EQ(catalog.find("well_behaved")->version, "1.2.0");
}

TEST_F(Loader, RefusesAnotherAbiBeforeReadingOn) {
  EXPECT_THAT(refused("other_abi").text.en, HasSubstr("built for ABI 99, this kyodo has ABI 1"));
}

TEST_F(Loader, RefusesWhatIsNoPlugin) {
  EXPECT_THAT(refused("no_entry").text.en, HasSubstr("no function kyodo_plugin_entry"));
  EXPECT_THAT(refused("not_there").text.en, HasSubstr("does not load as a shared library"));
  const std::string text = scratch_file("text.so");
  std::ofstream(text) << "not a library";
  EXPECT_FALSE(catalog.load_library(text));
}

TEST_F(Loader, ReportsEverythingWrongWithADescriptionAtOnce) {
  Error error = refused("bad_description");
  EXPECT_EQ(error.code, Code::plugin);
  EXPECT_EQ(
      problems_of(error),
      "/author unknown\n/title/en required\n/settings/properties/days/type enum\n/settings/required unknown\n"
      "/actions/0/name reserved\n/actions/0/schema/oneOf unknown\n/actions/0/roles minItems\n"
      "/actions/0/on_states/0 enum\n/facts/0 enum\n/words/place type\n");
}

TEST_F(Loader, LeavesOutLibrariesThatCannotBeUsedAndListsThem) {
  catalog.load_folder(std::string(KYODO_BINARY_DIR) + "/fixture-plugins");
  EXPECT_TRUE(catalog.find("nonsense"));
  EXPECT_TRUE(catalog.find("well_behaved"));
  std::vector<std::string> types;
  for (const StageInfo* info : catalog.all()) types.push_back(info->type);
  EXPECT_THAT(types,
              ElementsAre("crashes", "loops", "nonsense", "not_deterministic", "throws", "well_behaved"));
  // In the order of the file names: same_type comes before well_behaved and keeps the type.
  EXPECT_EQ(catalog.find("well_behaved")->version, "9.0.0");
  EXPECT_EQ(catalog.problems().size(), 4u);
}

TEST_F(Loader, ListsAFolderThatCannotBeRead) {
  catalog.load_folder("/no/such/folder");
  ASSERT_EQ(catalog.problems().size(), 1u);
  EXPECT_EQ(catalog.problems()[0].code, Code::io);
}

TEST_F(Loader, TurnsAnExceptionIntoAnError) {
  ASSERT_TRUE(catalog.load_library(fixture("throws")));
  auto answer = catalog.decide(call_of(catalog, "throws", "throw"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::plugin);
  EXPECT_THAT(answer.error().text.en, HasSubstr("the fixture throws"));
  EXPECT_THAT(catalog.decide(call_of(catalog, "throws", "throw-int")).error().text.en,
              HasSubstr("unknown type"));
}

TEST_F(Loader, RefusesNonsense) {
  for (const char* kind : {"not json", "array", "unknown member", "unknown outcome", "too many requests",
                           "too deep", "says bad input", "a wrong type"}) {
    auto answer = nonsense(kind);
    ASSERT_FALSE(answer) << kind;
    EXPECT_EQ(answer.error().code, Code::plugin) << kind;
    EXPECT_FALSE(answer.error().text.ja.empty());
  }
  EXPECT_THAT(nonsense("says bad input").error().text.en, HasSubstr("not for me"));
  EXPECT_THAT(nonsense("unknown outcome").error().text.en, HasSubstr("\"won\""));
}

TEST_F(Loader, StopsAnAnswerAtTheLimit) {
  auto answer = nonsense("too large");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::limit);
}

TEST_F(Loader, CountsTheTasksOfTheWholeVisit) {
  EXPECT_TRUE(nonsense("too many tasks"));
  StageCall call = call_of(catalog, "nonsense", "enter");
  set_action(call, "comment", Json("too many tasks"));
  for (int i = 0; i < 51; ++i)
    call.json["tasks"].get_array().push_back(JsonObject{{"name", std::to_string(i)}});
  auto answer = catalog.decide(call);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::limit);
}

TEST_F(Loader, RanksOnlyWhatRanks) {
  ASSERT_TRUE(catalog.load_library(fixture("well_behaved")));
  JsonObject input = sample_rank_input();
  input["visits"] = JsonArray{JsonObject{{"project", JsonObject{{"id", "P-7"}}}, {"state", JsonObject{}}}};
  EXPECT_EQ(to_text(catalog.rank("well_behaved", input).value()),
            R"({"ranking":[{"project":"P-7","rank":1,"total":0,"selected":true}],"settled":true})");
  ASSERT_TRUE(catalog.load_library(fixture("throws")));
  EXPECT_FALSE(catalog.rank("throws", input));
  EXPECT_FALSE(catalog.rank("nobody", input));
}

TEST_F(Loader, SaysWhenNobodyServesAStage) {
  auto answer = catalog.decide({"dance", "P-1", "V-1", "enter", {}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::plugin);
  EXPECT_EQ(catalog.find("dance"), nullptr);
}

}  // namespace
}  // namespace kyodo::stage
