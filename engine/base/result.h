// Result<T>: a value, or an Error made for a person to read.
//
// Expected failures (bad input, a refused command, a missing file) travel as Results. Exceptions are for
// bugs and exhausted memory and do not cross a folder's boundary; the one exception to that is
// runtime::StorageFailure, see runtime/store_port.h.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <vector>

namespace kyodo {

// A sentence for people, in office Japanese and in English. Neither may be empty.
struct Text {
  std::string ja;
  std::string en;
  bool operator==(const Text&) const = default;
};

// The catalogue of errors. The names are stable: scripts and the HTTP API see them (code_name).
enum class Code {
  wrong_usage,     // the command line or the shape of a command is wrong
  bad_input,       // a file, a sheet or a value is wrong; see problems
  unknown_id,      // names something that does not exist
  refused,         // understood, and not allowed in the present state
  not_authorised,  // the actor's roles do not allow it
  stale_version,   // somebody else changed it since it was read
  key_reused,      // the idempotency key was used for another command
  limit,           // a named limit was reached
  plugin,          // a stage plugin is missing, of another ABI, or misbehaved
  busy,            // another process holds the database for too long
  newer,           // the database or a record was written by a newer version
  corrupt,         // the database or the journal is damaged
  storage,         // the disk is full, read-only or failing
  io,              // a file cannot be read or written
};
const char* code_name(Code code);

// A place in a text file. line and column count from 1, 0 = unknown; column counts code points.
struct Where {
  std::string file;
  int line = 0;
  int column = 0;
  bool operator==(const Where&) const = default;
};
std::string to_string(const Where& where);  // "a.scxml:12:5"

// One thing wrong with one field of an input.
struct Problem {
  std::string field;    // JSON pointer ("/partner/0/name"), column name or option name; "" = the whole
  std::string keyword;  // what was violated: "required", "maxLength", "type", …
  Text text;
  bool operator==(const Problem&) const = default;
};

struct Error {
  Code code = Code::refused;
  Text text;  // what is wrong and what to do
  std::optional<Where> where = std::nullopt;
  std::vector<Problem> problems = {};  // all of them at once, in the order of the input
};

template <class T>
using Result = boost::system::result<T, Error>;

// Boost.System calls this when value() is called on an error, which is a bug of the caller.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& at);

inline Error fail(Code code, std::string ja, std::string en) {
  return Error{code, Text{std::move(ja), std::move(en)}};
}
inline Error fail_at(Where where, Code code, std::string ja, std::string en) {
  return Error{code, Text{std::move(ja), std::move(en)}, std::move(where)};
}

}  // namespace kyodo
