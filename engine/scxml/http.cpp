#include "scxml/http.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <sstream>
#include <thread>

namespace kyodo::scxml {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using datamodel::Item;

constexpr auto kPatience = std::chrono::seconds(kMaxHttpSeconds);
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// None when the event has no name.
std::optional<interpreter::Event> event_of(const http::request<http::string_body>& request) {
  interpreter::Event event{"HTTP." + std::string(request.method_string())};
  event.origintype = interpreter::kHttpProcessor;
  const auto type = request[http::field::content_type];
  if (type.empty() || type.starts_with(kFormType)) {
    interpreter::Form form = interpreter::read_form(request.body());
    if (form.events.size() > 1 || (form.events.size() == 1 && form.events[0].empty())) return std::nullopt;
    if (!form.events.empty()) event.name = form.events[0];
    event.data = std::move(form.data);
  } else if (!request.body().empty()) {
    event.data = datamodel::item_of_text(request.body());
  }
  std::ostringstream raw;
  raw << request;
  event.raw = raw.str();
  return event;
}

http::response<http::string_body> answer(const http::request<http::string_body>& request,
                                         const HttpServer::Receive& receive) {
  const auto say = [&](http::status status) {
    http::response<http::string_body> response(status, request.version());
    response.keep_alive(false);
    response.prepare_payload();
    return response;
  };
  if (request.method() != http::verb::post) return say(http::status::method_not_allowed);
  auto event = event_of(request);
  if (!event) return say(http::status::bad_request);
  const std::string session(request.target().substr(std::min<std::size_t>(1, request.target().size())));
  return say(receive(session, std::move(*event)) ? http::status::no_content : http::status::not_found);
}

asio::awaitable<void> serve(tcp::socket socket, const HttpServer::Receive& receive) {
  boost::beast::tcp_stream stream(std::move(socket));
  stream.expires_after(kPatience);
  try {
    boost::beast::flat_buffer buffer;
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxHttpBytes);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
    auto response = answer(parser.get(), receive);
    co_await http::async_write(stream, response, asio::use_awaitable);
  } catch (const boost::system::system_error&) {
    // The other side went away or sent no HTTP: there is nobody to tell.
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor, const HttpServer::Receive& receive) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), receive), asio::detached);
  }
}

struct Address {
  std::string host, path;
  unsigned short port = 80;
};

// http on this machine only: a chart that is tried out shall not reach anybody else.
std::optional<Address> loopback_address(std::string_view text) {
  constexpr std::string_view kScheme = "http://";
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(text.find('/'), text.size());
  Address address{std::string(text.substr(0, slash)), std::string(text.substr(slash))};
  if (address.path.empty()) address.path = "/";
  if (const std::size_t colon = address.host.find(':'); colon != std::string::npos) {
    const std::string digits = address.host.substr(colon + 1);
    if (digits.empty() || digits.size() > 5 || digits.find_first_not_of("0123456789") != std::string::npos)
      return std::nullopt;
    const int port = std::stoi(digits);
    if (port < 1 || port > 65'535) return std::nullopt;
    address.port = static_cast<unsigned short>(port);
    address.host.resize(colon);
  }
  if (address.host != "127.0.0.1" && address.host != "localhost") return std::nullopt;
  for (const char c : address.path)
    if (c <= ' ' || c == '\x7f') return std::nullopt;
  return address;
}

asio::awaitable<void> exchange(boost::beast::tcp_stream& stream, const Address& address,
                               const std::string& body, unsigned& status) {
  stream.expires_after(kPatience);
  co_await stream.async_connect(tcp::endpoint(asio::ip::address_v4::loopback(), address.port),
                                asio::use_awaitable);
  http::request<http::string_body> request(http::verb::post, address.path, 11);
  request.set(http::field::host, fmt::format("{}:{}", address.host, address.port));
  request.set(http::field::content_type, kFormType);
  request.keep_alive(false);
  request.body() = body;
  request.prepare_payload();
  co_await http::async_write(stream, request, asio::use_awaitable);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxHttpBytes);
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  status = parser.get().result_int();
}

}  // namespace

struct HttpServer::State {
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  Receive receive;
  std::string base;
  std::thread thread;
};

HttpServer::HttpServer() : state_(std::make_unique<State>()) {}

Result<std::unique_ptr<HttpServer>> HttpServer::open(Receive receive) {
  std::unique_ptr<HttpServer> server(new HttpServer());
  State& state = *server->state_;
  state.receive = std::move(receive);
  try {
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), 0);
    state.acceptor.open(endpoint.protocol());
    state.acceptor.bind(endpoint);
    state.acceptor.listen();
  } catch (const boost::system::system_error& failure) {
    return fail(Code::io, fmt::format("HTTP を受ける口を開けません({})。", failure.what()),
                fmt::format("No port for HTTP can be opened ({}).", failure.what()));
  }
  state.base = fmt::format("http://127.0.0.1:{}", state.acceptor.local_endpoint().port());
  asio::co_spawn(state.context, accept(state.acceptor, state.receive), asio::detached);
  state.thread = std::thread([&state] { state.context.run(); });
  return server;
}

HttpServer::~HttpServer() {
  state_->context.stop();
  if (state_->thread.joinable()) state_->thread.join();
}

const std::string& HttpServer::base() const {
  return state_->base;
}

Result<void> post_form(const std::string& address, const std::string& body) {
  const auto parsed = loopback_address(address);
  if (!parsed)
    return fail(Code::bad_input,
                fmt::format("HTTP で送れるのはこの機械(http://127.0.0.1:…)だけです: {}", address),
                fmt::format("HTTP goes to this machine only (http://127.0.0.1:…): {}", address));
  asio::io_context context(1);
  boost::beast::tcp_stream stream(context);
  unsigned status = 0;
  std::string reason = "?";
  asio::co_spawn(context, exchange(stream, *parsed, body, status), [&](const std::exception_ptr& failure) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& what) {
      reason = what.what();
    }
  });
  context.run();
  if (status >= 200 && status < 300) return {};
  if (status != 0) reason = std::to_string(status);
  return fail(Code::io, fmt::format("{} へ送れませんでした({})。", address, reason),
              fmt::format("Nothing could be sent to {} ({}).", address, reason));
}

}  // namespace kyodo::scxml
