// From elements to a Chart. One compiler per document; parse.cpp drives it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chart/chart.h"
#include "chart/element.h"
#include "chart/source.h"

namespace kyodo::chart {

// What SCXML allows of one element (SCXML 1.0, the attribute and child tables of sections 3 to 6).
struct ElementRule {
  std::string_view name;
  std::vector<std::string_view> required, optional, children;
  bool any_content = false;  // <content>, <data>, <assign>: whatever is inside is a value
  bool text = false;         // <script>
};
const ElementRule* rule_of(std::string_view element);  // null: not an element of SCXML

// State ids written somewhere, to be looked up when all states are known.
struct Reference {
  std::vector<std::string> names;
  Where where;
};

class Compiler {
 public:
  // `buffer` is what pugixml parsed in place: the same length as the source.
  Compiler(const Source& source, const char* buffer, const ReadSource& read_source);

  void compile(pugi::xml_node root);
  Parsed finish();
  void report(Finding finding);

 private:
  // element by element (compile_state.cpp)
  void reserve(pugi::xml_node root);
  void scxml(const Element& element);
  StateIndex state(const Element& element, StateKind kind, StateIndex parent);
  void state_children(const Element& element, StateIndex index);
  void state_child(const Element& child, StateIndex index);
  void titles(const Element& element, State& state);
  void transition(const Element& element, StateIndex source);
  void default_transition(const Element& element, StateIndex owner);
  void initial(const Element& element, StateIndex owner);
  void datamodel(const Element& element, StateIndex owner);
  void donedata(const Element& element, StateIndex owner);
  void identify(const Element& element, StateIndex index);
  std::vector<std::string> event_descriptors(const Element& element);

  // executable content and its parts (compile_content.cpp)
  Executable executable(const Element& element);
  std::optional<Block> block(const Element& element);
  Block conditional(const Element& element);
  Block assignment(const Element& element);
  std::shared_ptr<const Send> send(const Element& element);
  Invoke invoke(const Element& element);
  Param param(const Element& element);
  Content content(const Element& element);
  void payload(const Element& element, std::vector<Param>& params, Content& content_out, Invoke* invoke);
  void finalize(const Element& element, Invoke& invoke);
  Expression script(const Element& element);

  // references between states (compile_targets.cpp)
  void resolve();
  bool look_up(const Reference& reference, std::vector<StateIndex>& found);
  bool check_target_set(const std::vector<StateIndex>& targets, const Where& at);
  void resolve_initial(StateIndex index);
  void resolve_history(StateIndex index);
  void check_history_loops();
  void check_datamodel();

  // attributes (compile_attributes.cpp)
  bool admit(const Element& element, std::string_view parent);
  void check_attributes(const Element& element, const ElementRule& rule);
  std::string attribute(const Element& element, std::string_view name);
  Expression expression(const Element& element, std::string_view name);
  Value value(const Element& element, std::string_view name, std::string_view expr_name);
  std::vector<std::string> words(const Element& element, std::string_view name);
  Reference reference(const Element& element, std::string_view name);
  void exclusive(const Element& element, std::string_view one, std::string_view other);
  template <class Visit>
  void each_child(const Element& element, Visit visit);

  // findings
  Where where(const Element& element) const;
  Where where(const Attribute& attribute) const;        // its name
  Where where_value(const Attribute& attribute) const;  // its value
  Where where_text(pugi::xml_node node) const;
  void error(const char* rule, Where at, std::string ja, std::string en, std::string advice_ja,
             std::string advice_en);
  void warning(const char* rule, Where at, std::string ja, std::string en, std::string advice_ja,
               std::string advice_en);

  const Source& source_;
  const char* buffer_;
  const ReadSource& read_source_;
  std::shared_ptr<Chart> chart_;
  std::vector<Finding> findings_;
  std::size_t unreported_ = 0;
  std::uint32_t expressions_ = 0;
  bool failed_ = false;
  int depth_ = 0;
  bool in_finalize_ = false;
  std::vector<Reference> transition_targets_;  // by index of the transition
  std::vector<Reference> initial_targets_;  // by state: its initial attribute, <initial> or default history
};

template <class Visit>
void Compiler::each_child(const Element& element, Visit visit) {
  if (++depth_ <= kMaxElementDepth)
    for (const pugi::xml_node node : element.node.children()) {
      if (node.type() != pugi::node_element) continue;
      const Element child(node, &element.scope);
      if (admit(child, element.local)) visit(child);
    }
  --depth_;
}

}  // namespace kyodo::chart
