#include "run.h"

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace kyodo::conformance {
namespace {

std::string quoted(const std::string& text) {
  return "'" + text + "'";  // names of files of the suite and options: no quote among them
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string joined(const std::vector<std::string>& all, const char* between) {
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : between) + one;
  return text;
}

std::vector<std::string> configuration(const JsonObject& line) {
  std::vector<std::string> states;
  for (const Json& state : array_or_empty(line, "configuration")) states.emplace_back(state.as_string());
  std::sort(states.begin(), states.end());
  return states;
}

struct Said {
  int code = 0;
  std::vector<JsonObject> lines;
  std::string errors;
};

Said run(const Programs& programs, const Document& document, Mode mode, const std::string& scratch) {
  {
    std::ofstream input(scratch + "/in");
    for (const Step& step : document.steps)
      if (!step.input.empty()) input << step.input << '\n';
  }
  std::string command = quoted(programs.stored_chart) + " " + quoted(document.file) + " " + quoted(scratch);
  if (mode != Mode::stored)
    command = quoted(programs.kyodo) + " scxml run " + quoted(document.file) + " --timeout 60 --lang en";
  if (document.scripted && !document.steps.empty()) command += " --interactive";
  if (mode == Mode::thawed) command += " --thaw";
  for (const std::string& option : document.options) command += " " + quoted(option);
  command +=
      " < " + quoted(scratch + "/in") + " > " + quoted(scratch + "/out") + " 2> " + quoted(scratch + "/err");
  const int status = std::system(command.c_str());
  Said said{WIFEXITED(status) ? WEXITSTATUS(status) : 255, {}, read(scratch + "/err")};
  std::ifstream out(scratch + "/out");
  for (std::string line; std::getline(out, line);)
    if (auto json = parse_json(line); json && json->is_object())
      said.lines.push_back(std::move(json->get_object()));
  return said;
}

std::string judged_steps(const Document& document, const Said& said) {
  for (std::size_t i = 0; i < document.steps.size(); ++i) {
    if (!document.steps[i].compared) continue;
    // A chart that has ended says no more; it stays where it is.
    const std::size_t line = std::min(i, said.lines.size() - 1);
    const auto found = configuration(said.lines[line]);
    if (found != document.steps[i].configuration)
      return "step " + std::to_string(i) + ": in " + joined(found, " ") + ", not in " +
             joined(document.steps[i].configuration, " ");
  }
  return "";
}

std::string judged_log(const Document& document, const Said& said) {
  if (document.log.empty()) return "";
  std::vector<std::string> log;
  for (const JsonObject& line : said.lines)
    for (const Json& one : array_or_empty(line, "log"))
      log.push_back(std::string(string_or(one.as_object(), "label", "")) + ": " +
                    std::string(string_or(one.as_object(), "text", "")));
  return log == document.log ? "" : "the log is " + joined(log, " | ");
}

}  // namespace

bool applies(const Document& document, Mode mode) {
  return mode != Mode::stored ||
         std::find(document.options.begin(), document.options.end(), "--http") == document.options.end();
}

std::string verdict(const Programs& programs, const Document& document, Mode mode,
                    const std::string& scratch) {
  const Said said = run(programs, document, mode, scratch);
  if (!document.refused.empty()) {
    if (said.code == 1 && said.lines.empty() && said.errors.find(document.refused) != std::string::npos)
      return "";
    return "it was not refused for " + document.refused + ": " + said.errors;
  }
  if (said.code != 0 || said.lines.empty())
    return "exit code " + std::to_string(said.code) + ": " + said.errors;
  if (document.scripted) {
    std::string wrong = judged_steps(document, said);
    if (wrong.empty() && document.ends && !bool_or(said.lines.back(), "done", false))
      wrong = "it has not ended";
    return wrong.empty() && mode != Mode::stored ? judged_log(document, said) : wrong;
  }
  const JsonObject& last = said.lines.back();
  if (bool_or(last, "done", false) && configuration(last) == std::vector<std::string>{"pass"}) return "";
  return "it ended in " + joined(configuration(last), " ") + " " + to_text(array_or_empty(last, "errors"));
}

}  // namespace kyodo::conformance
