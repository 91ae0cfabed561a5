#include "server/listener.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "server/problem.h"

namespace kyodo::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Body = http::string_body;

constexpr std::size_t kMaxReadAhead = 64u << 10;       // beyond the header, of one connection
constexpr std::chrono::milliseconds kMaxDrain{1'000};  // for what still comes from who was refused

std::string lower(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

http::response<Body> message_of(const Response& response, unsigned version, bool keep_alive) {
  http::response<Body> message(static_cast<http::status>(response.status), version);
  if (!response.type.empty()) message.set(http::field::content_type, response.type);
  message.set("X-Content-Type-Options", "nosniff");
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.keep_alive(keep_alive);
  message.body() = response.body;
  message.prepare_payload();
  return message;
}

// What is said to a request that is not one.
Response refusal(const boost::system::error_code& error) {
  if (error == http::error::body_limit)
    return problem(413, "limit", {"要求が大きすぎます。", "The request is too large."});
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return problem(431, "limit", {"ヘッダーが大きすぎます。", "The header is too large."});
  if (error == http::error::bad_version)
    return problem(505, "wrong_version", {"HTTP/1.1 で送ってください。", "Send HTTP/1.1."});
  return problem(400, "wrong_request",
                 {"HTTP の要求として読めません。", "This is not a valid HTTP request."});
}

// Another reader on the way, such as a proxy, could see another end of the request or another host in it: it
// is refused, not guessed about (RFC 9112, 3.2 and 6.3).
bool is_ambiguous(const http::request<Body>& message) {
  using http::field;
  const bool old = message.version() < 11;
  const auto lengths = message.count(field::content_length), hosts = message.count(field::host);
  if (lengths > 1 || message[field::content_length].find(',') != std::string_view::npos) return true;
  if (const auto codings = message.count(field::transfer_encoding); codings > 0)
    if (old || codings > 1 || lengths > 0 || !beast::iequals(message[field::transfer_encoding], "chunked"))
      return true;
  return hosts > 1 || (hosts == 0 && !old);
}

bool is_malformed(const boost::system::error_code& error) {
  return error.category() == make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

struct Listener::State {
  asio::io_context context;
  asio::strand<asio::io_context::executor_type> accepting{asio::make_strand(context)};
  tcp::acceptor acceptor{accepting};
  Listening where;
  Handler handler;
  Observe observe;
  std::atomic<std::uint64_t> requests{0};
  std::atomic<bool> stopping{false};

  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, int> by_address;  // connections
  int connections = 0;
  std::map<const void*, std::weak_ptr<beast::tcp_stream>> idle;  // connections that wait for a request

  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  std::vector<std::thread> threads;

  bool admit(const std::string& address) {
    const std::lock_guard lock(mutex);
    const auto known = by_address.find(address);
    const int of_address = known == by_address.end() ? 0 : known->second;
    if (connections >= where.connections || of_address >= where.connections_per_address) return false;
    ++by_address[address];
    ++connections;
    return true;
  }
  void leave(const std::string& address) {
    const std::lock_guard lock(mutex);
    --connections;
    if (--by_address[address] == 0) by_address.erase(address);
    changed.notify_all();
  }

  asio::awaitable<Response> answer(const Request& request) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Response)>(
        [this, &request](auto completion) {
          auto shared = std::make_shared<decltype(completion)>(std::move(completion));
          auto executor = asio::get_associated_executor(*shared, context.get_executor());
          handler(request, [shared, executor](Response response) {
            asio::post(executor, [shared, response = std::move(response)]() mutable {
              (*shared)(std::move(response));
            });
          });
        },
        asio::use_awaitable);
  }

  // Waits for the first byte of the next request. False: there is none.
  asio::awaitable<bool> await_request(const std::shared_ptr<beast::tcp_stream>& kept,
                                      beast::flat_buffer& buffer) {
    if (buffer.size() > 0) co_return true;
    beast::tcp_stream& stream = *kept;
    {
      const std::lock_guard lock(mutex);
      if (stopping) co_return false;
      idle[&stream] = kept;
    }
    stream.expires_after(where.idle);
    constexpr std::size_t kFirst = 4'096;
    boost::system::error_code error;  // the other side has gone, or nothing came
    const std::size_t read = co_await stream.async_read_some(
        buffer.prepare(kFirst), asio::redirect_error(asio::use_awaitable, error));
    const std::lock_guard lock(mutex);
    idle.erase(&stream);
    buffer.commit(read);
    co_return read > 0;
  }

  asio::awaitable<void> write(beast::tcp_stream& stream, const Response& response, unsigned version,
                              bool keep_alive, bool head_only = false) {
    auto message = message_of(response, version, keep_alive);
    if (head_only) {
      http::response<http::empty_body> head(std::move(message.base()));
      co_await http::async_write(stream, head, asio::use_awaitable);
    } else {
      co_await http::async_write(stream, message, asio::use_awaitable);
    }
  }

  // The system takes an answer back from who is still sending when the connection ends (RFC 9112, 9.6).
  asio::awaitable<void> drain(beast::tcp_stream& stream) {
    boost::system::error_code error;
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
    stream.expires_after(kMaxDrain);
    // The stream looks at its time only while it waits: who never lets it wait is cut off here.
    const auto until = Clock::now() + kMaxDrain;
    char block[4'096];
    while (!error && Clock::now() < until)
      co_await stream.async_read_some(asio::buffer(block), asio::redirect_error(asio::use_awaitable, error));
  }

  // A body without end: what is new, again and again, until one of the two has gone.
  asio::awaitable<void> write_stream(beast::tcp_stream& stream, const Response& response, unsigned version) {
    http::response<http::empty_body> head(static_cast<http::status>(response.status), version);
    head.set(http::field::content_type, response.type);
    head.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : response.headers) head.insert(name, value);
    head.keep_alive(false);
    http::response_serializer<http::empty_body> serializer(head);
    stream.expires_after(where.request);
    co_await http::async_write_header(stream, serializer, asio::use_awaitable);
    asio::steady_timer timer(stream.get_executor());
    auto said = Clock::now();
    while (!stopping) {
      std::optional<std::string> piece = response.stream();
      if (!piece) break;
      if (piece->empty() && Clock::now() - said >= where.alive) *piece = ":\n\n";
      if (!piece->empty()) {
        stream.expires_after(where.request);
        co_await asio::async_write(stream, asio::buffer(*piece), asio::use_awaitable);
        said = Clock::now();
        continue;
      }
      timer.expires_after(where.stream);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  std::string next_id() { return fmt::format("{}-{}", where.id_prefix, ++requests); }

  // One request and its response. False: the connection is to end.
  asio::awaitable<bool> serve_one(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                  const std::string& address) {
    http::request_parser<Body> parser;
    parser.header_limit(static_cast<std::uint32_t>(where.header_bytes));
    parser.body_limit(where.body_bytes);
    stream.expires_after(where.request);
    boost::system::error_code error;
    co_await http::async_read_header(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (!error && is_ambiguous(parser.get())) error = http::error::bad_field;
    // Now, since what follows a body in chunks is not to be taken for its header (RFC 9110, 6.5.1).
    std::map<std::string, std::string, std::less<>> headers;
    for (const auto& field : parser.get()) headers[lower(field.name_string())] = std::string(field.value());
    if (!error && parser.get().version() >= 11 &&
        beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      http::response<http::empty_body> go(http::status::continue_, parser.get().version());
      co_await http::async_write(stream, go, asio::use_awaitable);
    }
    if (!error)
      co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      if (!is_malformed(error)) co_return false;
      // What was read of it is not to be trusted, so it has no name but its number.
      const Request unread{next_id(), "-", "-", "", {}, address};
      Response refused = refusal(error);
      refused.headers.emplace_back("X-Request-Id", unread.id);
      if (observe) observe(unread, refused, std::chrono::microseconds(0));
      stream.expires_after(where.request);
      co_await write(stream, refused, 11, false);
      co_await drain(stream);
      co_return false;
    }
    auto message = parser.release();
    Request request{next_id(),
                    std::string(message.method_string()),
                    std::string(message.target()),
                    std::move(message.body()),
                    std::move(headers),
                    address};
    const bool head_only = message.method() == http::verb::head;
    const auto begun = Clock::now();
    stream.expires_never();  // the answer comes when the writer's turn comes; its queue is bounded
    if (head_only) request.method = "GET";
    Response response = co_await answer(request);
    if (head_only) request.method = "HEAD";
    response.headers.emplace_back("X-Request-Id", request.id);
    if (observe)
      observe(request, response, std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun));
    if (response.stream && !head_only) {
      co_await write_stream(stream, response, message.version());
      co_return false;
    }
    const bool keep_alive = message.keep_alive() && !stopping;
    stream.expires_after(where.request);
    co_await write(stream, response, message.version(), keep_alive, head_only);
    co_return keep_alive;
  }

  asio::awaitable<void> serve(tcp::socket socket, std::string address) {
    const auto stream = std::make_shared<beast::tcp_stream>(std::move(socket));
    try {
      beast::flat_buffer buffer(where.header_bytes + kMaxReadAhead);
      for (;;) {
        const bool another = co_await await_request(stream, buffer);
        if (!another) break;
        const bool keep_alive = co_await serve_one(*stream, buffer, address);
        if (!keep_alive) break;
      }
    } catch (const boost::system::system_error&) {
      // The other side went away or was too slow: there is nobody to tell.
    }
    leave(address);  // first, so that who sees this connection end may come again
    boost::system::error_code ignored;
    stream->socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  asio::awaitable<void> accept() {
    for (;;) {
      boost::system::error_code error;
      tcp::socket socket = co_await acceptor.async_accept(asio::make_strand(context),
                                                          asio::redirect_error(asio::use_awaitable, error));
      if (!acceptor.is_open()) co_return;
      if (error) continue;
      boost::system::error_code gone;
      const tcp::endpoint peer = socket.remote_endpoint(gone);
      if (gone) continue;
      std::string address = peer.address().to_string();
      if (!admit(address)) continue;  // closing it says enough, and costs nothing
      socket.set_option(tcp::no_delay(true), gone);
      auto executor = socket.get_executor();
      asio::co_spawn(executor, serve(std::move(socket), std::move(address)), asio::detached);
    }
  }
};

Listener::Listener() : state_(std::make_unique<State>()) {}

Result<std::unique_ptr<Listener>> Listener::open(const Listening& where, Handler handler, Observe observe) {
  std::unique_ptr<Listener> listener(new Listener);
  State& state = *listener->state_;
  state.where = where;
  state.handler = std::move(handler);
  state.observe = std::move(observe);
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(where.address, error);
  const tcp::endpoint endpoint(ip, static_cast<std::uint16_t>(where.port));
  if (!error) state.acceptor.open(endpoint.protocol(), error);
  if (!error) state.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) state.acceptor.bind(endpoint, error);
  if (!error) state.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(
        Code::io,
        fmt::format("{} のポート {} で待ち受けられません({})。kyodo.info の server を確かめてください。",
                    where.address, where.port, error.message()),
        fmt::format("Cannot listen on {}, port {} ({}). Check server in kyodo.info.", where.address,
                    where.port, error.message()));
  asio::co_spawn(state.accepting, state.accept(), asio::detached);
  for (int i = 0; i < where.threads; ++i) state.threads.emplace_back([&state] { state.context.run(); });
  return listener;
}

std::uint16_t Listener::port() const {
  return state_->acceptor.local_endpoint().port();
}

bool Listener::stop(std::chrono::milliseconds patience) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  if (!state.stopping.exchange(true)) {
    asio::post(state.accepting, [&state] {
      boost::system::error_code ignored;
      state.acceptor.close(ignored);
    });
    for (const auto& [key, waiting] : state.idle)
      if (auto stream = waiting.lock()) asio::post(stream->get_executor(), [stream] { stream->cancel(); });
  }
  return state.changed.wait_for(lock, patience, [&state] { return state.connections == 0; });
}

Listener::~Listener() {
  if (state_->threads.empty()) return;
  stop(std::chrono::milliseconds(0));
  state_->context.stop();
  for (std::thread& thread : state_->threads) thread.join();
}

}  // namespace kyodo::server
