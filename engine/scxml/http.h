// The Basic HTTP event processor (SCXML 1.0, C.2) on the loopback interface: for trying charts, not for
// offices.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "interpreter/interpreter.h"

namespace kyodo::scxml {

inline constexpr std::size_t kMaxHttpBytes = 1u << 20;  // body of one message
inline constexpr int kMaxHttpSeconds = 10;              // until one message is sent or received

// Takes POST requests at "<base>/<session>" on a thread of its own, until it is destroyed.
class HttpServer {
 public:
  // Called on that thread; false when there is no such session. The event is named by _scxmleventname, else
  // "HTTP.POST"; what else the message holds is its data, and the whole message its raw.
  using Receive = std::function<bool(const std::string& session, interpreter::Event event)>;
  static Result<std::unique_ptr<HttpServer>> open(Receive receive);  // Code::io
  ~HttpServer();

  const std::string& base() const;  // "http://127.0.0.1:40001"

 private:
  HttpServer();
  struct State;
  std::unique_ptr<State> state_;
};

// Posts a form to an http address on this machine and waits for the answer, at most kMaxHttpSeconds.
// Errors: Code::bad_input (no such address), Code::io (nobody answered, or not with 2XX).
Result<void> post_form(const std::string& address, const std::string& body);

}  // namespace kyodo::scxml
