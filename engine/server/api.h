// The API without sockets: a request in, a response out. What can be asked is the command line's table
// (routes.h); reading runs its handlers on a database that stays open, changing goes through the single
// writer.
#pragma once

#include <atomic>

#include "cli/machine.h"
#include "runtime/writer.h"
#include "server/message.h"
#include "server/metrics.h"
#include "server/readers.h"
#include "server/routes.h"
#include "server/writing.h"

namespace kyodo::server {

struct ApiParts {
  cli::Machine& machine;  // clock, configuration folders; its streams are not used
  const cli::Settings& settings;
  Readers& readers;
  runtime::Writer& writer;
  Metrics& metrics;
  Writing& writing;
  std::string database;  // its file
};

// Thread-safe.
class Api {
 public:
  explicit Api(ApiParts parts) : parts_(parts) {}

  // Answers once, at once or on the writer's thread. Does not throw.
  void handle(const Request& request, Respond respond);

  // Until then /readyz says no, so that a proxy sends nobody here.
  void set_ready(bool ready) { ready_ = ready; }

 private:
  struct Caller {
    std::string person;
    bool may_write = false;
    std::string csrf = {};  // of a browser that signed on
  };
  void dispatch(const Request& request, Respond respond);
  // logins.cpp
  Result<Caller> authenticate(const Request& request, runtime::Store& store, TimePoint now);
  void sign_on(const Request& request, cli::Opened& opened, Respond respond);
  void sign_off(const Request& request, cli::Opened& opened, Respond respond);
  static Response who(const Caller& caller, runtime::Store& store);
  void claim(const Request& request, cli::Opened& opened, Respond respond);
  const std::string& unknown_hash();

  Response events(const Target& target, const Request& request, runtime::Store& store, const Caller& caller);
  Response read(const Route& route, Values places, const Target& target, const Request& request,
                cli::Opened& opened, const Caller& caller);
  // A file as the body: the handler of the command line reads it, and what it changes goes through the
  // writer.
  Response upload(const Route& route, const Values& places, const Target& target, const Request& request,
                  cli::Opened& opened, const Caller& caller);
  // What an auditor reads is history before it is answered.
  void note_reading(const Request& request, const std::string& path, const std::string& project,
                    const Caller& caller, TimePoint now, Response response, Respond respond);
  void write(const Route& route, Values places, const Request& request, const Caller& caller,
             cli::Opened& opened, Respond respond);
  Response health(const std::string& path);
  // To the writer; `done` is called on its thread, unless too much waits, which is answered at once.
  void submit(runtime::Command command, Respond respond, runtime::Writer::Done done);

  ApiParts parts_;
  std::atomic<bool> ready_{false};
};

}  // namespace kyodo::server
