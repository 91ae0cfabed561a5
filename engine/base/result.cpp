#include "base/result.h"

#include <stdexcept>

namespace kyodo {

const char* code_name(Code code) {
  switch (code) {
    case Code::wrong_usage:
      return "wrong_usage";
    case Code::bad_input:
      return "bad_input";
    case Code::unknown_id:
      return "unknown_id";
    case Code::refused:
      return "refused";
    case Code::not_authorised:
      return "not_authorised";
    case Code::stale_version:
      return "stale_version";
    case Code::key_reused:
      return "key_reused";
    case Code::limit:
      return "limit";
    case Code::plugin:
      return "plugin";
    case Code::busy:
      return "busy";
    case Code::newer:
      return "newer";
    case Code::corrupt:
      return "corrupt";
    case Code::storage:
      return "storage";
    case Code::io:
      return "io";
  }
  return "unknown";
}

std::string to_string(const Where& where) {
  std::string text = where.file;
  if (where.line > 0) text += ":" + std::to_string(where.line);
  if (where.line > 0 && where.column > 0) text += ":" + std::to_string(where.column);
  return text;
}

void throw_exception_from_error(const Error& error, const boost::source_location& at) {
  throw std::logic_error(std::string("value() on an error: ") + error.text.en + " (" + at.file_name() + ")");
}

}  // namespace kyodo
