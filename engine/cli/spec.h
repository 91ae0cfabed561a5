// The table of subcommands: parsing, help, shell completion and the arguments of the runtime's commands all
// come from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kyodo::cli {

class Context;

// How a value is written and what it becomes in a command's arguments.
enum class Kind {
  flag,     // an option without value: true
  text,     // as it stands
  integer,  // a whole number
  date,     // 2018-06-01, also 2018/6/1
  role,     // 事務局 or office
  list,     // may be repeated: an array of texts
  pairs,    // may be repeated, NAME=TEXT or NAME:=JSON: an object
  json,     // a file, "-" for standard input, or an object as JSON
  answers,  // as json; what a template left null counts as not answered
  file,     // a name the handler reads or writes
};

// A positional argument or an option.
struct Param {
  std::string name;   // of an option without the dashes; of a positional for reference
  std::string shown;  // its value in help: "UNIT", "P-1"; options of Kind::flag have none
  Kind kind = Kind::text;
  Text help;
  std::string arg;  // member of the command's arguments; "" = for the handler alone
  bool required = false;
};

enum class Access { none, read, write };  // of the database

struct Spec {
  std::string path;  // "task submit"
  Text help;         // one sentence without full stop
  std::vector<Param> positionals;
  std::vector<Param> options;
  std::string example;
  std::string http = {};  // "GET /projects/{project}": the same by HTTP (server/); "" = here only
  std::vector<std::string> media = {};  // what it answers then, where that is not JSON (Context::answer_as)
  Access access = Access::none;
  std::string reads = {};  // the operation that lets one read this; "" = the handler looks at each thing
  std::string command;     // of the runtime; "" = the handler alone
  std::string fixed;       // arguments that are always the same, as JSON; "" = none
  Text done;               // said after the command: {name} is a member of the answer or of the arguments
  // Null: the arguments go to `command` and `done` is printed. Errors are printed by the caller.
  Result<void> (*handler)(Context&) = nullptr;
};

// In the order of help.
const std::vector<Spec>& all_specs();
// Options that every subcommand takes, and those that only writing ones take.
const std::vector<Param>& common_options();
const std::vector<Param>& writing_options();

// The subcommand of exactly this path; null if there is none.
const Spec* find_spec(std::string_view path);
// The option of a subcommand, common ones included; null if it has none of that name.
const Param* find_option(const Spec& spec, std::string_view name);

// The candidate closest to what was typed, "" if none is close.
std::string closest(std::string_view typed, const std::vector<std::string>& candidates);

// Parts of the table.
std::vector<Spec> system_specs();
std::vector<Spec> office_specs();
std::vector<Spec> workflow_specs();
std::vector<Spec> scxml_specs();
std::vector<Spec> project_specs();
std::vector<Spec> task_specs();
std::vector<Spec> journal_specs();

}  // namespace kyodo::cli
