#include "datamodel/xml_value.h"

#include <cstring>

namespace kyodo::datamodel {
namespace {

constexpr const char* kText = DUK_HIDDEN_SYMBOL("xml");
constexpr const char* kAttributes = DUK_HIDDEN_SYMBOL("attributes");
constexpr const char* kPrototype = "xml";  // in the heap's stash

void push_hidden_of_this(duk_context* context, const char* name) {
  duk_push_this(context);
  if (!duk_is_object(context, -1)) duk_error(context, DUK_ERR_TYPE_ERROR, "not an XML node");
  duk_get_prop_string(context, -1, name);
}

duk_ret_t to_string(duk_context* context) {
  push_hidden_of_this(context, kText);
  if (duk_is_undefined(context, -1)) duk_get_prop_string(context, -2, "textContent");
  return 1;
}

duk_ret_t get_attribute(duk_context* context) {
  duk_require_string(context, 0);
  push_hidden_of_this(context, kAttributes);
  if (!duk_is_object(context, -1)) return 0;
  duk_dup(context, 0);
  if (!duk_get_prop(context, -2)) duk_push_null(context);
  return 1;
}

duk_ret_t has_attribute(duk_context* context) {
  get_attribute(context);
  duk_push_boolean(context, duk_is_string(context, -1));
  return 1;
}

// Appends to the array at `out` the elements named as argument 0 says, from among the children of the node on
// top.
void collect(duk_context* context, duk_idx_t out, bool every, int depth) {
  if (depth > kMaxXmlDepth) return;
  duk_require_stack(context, 8);
  duk_get_prop_string(context, -1, "childNodes");
  const duk_size_t count = duk_get_length(context, -1);
  for (duk_size_t i = 0; i < count; ++i) {
    duk_get_prop_index(context, -1, static_cast<duk_uarridx_t>(i));
    if (duk_get_prop_string(context, -1, "tagName") && (every || duk_strict_equals(context, -1, 0))) {
      duk_dup(context, -2);
      duk_put_prop_index(context, out, static_cast<duk_uarridx_t>(duk_get_length(context, out)));
    }
    duk_pop(context);
    collect(context, out, every, depth + 1);
    duk_pop(context);
  }
  duk_pop(context);
}

duk_ret_t get_elements_by_tag_name(duk_context* context) {
  const bool every = std::strcmp(duk_require_string(context, 0), "*") == 0;
  const duk_idx_t out = duk_push_array(context);
  duk_push_this(context);
  if (!duk_is_object(context, -1)) return DUK_RET_TYPE_ERROR;
  collect(context, out, every, 0);
  duk_pop(context);
  return 1;
}

void push_prototype(duk_context* context) {
  duk_push_heap_stash(context);
  if (!duk_get_prop_string(context, -1, kPrototype)) {
    duk_pop(context);
    const duk_function_list_entry methods[] = {{"toString", to_string, 0},
                                               {"getAttribute", get_attribute, 1},
                                               {"hasAttribute", has_attribute, 1},
                                               {"getElementsByTagName", get_elements_by_tag_name, 1},
                                               {nullptr, nullptr, 0}};
    duk_push_object(context);
    duk_put_function_list(context, -1, methods);
    duk_freeze(context, -1);
    duk_dup(context, -1);
    duk_put_prop_string(context, -3, kPrototype);
  }
  duk_remove(context, -2);
}

void put_text(duk_context* context, const char* name, const char* text) {
  duk_push_string(context, text);
  duk_put_prop_string(context, -2, name);
}

// Leaves an array of the children on the stack and below it the text of all of them.
void push_children(duk_context* context, pugi::xml_node parent, int depth) {
  duk_require_stack(context, 16);
  duk_push_string(context, "");
  const duk_idx_t text = duk_get_top_index(context);
  const duk_idx_t children = duk_push_array(context);
  duk_uarridx_t count = 0;
  for (pugi::xml_node node = parent.first_child(); node && depth <= kMaxXmlDepth;
       node = node.next_sibling()) {
    const bool is_text = node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
    if (!is_text && node.type() != pugi::node_element) continue;
    const duk_idx_t made = duk_push_object(context);
    push_prototype(context);
    duk_set_prototype(context, made);
    put_text(context, "nodeName", is_text ? "#text" : node.name());
    if (is_text) {
      duk_push_string(context, node.value());
      duk_push_array(context);
    } else {
      put_text(context, "tagName", node.name());
      duk_push_bare_object(context);
      for (pugi::xml_attribute attribute = node.first_attribute(); attribute;
           attribute = attribute.next_attribute())
        put_text(context, attribute.name(), attribute.value());
      duk_put_prop_string(context, made, kAttributes);
      push_children(context, node, depth + 1);
    }
    duk_put_prop_string(context, made, "childNodes");
    duk_dup(context, text);
    duk_dup(context, -2);
    duk_concat(context, 2);
    duk_replace(context, text);
    duk_put_prop_string(context, made, "textContent");
    duk_freeze(context, made);
    duk_put_prop_index(context, children, count++);
  }
  duk_freeze(context, children);
}

}  // namespace

void push_xml(duk_context* context, pugi::xml_document& document) {
  duk_size_t size = 0;
  const char* text = duk_require_lstring(context, -1, &size);
  document.load_buffer(text, size, pugi::parse_default, pugi::encoding_utf8);
  const duk_idx_t made = duk_push_object(context);
  push_prototype(context);
  duk_set_prototype(context, made);
  duk_dup(context, made - 1);
  duk_put_prop_string(context, made, kText);
  put_text(context, "nodeName", "#document");
  push_children(context, document, 0);
  for (duk_uarridx_t i = 0; duk_get_prop_index(context, -1, i); ++i) {
    if (duk_has_prop_string(context, -1, "tagName")) break;
    duk_pop(context);
  }
  duk_put_prop_string(context, made, "documentElement");
  duk_put_prop_string(context, made, "childNodes");
  duk_put_prop_string(context, made, "textContent");
  duk_freeze(context, made);
  duk_remove(context, made - 1);
}

const char* xml_text(duk_context* context, duk_idx_t index, duk_size_t* length) {
  if (!duk_is_object(context, index)) return nullptr;
  duk_get_prop_string(context, index, kText);
  const char* text = duk_get_lstring(context, -1, length);
  duk_pop(context);  // the object keeps it alive
  return text;
}

}  // namespace kyodo::datamodel
