// What a support visit remembers: the queue and the works of a project, or advice, candidates and the
// agreement of one work (KM-15 to KM-17, NT-13, SK-32 to SK-38, OS-06).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stage_kit/visit_state.h"

namespace kyodo::support {

using stage_kit::By;

inline constexpr std::size_t kMaxWorks = 20;             // works opened under one project
inline constexpr std::size_t kMaxAdvice = 100;           // entries of one visit's advice log
inline constexpr std::size_t kMaxQueueMoves = 50;        // changes of a project's place in the queue
inline constexpr std::size_t kMaxCandidateSteps = 200;   // changes of state of all candidates together
inline constexpr std::size_t kMaxCandidateReason = 300;  // characters
inline constexpr std::size_t kMaxSuggestions = 10;       // partners suggested to one work
inline constexpr int kMaxOrder = 9999;                   // place in the queue

struct QueueMove {
  std::int64_t order = 0;
  std::string reason;
  By by;
};
struct Work {
  std::string name, note;
  By by;
};
struct RemovedWork {
  std::string name, reason;
  By by;
};
struct Advice {
  std::string text;
  By by;
};
struct Sentence {
  std::string ja, en;
};
struct Suggestion {
  std::string partner, name;
  int score = 0;  // 0 … 100
  std::vector<Sentence> reasons;
};
struct CandidateStep {
  std::string state, reason;
  By by;
};
struct Candidate {
  std::string partner, name, state;
  std::vector<CandidateStep> steps;
};
struct Payment {
  LocalDate due;
  std::int64_t amount = 0;  // yen
  std::optional<std::string> note;
};
struct Agreement {
  std::string partner, partner_name, kind;
  LocalDate from, to;
  std::string purpose, roles_city, roles_partner;
  std::int64_t cost_city = 0, cost_partner = 0;  // yen
  std::string payment, rights;
  bool publication = false;
  std::string no_call_reason;
  int years_in_a_row = 0;  // fiscal years with this partner, those of this agreement included
  By by;
  std::vector<Payment> payments;
};

struct State {
  std::string scope;  // "project" or "work"
  std::string phase;  // project: "queued", "works"; work: "matching", "agreeing"
  std::int64_t order = 0;
  std::string start_reason;
  std::vector<QueueMove> queue;
  std::vector<Work> works;
  std::vector<RemovedWork> removed_works;
  std::vector<Advice> advice;
  std::vector<Suggestion> suggestions;
  std::vector<Candidate> candidates;
  int agreement_tasks = 0;     // opened so far
  std::string agreement_task;  // the one open now, "" if none
  std::optional<Agreement> agreement;
};

BOOST_DESCRIBE_STRUCT(QueueMove, (), (order, reason, by))
BOOST_DESCRIBE_STRUCT(Work, (), (name, note, by))
BOOST_DESCRIBE_STRUCT(RemovedWork, (), (name, reason, by))
BOOST_DESCRIBE_STRUCT(Advice, (), (text, by))
BOOST_DESCRIBE_STRUCT(Sentence, (), (ja, en))
BOOST_DESCRIBE_STRUCT(Suggestion, (), (partner, name, score, reasons))
BOOST_DESCRIBE_STRUCT(CandidateStep, (), (state, reason, by))
BOOST_DESCRIBE_STRUCT(Candidate, (), (partner, name, state, steps))
BOOST_DESCRIBE_STRUCT(Payment, (), (due, amount, note))
BOOST_DESCRIBE_STRUCT(Agreement, (),
                      (partner, partner_name, kind, from, to, purpose, roles_city, roles_partner, cost_city,
                       cost_partner, payment, rights, publication, no_call_reason, years_in_a_row, by,
                       payments))
BOOST_DESCRIBE_STRUCT(State, (),
                      (scope, phase, order, start_reason, queue, works, removed_works, advice, suggestions,
                       candidates, agreement_tasks, agreement_task, agreement))

struct Settings {
  std::string scope = "project";
  int max_years = 3;  // longest agreement, and fiscal years in a row without a reason; 0 = no limit
};
BOOST_DESCRIBE_STRUCT(Settings, (), (scope, max_years))

inline constexpr int kMostYears = 10;  // for max_years

}  // namespace kyodo::support
