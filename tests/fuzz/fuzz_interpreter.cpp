// Any bytes as a chart, and after the first NUL as the names of events, one per line: whatever compiles runs,
// with the configuration legal after every step (SCXML 1.0, 3.11) and the same after freezing.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "chart/chart.h"
#include "interpreter/interpreter.h"
#include "legal.h"

namespace {

using namespace kyodo;

// Expressions that could loop or call for ever are left out: a watchdog ends those, not the fuzzer. Without
// calls, braces and brackets they are sums and comparisons.
bool is_harmless(const chart::Chart& chart) {
  bool harmless = !chart.script;
  chart::for_each_expression(chart, [&](const chart::Expression& expression, bool is_script) {
    std::string_view text = expression.text;
    harmless = harmless && !is_script && text.size() < 200;
    for (std::size_t in; (in = text.find("In(")) != std::string_view::npos; text.remove_prefix(in + 3))
      harmless = harmless && text.substr(0, in).find('(') == std::string_view::npos;
    harmless = harmless && text.find_first_of("({[`\\") == std::string_view::npos;
  });
  return harmless;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\0'), text.size());
  const chart::Parsed parsed = chart::parse_chart(text.substr(0, end), "fuzz.scxml");
  if (!parsed.chart || !is_harmless(*parsed.chart)) return 0;
  text.remove_prefix(std::min(end + 1, text.size()));
  auto step = interpreter::start(*parsed.chart, "fuzz");
  interpreter::Execution ready(*parsed.chart);
  if (ready.start("fuzz").has_value() != step.has_value()) __builtin_trap();
  for (int i = 0; step && i < 20; ++i) {
    if (!differential::is_legal(*parsed.chart, step->session)) __builtin_trap();
    const auto thawed = interpreter::thaw(interpreter::freeze(step->session));
    if (!thawed || !(*thawed == step->session) || !(ready.session() == step->session)) __builtin_trap();
    if (text.empty()) break;
    const std::size_t line = std::min(text.find('\n'), text.size());
    const interpreter::Event event{std::string(text.substr(0, line))};
    text.remove_prefix(std::min(line + 1, text.size()));
    step = interpreter::step(*parsed.chart, *thawed, event);
    if (ready.take(event).has_value() != step.has_value()) __builtin_trap();
  }
  if (step) (void)interpreter::stop(*parsed.chart, step->session);
  return 0;
}
