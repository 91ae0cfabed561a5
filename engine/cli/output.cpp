#include "cli/output.h"

#include <fmt/format.h>

#include <ostream>

#include "cli/machine.h"

namespace kyodo::cli {

JsonObject error_json(const Error& error) {
  JsonObject json{{"code", code_name(error.code)}, {"ja", error.text.ja}, {"en", error.text.en}};
  if (error.where) json["where"] = to_string(*error.where);
  if (!error.problems.empty()) {
    JsonArray problems;
    for (const Problem& problem : error.problems)
      problems.push_back(JsonObject{{"field", problem.field},
                                    {"keyword", problem.keyword},
                                    {"ja", problem.text.ja},
                                    {"en", problem.text.en}});
    json["problems"] = std::move(problems);
  }
  return json;
}

Output::Output(Machine& machine, Lang lang, bool json)
    : machine_(machine),
      lang_(lang),
      json_(json),
      colour_out_(machine.out_is_terminal && machine.variable("NO_COLOR").empty()),
      colour_err_(machine.err_is_terminal && machine.variable("NO_COLOR").empty()) {}

std::string Output::coloured(const std::string& text, const char* code, bool colour) const {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

void Output::print_json(const Json& json) {
  if (!json_) return;
  machine_.out << to_text(json) << '\n';
  const JsonObject* object = json.if_object();
  const Json* version = object ? object->if_contains("version") : nullptr;
  if (version && version->is_int64()) printed_version_ = version->get_int64();
}

void Output::table(const std::vector<report::Column>& columns,
                   const std::vector<std::vector<report::Cell>>& rows) {
  if (json_) return;
  machine_.out << report::table_text(columns, rows,
                                     {machine_.out_is_terminal ? machine_.width : 0, colour_out_, true});
}

void Output::line(const Text& text) {
  if (!json_) machine_.out << report::terminal_text(in(lang_, text)) << '\n';
}

void Output::raw(const std::string& text) {
  if (json_) return;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    machine_.out << report::terminal_text(std::string_view(text).substr(begin, end - begin)) << '\n';
    begin = end + 1;
  }
}

void Output::field(const Text& label, const std::string& value) {
  if (json_ || value.empty()) return;
  const std::string name = in(lang_, label);
  const int gap = std::max(1, 14 - report::display_width(name));
  machine_.out << coloured(name, "2", colour_out_) << std::string(static_cast<std::size_t>(gap), ' ')
               << report::terminal_text(value) << '\n';
}

void Output::heading(const Text& text) {
  if (!json_) machine_.out << '\n' << coloured(in(lang_, text), "1", colour_out_) << '\n';
}

void Output::warn(const Text& text) {
  progress_done();
  machine_.err << coloured("注意: ", "33", colour_err_) << report::terminal_text(text.ja) << '\n'
               << "      " << report::terminal_text(text.en) << '\n';
}

void Output::error(const Error& error) {
  progress_done();
  if (json_) machine_.out << to_text(JsonObject{{"error", error_json(error)}}) << '\n';
  machine_.err << coloured("誤り: ", "31", colour_err_) << report::terminal_text(error.text.ja) << '\n'
               << "      " << report::terminal_text(error.text.en) << '\n';
  if (error.where && !error.where->file.empty())
    machine_.err << "      " << report::terminal_text(to_string(*error.where)) << '\n';
  for (std::size_t i = 0; i < error.problems.size() && i < kMaxProblemsShown; ++i) {
    const Problem& problem = error.problems[i];
    const std::string prefix = problem.field.empty() ? "" : problem.field + ": ";
    machine_.err << "  - " << report::terminal_text(prefix + problem.text.ja) << '\n'
                 << "    " << report::terminal_text(problem.text.en) << '\n';
  }
  if (error.problems.size() > kMaxProblemsShown) {
    const std::size_t rest = error.problems.size() - kMaxProblemsShown;
    machine_.err << fmt::format("  … 他 {} 件 / {} more (--json)\n", rest, rest);
  }
}

void Output::progress(const Text& what, std::int64_t done, std::int64_t of) {
  if (!machine_.err_is_terminal) return;
  machine_.err << "\r\x1b[K" << in(lang_, what) << ' ' << done;
  if (of > 0) machine_.err << '/' << of;
  machine_.err.flush();
  progress_shown_ = true;
}

void Output::progress_done() {
  if (progress_shown_) machine_.err << "\r\x1b[K" << std::flush;
  progress_shown_ = false;
}

}  // namespace kyodo::cli
