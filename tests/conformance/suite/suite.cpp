#include "suite.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <sstream>
#include <stdexcept>

namespace kyodo::conformance {
namespace {

namespace fs = std::filesystem;

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

JsonObject read_object(const std::string& path) {
  auto json = parse_json(read(path), path);
  if (!json || !json->is_object()) throw std::runtime_error(path + " is no JSON object");
  return std::move(json->get_object());
}

std::vector<std::string> strings(const JsonObject& object, std::string_view key) {
  std::vector<std::string> all;
  for (const Json& one : array_or_empty(object, key)) all.emplace_back(one.as_string());
  return all;
}

std::vector<std::string> sorted(std::vector<std::string> all) {
  std::sort(all.begin(), all.end());
  return all;
}

// "after" is a time to wait before the event; on the virtual clock it passes at once.
std::vector<Step> steps_of(const JsonObject& script) {
  std::vector<Step> steps{{"", sorted(strings(script, "initialConfiguration"))}};
  for (const Json& each : array_or_empty(script, "events")) {
    const JsonObject& object = each.as_object();
    if (const std::int64_t after = int_or(object, "after", 0); after > 0)
      steps.push_back({to_text(JsonObject{{"advance", std::to_string(after) + "ms"}}), {}, false});
    steps.push_back({to_text(object.at("event")), sorted(strings(object, "nextConfiguration"))});
  }
  return steps;
}

std::string single_spaced(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::string all;
  for (std::string word; in >> word;) all += (all.empty() ? "" : " ") + word;
  return all;
}

// {"document": "own.scxml", "options": […], "steps": [[input, [state, …]], …], "log": […], "ends": true,
//  "refused": "…"}
Document scripted(const JsonObject& script, const std::string& standard, const std::string& own) {
  Document document;
  const std::string_view given = string_or(script, "document", "");
  document.file = given.empty() ? standard : own + "/" + std::string(given);
  document.options = strings(script, "options");
  document.log = strings(script, "log");
  document.refused = string_or(script, "refused", "");
  document.scripted = true;
  document.ends = bool_or(script, "ends", false);
  for (const Json& step : array_or_empty(script, "steps")) {
    std::vector<std::string> states;
    for (const Json& state : step.as_array().at(1).as_array()) states.emplace_back(state.as_string());
    document.steps.push_back({std::string(step.as_array().at(0).as_string()), sorted(states)});
  }
  return document;
}

}  // namespace

std::vector<Test> w3c_tests(const std::string& folder, const std::string& own) {
  const std::string suite = folder + "/test/w3c-ecma";
  pugi::xml_document manifest;
  if (!manifest.load_string(read(suite + "/manifest.xml").c_str()))
    throw std::runtime_error("the manifest is not well-formed");
  const JsonObject manual = read_object(own + "/manual.json");
  std::vector<Test> tests;
  for (const pugi::xml_node assertion : manifest.child("assertions").children("assert"))
    for (const pugi::xml_node node : assertion.children("test")) {
      Test test;
      test.id = node.attribute("id").value();
      test.section = assertion.attribute("specnum").value();
      for (const pugi::xml_node text : assertion.children())
        if (text.type() == pugi::node_pcdata || text.type() == pugi::node_cdata)
          test.assertion += single_spaced(text.value());
      test.mandatory = std::string_view(node.attribute("conformance").value()) == "mandatory";
      test.manual = std::string_view(node.attribute("manual").value()) == "true";
      for (const pugi::xml_node start : node.children("start")) {
        const std::string file =
            suite + "/" + fs::path(start.attribute("uri").value()).filename().string() + ".scxml";
        if (const Json* script = manual.if_contains(test.id)) {
          for (const Json& each : script->as_array())
            test.documents.push_back(scripted(each.as_object(), file, own));
        } else {
          test.documents.push_back({file});
        }
        if (test.section == "C.2" || test.id == "201") test.documents.back().options.push_back("--http");
      }
      for (const Document& document : test.documents)
        if (!fs::exists(document.file)) throw std::runtime_error("there is no " + document.file);
      tests.push_back(std::move(test));
    }
  return tests;
}

std::vector<Test> further_pairs(const std::string& folder, const std::string& own) {
  const JsonObject adjudged = read_object(own + "/pairs.json");
  std::vector<Test> tests;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder + "/test")) {
    const fs::path script = entry.path();
    if (script.extension() != ".json" || script.parent_path().filename() == "w3c-ecma") continue;
    Test test;
    test.id = script.parent_path().filename().string() + "/" + script.stem().string();
    const std::string document = fs::path(script).replace_extension(".scxml").string();
    const JsonObject pair = read_object(script.string());
    if (const Json* verdict = adjudged.if_contains(test.id)) {
      const JsonObject& object = verdict->as_object();
      test.assertion = string_or(object, "why", "");
      const std::string_view part = string_or(object, "script", "");
      if (part.empty())
        test.documents.push_back(scripted(object, document, own));
      else
        test.documents.push_back({document, {}, true, false, steps_of(pair.at(part).as_object())});
    } else {
      test.documents.push_back({document, {}, true, false, steps_of(pair)});
    }
    tests.push_back(std::move(test));
  }
  std::sort(tests.begin(), tests.end(), [](const Test& a, const Test& b) { return a.id < b.id; });
  return tests;
}

}  // namespace kyodo::conformance
