#include "datamodel/heap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>

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

constexpr std::size_t kHeader = alignof(std::max_align_t);  // before each block: its size

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

void* Heap::allocate(void* memory, duk_size_t size) {
  auto& self = *static_cast<Memory*>(memory);
  if (size == 0) return nullptr;
  if (size > kMaxHeapBytes || self.used + size > kMaxHeapBytes) {
    self.refused = true;
    return nullptr;
  }
  auto* block = static_cast<std::byte*>(std::malloc(size + kHeader));
  if (!block) return nullptr;
  std::memcpy(block, &size, sizeof size);
  self.used += size;
  return block + kHeader;
}

void* Heap::reallocate(void* memory, void* block, duk_size_t size) {
  if (!block) return allocate(memory, size);
  if (size == 0) {
    release(memory, block);
    return nullptr;
  }
  auto& self = *static_cast<Memory*>(memory);
  std::byte* whole = static_cast<std::byte*>(block) - kHeader;
  duk_size_t old = 0;
  std::memcpy(&old, whole, sizeof old);
  if (size > kMaxHeapBytes || self.used - old + size > kMaxHeapBytes) {
    self.refused = true;
    return nullptr;
  }
  auto* moved = static_cast<std::byte*>(std::realloc(whole, size + kHeader));
  if (!moved) return nullptr;
  std::memcpy(moved, &size, sizeof size);
  self.used += size - old;
  return moved + kHeader;
}

void Heap::release(void* memory, void* block) {
  if (!block) return;
  std::byte* whole = static_cast<std::byte*>(block) - kHeader;
  duk_size_t size = 0;
  std::memcpy(&size, whole, sizeof size);
  static_cast<Memory*>(memory)->used -= size;
  std::free(whole);
}

Heap::Heap() : context_(duk_create_heap(allocate, reallocate, release, &memory_, fatal)) {
  if (!context_) throw std::bad_alloc();
  prepare();
}

Heap::~Heap() {
  duk_destroy_heap(context_);
}

Result<void> Heap::outcome(duk_int_t rc) {
  if (rc == DUK_EXEC_SUCCESS) {
    duk_pop(context_);
    return {};
  }
  std::string message = "?";
  if (duk_safe_call(context_, message_of_error, nullptr, 1, 1) == DUK_EXEC_SUCCESS) {
    duk_size_t length = 0;
    const char* text = duk_get_lstring(context_, -1, &length);
    if (text) message = readable({text, length});
  }
  duk_pop(context_);
  if (memory_.refused) {
    memory_.refused = false;
    return fail(
        Code::limit,
        fmt::format("スクリプトの使う記憶域が上限(kMaxHeapBytes、{} バイト)を超えました。", kMaxHeapBytes),
        fmt::format("The script needs more memory than allowed (kMaxHeapBytes, {} bytes).", kMaxHeapBytes));
  }
  return fail(Code::bad_input, fmt::format("式を評価できません: {}", message),
              fmt::format("The expression cannot be evaluated: {}", message));
}

duk_ret_t Heap::in_state(duk_context* context) {
  duk_push_heap_stash(context);
  duk_get_prop_string(context, -1, "heap");
  const auto* self = static_cast<const Heap*>(duk_get_pointer(context, -1));
  duk_size_t length = 0;
  const char* state = duk_require_lstring(context, 0, &length);
  duk_push_boolean(context, self && self->in_ && self->in_(std::string_view(state, length)));
  return 1;
}

void Heap::prepare() {
  const auto done = guarded([this](duk_context* context) {
    duk_push_heap_stash(context);
    duk_push_pointer(context, this);
    duk_put_prop_string(context, -2, "heap");
    duk_pop(context);

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
    duk_push_string(context, "In");
    duk_push_c_function(context, in_state, 1);
    duk_def_prop(context, 0, DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_CLEAR_WEC);
  });
  if (!done) throw std::bad_alloc();
}

}  // namespace kyodo::datamodel
