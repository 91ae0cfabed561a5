// The plainest HTTP client: sends bytes as they are given, reads one response at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace kyodo {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Got {
  unsigned status = 0;
  std::string body;
  std::map<std::string, std::string> headers;
  Json json() const { return parse_json(body).value(); }
  std::string code() const { return std::string(string_or(json().as_object(), "code", "")); }
};

inline std::string http_request(const std::string& method, const std::string& target,
                                const std::string& body = "", Headers headers = {}) {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: x\r\n";
  if (!body.empty() || method != "GET") headers.emplace_back("Content-Length", std::to_string(body.size()));
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  return text + "\r\n" + body;
}

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : socket_(context_) {
    boost::system::error_code error;
    socket_.connect({boost::asio::ip::address_v4::loopback(), port}, error);
    connected_ = !error;
  }
  bool connected() const { return connected_; }
  // False when the other side has gone.
  bool send(const std::string& bytes) {
    boost::system::error_code error;
    boost::asio::write(socket_, boost::asio::buffer(bytes), error);
    return !error;
  }
  // None when the other side closed the connection instead.
  std::optional<Got> receive() {
    namespace http = boost::beast::http;
    http::response<http::string_body> response;
    boost::system::error_code error;
    http::read(socket_, buffer_, response, error);
    if (error) return std::nullopt;
    Got got{response.result_int(), response.body(), {}};
    for (const auto& field : response)
      got.headers[std::string(field.name_string())] = std::string(field.value());
    return got;
  }

  // Of what comes without end, the next part that ends so; what there is when it has ended.
  std::string receive_until(const std::string& end) {
    std::size_t at = 0;
    while ((at = unread_.find(end)) == std::string::npos) {
      char block[4'096];
      boost::system::error_code error;
      const std::size_t read = socket_.read_some(boost::asio::buffer(block), error);
      if (error) return std::exchange(unread_, "");
      unread_.append(block, read);
    }
    std::string part = unread_.substr(0, at + end.size());
    unread_.erase(0, part.size());
    return part;
  }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  std::string unread_;  // of receive_until
  bool connected_ = false;
};

}  // namespace kyodo
