// kyodo scxml explore: what a chart can do, found by running it.
#include <fmt/format.h>

#include "cli/findings.h"
#include "cli/handlers.h"
#include "cli/scxml_file.h"
#include "interpreter/explore.h"

namespace kyodo::cli {
namespace {

using interpreter::Exploration;
using report::Cell;
using report::Tone;
using Names = std::vector<std::string>;

JsonArray json_of(const Names& names) {
  JsonArray list;
  for (const std::string& name : names) list.push_back(Json(boost::json::string_view(name)));
  return list;
}

std::string name_of(const chart::Chart& chart, chart::StateIndex state) {
  const std::string& id = chart.states[state].id;
  return id.empty() ? fmt::format("#{}", state) : id;
}

std::string shown(const Names& names, const char* between) {
  return fmt::format("{}", fmt::join(names, between));
}

// "e → f"; the start itself takes no event.
Text way_text(const Names& way) {
  if (way.empty()) return {"開始", "the start"};
  return {shown(way, " → "), shown(way, " → ")};
}

JsonArray troubles(const std::vector<Exploration::Trouble>& all) {
  JsonArray list;
  for (const Exploration::Trouble& one : all)
    list.push_back(JsonObject{{"way", json_of(one.way)}, {"ja", one.text.ja}, {"en", one.text.en}});
  return list;
}

JsonObject json_of(const chart::Chart& chart, const Exploration& found) {
  JsonArray reached, never_entered, never_taken, deadlocks;
  for (const Exploration::Reached& one : found.reached)
    reached.push_back(JsonObject{{"state", name_of(chart, one.state)}, {"way", json_of(one.way)}});
  for (const chart::StateIndex state : found.never_entered)
    never_entered.push_back(
        JsonObject{{"state", name_of(chart, state)}, {"where", to_string(chart.states[state].where)}});
  for (const std::uint32_t index : found.never_taken) {
    const chart::Transition& transition = chart.transitions[index];
    never_taken.push_back(JsonObject{{"source", name_of(chart, transition.source)},
                                     {"events", json_of(transition.events)},
                                     {"where", to_string(transition.where)}});
  }
  for (const Exploration::Deadlock& one : found.deadlocks)
    deadlocks.push_back(JsonObject{{"states", json_of(one.states)}, {"way", json_of(one.way)}});
  return {{"events", json_of(found.events)},
          {"sessions", found.sessions},
          {"configurations", found.configurations},
          {"steps", found.steps},
          {"limit", found.limit.empty() ? Json(nullptr) : Json(boost::json::string_view(found.limit))},
          {"reached", std::move(reached)},
          {"never_entered", std::move(never_entered)},
          {"never_taken", std::move(never_taken)},
          {"deadlocks", std::move(deadlocks)},
          {"endless", troubles(found.endless)},
          {"errors", troubles(found.errors)}};
}

void print(Context& context, const chart::Chart& chart, const Exploration& found) {
  Output& out = context.output();
  const bool ja = context.lang() == Lang::ja;
  std::vector<std::vector<Cell>> rows;
  for (const Exploration::Reached& one : found.reached)
    rows.push_back({name_of(chart, one.state), context.text(way_text(one.way))});
  out.table({{ja ? "状態" : "state"}, {ja ? "最短のイベント列" : "shortest events"}}, rows);
  for (const chart::StateIndex state : found.never_entered) {
    const std::string name = name_of(chart, state), at = to_string(chart.states[state].where);
    out.line({fmt::format("{}: 状態「{}」に入ることはありません。", at, name),
              fmt::format("{}: The state \"{}\" is never entered.", at, name)});
  }
  for (const std::uint32_t index : found.never_taken) {
    const chart::Transition& transition = chart.transitions[index];
    const std::string at = to_string(transition.where), source = name_of(chart, transition.source);
    const std::string events = shown(transition.events, " ");
    out.line({fmt::format("{}: 「{}」からの遷移({})は使われません。", at, source,
                          events.empty() ? "イベントなし" : events),
              fmt::format("{}: The transition from \"{}\" ({}) is never taken.", at, source,
                          events.empty() ? "without event" : events)});
  }
  for (const Exploration::Deadlock& one : found.deadlocks)
    out.line({fmt::format("行き止まり: {}(どのイベントでも先に進めません。{})", shown(one.states, ", "),
                          way_text(one.way).ja),
              fmt::format("Deadlock: {} (no event leads on; after {})", shown(one.states, ", "),
                          way_text(one.way).en)});
  for (const Exploration::Trouble& one : found.endless)
    out.line({fmt::format("終わらないステップ: {}: {}", way_text(one.way).ja, one.text.ja),
              fmt::format("Endless step after {}: {}", way_text(one.way).en, one.text.en)});
  for (const Exploration::Trouble& one : found.errors)
    out.line({fmt::format("誰も受け取らないエラー: {}: {}", way_text(one.way).ja, one.text.ja),
              fmt::format("Error that nothing takes, after {}: {}", way_text(one.way).en, one.text.en)});
  if (!found.limit.empty())
    out.line({fmt::format("上限 {} に達したので、調べたのはここまでです。", found.limit),
              fmt::format("The limit {} was reached: this is what was seen so far.", found.limit)});
  out.line({fmt::format("セッション {}(構成 {})、ステップ {}。", found.sessions, found.configurations,
                        found.steps),
            fmt::format("{} sessions ({} configurations), {} steps.", found.sessions, found.configurations,
                        found.steps)});
}

}  // namespace

Result<void> scxml_explore(Context& context) {
  const auto file = read_chart_file(context.call().positional("file"));
  if (!file) return file.error();
  const chart::Parsed& parsed = file->parsed;
  if (!parsed.chart) return error_of(parsed.findings);
  const Exploration found = interpreter::explore(*parsed.chart);
  context.output().print_json(json_of(*parsed.chart, found));
  print(context, *parsed.chart, found);
  if (!found.deadlocks.empty() || !found.endless.empty()) context.set_failed();
  return {};
}

}  // namespace kyodo::cli
