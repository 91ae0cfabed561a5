#include "cli/demo/setup.h"

#include <filesystem>
#include <ostream>

#include "cli/handlers.h"

namespace kyodo::cli::demo_city {
namespace {

namespace fs = std::filesystem;

// One command line of the office, carried out by its own handler.
Result<void> command(Machine& machine, const std::vector<std::string>& words, const Recorder& recorder) {
  auto call = parse(words);
  if (!call) return call.error();
  Context context(machine, *call, Lang::ja, false);
  if (call->spec->access == Access::write) {
    if (auto opened = context.open_for_writing(); !opened) return opened.error();
    context.set_way([&recorder](Context& at, const Line& line) { return as_applied(at, line, recorder); });
  }
  if (call->spec->handler) return call->spec->handler(context);
  auto line = context.line();
  if (!line) return line.error();
  auto answer = context.execute(*line);
  if (!answer) return answer.error();
  return {};
}

}  // namespace

LineContext as_apply(Context& context) {
  return {"apply:" + context.machine().account, context.test_clock(), context.now(), context.deliver()};
}

Result<Json> as_applied(Context& context, const Line& line, const Recorder& recorder) {
  LineContext around = as_apply(context);
  auto answer = execute(context.engine(), line, around);
  if (answer && recorder) recorder(line);
  return answer;
}

Machine silent(const Machine& machine, std::ostream& nowhere) {
  return {.clock = machine.clock,
          .databases = machine.databases,
          .random_hex = machine.random_hex,
          .environment = machine.environment,
          .account = machine.account,
          .program = machine.program,
          .config_folders = machine.config_folders,
          .plugin_folders = machine.plugin_folders,
          .in = machine.in,
          .out = nowhere,
          .err = nowhere};
}

Result<void> set_up(Context& context, const std::string& home, const Recorder& recorder) {
  auto config = context.config_folder();
  if (!config) return config.error();
  const fs::path lists = fs::path(*config) / "demo",
                 workflow = fs::path(*config).parent_path() / "workflows" / "komaki-h30";
  const std::string first = "2018-04-02T09:00:00", listed = "2018-04-06T10:00:00";
  const std::vector<std::vector<std::string>> commands{
      {"init", "--test-clock", "--now", "2018-04-01T09:00:00"},
      {"workflow", "install", workflow.string(), "--now", first},
      {"unit", "import", (lists / "units.csv").string(), "--now", first},
      {"partner", "import", (lists / "partners.csv").string(), "--now", first},
      {"person", "import", (lists / "people.csv").string(), "--now", first},
      {"role", "import", (lists / "roles.csv").string(), "--now", first},
      {"round", "open", "H30", "--name", "平成30年度 協働診断", "--workflow", "komaki-h30", "--year", "2018",
       "--target", "50", "--as", "jimukyoku-1", "--now", "2018-04-02T10:00:00"},
      {"project", "import", (lists / "long-list.csv").string(), "--round", "H30", "--as", "jimukyoku-1",
       "--reason", "平成30年度の中事業一覧による", "--now", listed},
  };
  std::ostream nowhere(nullptr);
  Machine machine = silent(context.machine(), nowhere);
  for (std::vector<std::string> words : commands) {
    words.insert(words.end(), {"--home", home, "--config", *config});
    if (auto done = command(machine, words, recorder); !done) return done.error();
  }
  return {};
}

}  // namespace kyodo::cli::demo_city
