// Hosting charts without a database: sessions in memory with their external queues, delayed sends and invoked
// child charts (SCXML 1.0, sections 6 and C). Time is given, so a year of delays takes no time under a test.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "interpreter/interpreter.h"

namespace kyodo::scxml {

inline constexpr std::size_t kMaxSessions = 1'000;         // at once
inline constexpr std::size_t kMaxWaitingEvents = 100'000;  // in all external queues together
inline constexpr std::size_t kMaxDelayedSends = 100'000;   // at once
inline constexpr int kMaxHostSteps = 100'000;              // steps until all queues are empty

// What came to a session from outside.
struct Incoming {
  std::string session;
  interpreter::Event event;
};

struct Options {
  chart::ReadSource read_source =
      {};             // of <invoke src>, and of <script src> and <data src> in invoked charts
  bool thaw = false;  // freeze every session to bytes and thaw it before each of its steps
  // The Basic HTTP event processor; off without a base. A session is reached at "<base>/<its id>".
  std::string http_base = {};
  std::function<Result<void>(const std::string& address, const std::string& body)> post = {};
  // What a post may have brought to sessions of this host: into their queues before anything that is sent
  // later.
  std::function<std::optional<Incoming>()> received = {};
  // A session came to be, or is gone.
  std::function<void(const std::string& id, bool exists)> watch = {};
};

struct Logged {
  std::string session, label, text;
};

// Not thread-safe. After an error (a limit was reached) it is of no more use.
class Host {
 public:
  explicit Host(Options options) : options_(std::move(options)) {}

  // Each of these runs until nothing is left to do at that time.
  Result<void> begin(std::shared_ptr<const chart::Chart> chart, TimePoint now);  // once
  Result<void> take(interpreter::Event event, TimePoint now) { return take(root_, std::move(event), now); }
  Result<void> take(const std::string& session, interpreter::Event event,
                    TimePoint now);  // none of that id: lost
  Result<void> advance(
      TimePoint now);  // delayed sends go out in the order in which they are due, at their time

  std::optional<TimePoint> next_due() const;
  const chart::Chart& chart() const { return *root_chart_; }
  const interpreter::Session& session() const { return root_session_; }  // of begin(), as it stands
  // What came up since it was last asked.
  std::vector<Logged> take_log() { return std::exchange(log_, {}); }
  std::vector<std::string> take_errors() {
    return std::exchange(errors_, {});
  }  // that nothing in a chart took

 private:
  struct Hosted {
    std::shared_ptr<const chart::Chart> chart;
    std::string parent, invoke;  // session and invocation; "" for the first
    interpreter::Session session;
    interpreter::Parameters data;  // given by the invoker
  };
  struct Waiting {
    std::string session;
    interpreter::Event event;
    std::string from;
  };
  struct Delayed {
    std::string session;
    interpreter::SendEvent send;
  };
  struct Perform;

  Result<void> settle();
  Result<void> start(const std::string& id);
  Result<void> next(const Waiting& waiting);
  void absorb(const std::string& id, interpreter::Step step);
  void add(const std::string& id, Hosted hosted);
  void remove(const std::string& id);
  void queue(Waiting waiting);
  void queue_error(const std::string& session, const char* name, const std::string& sendid,
                   const Text& reason);
  void send(const std::string& from, const interpreter::SendEvent& send);
  void start_child(const std::string& parent, const interpreter::StartInvoke& invoke);
  Result<std::shared_ptr<const chart::Chart>> chart_of(const interpreter::StartInvoke& invoke);
  void cancel_child(const std::string& parent, const std::string& invoke);
  std::optional<std::string> child_of(const std::string& parent, const std::string& invoke) const;
  interpreter::Session thawed(const interpreter::Session& session) const;
  interpreter::Surroundings around() const;
  void limit(const char* name, std::size_t most);

  Options options_;
  std::map<std::string, Hosted> sessions_;
  std::deque<Waiting> waiting_;  // of all sessions; each takes its own in order
  std::map<std::pair<std::int64_t, std::int64_t>, Delayed> delayed_;  // by due time and order of sending
  std::int64_t next_session_ = 1, next_delayed_ = 1;
  TimePoint now_;
  std::string root_;
  std::shared_ptr<const chart::Chart> root_chart_;
  interpreter::Session root_session_;
  std::vector<Logged> log_;
  std::vector<std::string> errors_;
  std::optional<Error> failure_;
};

}  // namespace kyodo::scxml
