#include "datamodel/heap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>

namespace kyodo::datamodel {
namespace {

// ECMAScript 5.1's globals without Date: what is not named here does not exist for scripts.
constexpr std::array<std::string_view, 31> kGlobals{"NaN",         "Infinity",
                                                    "undefined",   "Object",
                                                    "Function",    "Array",
                                                    "String",      "Boolean",
                                                    "Number",      "RegExp",
                                                    "Error",       "EvalError",
                                                    "RangeError",  "ReferenceError",
                                                    "SyntaxError", "TypeError",
                                                    "URIError",    "Math",
                                                    "JSON",        "parseInt",
                                                    "parseFloat",  "eval",
                                                    "isNaN",       "isFinite",
                                                    "decodeURI",   "decodeURIComponent",
                                                    "encodeURI",   "encodeURIComponent",
                                                    "escape",      "unescape",
                                                    "globalThis"};

duk_ret_t no_date(duk_context* context) {
  return duk_error(
      context, DUK_ERR_TYPE_ERROR,
      "Date is not available: charts do not read the clock; deadlines are written as ky:due or delay");
}
duk_ret_t no_random(duk_context* context) {
  return duk_error(context, DUK_ERR_TYPE_ERROR,
                   "Math.random is not available: charts give the same result every time");
}

// Everything that can throw is called under duk_safe_call, so this is a bug or a heap beyond repair.
[[noreturn]] void fatal(void*, const char*) {
  std::abort();
}

duk_ret_t message_of_error(duk_context* context, void*) {
  duk_safe_to_string(context, -1);
  return 1;
}

}  // namespace

std::string readable(std::string_view message) {
  constexpr std::size_t kMost = 500;
  std::string out;
  for (std::size_t i = 0; i < message.size() && out.size() < kMost;) {
    const auto lead = static_cast<unsigned char>(message[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                                                             : 0;
    bool good = length != 0 && i + length <= message.size() && lead >= 0x20;
    for (std::size_t k = 1; good && k < length; ++k)
      good = (static_cast<unsigned char>(message[i + k]) & 0xC0) == 0x80;
    // Halves of surrogate pairs and overlong forms are not UTF-8.
    if (good && lead == 0xED) good = static_cast<unsigned char>(message[i + 1]) < 0xA0;
    if (good && lead == 0xE0) good = static_cast<unsigned char>(message[i + 1]) >= 0xA0;
    if (good)
      out.append(message.substr(i, length));
    else
      out += '?';
    i += good ? length : 1;
  }
  return out;
}

void* Heap::allocate(void* heap, duk_size_t size) {
  return static_cast<Heap*>(heap)->arena_.allocate(size);
}

void* Heap::reallocate(void* heap, void* block, duk_size_t size) {
  return static_cast<Heap*>(heap)->arena_.reallocate(block, size);
}

void Heap::release(void* heap, void* block) {
  static_cast<Heap*>(heap)->arena_.release(block);
}

// Nothing but the arena has to be given back, so the heap is never taken down piece by piece.
Heap::Heap() : arena_(kMaxHeapBytes), context_(duk_create_heap(allocate, reallocate, release, this, fatal)) {
  if (!context_) throw std::bad_alloc();
  prepare();
}

void* Heap::host_of(duk_context* context) {
  duk_memory_functions functions;
  duk_get_memory_functions(context, &functions);
  return static_cast<Heap*>(functions.udata)->host_;
}

Error Heap::failure() {
  std::string message = "?";
  if (duk_safe_call(context_, message_of_error, nullptr, 1, 1) == DUK_EXEC_SUCCESS) {
    duk_size_t length = 0;
    const char* text = duk_get_lstring(context_, -1, &length);
    if (text) message = readable({text, length});
  }
  duk_pop(context_);
  if (arena_.refused())
    return fail(
        Code::limit,
        fmt::format("スクリプトの使う記憶域が上限(kMaxHeapBytes、{} バイト)を超えました。", kMaxHeapBytes),
        fmt::format("The script needs more memory than allowed (kMaxHeapBytes, {} bytes).", kMaxHeapBytes));
  return fail(Code::bad_input, fmt::format("式を評価できません: {}", message),
              fmt::format("The expression cannot be evaluated: {}", message));
}

void Heap::prepare() {
  const auto done = guarded([](duk_context* context) {
    duk_push_global_object(context);
    duk_enum(context, -1, DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_INCLUDE_NONENUMERABLE);
    while (duk_next(context, -1, 0)) {
      const std::string_view name = duk_get_string(context, -1);
      duk_dup(context, -1);
      if (std::find(kGlobals.begin(), kGlobals.end(), name) == kGlobals.end())
        duk_del_prop(context, 0);
      else
        duk_def_prop(context, 0,
                     DUK_DEFPROP_CLEAR_WRITABLE | DUK_DEFPROP_CLEAR_CONFIGURABLE | DUK_DEFPROP_FORCE);
      duk_pop(context);
    }
    duk_pop(context);

    duk_get_prop_string(context, 0, "Math");
    duk_push_c_function(context, no_random, 0);
    duk_put_prop_string(context, -2, "random");
    duk_pop(context);
    duk_get_prop_string(context, 0, "Array");
    duk_get_prop_string(context, -1, "prototype");
    duk_push_string(context, "sort");
    duk_push_c_function(context, stable_sort, 1);
    duk_def_prop(context, -3, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_FORCE);
    duk_pop_2(context);
    duk_push_string(context, "Date");
    duk_push_c_function(context, no_date, DUK_VARARGS);
    duk_def_prop(context, 0, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WEC);
  });
  if (!done) throw std::bad_alloc();
}

}  // namespace kyodo::datamodel
