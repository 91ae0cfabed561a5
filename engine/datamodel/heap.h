// One Duktape heap: memory bounded, nothing of the host reachable, the same answers on every machine.
#pragma once

#include <duktape.h>

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "datamodel/datamodel.h"

namespace kyodo::datamodel {

// Not thread-safe; may be handed from thread to thread.
class Heap {
 public:
  Heap();
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  duk_context* context() const { return context_; }
  bool out_of_memory() const { return memory_.refused; }
  void set_in(std::function<bool(std::string_view)> in) { in_ = std::move(in); }

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
    return outcome(duk_safe_call(context_, run, const_cast<void*>(address), 0, 1));
  }

 private:
  struct Memory {
    std::size_t used = 0;
    bool refused = false;
  };
  static void* allocate(void* memory, duk_size_t size);
  static void* reallocate(void* memory, void* block, duk_size_t size);
  static void release(void* memory, void* block);
  static duk_ret_t in_state(duk_context* context);
  Result<void> outcome(duk_int_t rc);
  void prepare();

  Memory memory_;
  std::function<bool(std::string_view)> in_;
  duk_context* context_ = nullptr;
};

// A message of Duktape as UTF-8 for people: at most 500 bytes, what is not a character replaced.
std::string readable(std::string_view message);

// Array.prototype.sort that keeps the order of equal elements. Duktape's own picks pivots at random.
duk_ret_t stable_sort(duk_context* context);

}  // namespace kyodo::datamodel
