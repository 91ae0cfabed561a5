// A merge sort on Duktape's stack. No C++ object lives here, since compare functions may throw by longjmp.
#include <cstring>

#include "datamodel/heap.h"

namespace kyodo::datamodel {
namespace {

constexpr duk_idx_t kCompare = 0, kThis = 1;

// Whether the element at `b` belongs before the one at `a`; both are on the stack.
bool goes_before(duk_context* context, duk_idx_t b, duk_idx_t a) {
  if (duk_is_undefined(context, kCompare)) {
    duk_dup(context, b);
    duk_dup(context, a);
    duk_size_t b_size = 0, a_size = 0;
    const char* b_text = duk_to_lstring(context, -2, &b_size);
    const char* a_text = duk_to_lstring(context, -1, &a_size);
    const int order = std::memcmp(b_text, a_text, b_size < a_size ? b_size : a_size);
    duk_pop_2(context);
    return order < 0 || (order == 0 && b_size < a_size);
  }
  duk_dup(context, kCompare);
  duk_dup(context, a);
  duk_dup(context, b);
  duk_call(context, 2);
  const double order = duk_to_number(context, -1);
  duk_pop(context);
  return order > 0;
}

// Merges [low, middle) and [middle, high) of the array at `from` into the one at `to`.
void merge(duk_context* context, duk_idx_t from, duk_idx_t to, duk_uarridx_t low, duk_uarridx_t middle,
           duk_uarridx_t high) {
  duk_uarridx_t a = low, b = middle;
  for (duk_uarridx_t out = low; out < high; ++out) {
    bool take_b = a >= middle;
    if (!take_b && b < high) {
      duk_get_prop_index(context, from, a);
      duk_get_prop_index(context, from, b);
      take_b = goes_before(context, duk_get_top_index(context), duk_get_top_index(context) - 1);
      duk_pop_2(context);
    }
    duk_get_prop_index(context, from, take_b ? b++ : a++);
    duk_put_prop_index(context, to, out);
  }
}

}  // namespace

duk_ret_t stable_sort(duk_context* context) {
  if (!duk_is_undefined(context, kCompare)) duk_require_function(context, kCompare);
  duk_push_this(context);
  duk_to_object(context, kThis);
  duk_get_prop_string(context, kThis, "length");
  const duk_uarridx_t length = duk_to_uint32(context, -1);
  duk_pop(context);
  duk_idx_t from = duk_push_array(context), to = duk_push_array(context);
  duk_uarridx_t count = 0, undefined = 0;
  for (duk_uarridx_t i = 0; i < length; ++i) {
    if (!duk_get_prop_index(context, kThis, i)) {
      duk_pop(context);
    } else if (duk_is_undefined(context, -1)) {
      duk_pop(context);
      ++undefined;
    } else {
      duk_put_prop_index(context, from, count++);
    }
  }
  for (duk_uarridx_t width = 1; width < count; width *= 2) {
    for (duk_uarridx_t low = 0; low < count; low += 2 * width) {
      const duk_uarridx_t middle = count - low < width ? count : low + width;
      const duk_uarridx_t high = count - low < 2 * width ? count : low + 2 * width;
      merge(context, from, to, low, middle, high);
    }
    const duk_idx_t swap = from;
    from = to;
    to = swap;
  }
  for (duk_uarridx_t i = 0; i < length; ++i) {
    if (i < count) {
      duk_get_prop_index(context, from, i);
      duk_put_prop_index(context, kThis, i);
    } else if (i < count + undefined) {
      duk_push_undefined(context);
      duk_put_prop_index(context, kThis, i);
    } else {
      duk_del_prop_index(context, kThis, i);
    }
  }
  duk_dup(context, kThis);
  return 1;
}

}  // namespace kyodo::datamodel
