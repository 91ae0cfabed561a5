#include "decision.h"

#include <fmt/format.h>

#include <algorithm>

#include "stage_kit/checks.h"

namespace kyodo::improve {
namespace {

using stage::Call;
using namespace stage_kit;

std::int64_t next_year(const Call& call) {
  return std::max<std::int64_t>(call.fiscal_year(), int_or(call.project(), "fiscal_year", 0)) + 1;
}

void check_successor(Call& call, const Decide& data) {
  const bool successor = data.successor.value_or(false);
  if (data.direction == "end" && successor)
    call.problem("/successor", "mismatch", "終了する事業に後継の事業は作れません。",
                 "A collaboration that ends has no successor.");
  if (!successor && (data.successor_name || data.successor_year))
    call.problem("/successor", "required",
                 "後継の事業の名称や年度を入力したときは、後継の事業を「作る」にしてください。",
                 "A name or year of a successor needs successor to be true.");
  if (data.successor_name)
    check_line(call, {"/successor_name", {"後継の事業の名称", "Name of the successor"}},
               *data.successor_name);
  if (data.successor_year)
    check_range(call, {"/successor_year", {"後継の事業の年度", "Fiscal year of the successor"}},
                *data.successor_year, int_or(call.project(), "fiscal_year", 0) + 1,
                next_year(call) + kMostYearsAhead);
}

// The year is part of the code, so that a project and its successors stay apart: 0301-02-2019, 0301-02-2020.
std::string successor_code(const JsonObject& project, std::int64_t year) {
  std::string code = text_of(project, "code");
  if (const std::string own = fmt::format("-{}", int_or(project, "fiscal_year", 0)); code.ends_with(own))
    code.resize(code.size() - own.size());
  const std::string suffix = fmt::format("-{}", year);
  return std::string(within_bytes(code, kMaxIdBytes - suffix.size())) + suffix;
}

// What the next project starts from: the matching data, the partner so far (OS-06) and what is to be
// improved.
JsonObject successor_attributes(const Call& call, const State& state) {
  const JsonObject& attributes = object_or_empty(call.project(), "attributes");
  JsonObject out;
  for (const char* key : {"fields", "area", "form", "forms"})
    if (const Json* value = attributes.if_contains(key)) out[key] = *value;
  if (!state.partner.empty()) {
    out["previous_partner"] = state.partner;
    out["previous_years"] = std::clamp<std::int64_t>(int_or(attributes, "years_in_a_row", 1), 1, 100);
  }
  JsonArray improvements;
  for (const ImprovementAction& action : state.actions)
    improvements.push_back(
        JsonObject{{"text", action.text}, {"owner_role", action.owner_role}, {"due", to_string(action.due)}});
  out["improvements"] = std::move(improvements);
  return out;
}

void create_successor(Call& call, const State& state) {
  const Decision& decision = *state.decision;
  call.create_project({{"code", successor_code(call.project(), decision.successor_year)},
                       {"name", decision.successor_name},
                       {"chart", ""},
                       {"relation", "successor"},
                       {"unit", text_of(call.project(), "unit")},
                       {"fiscal_year", decision.successor_year},
                       {"attributes", successor_attributes(call, state)}});
}

}  // namespace

void decide(Call& call, State& state, const Decide& data) {
  if (state.decision)
    return call.refuse("今後の方向はすでに決まっています。", "The direction is decided already.");
  check_word(call, {"/direction", {"今後の方向", "Direction"}}, data.direction,
             {"continue", "expand", "change", "end"});
  check_text(call, {"/reason", {"理由", "Reason"}}, data.reason);
  check_successor(call, data);
  if (call.refused()) return;
  if (data.direction != "end" && state.actions.empty())
    return call.refuse("改善策を 1 件以上登録してから、今後の方向を決めてください。",
                       "Record at least one improvement before deciding how to go on.");
  Decision decision{data.direction, data.reason, data.successor.value_or(false), "", 0, by(call)};
  if (decision.successor) {
    decision.successor_name = data.successor_name.value_or(text_of(call.project(), "name"));
    decision.successor_year = data.successor_year ? *data.successor_year : next_year(call);
  }
  state.decision = std::move(decision);
  call.attributes({{"direction", data.direction}});
  call.close("plan");
  if (state.decision->successor) create_successor(call, state);
  conclude(call, state);
}

}  // namespace kyodo::improve
