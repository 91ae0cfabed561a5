// Short ways to start charts and to read what they did.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "interpreter/interpreter.h"

namespace kyodo::interpreter {

// The body of an <scxml> with the ECMAScript data model; a test fails when it does not compile.
inline std::shared_ptr<const chart::Chart> chart_of(const std::string& body,
                                                    const std::string& attributes = "") {
  const chart::Parsed parsed = chart::parse_chart(
      "<scxml xmlns='http://www.w3.org/2005/07/scxml' "
      "xmlns:ky='urn:kyodo:workflow:1' version='1.0' "
      "datamodel='ecmascript' " +
          attributes + ">" + body + "</scxml>",
      "test.scxml");
  for (const chart::Finding& finding : parsed.findings)
    ADD_FAILURE() << to_string(finding.where) << " " << finding.rule << " " << finding.text.en;
  return parsed.chart;
}

// A running chart; every step is checked to survive freezing.
struct Play {
  std::shared_ptr<const chart::Chart> chart;
  Step last;

  explicit Play(const std::string& body, const std::string& attributes = "",
                const std::vector<std::pair<std::string, datamodel::Item>>& data = {})
      : chart(chart_of(body, attributes)) {
    accept(start(*chart, "s1", data));
  }

  void accept(Result<Step> step) {
    ASSERT_TRUE(step.has_value()) << step.error().text.en;
    last = std::move(*step);
    const Result<Json> text = parse_json(to_text(freeze(last.session)));
    ASSERT_TRUE(text.has_value()) << text.error().text.en;
    const Result<Session> thawed = thaw(*text);
    ASSERT_TRUE(thawed.has_value()) << thawed.error().text.en;
    EXPECT_TRUE(*thawed == last.session) << to_text(*text);
  }

  Play& send(const std::string& name, datamodel::Item data = {}) {
    Event event{name};
    event.data = std::move(data);
    return send(event);
  }
  Play& send(const Event& event) {
    accept(step(*chart, last.session, event));
    return *this;
  }
  // "a b": the atomic states.
  std::string states() const {
    std::string all;
    for (const std::string& state : atomic_states(*chart, last.session))
      all += (all.empty() ? "" : " ") + state;
    return all;
  }
  // The lines of <log expr>, joined by spaces.
  std::string log() const {
    std::string all;
    for (const Effect& effect : last.effects)
      if (const auto* line = std::get_if<LogLine>(&effect)) all += (all.empty() ? "" : " ") + line->text;
    return all;
  }
  template <class T>
  std::vector<T> effects() const {
    std::vector<T> all;
    for (const Effect& effect : last.effects)
      if (const auto* one = std::get_if<T>(&effect)) all.push_back(*one);
    return all;
  }
  // A data item as JSON text; "undefined" or the XML otherwise, "-" when there is none.
  std::string data(const std::string& id) const {
    for (const auto& [name, item] : last.session.data) {
      if (name != id) continue;
      if (item.kind == datamodel::Item::Kind::json) return to_text(item.json);
      return item.kind == datamodel::Item::Kind::xml ? item.xml : "undefined";
    }
    return "-";
  }
};

inline datamodel::Item json(std::string_view text) {
  return {datamodel::Item::Kind::json, parse_json(text).value(), {}};
}

}  // namespace kyodo::interpreter
