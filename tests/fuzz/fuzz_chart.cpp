// Any bytes as an SCXML document; what compiles is run for a few events.
#include <cstdint>
#include <string_view>

#include "chart/analysis.h"
#include "chart/chart.h"
#include "interpreter/interpreter.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo;
  const chart::Parsed parsed =
      chart::parse_chart(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.scxml");
  if (!parsed.chart) return 0;
  (void)chart::analyse(*parsed.chart);
  (void)chart::ways(*parsed.chart);
  (void)chart::to_dot(*parsed.chart);
  (void)chart::to_mermaid(*parsed.chart);
  // Scripts are left out: one that loops is ended by the process's watchdog, not from inside.
  bool has_script = false;
  chart::for_each_expression(*parsed.chart, [&](const chart::Expression&, bool) { has_script = true; });
  if (has_script) return 0;
  auto step = interpreter::start(*parsed.chart, "fuzz");
  for (const char* event : {"a", "b", "e", "error.execution", "done.state.a"}) {
    if (!step) return 0;
    const auto thawed = interpreter::thaw(interpreter::freeze(step->session));
    if (!thawed || !(*thawed == step->session)) __builtin_trap();
    step = interpreter::step(*parsed.chart, *thawed, interpreter::Event{event});
  }
  return 0;
}
