// `kyodo scxml`: one chart without a database.
#include "cli_fixture.h"

namespace kyodo::cli {
namespace {

class Scxml : public Cli {
 protected:
  std::string chart(const std::string& body, const std::string& name = "chart.scxml") {
    const std::string file = folder_ + "/" + name;
    std::ofstream(file) << "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'>\n"
                        << body << "</scxml>\n";
    return file;
  }
};

constexpr const char* kDoor = R"(
  <datamodel><data id='opened' expr='0'/></datamodel>
  <state id='closed'>
    <transition event='open' target='ajar'><assign location='opened' expr='opened + _event.data'/></transition>
  </state>
  <state id='ajar'>
    <onentry><send event='wind' delay='3s'/><log label='door' expr="'creaks'"/></onentry>
    <transition event='wind' target='closed'/>
    <transition event='lock' target='locked'/>
  </state>
  <final id='locked'/>)";

TEST_F(Scxml, PrintsALineAfterTheStartAndAfterEachLineOfInput) {
  for (const char* thaw : {"--json", "--thaw"}) {
    const Outcome outcome =
        bare({"scxml", "run", chart(kDoor), "--interactive", thaw},
             "{\"name\":\"open\",\"data\":2}\n{\"advance\":\"2999ms\"}\n{\"advance\":\"1ms\"}\n"
             "\n{\"name\":\"open\",\"data\":1}\n{\"name\":\"lock\"}\n{\"name\":\"open\"}\n");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.out,
              R"({"configuration":["closed"],"done":false,"data":{"opened":0},"log":[]}
{"configuration":["ajar"],"done":false,"data":{"opened":2},"log":[{"session":"s1","label":"door","text":"creaks"}]}
{"configuration":["ajar"],"done":false,"data":{"opened":2},"log":[]}
{"configuration":["closed"],"done":false,"data":{"opened":2},"log":[]}
{"configuration":["ajar"],"done":false,"data":{"opened":3},"log":[{"session":"s1","label":"door","text":"creaks"}]}
{"configuration":["locked"],"done":true,"data":{"opened":3},"log":[]}
)");
  }
}

TEST_F(Scxml, RunsByItselfThroughAllDelays) {
  const Outcome outcome = bare({"scxml", "run",
                                chart("<state id='a'><onentry><send event='e' delay='8760h'/></onentry>"
                                      "</state>")});
  EXPECT_EQ(outcome.code, 1);  // hours are no unit of CSS2
  const Outcome year = bare({"scxml", "run",
                             chart("<state id='a'><onentry><send event='e' delay='31536000s'/></onentry>"
                                   "<transition event='e' target='b'/></state><final id='b'/>")});
  EXPECT_EQ(year.code, 0) << year.err;
  EXPECT_THAT(year.out, ::testing::HasSubstr("{\"configuration\":[\"b\"],\"done\":true"));
}

TEST_F(Scxml, WaitsAWeekAtMost) {
  const std::string still = chart("<state id='a'/>");
  EXPECT_EQ(bare({"scxml", "run", still, "--timeout", "604800"}).code, 0);
  for (const char* seconds : {"604801", "0", "-1", "soon", "99999999999999999999"}) {
    const Outcome outcome = bare({"scxml", "run", still, "--timeout", seconds});
    EXPECT_EQ(outcome.code, 2) << seconds;
    EXPECT_THAT(outcome.err, ::testing::HasSubstr("604800")) << seconds;
  }
}

TEST_F(Scxml, SaysWhatNoTransitionTook) {
  const Outcome outcome = bare(
      {"scxml", "run", chart("<state id='a'><onentry><assign location='x' expr='1'/></onentry></state>")});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, ::testing::HasSubstr("\"errors\":[\"error.execution: "));
  EXPECT_THAT(outcome.out, ::testing::HasSubstr("chart.scxml:2:"));
}

TEST_F(Scxml, InvokesChartsInFilesBesideIt) {
  chart("<final id='end'><donedata><param name='n' expr='41 + 1'/></donedata></final>", "child.scxml");
  const Outcome outcome =
      bare({"scxml", "run",
            chart("<state id='a'><invoke id='c' src='file:child.scxml'/>"
                  "<transition event='done.invoke.c' cond='_event.data.n == 42' target='b'/></state>"
                  "<final id='b'/>")});
  EXPECT_THAT(outcome.out, ::testing::HasSubstr("[\"b\"]")) << outcome.out << outcome.err;
}

TEST_F(Scxml, RefusesAWrongChartAndAWrongLineWithTheirPlaces) {
  const Outcome wrong =
      bare({"scxml", "run", chart("<state id='a'>\n  <transition target='nowhere'/></state>")});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, ::testing::HasSubstr("chart.scxml:3:"));
  for (const char* line :
       {"{\"advance\":\"soon\"}", "{\"name\":\"\"}", "[]", "{\"name\":\"a\",\"to\":1}", "{"}) {
    const Outcome outcome = bare({"scxml", "run", chart(kDoor), "--interactive"}, std::string(line) + "\n");
    EXPECT_EQ(outcome.code, 1) << line;
    EXPECT_THAT(outcome.err, ::testing::HasSubstr("-:1")) << line;
  }
}

TEST_F(Scxml, ChecksExpressionsAndWays) {
  const Outcome outcome = bare({"scxml", "check",
                                chart("<state id='a'>\n  <transition event='e' cond='1 +' target='a'/>\n"
                                      "</state><state id='b'/>")});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, ::testing::HasSubstr("[script]"));
  EXPECT_THAT(outcome.out, ::testing::HasSubstr("[unreachable-state]"));
  EXPECT_EQ(bare({"scxml", "check", chart(kDoor)}).code, 0);
}

TEST_F(Scxml, DrawsWhatIsInTheChart) {
  for (const char* format : {"svg", "dot", "mermaid"}) {
    const Outcome outcome = bare({"scxml", "graph", chart(kDoor), "--format", format});
    EXPECT_EQ(outcome.code, 0);
    for (const char* word : {"closed", "ajar", "locked", "wind"})
      EXPECT_THAT(outcome.out, ::testing::HasSubstr(word)) << format;
  }
  EXPECT_EQ(bare({"scxml", "graph", chart(kDoor), "--format", "png"}).code, 2);
}

}  // namespace
}  // namespace kyodo::cli
