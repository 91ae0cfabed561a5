// Charts that charts invoke: from the package or as <content>, with their events, delays and limits.
#include "office_fixture.h"
#include "runtime/sessions.h"

namespace kyodo::runtime {
namespace {

class ChildChart : public Office {
 protected:
  // A project on this chart; further charts by name.
  std::string begin(const std::string& body, const std::map<std::string, std::string>& others = {}) {
    InstallWorkflow install;
    install.files["workflow.json"] =
        R"({"name": "small", "title": {"ja": "小さな手続", "en": "Small"}, "fiscal_year": 2018, "roles": ["office"]})";
    for (const char* message : {"messages/daily.mustache", "messages/daily-subject.mustache"})
      install.files[message] = "{{date_era}}";
    install.files["workflow.scxml"] = document(body);
    for (const auto& [name, inside] : others) install.files[name + ".scxml"] = document(inside);
    must(install);
    must(OpenRound{"S", "小", "small", 2018, 1});
    return std::string(must(AddProject{"c-1", "試験", "0301", "S", std::nullopt, std::nullopt, {}}, "jimu")
                           .at("project")
                           .as_string());
  }
  static std::string document(const std::string& body) {
    return "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0' datamodel='ecmascript'>" + body +
           "</scxml>";
  }
  std::vector<std::string> sessions() {
    std::vector<std::string> ids;
    for (const auto& row : store->find<office::SessionRow>({.order = {"id"}})) ids.push_back(row.id);
    return ids;
  }
};

constexpr const char* kAnswering = R"(
  <state id='s'>
    <onentry><send event='hello' target='#_parent'><param name='n' expr='1'/></send></onentry>
    <transition event='answer' target='end'/>
  </state>
  <final id='end'><donedata><param name='n' expr='2'/></donedata></final>)";

std::string asking(const std::string& invoke) {
  return R"(<state id='s'>)" + invoke + R"(
      <transition event='hello' cond="_event.data.n == 1 &amp;&amp; _event.invokeid == 'c'">
        <send target='#_c' event='answer'/>
      </transition>
      <transition event='done.invoke.c' cond='_event.data.n == 2' target='done'/>
    </state>
    <final id='done'/>)";
}

TEST_F(ChildChart, RunsFromThePackageAndFromContentAlike) {
  const std::string content = "<invoke id='c'><content><scxml version='1.0' datamodel='ecmascript'>" +
                              std::string(kAnswering) + "</scxml></content></invoke>";
  const std::string id = begin(asking(content));
  EXPECT_EQ(project(id).outcome, "done");
  EXPECT_EQ(sessions(), std::vector<std::string>{id});
  EXPECT_TRUE(verify_all().ok());
}

TEST_F(ChildChart, RunsFromThePackage) {
  const std::string id = begin(asking("<invoke id='c' src='child.scxml'/>"), {{"child", kAnswering}});
  EXPECT_EQ(project(id).outcome, "done");
}

TEST_F(ChildChart, ThatWaitsIsFoundAgainWithItsDelayedSend) {
  const std::string id = begin(R"(
    <state id='s'>
      <invoke id='c'><content><scxml version='1.0' datamodel='ecmascript'>
        <state><onentry><send event='later' delay='60s' target='#_parent' id='x'/></onentry></state>
      </scxml></content></invoke>
      <transition event='later' cond="_event.invokeid == 'c' &amp;&amp; _event.sendid == 'x' &amp;&amp;
                                      _event.origin == '#_scxml_' + _sessionid + '/c'" target='done'/>
      <transition event='later' target='wrong'/>
    </state>
    <final id='done'/><final id='wrong'/>)");
  EXPECT_EQ(sessions().size(), 2u);
  now.ms += 60'000;
  engine = std::make_unique<Engine>(*store, catalog, "test");
  ASSERT_TRUE(tick(*engine, now));
  EXPECT_EQ(project(id).outcome, "done");
  EXPECT_EQ(sessions().size(), 1u);
  EXPECT_TRUE(store->find<office::Timer>().empty());
}

TEST_F(ChildChart, IsNotHeardAnyMoreOnceItIsCancelledThoughTheNextHasItsName) {
  const std::string id = begin(R"(
    <datamodel><data id='heard' expr='0'/></datamodel>
    <state id='s'>
      <invoke id='c'><content><scxml version='1.0' datamodel='ecmascript'>
        <state><onexit><send event='bye' target='#_parent'/></onexit></state>
      </scxml></content></invoke>
      <transition event='again' target='s'/>
      <transition event='bye'><assign location='heard' expr='heard + 1'/></transition>
      <transition event='end' cond='heard == 0' target='done'/>
    </state>
    <final id='done'/>)");
  must(SendEvent{id, "again", nullptr});
  must(SendEvent{id, "end", nullptr});
  EXPECT_EQ(project(id).outcome, "done");
}

TEST_F(ChildChart, ThatCannotBeReadIsAnErrorBeforeAnythingElseThatWaits) {
  const std::string id = begin(R"(
    <datamodel><data id='text' expr="'&lt;scxml/>'"/></datamodel>
    <state id='s'>
      <onentry><send event='first'/></onentry>
      <invoke id='c'><content expr='text'/></invoke>
      <transition event='error.communication' target='done'/>
      <transition event='first' target='wrong'/>
    </state>
    <final id='done'/><final id='wrong'/>)");
  EXPECT_EQ(project(id).outcome, "done");
}

TEST_F(ChildChart, MayInvokeItselfKMaxInvokeDepthTimes) {
  const std::string self =
      "<state id='s'><invoke src='workflow.scxml'/><transition event='error.communication' "
      "target='end'/></state><final id='end'/>";
  const std::string id = begin(self);
  EXPECT_EQ(sessions().size(), static_cast<std::size_t>(kMaxInvokeDepth));  // the innermost has ended
}

TEST_F(ChildChart, AsContentIsKeptOpenKMaxInlineChartsTimesAndThenReadAnew) {
  Packages packages;
  const auto chart = [](int n) { return document("<state id='s" + std::to_string(n) + "'/>"); };
  const auto first = packages.open_inline(chart(0));
  ASSERT_TRUE(first);
  EXPECT_EQ(packages.open_inline(chart(0)).value(), *first);
  for (int n = 1; n <= 200; ++n) ASSERT_TRUE(packages.open_inline(chart(n)));
  EXPECT_NE(packages.open_inline(chart(0)).value(), *first);
}

}  // namespace
}  // namespace kyodo::runtime
