// HTTP/1.1 on a port: reads requests within limits, hands them over, writes what is answered (Boost.Beast).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "server/message.h"

namespace kyodo::server {

struct Listening {
  std::string address = "127.0.0.1";
  int port = 0;  // 0: one that is free
  int threads = 1;
  std::string id_prefix;  // of the ids of requests: "<prefix>-17"

  std::size_t header_bytes = 16u << 10;
  std::size_t body_bytes = 32u << 20;
  std::chrono::milliseconds request{
      30'000};                              // from its first byte until it is there, and until it is answered
  std::chrono::milliseconds idle{75'000};   // until the first byte of the next
  std::chrono::milliseconds stream{500};    // between two looks for the next piece of a stream
  std::chrono::milliseconds alive{15'000};  // and until a stream without news says that it lives
  int connections = 1'000;
  int connections_per_address = 100;
};

class Listener {
 public:
  // HEAD comes to it as GET, and its body stays here.
  using Handler = std::function<void(const Request&, Respond)>;
  // Told of every response once it is known; on any of its threads. What is refused unread has "-" for its
  // method and its target.
  using Observe = std::function<void(const Request&, const Response&, std::chrono::microseconds took)>;

  // Code::io when it cannot listen there.
  static Result<std::unique_ptr<Listener>> open(const Listening& where, Handler handler, Observe observe);
  ~Listener();

  std::uint16_t port() const;
  // Takes no more connections nor requests, and waits until what was taken is answered, at most so long.
  // False when that was not enough.
  bool stop(std::chrono::milliseconds patience);

 private:
  Listener();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kyodo::server
