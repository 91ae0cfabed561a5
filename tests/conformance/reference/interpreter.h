// A second SCXML interpreter, written down from Appendix D of the recommendation (SCXML 1.0, "Algorithm for
// SCXML Interpretation") and as plain as that: lists are searched from end to end, sets are computed again
// wherever they are named. Procedures carry the names of the appendix, so that both can be read side by side.
// It shares no line with engine/interpreter, which is held against it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "document.h"
#include "ordered_set.h"

namespace kyodo::reference {

// Beyond these a chart counts as endless.
struct Bounds {
  int microsteps = 0, actions = 0;
  std::size_t internal_events = 0, effects = 0;
};

// What can be seen after a step.
struct Seen {
  std::vector<std::string> configuration;  // in document order; "#n" for a state without id
  std::map<std::string, std::vector<std::string>> history;
  std::map<std::string, std::string> data;
  std::vector<std::string> invokes;  // active, sorted
  std::vector<std::string>
      actions;  // of this step, in their order: "log …", "send …", "invoke …", "cancel …", "done …"
  int unhandled_errors = 0;  // of this step
  bool taken = false;        // the event enabled a transition
  bool done = false;
  bool endless = false;  // nothing else counts then
};

class Interpreter {
 public:
  // The document has to outlive it.
  Interpreter(const Document& document, const Bounds& bounds);

  Seen interpret();                        // up to the first wait for an external event
  Seen take(const std::string& external);  // up to the next

  // What a run has tried: how often something happened, the states entered (by document order), the
  // transitions taken (state, and place among its transitions).
  std::map<std::string, long> counts;
  std::set<std::size_t> entered;
  std::set<std::pair<std::size_t, std::size_t>> taken;

 private:
  using StateSet = OrderedSet<const State*>;
  using TransitionSet = OrderedSet<const Transition*>;
  struct Endless {};
  struct Failed {};  // its error.execution is raised; the rest of the block is skipped

  // Undefined, a number or a text; as <log> shows it.
  struct Value {
    std::optional<int> number;
    std::optional<std::string> text;
    std::string shown() const;
  };
  struct Event {
    std::string name;
    enum class Data { none, object, number } data = Data::none;
    std::optional<int> d;  // member of the object, or the number
  };

  // Main loop
  void mainEventLoop();
  void exitInterpreter();
  Seen see();

  // Selecting
  TransitionSet selectEventlessTransitions();
  TransitionSet selectTransitions(const Event& event);
  TransitionSet removeConflictingTransitions(const TransitionSet& enabledTransitions);
  bool conditionMatch(const Transition& transition);

  // A microstep
  void microstep(const std::vector<const Transition*>& enabledTransitions);
  void exitStates(const std::vector<const Transition*>& enabledTransitions);
  StateSet computeExitSet(const std::vector<const Transition*>& transitions) const;
  void executeTransitionContent(const std::vector<const Transition*>& enabledTransitions);
  void enterStates(const std::vector<const Transition*>& enabledTransitions);
  struct Entry {
    const State* domain = nullptr;  // of the transition at hand
    StateSet statesToEnter, statesForDefaultEntry;
    std::map<const State*, const Block*> defaultHistoryContent;
  };
  void computeEntrySet(const std::vector<const Transition*>& transitions, Entry& entry);
  void addDescendantStatesToEnter(const State* state, Entry& entry);
  void addAncestorStatesToEnter(const State* state, const State* ancestor, Entry& entry);
  bool isInFinalState(const State* state) const;
  const State* getTransitionDomain(const Transition* transition) const;
  const State* findLCCA(const std::vector<const State*>& stateList) const;
  StateSet getEffectiveTargetStates(const Transition* transition) const;
  std::vector<const State*> getProperAncestors(const State* state1, const State* state2) const;
  bool isDescendant(const State* state1, const State* state2) const;
  std::vector<const State*> getChildStates(const State* state) const;
  std::vector<const State*> getTargets(const Transition* transition) const;
  bool isCompoundState(const State* state) const;
  bool isAtomicState(const State* state) const;
  std::vector<const State*> sortedByDocumentOrder(const StateSet& states) const;

  // Executable content and data
  void executeContent(const Block& block);
  void execute(const Block& block);
  void execute(const Action& action);
  void executeIf(const Action& action);
  bool holds(const Condition& condition) const;
  Value evaluate(const Expression& expression);
  void initializeDatamodel(const State& state);
  Event doneEvent(const std::string& name, const Donedata& donedata);
  void raiseError();
  void enqueue(Event event);
  void effect(std::string line);
  void noteUnhandled(const Event& event);

  void learn(const State& state, const State* parent);
  std::size_t numberOf(const State* state) const;
  std::string nameOf(const State* state) const;

  const Document& document_;
  const Bounds bounds_;

  // The tree, flat
  std::vector<const State*> documentOrder_;
  std::map<const State*, const State*> parent_;
  std::map<std::string, const State*> byId_;
  std::map<const Transition*, const State*> source_;
  std::map<const State*, Transition> firstChild_;  // stands in where no initial state is given

  // The global variables of the appendix
  StateSet configuration, statesToInvoke;
  std::map<std::string, Value> datamodel;
  std::deque<Event> internalQueue;
  std::map<const State*, StateSet> historyValue;
  bool running = false;

  std::optional<Event> event_;                         // _event
  std::map<const Transition*, const State*> domains_;  // of the microstep
  std::set<const State*> firstEntryDone_;
  std::set<std::string> active_;  // invocations
  std::set<const Transition*> failedGuards_;
  Seen seen_;
  int microsteps_ = 0, executed_ = 0;
};

}  // namespace kyodo::reference
