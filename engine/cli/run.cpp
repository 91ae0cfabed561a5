// From the words of a command line to its exit code.
#include <fmt/format.h>

#include <ostream>

#include "cli/context.h"
#include "cli/handlers.h"
#include "cli/help.h"

namespace kyodo::cli {
namespace {

// "{project} を登録しました" with members of the answer's data, then of the arguments.
std::string filled(const std::string& pattern, const JsonObject& data, const JsonObject& args) {
  std::string text;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '{') {
      text += pattern[at++];
      continue;
    }
    std::size_t end = pattern.find('}', at);
    std::string name = pattern.substr(at + 1, end - at - 1);
    const Json* value = data.if_contains(name);
    if (!value) value = args.if_contains(name);
    if (value && value->is_string())
      text += std::string_view(value->get_string());
    else if (value)
      text += to_text(*value);
    at = end + 1;
  }
  return text;
}

void print_answer(Context& context, const Json& answer, const JsonObject& args) {
  Output& output = context.output();
  output.print_json(answer);
  const JsonObject& object = answer.as_object();
  const Text& done = context.spec().done;
  if (!done.ja.empty())
    output.line({filled(done.ja, object_or_empty(object, "data"), args),
                 filled(done.en, object_or_empty(object, "data"), args)});
  if (bool_or(object, "repeated", false))
    output.line({"(同じキーのコマンドは行われていました。最初の答えです。)",
                 "(A command with this key was done before; this is its answer.)"});
  for (const Json& warning : array_or_empty(object, "warnings"))
    output.warn({std::string(string_or(warning.as_object(), "ja", "")),
                 std::string(string_or(warning.as_object(), "en", ""))});
  for (const Json& incident : array_or_empty(object, "incidents"))
    output.warn({fmt::format("障害 {} が起きました。kyodo incident list で確かめてください。",
                             std::string_view(incident.as_string())),
                 fmt::format("Incident {} was opened. See kyodo incident list.",
                             std::string_view(incident.as_string()))});
}

Result<void> run_command(Context& context) {
  auto line = context.line();
  if (!line) return line.error();
  return apply_and_print(context, *line);
}

Result<void> dispatch(Context& context) {
  const Spec& spec = context.spec();
  if (spec.access == Access::read)
    if (auto opened = context.open_for_reading(); !opened) return opened.error();
  if (spec.access == Access::write)
    if (auto opened = context.open_for_writing(); !opened) return opened.error();
  if (auto may = context.check_reading(); !may) return may.error();
  return spec.handler ? spec.handler(context) : run_command(context);
}

// What somebody who looks after the machine has to know; what a person did wrong is told to that person only.
bool concerns_the_machine(const Error& error) {
  switch (error.code) {
    case Code::plugin:
    case Code::busy:
    case Code::newer:
    case Code::corrupt:
    case Code::storage:
      return true;
    default:
      return false;
  }
}

void report(Context& context, const Error& error) {
  context.output().error(error);
  if (concerns_the_machine(error)) context.log(LogLevel::error, error.text);
}

int exit_code(const Error& error) {
  return error.code == Code::wrong_usage ? 2 : 1;
}

}  // namespace

Result<void> apply_and_print(Context& context, const Line& line) {
  auto answer = context.execute(line);
  if (!answer) return answer.error();
  print_answer(context, *answer, line.args);
  return {};
}

int run(const std::vector<std::string>& words, Machine& machine) {
  std::string preferred = machine.variable("KYODO_LANG");
  const std::string name = language_in(words, preferred.empty() ? "ja" : preferred);
  const Lang lang = name == "en" ? Lang::en : Lang::ja;
  Output output(machine, lang, mentions(words, "--json"));
  if (name != "ja" && name != "en") {
    output.error(fail(Code::wrong_usage, fmt::format("言語「{}」はありません。ja か en です。", name),
                      fmt::format("There is no language \"{}\"; it is ja or en.", name)));
    return 2;
  }
  auto call = parse(words);
  if (!call) {
    output.error(call.error());
    return exit_code(call.error());
  }
  if (!call->spec || call->has("help")) {
    machine.out << (call->spec ? help_of(*call->spec, lang) : overview(call->group, lang));
    return call->spec || call->has("help") || !call->group.empty() ? 0 : 2;
  }
  Context context(machine, *call, lang, output.json());
  try {
    auto done = dispatch(context);
    context.output().progress_done();
    if (done) return context.failed() ? 1 : 0;
    report(context, done.error());
    return exit_code(done.error());
  } catch (const runtime::StorageFailure& failure) {
    report(context, failure.error());
  } catch (const std::exception& damage) {
    report(
        context,
        fail(Code::corrupt,
             fmt::format(
                 "データを読めませんでした({})。kyodo doctor で確かめ、kyodo restore で戻してください。",
                 damage.what()),
             fmt::format("Data could not be read ({}). Check with kyodo doctor, go back with kyodo restore.",
                         damage.what())));
  }
  return 1;
}

}  // namespace kyodo::cli
