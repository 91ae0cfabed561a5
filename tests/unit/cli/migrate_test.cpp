// Moving projects under way to a changed package, looking first, and back again.
#include "cli_fixture.h"

namespace kyodo::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Migrate : public Cli {
 protected:
  void SetUp() override {
    set_up_city();
    add_project("0301-01", "0301");
    add_project("0302-01", "0302");
    old_ = hash_of_latest();
    install_changed();
    new_ = hash_of_latest();
    ASSERT_NE(old_, new_);
  }
  std::string hash_of_latest() {
    const Json list = done({"workflow", "list", "--json"}).json();
    return std::string(list.at("workflows").as_array().back().at("hash").as_string());
  }
  // The package with the state "select" called "choose".
  void install_changed() {
    const std::string folder = folder_ + "/changed";
    std::filesystem::copy(source("workflows/komaki-h30"), folder, std::filesystem::copy_options::recursive);
    std::string chart = read(folder + "/workflow.scxml");
    for (const std::string quoted : {"\"select\""})
      for (std::size_t at = 0; (at = chart.find("id=" + quoted, at)) != std::string::npos; ++at)
        chart.replace(at, 3 + quoted.size(), "id=\"choose\"");
    for (std::size_t at = 0; (at = chart.find("target=\"select\"", at)) != std::string::npos; ++at)
      chart.replace(at, 15, "target=\"choose\"");
    for (std::size_t at = 0; (at = chart.find("initial=\"select\"", at)) != std::string::npos; ++at)
      chart.replace(at, 16, "initial=\"choose\"");
    std::ofstream(folder + "/workflow.scxml", std::ios::binary) << chart;
    clock_.time.ms += 1000;
    done({"workflow", "install", folder, "--now", "2018-04-03"});
  }
  std::string state_of(const std::string& project) {
    return std::string(done({"project", "show", project, "--json"}).json().at("state").as_string());
  }
  std::string map_ = R"({"charts":{"workflow":{"states":{"select":"choose"}}}})";
  std::string old_, new_;
};

TEST_F(Migrate, SaysFirstWhatWouldHappenToEverySession) {
  const std::string before(done({"journal", "verify", "--json"}).json().at("head").as_string());
  const Outcome without = done({"workflow", "migrate", old_, new_, "--dry-run", "--json"});
  const Json refused = without.json();
  ASSERT_EQ(refused.at("plans").as_array().size(), 2u);
  EXPECT_EQ(refused.at("plans").at(0).at("problems").at(0).at("field"), "state select");
  const Json plans = done({"workflow", "migrate", old_, new_, "--map", map_, "--dry-run", "--json"}).json();
  for (const Json& plan : plans.at("plans").as_array()) {
    EXPECT_TRUE(plan.at("problems").as_array().empty());
    EXPECT_EQ(plan.at("sessions").at(0).at("before").at(0), "select");
    EXPECT_EQ(plan.at("sessions").at(0).at("after").at(0), "choose");
  }
  EXPECT_EQ(done({"journal", "verify", "--json"}).json().at("head"), Json(before));
}

TEST_F(Migrate, MovesInBatchesAndTheProjectsGoOn) {
  const Json moved = done({"workflow", "migrate", old_, new_, "--map", map_, "--batch", "1", "--reason",
                           "様式の改定", "--json"})
                         .json();
  EXPECT_EQ(moved.at("migrated").as_array().size(), 2u);
  EXPECT_EQ(state_of("P-1"), "choose");
  EXPECT_THAT(done({"project", "history", "P-1"}).out, HasSubstr("移行"));
  for (const char* task : {"T-1", "T-2"})
    done({"task", "do", task, "score", "--set", "levels:=[5,4,3,4,5,3]", "--as", "jimukyoku-1"});
  done({"round", "select", "H30", "--choose", "P-1", "--reason", "同点のため", "--as", "jimukyoku-1"});
  EXPECT_EQ(state_of("P-1"), "self_diagnose");
  EXPECT_EQ(done({"journal", "verify", "--json"}).json().at("ok"), true);
}

TEST_F(Migrate, LeavesWhatHasNoImageAsItIsAndSaysSo) {
  const Outcome outcome = kyodo({"workflow", "migrate", old_, new_, "--reason", "様式の改定"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("移せません"));
  EXPECT_THAT(outcome.out, HasSubstr("「select」"));
  EXPECT_EQ(state_of("P-1"), "select");
}

TEST_F(Migrate, IsUndoneWhereNothingFollowed) {
  done({"workflow", "migrate", old_, new_, "--map", map_, "--reason", "様式の改定"});
  done({"project", "comment", "P-2", "確認しました。", "--as", "jimukyoku-1"});
  const Outcome undone = kyodo({"workflow", "migrate", old_, new_, "--undo", "--json"});
  EXPECT_EQ(undone.code, 1);
  EXPECT_EQ(undone.json().at("restored").as_array().size(), 1u);
  EXPECT_EQ(undone.json().at("refused").at(0).at("project"), "P-2");
  EXPECT_EQ(state_of("P-1"), "select");
  EXPECT_EQ(state_of("P-2"), "choose");
  EXPECT_EQ(done({"journal", "verify", "--json"}).json().at("ok"), true);
}

TEST_F(Migrate, RefusesAMapThatSaysWhatCannotBeMeant) {
  for (const char* map :
       {R"({"chart":{}})", R"({"charts":{"nothing":{}}})", R"({"charts":{"workflow":{"state":{}}}})",
        R"({"charts":{"workflow":{"states":{"select":5}}}})"})
    EXPECT_EQ(kyodo({"workflow", "migrate", old_, new_, "--map", map, "--dry-run"}).code, 1) << map;
  EXPECT_EQ(kyodo({"workflow", "migrate", old_, old_, "--reason", "x"}).code, 1);
  EXPECT_EQ(kyodo({"workflow", "migrate", old_, "nothing", "--dry-run"}).code, 1);
  const Outcome reasonless = kyodo({"workflow", "migrate", old_, new_, "--map", map_});
  EXPECT_THAT(reasonless.err, HasSubstr("--reason"));
}

}  // namespace
}  // namespace kyodo::cli
