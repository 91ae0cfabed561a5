#include "compare.h"

#include <algorithm>
#include <set>

#include "../reference/interpreter.h"
#include "chart/analysis.h"
#include "interpreter/interpreter.h"
#include "legal.h"
#include "write.h"

namespace kyodo::differential {

namespace {

std::string list(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += " " + name;
  return all;
}

std::string shown(const reference::Seen& seen) {
  if (seen.endless) return "  endless\n";
  std::string text = "  configuration:" + list(seen.configuration) + "\n  history:";
  for (const auto& [history, states] : seen.history) text += " " + history + " =" + list(states) + ";";
  text += "\n  data:";
  for (const auto& [name, value] : seen.data) text += " " + name + "=" + value;
  text += "\n  invoked:" + list(seen.invokes);
  text += std::string("\n  ") + (seen.done ? "done" : "running") + (seen.taken ? ", taken" : ", not taken") +
          ", " + std::to_string(seen.unhandled_errors) + " unhandled errors\n";
  for (const std::string& action : seen.actions) text += "  . " + action + "\n";
  return text;
}

std::string text_of(const datamodel::Item& item) {
  if (item.kind == datamodel::Item::Kind::undefined) return "undefined";
  return item.kind == datamodel::Item::Kind::xml ? item.xml : to_text(item.json);
}

struct EffectText {
  std::string operator()(const interpreter::LogLine& e) const { return "log " + e.label + ": " + e.text; }
  std::string operator()(const interpreter::StartInvoke& e) const { return "invoke " + e.id; }
  std::string operator()(const interpreter::CancelInvoke& e) const { return "cancel " + e.id; }
  std::string operator()(const interpreter::Done& e) const {
    return "done " + e.state + " " + text_of(e.data);
  }
  std::string operator()(const interpreter::SendEvent& e) const {
    return "send " + e.event.name + (e.target.empty() && e.delay_ms == 0 ? "" : " elsewhere");
  }
  std::string operator()(const interpreter::CancelSend&) const { return "cancel a send"; }
  std::string operator()(const interpreter::ForwardEvent&) const { return "forward"; }
};

std::string shown(const Result<interpreter::Step>& step) {
  if (!step)
    return step.error().code == Code::limit ? "  endless\n" : "  error: " + step.error().text.en + "\n";
  const interpreter::Session& session = step->session;
  reference::Seen seen;
  seen.configuration = session.configuration;
  for (const auto& [history, states] : session.history) seen.history[history] = states;
  for (const auto& [name, item] : session.data) seen.data[name] = text_of(item);
  for (const interpreter::ActiveInvoke& active : session.invokes) seen.invokes.push_back(active.id);
  std::sort(seen.invokes.begin(), seen.invokes.end());
  for (const interpreter::Effect& effect : step->effects)
    seen.actions.push_back(std::visit(EffectText{}, effect));
  seen.unhandled_errors = static_cast<int>(step->unhandled_errors.size());
  seen.taken = step->taken;
  seen.done = session.done;
  return shown(seen);
}

Result<interpreter::Session> frozen_and_thawed(const interpreter::Session& session) {
  const Result<Json> text = parse_json(to_text(interpreter::freeze(session)));
  if (!text) return text.error();
  return interpreter::thaw(*text);
}

Result<interpreter::Step> step_of(Result<interpreter::Turn> turn, const interpreter::Execution& execution) {
  if (!turn) return turn.error();
  interpreter::Step step;
  static_cast<interpreter::Turn&>(step) = std::move(*turn);
  step.session = execution.session();
  return step;
}

// The three ways to go on: step by step, with a session kept ready, and frozen and thawed into an execution
// that has just been used for another session.
class Runs {
 public:
  explicit Runs(const chart::Chart& chart) : chart_(chart), ready_(chart), reused_(chart) {}

  void start() {
    plain = interpreter::start(chart_, "random");
    ready = step_of(ready_.start("random"), ready_);
    reused = step_of(reused_.start("random"), reused_);
    if (plain) first_ = plain->session;
  }
  void take(const interpreter::Event& event) {
    const interpreter::Session before = ready_.session();
    plain = interpreter::step(chart_, plain->session, event);
    ready = step_of(ready_.take(event), ready_);
    if (!ready && !(ready_.session() == before))
      ready = fail(Code::corrupt, "", "a failed step changed the session");
    const auto thawed = frozen_and_thawed(reused->session);
    if (!thawed) {
      reused = thawed.error();
      return;
    }
    if (reused_.restore(first_)) (void)reused_.take(event);
    const auto restored = reused_.restore(*thawed);
    reused = restored ? step_of(reused_.take(event), reused_) : Result<interpreter::Step>(restored.error());
  }

  Result<interpreter::Step> plain = fail(Code::bad_input, "", ""), ready = plain.error(),
                            reused = plain.error();

 private:
  const chart::Chart& chart_;
  interpreter::Execution ready_, reused_;
  interpreter::Session first_;
};

// What the analysis says can never happen, and did.
std::string refuted(const chart::Chart& chart, const reference::Interpreter& reference) {
  std::set<std::pair<int, int>> unreachable, dead;
  for (const chart::Finding& finding : chart::analyse(chart)) {
    if (finding.rule == "unreachable-state") unreachable.emplace(finding.where.line, finding.where.column);
    if (finding.rule == "dead-transition") dead.emplace(finding.where.line, finding.where.column);
  }
  const auto at = [](const Where& where) { return std::pair(where.line, where.column); };
  for (const std::size_t state : reference.entered)
    if (unreachable.contains(at(chart.states[state].where)))
      return "unreachable-state: " + chart.states[state].id + " was entered\n";
  for (const auto& [state, number] : reference.taken) {
    const Where& where = chart.transitions[chart.states[state].transitions[number]].where;
    if (dead.contains(at(where)))
      return "dead-transition: that of line " + std::to_string(where.line) + " was taken\n";
  }
  return "";
}

std::optional<Difference> compare_in(const Case& made, bool ecmascript, Counts& counts) {
  const auto differs = [&](Difference::Kind kind, std::string text) {
    return Difference{kind, ecmascript, std::move(text)};
  };
  const chart::Parsed parsed = chart::parse_chart(write(made, ecmascript), "random.scxml");
  if (!parsed.chart) {
    std::string all;
    for (const chart::Finding& finding : parsed.findings)
      all += to_string(finding.where) + " " + finding.rule + " " + finding.text.en + "\n";
    return differs(Difference::Kind::refused, all);
  }
  // Random charts are often endless, and a thousand microsteps show little that a hundred do not: only some
  // are run until the interpreter says so.
  const bool patient = made.style % 8 == 0;
  reference::Interpreter reference(made.document,
                                   {patient ? interpreter::kMaxMicrosteps : 100, interpreter::kMaxActions,
                                    interpreter::kMaxInternalEvents, interpreter::kMaxEffects});
  std::vector<std::string> events = made.events;
  events.insert(events.begin(), "");
  Runs runs(*parsed.chart);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const reference::Seen seen = i == 0 ? reference.interpret() : reference.take(events[i]);
    if (seen.endless && !patient) {
      ++counts["charts left in a long step"];
      break;
    }
    const std::string expected = shown(seen);
    if (i == 0)
      runs.start();
    else
      runs.take(interpreter::Event{events[i]});
    const std::string when =
        i == 0 ? "at the start" : "at event " + std::to_string(i) + ", \"" + events[i] + "\"";
    for (const auto& [step, how] : {std::pair(&runs.plain, ""), std::pair(&runs.ready, ", kept ready"),
                                    std::pair(&runs.reused, ", thawed where another session was")})
      if (const std::string got = shown(*step); got != expected)
        return differs(Difference::Kind::behaviour,
                       when + how + "\n by Appendix D:\n" + expected + " by engine/interpreter:\n" + got);
    if (runs.plain && !is_legal(*parsed.chart, runs.plain->session))
      return differs(Difference::Kind::behaviour, when + ", both in an illegal configuration\n" + expected);
    ++counts["steps"];
    if (seen.taken) ++counts["steps with a transition"];
    if (seen.endless) ++counts["charts without an end to a step"];
    if (seen.done) ++counts["charts that ended"];
    if (seen.endless || seen.done) break;
  }
  for (const auto& [what, count] : reference.counts) counts[what] += count;
  ++counts[ecmascript ? "runs in ecmascript" : "runs in null"];
  if (const std::string claim = refuted(*parsed.chart, reference); !claim.empty())
    return differs(Difference::Kind::analysis, claim);
  return std::nullopt;
}

}  // namespace

std::optional<Difference> compare(const Case& made, Counts& counts) {
  if (!made.data)
    if (auto difference = compare_in(made, false, counts)) return difference;
  return compare_in(made, true, counts);
}

}  // namespace kyodo::differential
