// What a command prints: tables and sentences for people, JSON for scripts, errors with everything they
// carry.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/roles.h"
#include "report/table.h"

namespace kyodo::cli {

struct Machine;

inline constexpr std::size_t kMaxProblemsShown = 100;  // of one error on a terminal; --json gives all

class Output {
 public:
  Output(Machine& machine, Lang lang, bool json);

  bool json() const { return json_; }
  Lang lang() const { return lang_; }

  // One JSON document; nothing unless --json.
  void print_json(const Json& json);
  // The member "version" of the object that was printed, if it had one.
  const std::optional<std::int64_t>& printed_version() const { return printed_version_; }
  // The rest prints nothing with --json.
  void table(const std::vector<report::Column>& columns, const std::vector<std::vector<report::Cell>>& rows);
  void line(const Text& text);                              // one line in the chosen language
  void raw(const std::string& text);                        // as it stands, but for control characters
  void field(const Text& label, const std::string& value);  // "期限  2018-06-15"; nothing when value is empty
  void heading(const Text& text);

  // To standard error, in both languages, also with --json.
  void warn(const Text& text);
  void error(const Error& error);
  // On standard error when it is a terminal, over the last one; done: take it away.
  void progress(const Text& what, std::int64_t done, std::int64_t of);
  void progress_done();

 private:
  std::string coloured(const std::string& text, const char* code, bool colour) const;

  Machine& machine_;
  Lang lang_;
  bool json_;
  bool colour_out_;
  bool colour_err_;
  bool progress_shown_ = false;
  std::optional<std::int64_t> printed_version_;
};

// {"error":{"code","ja","en","where","problems":[{"field","keyword","ja","en"}]}} without the outer object.
JsonObject error_json(const Error& error);

}  // namespace kyodo::cli
