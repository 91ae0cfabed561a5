// Between JSON and values of Duktape. Called inside Heap::guarded.
#pragma once

#include <duktape.h>

#include <string>

#include "datamodel/datamodel.h"
#include "datamodel/xml_value.h"

namespace kyodo::datamodel {

// Scratch that outlives a longjmp.
struct Pusher {
  std::string scratch;
  pugi::xml_document document;
};
void push_text(duk_context* context, std::string_view text, Pusher& pusher);
void push_json(duk_context* context, const Json& json, Pusher& pusher);
void push_item(duk_context* context, const Item& item, Pusher& pusher);

// Reads the value at `index` into `out`. False: it is nothing an Item can hold, and `fault` says why.
struct Reader {
  std::size_t budget = kMaxItemBytes;  // what is left
  Text fault;
};
bool read_item(duk_context* context, duk_idx_t index, Item& out, Reader& reader);

}  // namespace kyodo::datamodel
