#include "server/problem.h"

#include "base/json.h"

namespace kyodo::server {
namespace {

const char* title_of(unsigned status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Internal Server Error";
  }
}

// `where`: a place in what was sent; places in files of this machine are for its log.
Response made(unsigned status, std::string_view code, const Text& detail, JsonArray problems,
              const std::optional<Where>& where = {}) {
  JsonObject body{{"type", "urn:kyodo:problem:" + std::string(code)},
                  {"title", title_of(status)},
                  {"status", status},
                  {"code", code},
                  {"detail", detail.ja},
                  {"detail_en", detail.en}};
  if (where && where->file.empty() && where->line > 0) {
    body["line"] = where->line;
    body["column"] = where->column;
  }
  if (!problems.empty()) body["problems"] = std::move(problems);
  Response response{status, "application/problem+json", to_text(body)};
  // What keeps the disk from being written to is for people to mend.
  if (status == 503)
    response.headers.emplace_back("Retry-After", code == code_name(Code::storage) ? "30" : "1");
  return response;
}

// What goes wrong on this machine is for its log: paths and the words of the database are not for others.
// Those of Code::storage have neither (store/connection.cpp).
Text said_outside(Code code, const Text& text) {
  switch (code) {
    case Code::storage:
      return {text.ja + "このサービスの担当者に知らせてください。",
              text.en + " Tell whoever looks after this service."};
    case Code::corrupt:
    case Code::newer:
    case Code::io:
      return {"サーバーのデータを読めません。担当者に知らせてください。",
              "The data of this service cannot be read; tell whoever looks after it."};
    default:
      return text;
  }
}

}  // namespace

unsigned status_of(Code code) {
  switch (code) {
    case Code::wrong_usage:
      return 400;
    case Code::bad_input:
    case Code::limit:
      return 422;
    case Code::unknown_id:
      return 404;
    case Code::refused:
    case Code::key_reused:
      return 409;
    case Code::not_authorised:
      return 403;
    case Code::stale_version:
      return 412;
    case Code::busy:
    case Code::storage:
      return 503;
    case Code::plugin:
    case Code::newer:
    case Code::corrupt:
    case Code::io:
      return 500;
  }
  return 500;
}

Response problem(const Error& error) {
  JsonArray problems;
  for (const Problem& one : error.problems)
    problems.push_back(
        JsonObject{{"field", one.field}, {"keyword", one.keyword}, {"ja", one.text.ja}, {"en", one.text.en}});
  return made(status_of(error.code), code_name(error.code), said_outside(error.code, error.text),
              std::move(problems), error.where);
}

Response problem(unsigned status, std::string_view code, const Text& detail) {
  return made(status, code, detail, {});
}

Response too_busy() {
  return problem(503, "busy",
                 {"混み合っています。少し待ってやり直してください。変更は行われていません。",
                  "Too much waits already. Try again in a moment; nothing was changed."});
}

}  // namespace kyodo::server
