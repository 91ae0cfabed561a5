// `kyodo scxml explore`: what a chart can reach.
#include "cli_fixture.h"

namespace kyodo::cli {
namespace {

class ScxmlExplore : public Cli {
 protected:
  Outcome explore(const std::string& body, const std::vector<std::string>& options = {}) {
    const std::string file = folder_ + "/chart.scxml";
    std::ofstream(file) << "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'>\n"
                        << body << "</scxml>\n";
    std::vector<std::string> words{"scxml", "explore", file};
    words.insert(words.end(), options.begin(), options.end());
    return bare(words);
  }
};

constexpr const char* kDoor =
    "<state id='closed'><transition event='open' target='ajar'/></state>\n"
    "<state id='ajar'><transition event='close' target='closed'/>\n"
    "<transition event='lock' cond=\"In('closed')\" target='locked'/>\n"
    "<transition event='break' target='broken'/></state>\n"
    "<state id='broken'/><final id='locked'/>\n";

TEST_F(ScxmlExplore, ListsWhatIsReachedAndWhatNeverHappens) {
  const Outcome outcome = explore(kDoor, {"--json"});
  EXPECT_EQ(outcome.code, 1) << outcome.err;  // broken leads nowhere
  const Json json = outcome.json();
  EXPECT_EQ(to_text(json.at("events")), R"(["open","close","lock","break"])");
  EXPECT_EQ(
      to_text(json.at("reached")),
      R"([{"state":"closed","way":[]},{"state":"ajar","way":["open"]},{"state":"broken","way":["open","break"]}])");
  EXPECT_EQ(json.at("never_entered").at(0).at("state").as_string(), "locked");
  EXPECT_EQ(json.at("never_taken").as_array().size(), 1u);
  EXPECT_EQ(json.at("never_taken").at(0).at("source").as_string(), "ajar");
  EXPECT_EQ(to_text(json.at("deadlocks")), R"([{"states":["broken"],"way":["open","break"]}])");
  EXPECT_TRUE(json.at("limit").is_null());
}

TEST_F(ScxmlExplore, SaysItInSentences) {
  const Outcome outcome = explore(kDoor, {"--lang", "en"});
  for (const char* part :
       {"open → break", "chart.scxml:6:21: The state \"locked\" is never entered.",
        "chart.scxml:4:1: The transition from \"ajar\" (lock) is never taken.",
        "Deadlock: broken (no event leads on; after open → break)", "3 sessions (3 configurations)"})
    EXPECT_THAT(outcome.out, ::testing::HasSubstr(part));
  EXPECT_THAT(explore(kDoor).out, ::testing::HasSubstr("行き止まり: broken"));
}

TEST_F(ScxmlExplore, SucceedsWhenEveryWayLeadsOn) {
  EXPECT_EQ(explore("<state id='a'><transition event='e' target='b'/></state><final id='b'/>").code, 0);
  const Outcome endless = explore("<state id='a'><transition target='a'/></state>", {"--lang", "en"});
  EXPECT_EQ(endless.code, 1);
  EXPECT_THAT(endless.out, ::testing::HasSubstr("kMaxMicrosteps"));
  EXPECT_EQ(explore("<state id='a'><transition target='nowhere'/></state>").code, 1);
}

}  // namespace
}  // namespace kyodo::cli
