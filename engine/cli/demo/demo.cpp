#include "cli/demo/demo.h"

#include <ostream>

#include "cli/demo/setup.h"
#include "cli/demo/summary.h"
#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {

Result<void> run_demo(Context& context, const Options& options) {
  Machine& machine = context.machine();
  const TimePoint began = machine.clock.now();
  std::ostream nowhere(nullptr);
  Machine quiet = silent(machine, nowhere);
  std::vector<Line> lines;
  const Recorder recorder = [&](const Line& line) {
    if (options.print) lines.push_back(line);
  };
  if (auto ready = set_up(context, options.home, recorder); !ready) return ready.error();

  auto config = context.config_folder();
  auto call = parse({"tick", "--home", options.home, "--config", *config});
  if (!call) return call.error();
  Context city_context(quiet, *call, context.lang(), false);
  if (auto opened = city_context.open_for_writing(); !opened) return opened.error();
  try {
    City city(city_context.engine(), as_apply(city_context), recorder);
    World world(city, options.seed);
    play(world);
  } catch (const Stopped& stopped) {
    return stopped.error;
  }
  if (options.print) {
    for (const Line& line : lines) machine.out << print_line(line, city_context.calendar()) << '\n';
    return {};
  }
  Summary summary = summarise(city_context, options.seed);
  summary.seconds = static_cast<double>(machine.clock.now().ms - began.ms) / 1000;
  context.output().print_json(to_json(summary));
  print_summary(context, city_context, summary, options);
  return {};
}

}  // namespace kyodo::cli::demo_city
