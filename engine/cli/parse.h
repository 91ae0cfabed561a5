// A command line held against the table.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/spec.h"

namespace kyodo::cli {

inline constexpr std::size_t kMaxWords = 2'000;  // arguments of one command line

// What was asked for. `spec` is null for help on nothing in particular (`kyodo`, `kyodo project --help`).
struct Call {
  const Spec* spec = nullptr;
  std::string group;  // what help is asked on when spec is null: "", "project"
  std::map<std::string, std::vector<std::string>, std::less<>> options;
  std::map<std::string, std::string, std::less<>> positionals;  // by Param::name

  bool has(std::string_view option) const { return options.contains(option); }
  std::string option(std::string_view name, std::string_view otherwise = "") const;
  std::vector<std::string> all(std::string_view name) const;
  // "" if it was not given.
  std::string positional(std::string_view name) const;
};

// Code::wrong_usage with a suggestion for what is not known. Words after "--" are never options.
Result<Call> parse(const std::vector<std::string>& words);

// Whether --json, --lang and --help were asked for, even when the rest cannot be parsed.
bool mentions(const std::vector<std::string>& words, std::string_view option);
std::string language_in(const std::vector<std::string>& words, std::string_view otherwise);

// Reads what Kind::json names: standard input, a file, or the text itself.
using ReadJson = Result<Json> (*)(Context&, const std::string&);

// The arguments of the runtime's command, from the members of the table that name one.
Result<JsonObject> args_of(const Call& call, Context& context, ReadJson read_json);

// 2018-06-01 or 2018/6/1, as Excel writes it; none if it is anything else.
std::optional<std::string> date_text(std::string_view text);

}  // namespace kyodo::cli
