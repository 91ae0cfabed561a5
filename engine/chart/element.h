// XML elements with their namespaces resolved, over pugixml's tree.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace kyodo::chart {

// The namespace declarations in force at an element; `outer` is that of the parent.
struct Scope {
  const Scope* outer = nullptr;
  std::vector<std::pair<std::string_view, std::string_view>> declared = {};  // prefix, namespace
  // null: the prefix is not declared. The empty prefix is always known.
  const std::string_view* find(std::string_view prefix) const;
};

struct Attribute {
  std::string_view prefix, local, ns, value;
  bool unresolved = false;  // the prefix is not declared
};

// Views point into the parsed buffer.
struct Element {
  pugi::xml_node node;
  std::string_view prefix, local, ns;
  bool unresolved = false;
  std::vector<Attribute> attributes;  // without xmlns declarations
  Scope scope;

  Element(pugi::xml_node xml, const Scope* outer);
  const Attribute* find(std::string_view local_name, std::string_view ns_name = "") const;
};

// The text inside an element: character data and CDATA sections, one after the other.
std::string text_of(pugi::xml_node node);
bool has_element_children(pugi::xml_node node);
// The children as markup that can be parsed on its own: namespaces in force outside are declared on the
// outermost elements.
std::string markup_of(const Element& element);

}  // namespace kyodo::chart
