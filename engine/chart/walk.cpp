// Every expression of a chart.
#include "chart/chart.h"

namespace kyodo::chart {
namespace {

using Visit = std::function<void(const Expression&, bool is_script)>;

void one(const Expression& expression, const Visit& visit, bool is_script = false) {
  if (expression) visit(expression, is_script);
}

void all(const std::vector<Param>& params, const Content& content, const Visit& visit) {
  for (const Param& param : params) {
    one(param.expr, visit);
    one(param.location, visit);
  }
  one(content.expr, visit);
}

void all(const Executable& blocks, const Visit& visit) {
  for (const Block& block : blocks) {
    for (const Branch& branch : block.branches) {
      one(branch.cond, visit);
      all(branch.body, visit);
    }
    one(block.array, visit);
    all(block.body, visit);
    one(block.location, visit);
    one(block.expr, visit, block.kind == Block::Kind::script);
    one(block.cancel_id.expr, visit);
    if (!block.send) continue;
    for (const Value* value :
         {&block.send->event, &block.send->target, &block.send->type, &block.send->delay})
      one(value->expr, visit);
    one(block.send->idlocation, visit);
    all(block.send->params, block.send->content, visit);
  }
}

void all(const Invoke& invoke, const Visit& visit) {
  one(invoke.type.expr, visit);
  one(invoke.src.expr, visit);
  one(invoke.idlocation, visit);
  all(invoke.params, invoke.content, visit);
  for (const Extension& extension : invoke.extensions) one(extension.value.expr, visit);
  all(invoke.finalize, visit);
}

}  // namespace

void for_each_expression(const Chart& chart, const Visit& visit) {
  one(chart.script, visit, true);
  for (const State& state : chart.states) {
    for (const Data& data : state.data) one(data.expr, visit);
    for (const Executable& content : state.onentry) all(content, visit);
    all(state.initial.content, visit);
    for (const std::uint32_t index : state.transitions) {
      one(chart.transitions[index].cond, visit);
      all(chart.transitions[index].content, visit);
    }
    for (const Invoke& invoke : state.invokes) all(invoke, visit);
    for (const Executable& content : state.onexit) all(content, visit);
    all(state.done_params, state.done_content, visit);
  }
}

}  // namespace kyodo::chart
