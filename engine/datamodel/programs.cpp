#include "datamodel/programs.h"

#include "datamodel/plain.h"
#include "datamodel/syntax.h"

namespace kyodo::datamodel {

const Programs::Program& Programs::examine(const Source& expression, bool with_calls,
                                           const ActiveStates* states) {
  if (expression.number >= programs_.size()) programs_.resize(expression.number + 1);
  Program& program = programs_[expression.number];
  if (expression.number != 0 && program.kind != Kind::unexamined) return program;
  const auto predicate = in_predicate(expression.text);
  if (predicate && states && expression.number != 0) {
    program.kind = predicate->negated ? Kind::not_in : Kind::in;
    program.state = states->find(predicate->state);
  } else {
    program.kind = is_plain(expression.text, with_calls) ? Kind::plain : Kind::wild;
  }
  return program;
}

void Programs::push(duk_context* context, const Source& source, Use use) {
  if (source.number < programs_.size() && programs_[source.number].function) {
    duk_push_heapptr(context, programs_[source.number].function);
    return;
  }
  compile(context, source.text, use);
  if (source.number == 0 || compiled_ == kMaxCompiledTexts) return;
  duk_push_heap_stash(context);
  duk_dup(context, -2);
  duk_put_prop_index(context, -2, source.number);
  duk_pop(context);
  if (source.number >= programs_.size()) programs_.resize(source.number + 1);
  programs_[source.number].function = duk_get_heapptr(context, -1);
  late_.emplace_back(source, use);
  ++compiled_;
}

void Programs::compile(duk_context* context, std::string_view text, Use use) {
  const char* name = "script";
  duk_uint_t flags = 0;
  if (use == Use::expression) {
    text_.assign("(").append(expression_part(text)).append("\n)");
    name = "expression";
    flags = DUK_COMPILE_EVAL;
  } else if (use == Use::assignment) {  // strict, so that an unknown or read-only location is an error
    text_.assign("function(){'use strict';(").append(text).append("\n)=arguments[0];}");
    name = "location";
    flags = DUK_COMPILE_FUNCTION;
  } else {
    text_.assign(text);
  }
  duk_push_lstring(context, text_.data(), text_.size());
  duk_push_string(context, name);
  duk_compile(context, flags);
}

void Programs::renew(Heap& heap) {
  if (late_.empty()) return;
  const std::vector<std::pair<Source, Use>> late = std::exchange(late_, {});
  compiled_ -= late.size();
  for (const auto& [source, use] : late) programs_[source.number].function = nullptr;
  for (const auto& each : late)
    (void)heap.guarded([&](duk_context* context) {
      push(context, each.first, each.second);
      duk_pop(context);
    });
  late_.clear();
  heap.mark();
}

}  // namespace kyodo::datamodel
