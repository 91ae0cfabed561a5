// What a request asks of the command line's table: parameters as options, a body as arguments or as a file.
#pragma once

#include <sstream>

#include "cli/context.h"
#include "cli/parse.h"
#include "cli/roles.h"
#include "server/message.h"
#include "server/routes.h"

namespace kyodo::server {

inline constexpr std::ptrdiff_t kMaxRequestLines = 1'000;  // of commands; they are answered together
inline constexpr int kPageRows = 100;  // of a list in pieces, where the client says nothing (cli/page.h)

cli::Lang language_of(const Request& request);  // of Accept-Language; Japanese where it says nothing
// Of If-Match, which holds an ETag as GET gave it ("\"3\""). Code::stale_version when it is none.
Result<std::optional<std::int64_t>> expected_version(const Request& request);

Error unknown_parameter(const std::string& name, const cli::Spec& spec);
// The call of a subcommand, as if its words had been typed. Code::wrong_usage names what it does not take.
Result<cli::Call> call_of(const Route& route, const Values& places, const Target& target,
                          const std::string& person);
// The arguments of the runtime's command: the body's members, the places of the path, what is always so.
Result<JsonObject> args_of(const Route& route, const Values& places, const Request& request);

// A subcommand at work for a request, on a database that is open already. Everything given outlives it.
class Asked {
 public:
  Asked(const cli::Machine& machine, const cli::Call& call, cli::Lang lang, const cli::Settings& settings,
        cli::Opened& opened);
  cli::Context& context() { return context_; }
  Response said();  // what it printed

 private:
  std::istringstream in_;
  std::ostringstream out_, err_;
  cli::Machine machine_;
  cli::Context context_;
};

// Whether the subcommand reads or writes a file that it is told.
bool takes_file(const cli::Spec& spec);
// Whether the body is that file rather than the arguments: anything but JSON.
bool carries_file(const Route& route, const Request& request);
// A file for the client to keep; `said` is the JSON of the subcommand, with its "name".
Response attachment(const std::string& said, std::string bytes);

}  // namespace kyodo::server
