// kyodo's side of bench/run scxml. Prints one JSON object.
//   bench_scxml events CHART EVENT COUNT   events per second, and what 9,999 of them reach
//   bench_scxml load STATES                milliseconds to load a chart of that many states
//   bench_scxml flat STATES COUNT          events per second in a circle of that many states
//   bench_scxml park CHART EVENT COUNT     bytes of a waiting session, and what a step of it takes
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

#include "interpreter/interpreter.h"

namespace {

using namespace kyodo;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::shared_ptr<const chart::Chart> parsed(const std::string& text) {
  chart::Parsed result = chart::parse_chart(text, "bench.scxml");
  for (const chart::Finding& finding : result.findings) std::cerr << finding.text.en << "\n";
  if (!result.chart) std::exit(1);
  return result.chart;
}

std::shared_ptr<const chart::Chart> read_chart(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return parsed(text.str());
}

interpreter::Turn checked(Result<interpreter::Turn> turn) {
  if (turn) return std::move(*turn);
  std::cerr << turn.error().text.en << "\n";
  std::exit(1);
}

void send(interpreter::Execution& execution, const interpreter::Event& event, long count) {
  for (long i = 0; i < count; ++i)
    if (!checked(execution.take(event)).taken) std::exit(1);
}

int events(const char* path, const char* name, long count) {
  const auto chart = read_chart(path);
  const interpreter::Event event{name};
  interpreter::Execution execution(*chart);
  checked(execution.start("bench"));
  send(execution, event, 9'999);
  const interpreter::Session reached = execution.session();
  std::string states, data;
  for (const std::string& state : atomic_states(*chart, reached))
    states += (states.empty() ? "" : " ") + state;
  for (const auto& [id, item] : reached.data)
    data += (data.empty() ? "" : ", ") + id + "=" + to_text(item.json);
  const auto start = Clock::now();
  send(execution, event, count);
  const double seconds = seconds_since(start);
  std::cout << to_text(JsonObject{
                   {"states", states}, {"data", data}, {"per_second", static_cast<double>(count) / seconds}})
            << "\n";
  return 0;
}

// Groups of ten states one after the other, each state with a way on, a guarded way back and an action.
std::string grouped(long states) {
  std::ostringstream text;
  text << "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0' datamodel='ecmascript'>"
          "<datamodel><data id='n' expr='0'/></datamodel>";
  const long groups = states / 10;
  for (long group = 0; group < groups; ++group) {
    text << "<state id='g" << group << "'>\n";
    for (int i = 0; i < 9; ++i)
      text << "  <state id='s" << group << "_" << i << "'>\n    <onentry><log expr='n'/></onentry>\n"
           << "    <transition event='next." << i << "' target='s" << (i < 8 ? group : (group + 1) % groups)
           << "_" << (i + 1) % 9 << "'><assign location='n' expr='n + 1'/></transition>\n"
           << "    <transition event='back' cond='n &gt; " << i << "' target='g" << group
           << "'/>\n  </state>\n";
    text << "</state>\n";
  }
  return text.str() + "</scxml>";
}

int load(long states) {
  const std::string text = grouped(states);
  parsed(text);
  const auto start = Clock::now();
  const auto chart = parsed(text);
  const double seconds = seconds_since(start);
  std::cout << to_text(JsonObject{{"states", chart->states.size()}, {"ms", seconds * 1000}}) << "\n";
  return 0;
}

int flat(long states, long count) {
  std::ostringstream text;
  text << "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0' datamodel='null'>";
  for (long i = 0; i < states; ++i)
    text << "<state id='s" << i << "'><transition event='e" << i << "' target='s" << (i + 1) % states
         << "'/></state>";
  const auto chart = parsed(text.str() + "</scxml>");
  std::vector<interpreter::Event> around;
  for (long i = 0; i < states; ++i) around.push_back({"e" + std::to_string(i)});
  interpreter::Execution execution(*chart);
  checked(execution.start("bench"));
  for (const interpreter::Event& event : around) send(execution, event, 1);
  const auto start = Clock::now();
  for (long i = 0; i < count; ++i) send(execution, around[static_cast<std::size_t>(i % states)], 1);
  std::cout << to_text(JsonObject{{"per_second", static_cast<double>(count) / seconds_since(start)}}) << "\n";
  return 0;
}

int park(const char* path, const char* name, long count) {
  const auto chart = read_chart(path);
  const interpreter::Event event{name};
  interpreter::Execution execution(*chart);
  std::vector<interpreter::Session> parked(static_cast<std::size_t>(count));
  const auto before = mallinfo2().uordblks;
  for (long i = 0; i < count; ++i) {
    checked(execution.start("session-" + std::to_string(i)));
    parked[static_cast<std::size_t>(i)] = execution.session();
  }
  const double bytes = static_cast<double>(mallinfo2().uordblks - before) / static_cast<double>(count);
  const auto start = Clock::now();
  for (interpreter::Session& session : parked) {
    if (!execution.restore(session)) return 1;
    checked(execution.take(event));
    session = execution.session();
  }
  const double seconds = seconds_since(start);
  const auto again = Clock::now();
  for (const interpreter::Session& session : parked)
    if (!interpreter::step(*chart, session, event)) return 1;
  const double apart = seconds_since(again);
  std::cout << to_text(JsonObject{{"bytes", bytes + sizeof(interpreter::Session)},
                                  {"step_us", apart * 1e6 / static_cast<double>(count)},
                                  {"frozen_bytes", to_text(freeze(parked[0])).size()},
                                  {"take_up_us", seconds * 1e6 / static_cast<double>(count)}})
            << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "events" && argc == 5) return events(argv[2], argv[3], std::atol(argv[4]));
  if (what == "load" && argc == 3) return load(std::atol(argv[2]));
  if (what == "flat" && argc == 4) return flat(std::atol(argv[2]), std::atol(argv[3]));
  if (what == "park" && argc == 5) return park(argv[2], argv[3], std::atol(argv[4]));
  std::cerr << "see the head of bench/scxml/kyodo.cpp\n";
  return 2;
}
