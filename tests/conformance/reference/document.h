// An SCXML document as a plain tree, with a language of expressions just large enough to see what a chart
// does.
#pragma once

#include <string>
#include <vector>

namespace kyodo::reference {

struct Expression {
  enum class Kind {
    number,      // 3
    variable,    // x1
    sum,         // (x1 + 3) % 7
    event_name,  // _event.name
    event_data,  // _event.data.d
    fails,       // missing.part
  };
  Kind kind = Kind::number;
  std::string variable;
  int number = 0;
};

struct Condition {
  enum class Kind { none, in, not_in, less, greater, equal, fails };
  Kind kind = Kind::none;
  std::string name;  // of a state, or of a variable
  int number = 0;
};

struct Branch;

struct Action {
  enum class Kind { raise, send, log, assign, if_, foreach_ };
  Kind kind = Kind::raise;
  std::string name;              // event, label, or variable
  bool has_value = false;        // log: a label alone needs no data model
  Expression value;              // log, assign
  std::vector<Branch> branches;  // if_: the last one may have no condition
  std::vector<int> items;        // foreach_
  std::vector<Action> body;      // foreach_
};
using Block = std::vector<Action>;

struct Branch {
  Condition condition;
  Block body;
};

struct Transition {
  std::string event;  // as written; empty: eventless
  Condition cond;
  std::vector<std::string> target;
  bool internal = false;
  Block content;
};

struct Variable {
  std::string name;
  int initial = 0;
};

struct Donedata {
  enum class Kind { none, param, content };  // param: under the name "d"
  Kind kind = Kind::none;
  Expression value;
};

struct State {
  enum class Kind { scxml, state, parallel, final, shallow, deep };
  Kind kind = Kind::state;
  std::string id;
  std::vector<State> children;  // in document order, histories among them
  // Of scxml and compound states; a history keeps its default here. No target: the first child.
  Transition initial;
  bool initial_element = false;  // <initial> instead of the attribute; only that one has content
  std::vector<Transition> transitions;
  std::vector<Block> onentry, onexit;
  std::vector<std::string> invokes;  // ids
  std::vector<Variable> data;
  Donedata donedata;
};

struct Document {
  State scxml;
  bool late_binding = false;
};

inline bool isHistoryState(const State& state) {
  return state.kind == State::Kind::shallow || state.kind == State::Kind::deep;
}

}  // namespace kyodo::reference
