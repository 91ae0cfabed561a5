// What strangers send to the port: each is answered as RFC 9110 and 9112 want or cut off, and the next one is
// served as if nothing had been.
#include "server/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "../../support/http_client.h"

namespace kyodo::server {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Hostile : public ::testing::Test {
 protected:
  // Answers with what it was asked.
  void SetUp() override {
    Listening where;
    where.header_bytes = 4'096;
    where.body_bytes = 8'192;
    where.request = 1s;
    where.idle = 5s;
    auto opened = Listener::open(
        where,
        [this](const Request& request, Respond respond) {
          ++asked_;
          JsonObject seen{{"method", request.method}, {"target", request.target}, {"body", request.body}};
          for (const auto& [name, value] : request.headers) seen[name] = value;
          respond({200, "application/json", to_text(seen)});
        },
        {});
    ASSERT_TRUE(opened) << opened.error().text.en;
    listener_ = std::move(*opened);
  }
  // Whatever was sent before, others are served.
  void TearDown() override {
    HttpClient client(listener_->port());
    client.send(http_request("GET", "/after"));
    EXPECT_EQ(client.receive().value_or(Got{}).status, 200u);
  }

  // The statuses of all answers, until the connection ends or rests.
  std::vector<unsigned> answers(const std::string& bytes) {
    HttpClient client(listener_->port());
    client.send(bytes + "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::vector<unsigned> statuses;
    while (auto got = client.receive()) statuses.push_back(got->status);
    return statuses;
  }
  using Statuses = std::vector<unsigned>;

  std::atomic<int> asked_{0};
  std::unique_ptr<Listener> listener_;
};

// One that two readers could part at different places is refused, and what follows it is never looked at.
TEST_F(Hostile, CannotHideARequestInAnother) {
  const std::string post = "POST /a HTTP/1.1\r\nHost: x\r\n",
                    hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const std::string& framing :
       {std::string("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
        std::string("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"),
        std::string("Transfer-Encoding: identity\r\nContent-Length: 3\r\n"),
        std::string("Transfer-Encoding: gzip\r\n"),
        std::string("Transfer-Encoding: chunked, gzip\r\n"),
        std::string("Transfer-Encoding: gzip, chunked\r\n"),
        std::string("Transfer-Encoding: xchunked\r\n"),
        std::string("Transfer-Encoding: \"chunked\"\r\n"),
        std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
        std::string("Transfer-Encoding : chunked\r\n"),
        std::string("Content-Length : 3\r\n"),
        std::string("Content-Length: 3\r\nContent-Length: 4\r\n"),
        std::string("Content-Length: 3\r\nContent-Length: 3\r\n"),
        std::string("Content-Length: 3, 3\r\n"),
        std::string("Content-Length: 3,4\r\n"),
        std::string("Content-Length: -1\r\n"),
        std::string("Content-Length: +3\r\n"),
        std::string("Content-Length: 0x3\r\n"),
        std::string("Content-Length: 3 3\r\n"),
        std::string("Content-Length: \r\n"),
        std::string("Content-Length: 99999999999999999999\r\n"),
        std::string("Content-Length: 3\nX: y\r\n"),
        std::string("X: y\rContent-Length: 3\r\n"),
        std::string("X: y\0z\r\n", 8)}) {
    const int before = asked_;
    EXPECT_EQ(answers(post + framing + "\r\n" + hidden), Statuses{400}) << framing;
    EXPECT_EQ(asked_, before) << framing;
  }
  EXPECT_EQ(answers("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), Statuses{400});
}

TEST_F(Hostile, CannotBreakAChunkedBody) {
  const std::string chunked = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(answers(chunked + "3\r\nabc\r\n0\r\n\r\n"), (Statuses{200, 200}));
  for (const char* body : {"-1\r\n", "3\nabc\r\n0\r\n\r\n", "g\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                           "ffffffffffffffffff\r\nabc", "3;\r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n"})
    EXPECT_EQ(answers(chunked + body), Statuses{400}) << body;
  EXPECT_EQ(answers(chunked + "ffffffff\r\n"), Statuses{413});
}

TEST_F(Hostile, CannotSlipHeadersBehindABody) {
  HttpClient client(listener_->port());
  client.send(
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n0\r\nAuthorization: Bearer x\r\n\r\n");
  const auto got = client.receive();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->json().at("body").as_string(), "abc");
  EXPECT_FALSE(got->json().as_object().contains("authorization"));
}

TEST_F(Hostile, HasToNameOneHost) {
  EXPECT_EQ(answers("GET / HTTP/1.1\r\n\r\n"), Statuses{400});
  EXPECT_EQ(answers("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), Statuses{400});
  EXPECT_EQ(answers("GET / HTTP/1.0\r\n\r\n"), Statuses{200}) << "did not need one, and keeps nothing open";
}

TEST_F(Hostile, IsToldWhenItIsNoHttpOfThisVersion) {
  EXPECT_EQ(answers("GET /\r\n\r\n"), Statuses{400}) << "HTTP/0.9";
  EXPECT_EQ(answers("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), Statuses{505});
  EXPECT_EQ(answers("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Statuses{505});
  for (const std::string& bytes :
       {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
        std::string("GET / HTTP/1.1\nHost: x\n\n"), std::string("GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHo st: x\r\n\r\n"), std::string("GET / HTTP/1.1\r\n: x\r\n\r\n"),
        std::string("G\0T / HTTP/1.1\r\n", 16), std::string("GET /a\x01 HTTP/1.1\r\nHost: x\r\n\r\n")})
    EXPECT_THAT(answers(bytes), ::testing::AnyOf(Statuses{400}, Statuses{505})) << bytes;
}

TEST_F(Hostile, GetsOnlyTheHeadOfWhatItAsksTheHeadOf) {
  HttpClient client(listener_->port());
  client.send(http_request("HEAD", "/a") + http_request("GET", "/b"));
  const std::string head = client.receive_until("\r\n\r\n");
  EXPECT_THAT(head, ::testing::HasSubstr(" 200 OK\r\n"));
  EXPECT_THAT(head, ::testing::HasSubstr("Content-Length: "));
  EXPECT_THAT(client.receive_until("}"),
              ::testing::HasSubstr("\r\n\r\n{\"method\":\"GET\",\"target\":\"/b\""));
}

TEST_F(Hostile, GetsItsAnswersInOrderHoweverManyItAsksForAtOnce) {
  constexpr int kMany = 300;
  HttpClient client(listener_->port());
  std::string all;
  for (int i = 0; i < kMany; ++i) all += http_request("POST", "/" + std::to_string(i), std::to_string(i));
  client.send(all);
  for (int i = 0; i < kMany; ++i) {
    const auto got = client.receive();
    ASSERT_TRUE(got) << i;
    EXPECT_EQ(got->json().at("target").as_string(), "/" + std::to_string(i));
    EXPECT_EQ(got->json().at("body").as_string(), std::to_string(i));
  }
}

// Sends far more than any limit, and says what was answered.
Got flood(HttpClient& client, const std::string& begin, const std::string& piece) {
  constexpr std::size_t kFar = 1u << 20;
  client.send(begin);
  for (std::size_t sent = 0; sent < kFar && client.send(piece);) sent += piece.size();
  return client.receive().value_or(Got{});
}
Got flood(std::uint16_t port, const std::string& begin, const std::string& piece) {
  HttpClient client(port);
  return flood(client, begin, piece);
}

TEST_F(Hostile, IsStoppedAtTheLimitsWhateverHasNoEnd) {
  const std::string block(4'096, 'x'),
      chunked = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::uint16_t port = listener_->port();
  EXPECT_EQ(flood(port, "GET /", block).status, 431u);
  EXPECT_EQ(flood(port, "GET / HTTP/1.1\r\nHost: x\r\nX: ", block).status, 431u);
  EXPECT_EQ(flood(port, "GET / HTTP/1.1\r\nHost: x\r\n", "a: b\r\n").status, 431u);
  EXPECT_EQ(flood(port, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 8193\r\n\r\n", block).status, 413u);
  EXPECT_EQ(flood(port, chunked, "1000\r\n" + block + "\r\n").status, 413u);
  EXPECT_EQ(flood(port, chunked + "1;", block).status, 431u) << "the extension of a chunk";
  EXPECT_EQ(flood(port, chunked + "0\r\n", "a: " + block + "\r\n").status, 431u) << "what follows the body";
  EXPECT_EQ(asked_, 0);
  HttpClient deaf(port);
  EXPECT_EQ(flood(deaf, chunked + "1;", block).status, 431u);
  const auto since = Clock::now();
  while (deaf.send(block)) {
  }
  EXPECT_LT(Clock::now() - since, 5s) << "who does not listen is cut off";
}

TEST_F(Hostile, HasOneLimitOfTimeForTheWholeRequest) {
  for (const char* begin :
       {"GET / HTTP/1.1\r\nX: ", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 8000\r\n\r\n"}) {
    HttpClient client(listener_->port());
    client.send(begin);
    const auto since = Clock::now();
    while (client.send("x") && Clock::now() - since < 10s) {
      timespec pause{0, 20'000'000};
      ::nanosleep(&pause, nullptr);
    }
    EXPECT_LT(Clock::now() - since, 5s) << "a byte now and then keeps nobody";
    EXPECT_GT(Clock::now() - since, 900ms);
  }
}

}  // namespace
}  // namespace kyodo::server
