// A request and its response as values: what the API works with, and the listener carries.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kyodo::server {

struct Request {
  std::string id;      // of this request; stands in the log, in the response and in the journal
  std::string method;  // "GET"
  std::string target;  // "/api/v1/projects?round=H30", as it was sent
  std::string body;
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case; of a name the last
  std::string peer;                                         // address of the other side

  std::string_view header(std::string_view name) const {
    auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
};

struct Response {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
  // Where the body comes piece by piece and for as long as the other side listens: asked again and again, on
  // any thread, one call at a time. "": nothing new; none: the end.
  std::function<std::optional<std::string>()> stream = {};
};

// Called once, on any thread.
using Respond = std::function<void(Response)>;

}  // namespace kyodo::server
