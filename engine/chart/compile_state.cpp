// States, transitions and data (SCXML 1.0, sections 3 and 5).
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/limits.h"
#include "chart/compiler.h"

namespace kyodo::chart {
namespace {

bool is_name_start(unsigned char c) {
  return std::isalpha(c) || c == '_' || c >= 0x80;
}
bool is_name_part(unsigned char c) {
  return is_name_start(c) || std::isdigit(c) || c == '-' || c == '.';
}

// xs:ID as far as ASCII goes; every other character is let through, since Japanese ids are welcome.
bool is_id(std::string_view text) {
  if (text.empty() || text.size() > kMaxIdBytes || !is_name_start(static_cast<unsigned char>(text[0])))
    return false;
  for (const char c : text)
    if (!is_name_part(static_cast<unsigned char>(c))) return false;
  return true;
}

// An ECMAScript identifier that is not one of the system variables.
bool is_data_name(std::string_view text) {
  if (text == "_event" || text == "_sessionid" || text == "_name" || text == "_ioprocessors" || text == "In")
    return false;
  if (text.empty() || text.size() > kMaxIdBytes || std::isdigit(static_cast<unsigned char>(text[0])))
    return false;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (!std::isalnum(u) && c != '_' && c != '$' && u < 0x80) return false;
  }
  return true;
}

}  // namespace

void Compiler::compile(pugi::xml_node root) {
  const Element element(root, nullptr);
  if (!admit(element, "")) return;
  reserve(root);
  scxml(element);
  resolve();
}

// States and transitions are large, and moving them again and again is a good part of loading a large chart.
void Compiler::reserve(pugi::xml_node root) {
  std::size_t states = 1, transitions = 0;
  for (pugi::xml_node node = root; node;) {
    const std::string_view name = node.name();
    if (name.ends_with("transition")) ++transitions;
    if (name.ends_with("state") || name.ends_with("parallel") || name.ends_with("final") ||
        name.ends_with("history"))
      ++states;
    pugi::xml_node next = node.first_child();
    for (; !next && node && node != root; node = node.parent()) next = node.next_sibling();
    node = next;
  }
  states = std::min(states, kMaxStates);
  chart_->states.reserve(states);
  initial_targets_.reserve(states);
  chart_->by_id.reserve(states);
  chart_->transitions.reserve(transitions);
  transition_targets_.reserve(transitions);
}

void Compiler::scxml(const Element& element) {
  chart_->name = attribute(element, "name");
  if (const Attribute* version = element.find("version"); version && version->value != "1.0")
    error("bad-value", where_value(*version),
          fmt::format("SCXML の版 {} は知られていません。", version->value),
          fmt::format("SCXML version {} is not known.", version->value), "version=\"1.0\" と書いてください。",
          "Write version=\"1.0\".");
  if (const Attribute* model = element.find("datamodel")) {
    if (model->value == "null") {
      chart_->datamodel = DatamodelKind::null;
    } else if (model->value != "ecmascript") {
      error("bad-value", where_value(*model), fmt::format("データモデル {} はありません。", model->value),
            fmt::format("There is no data model {}.", model->value), "ecmascript か null を使ってください。",
            "Use ecmascript or null.");
    }
  }
  if (const Attribute* binding = element.find("binding")) {
    chart_->early_binding = binding->value != "late";
    if (binding->value != "late" && binding->value != "early")
      error("bad-value", where_value(*binding), "binding は early か late です。",
            "binding is early or late.", "\"early\" か \"late\" と書いてください。",
            "Write \"early\" or \"late\".");
  }
  chart_->states.emplace_back();
  initial_targets_.emplace_back();
  chart_->states[0].kind = StateKind::compound;
  chart_->states[0].where = where(element);
  titles(element, chart_->states[0]);
  if (element.find("initial")) initial_targets_[0] = reference(element, "initial");
  state_children(element, 0);
  chart_->states[0].last_descendant = static_cast<StateIndex>(chart_->states.size() - 1);
  if (chart_->states[0].children.empty())
    error("no-states", where(element), "状態が一つもありません。", "There is not a single state.",
          "<state> か <final> を書いてください。", "Write a <state> or a <final>.");
}

void Compiler::titles(const Element& element, State& state) {
  if (const Attribute* title = element.find("title", kKyodoNamespace)) state.title.ja = title->value;
  if (const Attribute* title = element.find("title-en", kKyodoNamespace)) state.title.en = title->value;
}

void Compiler::identify(const Element& element, StateIndex index) {
  const Attribute* id = element.find("id");
  if (!id) return;
  if (!is_id(id->value)) {
    error("bad-id", where_value(*id),
          fmt::format("「{}」は id として使えません。", clipped(id->value, kMaxIdBytes)),
          fmt::format("\"{}\" cannot be an id.", clipped(id->value, kMaxIdBytes)),
          fmt::format("文字か _ で始め、空白や : を使わず、{} バイトまでで書いてください。", kMaxIdBytes),
          fmt::format("Begin with a letter or _, use no space and no colon, at most {} bytes.", kMaxIdBytes));
    return;
  }
  chart_->states[index].id = id->value;
  const auto [entry, is_new] = chart_->by_id.emplace(id->value, index);
  if (is_new) return;
  error("duplicate-id", where_value(*id), fmt::format("id「{}」が二度使われています。", id->value),
        fmt::format("The id \"{}\" is used twice.", id->value),
        fmt::format("{} の id と違う名前にしてください。", to_string(chart_->states[entry->second].where)),
        fmt::format("Choose another name than at {}.", to_string(chart_->states[entry->second].where)));
}

StateIndex Compiler::state(const Element& element, StateKind kind, StateIndex parent) {
  const auto index = static_cast<StateIndex>(chart_->states.size());
  if (index >= kMaxStates) {
    if (index == kMaxStates && !failed_)
      error("too-many-states", where(element), fmt::format("状態が多すぎます(上限 {})。", kMaxStates),
            fmt::format("There are too many states (at most {}).", kMaxStates),
            "流れ図を分けて <invoke> でつないでください。",
            "Split the chart and join the parts with <invoke>.");
    failed_ = true;
    return kNoState;
  }
  State& made = chart_->states.emplace_back();
  initial_targets_.emplace_back();
  made.kind = kind;
  made.parent = parent;
  made.where = where(element);
  titles(element, made);
  identify(element, index);
  if (element.find("initial")) initial_targets_[index] = reference(element, "initial");
  state_children(element, index);
  State& state = chart_->states[index];
  state.last_descendant = static_cast<StateIndex>(chart_->states.size() - 1);
  if (!state.children.empty() && state.kind == StateKind::atomic) state.kind = StateKind::compound;
  // A parallel without regions has nothing that could select its transitions unless it is atomic itself.
  if (state.children.empty() && state.kind == StateKind::parallel) state.kind = StateKind::atomic;
  return index;
}

void Compiler::state_children(const Element& element, StateIndex index) {
  each_child(element, [&](const Element& child) { state_child(child, index); });
}

void Compiler::state_child(const Element& child, StateIndex index) {
  const std::string_view name = child.local;
  const auto add = [&](StateKind kind) {
    const StateIndex made = state(child, kind, index);
    if (made != kNoState) chart_->states[index].children.push_back(made);
  };
  if (name == "state") return add(StateKind::atomic);
  if (name == "parallel") return add(StateKind::parallel);
  if (name == "final") return add(StateKind::final_state);
  if (name == "transition") {
    if (chart_->states[index].kind == StateKind::history_deep ||
        chart_->states[index].kind == StateKind::history_shallow)
      return default_transition(child, index);
    return transition(child, index);
  }
  if (name == "initial") return initial(child, index);
  if (name == "datamodel") return datamodel(child, index);
  if (name == "donedata") return donedata(child, index);
  if (name == "onentry") {
    Executable content = executable(child);
    chart_->states[index].onentry.push_back(std::move(content));
  } else if (name == "onexit") {
    Executable content = executable(child);
    chart_->states[index].onexit.push_back(std::move(content));
  } else if (name == "invoke") {
    Invoke made = invoke(child);
    chart_->states[index].invokes.push_back(std::move(made));
  } else if (name == "script") {
    if (chart_->script || chart_->script.where.line)
      error("illegal-nesting", where(child), "<scxml> の <script> が二つあります。",
            "<scxml> has two <script> elements.", "一つにまとめてください。", "Put them into one.");
    chart_->script = script(child);
  } else if (name == "history") {
    const std::string type = attribute(child, "type");
    if (child.find("type") && type != "deep" && type != "shallow")
      error("bad-value", where_value(*child.find("type")), "history の type は shallow か deep です。",
            "The type of a history is shallow or deep.", "\"shallow\" か \"deep\" と書いてください。",
            "Write \"shallow\" or \"deep\".");
    const StateIndex made =
        state(child, type == "deep" ? StateKind::history_deep : StateKind::history_shallow, index);
    if (made != kNoState) chart_->states[index].histories.push_back(made);
  }
}

// Event descriptors without what matching ignores: a trailing ".*" or "." (SCXML 1.0, 3.12.1).
std::vector<std::string> Compiler::event_descriptors(const Element& element) {
  std::vector<std::string> events = words(element, "event");
  const Attribute* written = element.find("event");
  if (written && events.empty())
    error("empty-attribute", where(*written), "属性 event が空です。", "The attribute event is empty.",
          "イベント名を書くか、属性を取り除いてください。", "Write an event or remove the attribute.");
  for (std::string& event : events) {
    if (event == ".*") event = "*";
    if (event == "*") continue;
    if (event.ends_with(".*")) event.resize(event.size() - 2);
    while (event.ends_with(".")) event.pop_back();
    if (event.empty() || event.find('*') != std::string::npos)
      error("bad-value", where_value(*written),
            fmt::format("イベントの書き方が正しくありません: {}", written->value),
            fmt::format("This is not an event descriptor: {}", written->value),
            "\"a.b\"、\"a.*\"、\"*\" のいずれかの形で書いてください。", "Write \"a.b\", \"a.*\" or \"*\".");
  }
  return events;
}

void Compiler::transition(const Element& element, StateIndex source) {
  Transition made;
  made.where = where(element);
  made.source = source;
  made.index = static_cast<std::uint32_t>(chart_->transitions.size());
  made.events = event_descriptors(element);
  made.cond = expression(element, "cond");
  if (const Attribute* type = element.find("type")) {
    made.internal = type->value == "internal";
    if (type->value != "internal" && type->value != "external")
      error("bad-value", where_value(*type), "transition の type は internal か external です。",
            "The type of a transition is internal or external.",
            "\"internal\" か \"external\" と書いてください。", "Write \"internal\" or \"external\".");
  }
  if (!element.find("event") && !element.find("cond") && !element.find("target"))
    warning("missing-attribute", made.where, "<transition> に event、cond、target のどれもありません。",
            "<transition> has none of event, cond and target.", "少なくとも一つを書いてください。",
            "Write at least one.");
  transition_targets_.push_back(reference(element, "target"));
  chart_->states[source].transitions.push_back(made.index);
  const std::uint32_t index = made.index;
  chart_->transitions.push_back(std::move(made));
  Executable content = executable(element);
  chart_->transitions[index].content = std::move(content);
}

// The one inside <initial> or <history>: a target, no event and no condition.
void Compiler::default_transition(const Element& element, StateIndex owner) {
  State& state = chart_->states[owner];
  if (!initial_targets_[owner].names.empty() || !state.initial.targets.empty()) {
    error("illegal-nesting", where(element), "既定の遷移が二つあります。",
          "There are two default transitions.", "<transition> を一つだけ残してください。",
          "Keep one <transition>.");
    return;
  }
  for (const char* name : {"event", "cond", "type"})
    if (const Attribute* found = element.find(name); found && std::string_view(name) != "type")
      error("illegal-initial", where(*found), fmt::format("既定の遷移に {} は書けません。", name),
            fmt::format("A default transition has no {}.", name), "target だけを書いてください。",
            "Write a target only.");
  state.initial.where = where(element);
  if (!element.find("target"))
    error("missing-attribute", where(element), "既定の遷移に target がありません。",
          "The default transition has no target.", "target=\"…\" を書いてください。", "Write target=\"…\".");
  initial_targets_[owner] = reference(element, "target");
  state.initial.content = executable(element);
}

void Compiler::initial(const Element& element, StateIndex owner) {
  if (initial_targets_[owner].where.line) {
    error("conflicting-attributes", where(element), "最初の状態が二度決められています。",
          "The initial state is given twice.", "initial 属性か <initial> のどちらか一つにしてください。",
          "Keep either the attribute initial or one <initial>.");
    return;
  }
  bool found = false;
  each_child(element, [&](const Element& child) {
    found = true;
    default_transition(child, owner);
  });
  if (found) return;
  error("missing-element", where(element), "<initial> に <transition> がありません。",
        "<initial> has no <transition>.", "<transition target=\"…\"/> を書いてください。",
        "Write <transition target=\"…\"/>.");
}

void Compiler::datamodel(const Element& element, StateIndex owner) {
  each_child(element, [&](const Element& child) {
    Data data;
    data.where = where(child);
    data.id = attribute(child, "id");
    data.expr = expression(child, "expr");
    data.src = attribute(child, "src");
    data.body = has_element_children(child.node) ? markup_of(child) : text_of(child.node);
    exclusive(child, "expr", "src");
    const bool has_body = data.body.find_first_not_of(" \t\r\n") != std::string::npos;
    if (has_body && (data.expr || !data.src.empty()))
      error("conflicting-attributes", data.where, "<data> に値が二度書かれています。",
            "<data> gives its value twice.", "expr、src、中身のどれか一つにしてください。",
            "Keep one of expr, src and content.");
    if (!has_body) data.body.clear();
    const Attribute* id = child.find("id");
    if (id && !is_data_name(id->value))
      error("bad-id", where_value(*id),
            fmt::format("「{}」はデータの名前として使えません。", clipped(id->value, kMaxIdBytes)),
            fmt::format("\"{}\" cannot name a data item.", clipped(id->value, kMaxIdBytes)),
            "文字、数字、_、$ だけを使い、数字で始めず、システム変数の名前を避けてください。",
            "Use letters, digits, _ and $, do not begin with a digit, and avoid the system variables.");
    if (const Attribute* src = child.find("src"); src && read_source_) {
      const Result<std::string> text = read_source_(src->value);
      if (text) {
        data.body = *text;
        data.src.clear();
      } else {
        warning("unreadable-source", where(*src),
                fmt::format("{} を読めません: {}", src->value, text.error().text.ja),
                fmt::format("{} cannot be read: {}", src->value, text.error().text.en),
                "値を <data> の中に書いてください。", "Write the value inside <data>.");
      }
    }
    chart_->states[owner].data.push_back(std::move(data));
  });
}

void Compiler::donedata(const Element& element, StateIndex owner) {
  std::vector<Param> params;
  Content content;
  payload(element, params, content, nullptr);
  chart_->states[owner].done_params = std::move(params);
  chart_->states[owner].done_content = std::move(content);
}

}  // namespace kyodo::chart
