// The Basic HTTP event processor on the loopback interface.
#include "scxml/http.h"

#include <gtest/gtest.h>

#include <mutex>

namespace kyodo::scxml {
namespace {

struct Received {
  std::mutex mutex;
  std::vector<interpreter::Event> events;
  HttpServer::Receive receive() {
    return [this](const std::string& session, interpreter::Event event) {
      const std::lock_guard lock(mutex);
      if (session != "s1") return false;
      events.push_back(std::move(event));
      return true;
    };
  }
};

TEST(Http, MakesAnEventOfAFormAndAnswersWhetherItDid) {
  Received received;
  auto server = HttpServer::open(received.receive());
  ASSERT_TRUE(server) << server.error().text.en;
  const std::string here = (*server)->base() + "/s1";
  EXPECT_TRUE(post_form(here, "_scxmleventname=a.b&n=%E3%81%82+1&n2=2"));
  EXPECT_TRUE(post_form(here, "just%20text"));
  EXPECT_TRUE(post_form(here, "%7B%22a%22%3A1%7D"));
  EXPECT_FALSE(post_form(here, "_scxmleventname=a&_scxmleventname=b"));
  EXPECT_FALSE(post_form((*server)->base() + "/s2", "_scxmleventname=a"));
  ASSERT_EQ(received.events.size(), 3u);
  EXPECT_EQ(received.events[0].name, "a.b");
  EXPECT_EQ(to_text(received.events[0].data.json), R"({"n":"あ 1","n2":"2"})");
  EXPECT_TRUE(received.events[0].raw.starts_with("POST /s1 HTTP/1.1\r\n"));
  EXPECT_EQ(received.events[1].name, "HTTP.POST");
  EXPECT_EQ(to_text(received.events[1].data.json), "\"just text\"");
  EXPECT_EQ(to_text(received.events[2].data.json), R"({"a":1})");
}

TEST(Http, GoesNowhereElseThanToThisMachine) {
  for (const char* address : {"http://192.0.2.1/s1", "https://127.0.0.1/", "http://127.0.0.1.example/", "s1",
                              "http://127.0.0.1:99999/", "http://127.0.0.1:80@192.0.2.1/"}) {
    const auto posted = post_form(address, "");
    ASSERT_FALSE(posted) << address;
    EXPECT_EQ(posted.error().code, Code::bad_input) << address;
  }
}

TEST(Http, SaysThatNobodyAnswers) {
  std::string gone;
  {
    Received received;
    auto server = HttpServer::open(received.receive());
    ASSERT_TRUE(server);
    gone = (*server)->base();
  }
  const auto posted = post_form(gone + "/s1", "");
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().code, Code::io);
}

TEST(HttpLimits, RefuseALargerMessageThanKMaxHttpBytes) {
  Received received;
  auto server = HttpServer::open(received.receive());
  ASSERT_TRUE(server);
  EXPECT_TRUE(post_form((*server)->base() + "/s1", std::string(kMaxHttpBytes, 'a')));
  EXPECT_FALSE(post_form((*server)->base() + "/s1", std::string(kMaxHttpBytes + 1, 'a')));
  EXPECT_EQ(received.events.size(), 1u);
}

}  // namespace
}  // namespace kyodo::scxml
