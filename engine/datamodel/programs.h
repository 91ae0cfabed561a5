// The texts of a chart: what evaluating them can do, and how they stand in a heap once they are compiled.
#pragma once

#include <duktape.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "datamodel/datamodel.h"
#include "datamodel/heap.h"

namespace kyodo::datamodel {

// Belongs to one heap.
class Programs {
 public:
  enum class Use { expression, assignment, script };
  enum class Kind { unexamined, plain, wild, in, not_in };  // plain.h; In('x') and its negation alone
  struct Program {
    Kind kind = Kind::unexamined;
    std::uint32_t state = 0;   // of In()
    void* function = nullptr;  // compiled, kept alive by the stash
  };

  // Valid until the next one. `with_calls` and `states` are the same each time.
  const Program& examine(const Source& expression, bool with_calls, const ActiveStates* states);

  // Pushes the text as a function without arguments; for an assignment, of the value that the location gets.
  // Called inside Heap::guarded.
  void push(duk_context* context, const Source& source, Use use);

  // When the heap has been reset: what was compiled since the mark is lost with that, and becomes part of it.
  void renew(Heap& heap);
  bool are_marked() const { return compiled_ > late_.size(); }  // some of them

 private:
  void compile(duk_context* context, std::string_view text, Use use);

  std::vector<Program> programs_;             // by number
  std::vector<std::pair<Source, Use>> late_;  // compiled since the mark
  std::size_t compiled_ = 0;
  std::string text_;
};

}  // namespace kyodo::datamodel
