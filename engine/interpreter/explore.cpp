#include "interpreter/explore.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_set>

namespace kyodo::interpreter {
namespace {

// An event to try; with an invocation only while that is active.
struct Offer {
  std::string name;
  std::string invokeid;
};

std::vector<Offer> offers_of(const chart::Chart& chart) {
  std::set<std::string> invocations, seen;
  for (const chart::State& state : chart.states)
    for (const chart::Invoke& invoke : state.invokes)
      if (!invoke.id.empty()) invocations.insert(invoke.id);
  std::vector<Offer> offers;
  const auto add = [&](const std::string& name) {
    if (!seen.insert(name).second) return;
    std::string invokeid;
    for (const std::string& id : invocations)
      if (name == id || name.starts_with(id + ".")) invokeid = id;
    offers.push_back({name, invokeid});
  };
  for (const chart::Transition& transition : chart.transitions)
    for (const std::string& descriptor : transition.events) {
      if (descriptor == "done" || descriptor.starts_with("done.") ||
          descriptor.starts_with("error.execution"))
        continue;
      if (descriptor == "error")
        add("error.communication");
      else
        add(descriptor == "*" ? "any" : descriptor);
    }
  return offers;
}

class Explorer {
 public:
  Explorer(const chart::Chart& chart, const ExploreBounds& bounds)
      : chart_(chart),
        bounds_(bounds),
        offers_(offers_of(chart)),
        execution_(chart),
        entered_(chart.states.size()),
        taken_(chart.transitions.size()) {}

  Exploration run() {
    for (const Offer& offer : offers_) found_.events.push_back(offer.name);
    execution_.watch(&trace_);
    const Result<Turn> begun = execution_.start("explore");
    ++found_.steps;
    if (!begun) {
      found_.endless.push_back({{}, begun.error().text});
    } else {
      note(*begun, {});
      (void)visit(execution_.session(), 0, "");
      for (std::size_t at = 0; at < nodes_.size() && found_.limit.empty(); ++at) expand(at);
    }
    return report();
  }

 private:
  struct Node {
    Session session;
    std::string key;
    std::size_t from = 0;
    std::string event;
  };

  // What tells sessions apart: ids that were given out, and counters of them, say nothing about what can
  // follow.
  static std::string key_of(Session session) {
    session.next_id = 1;
    for (ActiveInvoke& active : session.invokes) active.id.clear();
    return to_text(freeze(session));
  }

  std::vector<std::string> way_to(std::size_t node, const std::string& event = "") const {
    std::vector<std::string> way;
    if (!event.empty()) way.push_back(event);
    for (; node != 0; node = nodes_[node].from) way.push_back(nodes_[node].event);
    std::reverse(way.begin(), way.end());
    return way;
  }

  // A session that may be a new one.
  bool visit(const Session& session, std::size_t from, const std::string& event) {
    std::string key = key_of(session);
    if (known_.contains(key)) return false;
    bytes_ += 2 * key.size();
    if (nodes_.size() >= bounds_.sessions) return stop("kMaxExploredSessions");
    if (bytes_ > bounds_.bytes) return stop("kMaxExploredBytes");
    known_.insert(key);
    configurations_.insert(session.configuration);
    nodes_.push_back({session, std::move(key), from, event});
    return true;
  }
  bool stop(const char* limit) {
    found_.limit = limit;
    return false;
  }

  void note(const Turn& turn, const std::vector<std::string>& way) {
    for (const chart::StateIndex state : trace_.entered)
      if (!entered_[state]) entered_[state] = way;
    for (const std::uint32_t transition : trace_.taken) taken_[transition] = true;
    for (const std::string& error : turn.unhandled_errors)
      if (found_.errors.size() < kMaxExploredFindings && errors_.insert(error).second)
        found_.errors.push_back({way, {error, error}});
  }

  void expand(std::size_t at) {
    if (nodes_[at].session.done) return;
    std::vector<Offer> offers;
    const std::vector<ActiveInvoke> invokes = nodes_[at].session.invokes;
    const auto is_active = [&](const std::string& id) {
      return std::any_of(invokes.begin(), invokes.end(),
                         [&](const ActiveInvoke& each) { return each.id == id; });
    };
    for (const Offer& offer : offers_)
      if (offer.invokeid.empty() || is_active(offer.invokeid)) offers.push_back(offer);
    for (const ActiveInvoke& active : invokes) offers.push_back({"done.invoke." + active.id, active.id});
    bool leads = false;
    for (const Offer& offer : offers) leads = attempt(at, offer) || leads;
    if (leads || !found_.limit.empty()) return;
    const std::vector<std::string> states = atomic_states(chart_, nodes_[at].session);
    if (found_.deadlocks.size() < kMaxExploredFindings && deadlocked_.insert(states).second)
      found_.deadlocks.push_back({states, way_to(at)});
  }

  // Whether the event leads to another session.
  bool attempt(std::size_t at, const Offer& offer) {
    if (!found_.limit.empty()) return false;
    if (found_.steps >= bounds_.steps) return stop("kMaxExploredSteps");
    ++found_.steps;
    Event event{offer.name};
    event.invokeid = offer.invokeid;
    const std::vector<std::string> way = way_to(at, offer.name);
    trace_ = {};
    const Result<void> restored = execution_.restore(nodes_[at].session);
    const Result<Turn> turn = restored ? execution_.take(event) : Result<Turn>(restored.error());
    if (!turn) {
      if (found_.endless.size() < kMaxExploredFindings) found_.endless.push_back({way, turn.error().text});
      return false;
    }
    note(*turn, way);
    const Session session = execution_.session();
    (void)visit(session, at, offer.name);
    return key_of(session) != nodes_[at].key;
  }

  Exploration report() {
    found_.sessions = nodes_.size();
    found_.configurations = configurations_.size();
    for (chart::StateIndex state = 1; state < entered_.size(); ++state) {
      const chart::StateKind kind = chart_.states[state].kind;
      if (kind == chart::StateKind::history_shallow || kind == chart::StateKind::history_deep) continue;
      if (entered_[state])
        found_.reached.push_back({state, *entered_[state]});
      else
        found_.never_entered.push_back(state);
    }
    for (std::uint32_t transition = 0; transition < taken_.size(); ++transition)
      if (!taken_[transition]) found_.never_taken.push_back(transition);
    return std::move(found_);
  }

  const chart::Chart& chart_;
  const ExploreBounds bounds_;
  const std::vector<Offer> offers_;
  Execution execution_;
  Trace trace_;
  std::vector<Node> nodes_;
  std::unordered_set<std::string> known_;
  std::size_t bytes_ = 0;
  std::set<std::vector<std::string>> configurations_, deadlocked_;
  std::set<std::string> errors_;
  std::vector<std::optional<std::vector<std::string>>> entered_;
  std::vector<bool> taken_;
  Exploration found_;
};

}  // namespace

Exploration explore(const chart::Chart& chart, const ExploreBounds& bounds) {
  return Explorer(chart, bounds).run();
}

}  // namespace kyodo::interpreter
