// Takes calls that a stage accepts, breaks them at one place after the other, and holds what the stage
// answers against the contract: an answer that fits, or a clean "not the input I take", never a fault.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "testkit/stage_bench.h"

namespace kyodo::stage_kit {

// The input of an action as the engine would give it where the bench stands now.
inline JsonObject call_at(const testkit::StageBench& bench, const std::string& action,
                          const std::string& task, const JsonObject& data, const JsonObject& settings,
                          const JsonObject& facts = {}) {
  JsonArray tasks;
  for (const testkit::BenchTask& one : bench.tasks())
    tasks.push_back(JsonObject{{"name", one.name},
                               {"state", one.state},
                               {"role", one.role},
                               {"unit", one.unit},
                               {"partner", one.partner},
                               {"due", "2018-09-10"},
                               {"data", one.data},
                               {"answers", one.answers}});
  return {{"behaviour", 1},
          {"action", JsonObject{{"name", action}, {"task", task}, {"data", data}, {"comment", ""}}},
          {"actor",
           JsonObject{{"person", "p"}, {"name", "p"}, {"role", "office"}, {"unit", ""}, {"partner", ""}}},
          {"now", JsonObject{{"ms", 0}, {"date", "2018-09-04"}, {"fiscal_year", 2018}}},
          {"settings", settings},
          {"project", JsonObject{{"id", "P-1"},
                                 {"code", "1"},
                                 {"unit", "0301"},
                                 {"fiscal_year", 2018},
                                 {"category", ""},
                                 {"attributes", bench.attributes()}}},
          {"visit", JsonObject{{"id", "V-1"}, {"state", bench.state()}}},
          {"tasks", std::move(tasks)},
          {"facts", facts}};
}

// Runs visit(node) for every value below `node`, the node itself left out.
template <class Visit>
void for_each_node(Json& node, const Visit& visit) {
  auto one = [&](Json& child) {
    visit(child);
    for_each_node(child, visit);
  };
  if (node.is_object())
    for (auto& member : node.get_object()) one(member.value());
  else if (node.is_array())
    for (Json& item : node.get_array()) one(item);
}

inline void expect_survives_broken_nodes(const std::string& library, const JsonObject& sound) {
  static const JsonArray kWrong{nullptr,
                                true,
                                -1,
                                2147483647,
                                std::int64_t{9223372036854775807},
                                1e300,
                                "",
                                "2018-02-30",
                                "a\x1b\xf0\x9f\x98\x80",
                                JsonArray{},
                                JsonObject{},
                                JsonArray{JsonArray{}, nullptr, JsonObject{{"id", 1}}}};
  stage::Catalog catalog(nullptr);
  ASSERT_TRUE(catalog.load_library(library)) << library;
  const std::string type = catalog.all().front()->type;
  const std::string action(sound.at("action").at("name").as_string());
  auto decide = [&](const Json& input) {
    return catalog.decide({type, "P-1", "V-1", action, input.get_object()});
  };
  auto first = decide(sound);
  ASSERT_TRUE(first) << first.error().text.en;
  ASSERT_FALSE(first->contains("refuse") || first->contains("problems")) << to_text(*first);

  Json input = sound;
  // The behaviour number is the loader's to check, before the plugin is asked.
  const Json* behaviour = &input.at("behaviour");
  for_each_node(input, [&](Json& node) {
    if (&node == behaviour) return;
    const Json kept = node;
    for (const Json& wrong : kWrong) {
      node = wrong;
      auto answer = decide(input);
      EXPECT_TRUE(answer || answer.error().text.en.find("does not take the input") != std::string::npos)
          << to_text(kept) << " became " << to_text(wrong) << ": " << answer.error().text.en;
    }
    node = kept;
  });
}

}  // namespace kyodo::stage_kit
