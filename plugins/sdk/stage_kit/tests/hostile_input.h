// Feeds a plugin what it should never get: states it did not write, data of every wrong kind, numbers and
// texts at the ends of their ranges. Whatever it answers must fit the contract; it must not crash, and no
// broken state may be taken for a good one.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "stage/loader.h"

namespace kyodo::stage_kit {

inline JsonArray hostile_values() {
  return JsonArray{nullptr,
                   true,
                   -1,
                   std::int64_t{9223372036854775807},
                   1e300,
                   "",
                   "2999-12-31",
                   "1868-01-01",
                   "2018-02-30",
                   "partner",
                   "a\x1b\xf0\x9f\x98\x80",
                   std::string(50'000, 'x'),
                   JsonArray{JsonArray{}, nullptr, JsonObject{{"id", 1}}},
                   JsonObject{{"x", JsonObject{}}, {"support", JsonObject{{"state", JsonArray{}}}}}};
}

// Data that fits the types of an action's schema.
inline JsonObject fitting_data(const JsonObject& schema) {
  JsonObject data;
  for (const auto& property : object_or_empty(schema, "properties")) {
    const JsonObject& wanted = property.value().as_object();
    const std::string_view type = string_or(wanted, "type", "");
    Json value = "x";
    if (string_or(wanted, "format", "") == "date")
      value = "2018-12-31";
    else if (type == "integer")
      value = 1;
    else if (type == "boolean")
      value = true;
    else if (type == "array")
      value = JsonArray{};
    data[property.key()] = std::move(value);
  }
  return data;
}

// A call in good surroundings.
inline JsonObject sound_call(const std::string& action, const JsonObject& data, const JsonObject& state,
                             const JsonObject& settings) {
  return {{"behaviour", 1},
          {"action", JsonObject{{"name", action}, {"task", "report-1"}, {"data", data}, {"comment", "x"}}},
          {"actor", JsonObject{{"person", "p"}, {"role", "office"}, {"unit", ""}, {"partner", ""}}},
          {"now", JsonObject{{"ms", 0}, {"date", "2018-06-01"}, {"fiscal_year", 2018}}},
          {"settings", settings},
          {"project", JsonObject{{"id", "P-1"}, {"code", "1"}, {"attributes", JsonObject{}}}},
          {"visit", JsonObject{{"id", "V-1"}, {"state", state}}},
          {"tasks", JsonArray{JsonObject{{"name", "report-1"}, {"state", "open"}}}},
          {"facts", JsonObject{}}};
}

// The same, with one value wherever the engine would put something of its own.
inline JsonObject hostile_call(const std::string& action, const JsonObject& state, const JsonObject& settings,
                               const Json& anything) {
  JsonObject call = sound_call(action, {}, state, settings);
  for (const char* part : {"actor", "now", "project"})
    for (auto& member : call[part].as_object()) member.value() = anything;
  call["tasks"].as_array()[0].as_object()["due"] = anything;
  call["tasks"].as_array()[0].as_object()["answers"] = anything;
  call["facts"] = JsonObject{{"visits", anything}, {"answers", anything}, {"partners", anything}};
  return call;
}

// settings: with which the stage begins a visit.
inline void expect_survives_hostile_input(const std::string& library, const JsonObject& settings) {
  stage::Catalog catalog(nullptr);
  ASSERT_TRUE(catalog.load_library(library)) << library;
  const stage::StageInfo& info = *catalog.all().front();
  const auto decide = [&](const std::string& action, JsonObject call) {
    auto answer = catalog.decide({info.type, "P-1", "V-1", action, std::move(call)});
    EXPECT_TRUE(answer) << info.type << "." << action << ": " << (answer ? "" : answer.error().text.en);
    return answer ? *answer : JsonObject{};
  };
  const JsonObject entered = decide("enter", sound_call("enter", {}, {}, settings));
  const JsonObject& state = object_or_empty(entered, "state");
  ASSERT_FALSE(state.empty()) << to_text(Json(entered));

  for (const Json& wrong : hostile_values()) {
    decide("enter", hostile_call("enter", {}, settings, wrong));
    JsonObject broken = state;
    for (auto& member : broken) member.value() = wrong;
    broken["unknown"] = wrong;
    for (const stage::ActionInfo& action : info.actions) {
      const JsonObject good = fitting_data(action.schema);
      decide(action.name, hostile_call(action.name, state, settings, wrong));
      for (const auto& field : good) {
        JsonObject data = good;
        data[field.key()] = wrong;
        decide(action.name, sound_call(action.name, data, state, settings));
      }
      const JsonObject answer = decide(action.name, sound_call(action.name, good, broken, settings));
      EXPECT_TRUE(answer.contains("refuse")) << info.type << "." << action.name;
    }
  }
}

}  // namespace kyodo::stage_kit
