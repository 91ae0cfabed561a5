// One Duktape heap: memory bounded, nothing of the host reachable, the same answers on every machine.
#pragma once

#include <duktape.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "datamodel/arena.h"
#include "datamodel/datamodel.h"

namespace kyodo::datamodel {

// Not thread-safe; may be handed from thread to thread.
class Heap {
 public:
  Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  duk_context* context() const { return context_; }

  // reset() brings back what the heap was at the last mark(), whatever has been done to it in between.
  // Neither is for the middle of an evaluation.
  void mark() { arena_.mark(); }
  void reset() { arena_.reset(); }

  // What the functions of the host that scripts call find by host_of(); kept by the caller.
  void set_host(void* host) { host_ = host; }
  static void* host_of(duk_context* context);

  // Calls body(context) so that an error of Duktape comes back as an Error. The body runs under longjmp: it
  // must not have a local with a destructor alive across a call into Duktape. The stack is as before after
  // it.
  template <class Body>
  Result<void> guarded(Body&& body) {
    const auto run = [](duk_context* context, void* body_pointer) -> duk_ret_t {
      (*static_cast<std::remove_reference_t<Body>*>(body_pointer))(context);
      return 0;
    };
    const auto* address = static_cast<const void*>(std::addressof(body));
    const duk_int_t rc = duk_safe_call(context_, run, const_cast<void*>(address), 0, 1);
    if (rc != DUK_EXEC_SUCCESS) return failure();
    duk_pop(context_);
    return {};
  }

 private:
  static void* allocate(void* heap, duk_size_t size);
  static void* reallocate(void* heap, void* block, duk_size_t size);
  static void release(void* heap, void* block);
  Error failure();
  void prepare();

  Arena arena_;
  void* host_ = nullptr;
  duk_context* context_ = nullptr;
};

// A message of Duktape as UTF-8 for people: at most 500 bytes, what is not a character replaced.
std::string readable(std::string_view message);

// Array.prototype.sort that keeps the order of equal elements. Duktape's own picks pivots at random.
duk_ret_t stable_sort(duk_context* context);

}  // namespace kyodo::datamodel
