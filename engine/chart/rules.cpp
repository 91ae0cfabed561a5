// The tables of SCXML 1.0: which attributes and children each element may have.
#include "chart/compiler.h"

namespace kyodo::chart {
namespace {

using Names = std::vector<std::string_view>;

const Names kExecutable{"raise", "if", "foreach", "log", "assign", "script", "send", "cancel"};

Names with_executable(Names more) {
  more.insert(more.end(), kExecutable.begin(), kExecutable.end());
  return more;
}

const std::vector<ElementRule>& rules() {
  static const std::vector<ElementRule> all{
      {"scxml",
       {"version"},
       {"initial", "name", "datamodel", "binding"},
       {"state", "parallel", "final", "datamodel", "script"}},
      {"state",
       {},
       {"id", "initial"},
       {"onentry", "onexit", "transition", "initial", "state", "parallel", "final", "history", "datamodel",
        "invoke"}},
      {"parallel",
       {},
       {"id"},
       {"onentry", "onexit", "transition", "state", "parallel", "history", "datamodel", "invoke"}},
      {"transition", {}, {"event", "cond", "target", "type"}, kExecutable},
      {"initial", {}, {}, {"transition"}},
      {"final", {}, {"id"}, {"onentry", "onexit", "donedata"}},
      {"onentry", {}, {}, kExecutable},
      {"onexit", {}, {}, kExecutable},
      {"history", {}, {"id", "type"}, {"transition"}},
      {"raise", {"event"}, {}, {}},
      {"if", {"cond"}, {}, with_executable({"elseif", "else"})},
      {"elseif", {"cond"}, {}, {}},
      {"else", {}, {}, {}},
      {"foreach", {"array", "item"}, {"index"}, kExecutable},
      {"log", {}, {"label", "expr"}, {}},
      {"datamodel", {}, {}, {"data"}},
      {"data", {"id"}, {"src", "expr"}, {}, true},
      {"assign", {"location"}, {"expr"}, {}, true},
      {"donedata", {}, {}, {"content", "param"}},
      {"content", {}, {"expr"}, {}, true},
      {"param", {"name"}, {"expr", "location"}, {}},
      {"script", {}, {"src"}, {}, false, true},
      {"send",
       {},
       {"event", "eventexpr", "target", "targetexpr", "type", "typeexpr", "id", "idlocation", "delay",
        "delayexpr", "namelist"},
       {"param", "content"}},
      {"cancel", {}, {"sendid", "sendidexpr"}, {}},
      {"invoke",
       {},
       {"type", "typeexpr", "src", "srcexpr", "id", "idlocation", "namelist", "autoforward"},
       {"param", "finalize", "content"}},
      {"finalize", {}, {}, kExecutable},
  };
  return all;
}

}  // namespace

const ElementRule* rule_of(std::string_view element) {
  for (const ElementRule& rule : rules())
    if (rule.name == element) return &rule;
  return nullptr;
}

}  // namespace kyodo::chart
