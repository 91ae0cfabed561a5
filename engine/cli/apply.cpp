// kyodo apply: many commands in one process, answered line by line.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>
#include <sstream>

#include "cli/handlers.h"

namespace kyodo::cli {
namespace {

// One line without its end; none at the end of the input. What is longer than a line may be is read to its
// end and cut, so that the rest is not taken for the next command.
std::optional<std::string> next_line(std::istream& in) {
  std::string line;
  bool any = false;
  for (int c = in.get(); c != std::char_traits<char>::eof(); c = in.get()) {
    any = true;
    if (c == '\n') return line;
    if (line.size() <= kMaxLineBytes) line += static_cast<char>(c);
  }
  if (!any) return std::nullopt;
  return line;
}

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

struct Counts {
  std::int64_t done = 0;
  std::int64_t refused = 0;
};

Counts apply_lines(Context& context, std::istream& in, const std::string& name) {
  Counts counts;
  LineContext around{"apply:" + context.machine().account, context.test_clock(), context.now(),
                     context.deliver()};
  int number = 0;
  while (auto text = next_line(in)) {
    ++number;
    if (is_blank(*text)) continue;
    if (!around.test_clock) around.now = context.machine().clock.now();
    auto answer = [&]() -> Result<Json> {
      auto calendar = context.engine().calendar();
      if (!calendar) return calendar.error();
      auto line = parse_line(*text, *calendar, {name, number, 0});
      if (!line) return line.error();
      if (line->as.empty()) line->as = context.actor();
      if (line->reason.empty()) line->reason = context.call().option("reason");
      if (const std::string key = context.call().option("key"); line->key.empty() && !key.empty())
        line->key = fmt::format("{}/{}", key, number);
      return context.execute(*line, around);
    }();
    JsonObject reply{{"line", number}, {"ok", answer.has_value()}};
    if (answer) {
      ++counts.done;
      reply["answer"] = std::move(*answer);
    } else {
      ++counts.refused;
      Error error = answer.error();
      if (!error.where) error.where = Where{name, number, 0};
      reply["error"] = error_json(error);
    }
    context.output().progress_done();
    context.machine().out << to_text(reply) << '\n' << std::flush;
    if (!context.machine().out_is_terminal) context.output().progress({"行", "lines"}, number, 0);
  }
  return counts;
}

}  // namespace

Result<void> apply(Context& context) {
  const std::string file = context.call().positional("file");
  if (context.call().has("expect"))
    return fail(Code::wrong_usage, "版は行ごとに \"expect\" で指定してください。",
                "Give the version with each line, as \"expect\".");
  context.answer_as("application/jsonl");
  Counts counts;
  if (const auto& given = context.given_file()) {
    std::istringstream in(*given);
    counts = apply_lines(context, in, file);
  } else if (file == "-") {
    counts = apply_lines(context, context.machine().in, "-");
  } else {
    std::ifstream in(file, std::ios::binary);
    std::error_code ec;
    if (!in || std::filesystem::is_directory(file, ec))
      return fail_at({file}, Code::io, fmt::format("ファイル {} を読めません。", file),
                     fmt::format("The file {} cannot be read.", file));
    counts = apply_lines(context, in, file);
  }
  context.output().progress_done();
  if (counts.refused > 0) context.set_failed();
  if (context.machine().err_is_terminal)
    context.machine().err << fmt::format("{} 行を行い、{} 行を断りました。 / {} done, {} refused.\n",
                                         counts.done, counts.refused, counts.done, counts.refused);
  return {};
}

}  // namespace kyodo::cli
