#include "write.h"

#include "choices.h"

namespace kyodo::differential {

using namespace reference;

namespace {

std::string text_of(const Expression& expression) {
  const std::string number = std::to_string(expression.number);
  switch (expression.kind) {
    case Expression::Kind::number:
      return number;
    case Expression::Kind::variable:
      return expression.variable;
    case Expression::Kind::sum:
      return "(" + expression.variable + " + " + number + ") % 7";
    case Expression::Kind::event_name:
      return "_event.name";
    case Expression::Kind::event_data:
      return "_event.data.d";
    case Expression::Kind::fails:
      break;
  }
  return "missing.part";
}

std::string text_of(const Condition& condition) {
  const std::string number = std::to_string(condition.number);
  switch (condition.kind) {
    case Condition::Kind::none:
      return "";
    case Condition::Kind::in:
      return "In('" + condition.name + "')";
    case Condition::Kind::not_in:
      return "!In('" + condition.name + "')";
    case Condition::Kind::less:
      return condition.name + " < " + number;
    case Condition::Kind::greater:
      return condition.name + " > " + number;
    case Condition::Kind::equal:
      return condition.name + " == " + number;
    case Condition::Kind::fails:
      break;
  }
  return "missing.part";
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
  return all;
}

class Writer {
 public:
  // Style 0 is the plainest.
  explicit Writer(std::uint64_t style)
      : order_(style),
        ordered_(style == 0),
        prefix_(style % 4 == 1 ? "s:" : ""),
        quote_(style % 8 < 4 ? '"' : '\''),
        chatty_(style % 16 > 11) {}

  std::string document(const Document& document, bool ecmascript) {
    if (chatty_)
      out_ += "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- <state id='no'/> -->\n";
    Attributes attributes{{prefix_.empty() ? "xmlns" : "xmlns:s", "http://www.w3.org/2005/07/scxml"},
                          {"version", "1.0"},
                          {"datamodel", ecmascript ? "ecmascript" : "null"}};
    if (document.late_binding) attributes.emplace_back("binding", "late");
    state(document.scxml, std::move(attributes));
    return out_;
  }

 private:
  using Attributes = std::vector<std::pair<std::string, std::string>>;

  std::string escaped(const std::string& text) const {
    std::string out;
    for (const char c : text) {
      if (c == '<')
        out += "&lt;";
      else if (c == '&')
        out += "&amp;";
      else if (c == quote_)
        out += c == '"' ? "&#34;" : "&#x27;";
      else
        out += c;
    }
    return out;
  }

  template <class Inside>
  void element(const std::string& name, const Attributes& attributes, Inside inside) {
    out_ += std::string(depth_ * 2, ' ') + "<" + prefix_ + name;
    for (const auto& [key, value] : attributes)
      if (!value.empty()) out_ += " " + key + "=" + quote_ + escaped(value) + quote_;
    const std::size_t open = out_.size();
    out_ += ">\n";
    ++depth_;
    const std::size_t before = out_.size();
    inside();
    --depth_;
    if (out_.size() == before) {
      out_.resize(open);
      out_ += "/>\n";
      if (chatty_) out_ += "<!-- -->";
    } else {
      out_ += std::string(depth_ * 2, ' ') + "</" + prefix_ + name + (chatty_ ? " >\n" : ">\n");
    }
  }
  void element(const std::string& name, const Attributes& attributes) {
    element(name, attributes, [] {});
  }

  void state(const State& state, Attributes attributes) {
    static const char* const names[] = {"scxml", "state", "parallel", "final", "history", "history"};
    attributes.emplace_back("id", state.id);
    if (!state.initial_element && !isHistoryState(state))
      attributes.emplace_back("initial", joined(state.initial.target));
    if (state.kind == State::Kind::deep) attributes.emplace_back("type", "deep");
    if (state.kind == State::Kind::shallow && !ordered_) attributes.emplace_back("type", "shallow");
    element(names[static_cast<int>(state.kind)], attributes, [&] {
      std::vector<int> groups{0, 1, 2, 3, 4, 5, 6, 7};
      if (!ordered_) order_.shuffle(groups);
      for (const int group : groups) write_group(state, group);
    });
  }

  void write_group(const State& state, int group) {
    switch (group) {
      case 0:
        if (!state.data.empty())
          element("datamodel", {}, [&] {
            for (const Variable& variable : state.data)
              element("data", {{"id", variable.name}, {"expr", std::to_string(variable.initial)}});
          });
        return;
      case 1:
        if (isHistoryState(state)) return transition(state.initial);
        if (state.initial_element) element("initial", {}, [&] { transition(state.initial); });
        return;
      case 2:
        for (const Block& each : state.onentry) element("onentry", {}, [&] { block(each); });
        return;
      case 3:
        for (const Block& each : state.onexit) element("onexit", {}, [&] { block(each); });
        return;
      case 4:
        for (const std::string& id : state.invokes) element("invoke", {{"id", id}, {"type", "stage"}});
        return;
      case 5:
        for (const Transition& each : state.transitions) transition(each);
        return;
      case 6:
        for (const State& child : state.children) this->state(child, {});
        return;
      default:
        if (state.donedata.kind == Donedata::Kind::none) return;
        element("donedata", {}, [&] {
          if (state.donedata.kind == Donedata::Kind::param)
            element("param", {{"name", "d"}, {"expr", text_of(state.donedata.value)}});
          else
            element("content", {{"expr", text_of(state.donedata.value)}});
        });
    }
  }

  void transition(const Transition& made) {
    element("transition",
            {{"event", made.event},
             {"cond", text_of(made.cond)},
             {"target", joined(made.target)},
             {"type", made.internal ? "internal" : ""}},
            [&] { block(made.content); });
  }

  void block(const Block& actions) {
    for (const Action& each : actions) action(each);
  }

  void action(const Action& made) {
    switch (made.kind) {
      case Action::Kind::raise:
        return element("raise", {{"event", made.name}});
      case Action::Kind::send:
        return element("send", {{"event", made.name}});
      case Action::Kind::log:
        return element("log", {{"label", made.name}, {"expr", made.has_value ? text_of(made.value) : ""}});
      case Action::Kind::assign:
        return element("assign", {{"location", made.name}, {"expr", text_of(made.value)}});
      case Action::Kind::if_:
        return element("if", {{"cond", text_of(made.branches.front().condition)}}, [&] {
          block(made.branches.front().body);
          for (std::size_t i = 1; i < made.branches.size(); ++i) {
            const std::string cond = text_of(made.branches[i].condition);
            element(cond.empty() ? "else" : "elseif", {{"cond", cond}});
            block(made.branches[i].body);
          }
        });
      case Action::Kind::foreach_: {
        std::string items;
        for (const int item : made.items) items += (items.empty() ? "" : ", ") + std::to_string(item);
        return element("foreach", {{"array", "[" + items + "]"}, {"item", made.name}},
                       [&] { block(made.body); });
      }
    }
  }

  Choices order_;
  bool ordered_;
  std::string prefix_;
  char quote_;
  bool chatty_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string write(const Case& made, bool ecmascript) {
  return Writer(made.style).document(made.document, ecmascript);
}

}  // namespace kyodo::differential
