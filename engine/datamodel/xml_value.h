// XML fragments as scripts see them: a read-only part of the DOM (SCXML 1.0, B.2.1 asks for "a corresponding
// DOM structure"). Called inside Heap::guarded.
#pragma once

#include <duktape.h>

#include <pugixml.hpp>

namespace kyodo::datamodel {

inline constexpr int kMaxXmlDepth = 100;  // what lies deeper is not shown to scripts

// Replaces the text on the stack (in Duktape's encoding) by its document: documentElement, childNodes,
// getElementsByTagName(name) and toString(); its elements have nodeName, tagName, textContent, childNodes,
// getAttribute(name), hasAttribute(name) and getElementsByTagName(name). `document` is where it is parsed,
// kept by the caller so that it outlives a longjmp.
void push_xml(duk_context* context, pugi::xml_document& document);
// The text the value on the stack was made from; null when it is no such document.
const char* xml_text(duk_context* context, duk_idx_t index, duk_size_t* length);

}  // namespace kyodo::datamodel
