#include "datamodel/convert.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>
#include <cstring>

namespace kyodo::datamodel {
namespace {

constexpr std::size_t kNodeCost = 16;  // about what one value adds to the text of a session

bool fault(Reader& reader, const char* ja, const char* en) {
  reader.fault = {ja, en};
  return false;
}

// Duktape keeps what lies beyond U+FFFF as two surrogates of three bytes each, as ECMAScript counts them.
void append_surrogate(std::string& out, unsigned unit) {
  out += static_cast<char>(0xE0 | (unit >> 12));
  out += static_cast<char>(0x80 | ((unit >> 6) & 0x3F));
  out += static_cast<char>(0x80 | (unit & 0x3F));
}

bool is_surrogate(std::string_view text, std::size_t i, bool low) {
  if (i + 3 > text.size() || text[i] != '\xED') return false;
  const auto second = static_cast<unsigned char>(text[i + 1]);
  return low ? second >= 0xB0 : second >= 0xA0 && second < 0xB0;
}
unsigned code_unit(std::string_view text, std::size_t i) {
  return 0xD000u | ((static_cast<unsigned char>(text[i + 1]) & 0x3Fu) << 6) |
         (static_cast<unsigned char>(text[i + 2]) & 0x3Fu);
}

// From Duktape's encoding to UTF-8, into storage that the caller owns.
template <class String>
bool read_text(std::string_view text, String& out, Reader& reader) {
  std::size_t cost = text.size() + kNodeCost;
  bool plain = true;
  for (const char c : text) {
    if (c == '\0')
      return fault(reader, "文字列に NUL 文字があります。", "A string contains a NUL character.");
    if (static_cast<unsigned char>(c) < 0x20) cost += 5;
    if (c == '\xED') plain = false;
  }
  if (cost > reader.budget)
    return fault(reader, "値が大きすぎます(kMaxItemBytes)。", "The value is too large (kMaxItemBytes).");
  reader.budget -= cost;
  if (plain) {
    out.append(text.begin(), text.end());
    return true;
  }
  for (std::size_t i = 0; i < text.size();) {
    if (is_surrogate(text, i, true) || is_surrogate(text, i, false)) {
      if (!is_surrogate(text, i, false) || !is_surrogate(text, i + 3, true))
        return fault(reader, "文字列の途中で切れた文字(サロゲートの片方)があります。",
                     "A string contains half a character (a lone surrogate).");
      const unsigned code =
          0x10000 + ((code_unit(text, i) - 0xD800) << 10) + (code_unit(text, i + 3) - 0xDC00);
      const char bytes[] = {
          static_cast<char>(0xF0 | (code >> 18)), static_cast<char>(0x80 | ((code >> 12) & 0x3F)),
          static_cast<char>(0x80 | ((code >> 6) & 0x3F)), static_cast<char>(0x80 | (code & 0x3F))};
      out.append(bytes, bytes + 4);
      i += 6;
    } else {
      out.push_back(text[i++]);
    }
  }
  return true;
}

bool read_json(duk_context* context, duk_idx_t index, Json* out, int depth, Reader& reader);

bool read_array(duk_context* context, duk_idx_t index, Json* out, int depth, Reader& reader) {
  const duk_size_t length = duk_get_length(context, index);
  out->emplace_array();
  for (duk_size_t i = 0; i < length; ++i) {
    duk_get_prop_index(context, index, static_cast<duk_uarridx_t>(i));
    if (duk_is_undefined(context, -1))
      return fault(reader, "配列に undefined の要素があります。null を入れてください。",
                   "An array has an undefined element; use null.");
    out->get_array().emplace_back(nullptr);
    if (!read_json(context, duk_get_top_index(context), &out->get_array().back(), depth + 1, reader))
      return false;
    duk_pop(context);
  }
  return true;
}

// Reads a key without leaving a C++ object behind when Duktape throws: it does not call Duktape.
Json* add_member(Json* out, std::string_view name, Reader& reader) {
  std::string key;
  if (!read_text(name, key, reader)) return nullptr;
  return &out->get_object().insert_or_assign(key, nullptr).first->value();
}

bool read_object(duk_context* context, duk_idx_t index, Json* out, int depth, Reader& reader) {
  out->emplace_object();
  duk_enum(context, index, DUK_ENUM_OWN_PROPERTIES_ONLY);
  while (duk_next(context, -1, 1)) {
    if (!duk_is_undefined(context, -1)) {  // reading a member that is not there gives undefined as well
      duk_size_t size = 0;
      const char* name = duk_get_lstring(context, -2, &size);
      Json* member = add_member(out, std::string_view(name, size), reader);
      if (!member || !read_json(context, duk_get_top_index(context), member, depth + 1, reader)) return false;
    }
    duk_pop_2(context);
  }
  duk_pop(context);
  return true;
}

// Not by its prototype: what a constructor of the chart made is kept by its own members. Parts of XML
// documents and objects of other classes (RegExp, String …) are none.
bool is_plain_object(duk_context* context, duk_idx_t index) {
  duk_require_stack(context, 8);
  duk_push_global_object(context);
  const bool is_global = duk_get_heapptr(context, index) == duk_get_heapptr(context, -1);
  duk_pop(context);
  if (is_global) return false;
  duk_get_prototype(context, index);
  const void* prototype = duk_get_heapptr(context, -1);
  duk_get_global_string(context, "Object");
  duk_get_prop_string(context, -1, "prototype");
  bool plain = !prototype || prototype == duk_get_heapptr(context, -1);
  if (!plain && !duk_has_prop_string(context, -3, "getElementsByTagName")) {
    duk_get_prop_string(context, -1, "toString");
    duk_dup(context, index);
    duk_call_method(context, 0);
    const char* of_class = duk_get_string(context, -1);
    plain = of_class && std::strcmp(of_class, "[object Object]") == 0;
    duk_pop(context);
  }
  duk_pop_3(context);
  return plain;
}

bool read_number(double number, Json* out, Reader& reader) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!std::isfinite(number))
    return fault(reader, "NaN や Infinity は保存できません。", "NaN and Infinity cannot be kept.");
  if (number == std::floor(number) && std::fabs(number) < kExact)
    *out = static_cast<std::int64_t>(number);
  else
    *out = number;
  return true;
}

bool read_json(duk_context* context, duk_idx_t index, Json* out, int depth, Reader& reader) {
  if (depth > kMaxItemDepth)
    return fault(reader, "値の入れ子が深すぎるか、自分自身を含んでいます(kMaxItemDepth)。",
                 "The value is nested too deeply or contains itself (kMaxItemDepth).");
  if (reader.budget < kNodeCost)
    return fault(reader, "値が大きすぎます(kMaxItemBytes)。", "The value is too large (kMaxItemBytes).");
  reader.budget -= kNodeCost;
  duk_require_stack(context, 8);
  if (duk_is_null(context, index)) return *out = nullptr, true;
  if (duk_is_boolean(context, index)) return *out = duk_get_boolean(context, index) != 0, true;
  if (duk_is_number(context, index)) return read_number(duk_get_number(context, index), out, reader);
  if (duk_is_string(context, index) && !duk_is_symbol(context, index)) {
    duk_size_t size = 0;
    const char* text = duk_get_lstring(context, index, &size);
    return read_text(std::string_view(text, size), out->emplace_string(), reader);
  }
  if (duk_is_array(context, index)) return read_array(context, index, out, depth, reader);
  if (duk_is_function(context, index))
    return fault(reader, "関数は保存できません。関数は <scxml> 直下の <script> で定義してください。",
                 "A function cannot be kept; define functions in the <script> directly inside <scxml>.");
  if (duk_is_object(context, index) && is_plain_object(context, index))
    return read_object(context, index, out, depth, reader);
  return fault(reader, "保存できるのは JSON の値、undefined、XML だけです。",
               "Only JSON values, undefined and XML can be kept.");
}

}  // namespace

void push_text(duk_context* context, std::string_view text, Pusher& pusher) {
  bool plain = true;
  for (const char c : text) plain = plain && static_cast<unsigned char>(c) < 0xF0;
  if (plain) {
    duk_push_lstring(context, text.data(), text.size());
    return;
  }
  pusher.scratch.clear();
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0xF0 || i + 4 > text.size()) {
      pusher.scratch += text[i++];
      continue;
    }
    const auto tail = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]) & 0x3Fu; };
    const unsigned code = ((c & 7u) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)) - 0x10000;
    append_surrogate(pusher.scratch, 0xD800 + (code >> 10));
    append_surrogate(pusher.scratch, 0xDC00 + (code & 0x3FF));
    i += 4;
  }
  duk_push_lstring(context, pusher.scratch.data(), pusher.scratch.size());
}

void push_json(duk_context* context, const Json& json, Pusher& pusher) {
  duk_require_stack(context, 8);
  switch (json.kind()) {
    case boost::json::kind::null:
      return duk_push_null(context);
    case boost::json::kind::bool_:
      return duk_push_boolean(context, json.get_bool());
    case boost::json::kind::int64:
      return duk_push_number(context, static_cast<double>(json.get_int64()));
    case boost::json::kind::uint64:
      return duk_push_number(context, static_cast<double>(json.get_uint64()));
    case boost::json::kind::double_:
      return duk_push_number(context, json.get_double());
    case boost::json::kind::string: {
      const auto& text = json.get_string();
      return push_text(context, std::string_view(text.data(), text.size()), pusher);
    }
    case boost::json::kind::array: {
      const duk_idx_t array = duk_push_array(context);
      duk_uarridx_t i = 0;
      for (const Json& element : json.get_array()) {
        push_json(context, element, pusher);
        duk_put_prop_index(context, array, i++);
      }
      return;
    }
    case boost::json::kind::object: {
      const duk_idx_t object = duk_push_object(context);
      for (const auto& member : json.get_object()) {
        // Defining, not setting: a member may be called "__proto__".
        push_text(context, std::string_view(member.key().data(), member.key().size()), pusher);
        push_json(context, member.value(), pusher);
        duk_def_prop(context, object, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WEC);
      }
      return;
    }
  }
}

void push_item(duk_context* context, const Item& item, Pusher& pusher) {
  duk_require_stack(context, 8);
  if (item.kind == Item::Kind::json) return push_json(context, item.json, pusher);
  if (item.kind == Item::Kind::undefined) return duk_push_undefined(context);
  push_text(context, item.xml, pusher);
  push_xml(context, pusher.document);
}

bool read_item(duk_context* context, duk_idx_t index, Item& out, Reader& reader) {
  out.xml.clear();
  out.json = nullptr;
  if (duk_is_undefined(context, index)) {
    out.kind = Item::Kind::undefined;
    return true;
  }
  duk_size_t size = 0;
  if (const char* text = xml_text(context, index, &size)) {
    out.kind = Item::Kind::xml;
    return read_text(std::string_view(text, size), out.xml, reader);
  }
  out.kind = Item::Kind::json;
  return read_json(context, index, &out.json, 0, reader);
}

}  // namespace kyodo::datamodel
