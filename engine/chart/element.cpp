#include "chart/element.h"

#include <set>
#include <sstream>
#include <tuple>

namespace kyodo::chart {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

std::pair<std::string_view, std::string_view> split_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {"", name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

void collect_prefixes(pugi::xml_node top, std::set<std::string_view>& prefixes) {
  std::vector<pugi::xml_node> open{top};
  while (!open.empty()) {
    const pugi::xml_node node = open.back();
    open.pop_back();
    if (node.type() != pugi::node_element) continue;
    prefixes.insert(split_name(node.name()).first);
    for (const pugi::xml_attribute attribute : node.attributes())
      prefixes.insert(split_name(attribute.name()).first);
    for (const pugi::xml_node child : node.children()) open.push_back(child);
  }
}

}  // namespace

const std::string_view* Scope::find(std::string_view prefix) const {
  static constexpr std::string_view kNone;
  if (prefix == "xml") return &kXmlNamespace;
  for (const Scope* scope = this; scope; scope = scope->outer)
    for (const auto& [name, ns] : scope->declared)
      if (name == prefix) return &ns;
  return prefix.empty() ? &kNone : nullptr;
}

Element::Element(pugi::xml_node xml, const Scope* outer) : node(xml), scope{outer} {
  attributes.reserve(4);  // few have more
  for (const pugi::xml_attribute attribute : xml.attributes()) {
    const auto [attribute_prefix, name] = split_name(attribute.name());
    if (attribute_prefix == "xmlns") {
      scope.declared.emplace_back(name, attribute.value());
    } else if (attribute_prefix.empty() && name == "xmlns") {
      scope.declared.emplace_back("", attribute.value());
    } else {
      attributes.push_back({attribute_prefix, name, "", attribute.value()});
    }
  }
  std::tie(prefix, local) = split_name(xml.name());
  const std::string_view* found = scope.find(prefix);
  unresolved = !found;
  if (found) ns = *found;
  for (Attribute& attribute : attributes) {
    if (attribute.prefix.empty()) continue;  // an attribute without prefix is in no namespace
    found = scope.find(attribute.prefix);
    attribute.unresolved = !found;
    if (found) attribute.ns = *found;
  }
}

const Attribute* Element::find(std::string_view local_name, std::string_view ns_name) const {
  for (const Attribute& attribute : attributes)
    if (attribute.local == local_name && attribute.ns == ns_name && !attribute.unresolved) return &attribute;
  return nullptr;
}

std::string text_of(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  return text;
}

bool has_element_children(pugi::xml_node node) {
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_element) return true;
  return false;
}

std::string markup_of(const Element& element) {
  std::ostringstream out;
  for (pugi::xml_node child : element.node.children()) {
    if (child.type() == pugi::node_element) {
      std::set<std::string_view> prefixes;
      collect_prefixes(child, prefixes);
      for (const std::string_view prefix : prefixes) {
        const std::string_view* ns = element.scope.find(prefix);
        if (prefix == "xml" || prefix == "xmlns" || !ns || ns->empty()) continue;
        const std::string name = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
        if (!child.attribute(name.c_str())) child.append_attribute(name.c_str()) = std::string(*ns).c_str();
      }
    }
    child.print(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  }
  return out.str();
}

}  // namespace kyodo::chart
