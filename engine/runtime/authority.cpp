#include "runtime/authority.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "office/roles.h"
#include "runtime/people.h"

namespace kyodo::runtime {

struct Rule {
  std::string_view role, stage, operation, field, scope;
};
// The setting "authority" as it is looked through. The words belong to its row.
struct Rules {
  bool set = false;  // there are rows, be they readable or not
  std::vector<Rule> rows;
};

namespace {

bool fits(std::string_view pattern, std::string_view value) {
  if (pattern == "*" || pattern.empty() || pattern == value) return true;
  return pattern.ends_with(".*") && value.starts_with(pattern.substr(0, pattern.size() - 1));
}

Rule rule_of(const JsonObject& row) {
  return {string_or(row, "role", ""), string_or(row, "stage", "*"), string_or(row, "operation", ""),
          string_or(row, "field", "*"), string_or(row, "scope", "own")};
}

std::shared_ptr<const Rules> read_rules(Tables& tables) {
  office::RowPtr row = tables.get_row(office::table_of<office::Setting>(), "authority");
  if (!row) return std::make_shared<const Rules>();
  const Rules& made = row->made<Rules>([&] {
    Rules rules;
    const Json& table = row->as<office::Setting>().value;
    if (!table.is_array()) return rules;
    rules.set = !table.get_array().empty();
    for (const Json& line : table.get_array())
      if (const JsonObject* object = line.if_object()) rules.rows.push_back(rule_of(*object));
    return rules;
  });
  return {std::move(row), &made};
}

// An operation on a task may be named with its action: "task.do:book".
bool operation_fits(const Rule& rule, const Operation& operation) {
  if (!operation.action.empty() && fits(rule.operation, operation.name + ":" + operation.action)) return true;
  return fits(rule.operation, operation.name);
}

bool in_scope(Tables& tables, LocalDate today, const Rule& rule, const office::Grant& grant,
              const Operation& operation) {
  if (rule.scope == "all") return true;
  if (rule.scope == "own") return operation.task && holds_task(tables, *operation.task, grant.person, today);
  if (operation.unit.empty()) return true;  // concerns no unit
  if (grant.unit.empty()) return is_city_role(grant.role);
  if (rule.scope == "unit") return grant.unit == operation.unit;
  if (rule.scope == "department") {
    auto chain = unit_and_parents(tables, operation.unit);
    return std::find(chain.begin(), chain.end(), grant.unit) != chain.end();
  }
  return false;
}

Text list_of(const std::set<std::string>& roles) {
  Text text;
  for (const std::string& role : roles) {
    Text name = role == "*" ? Text{"だれでも", "anybody"} : office::role_name(role);
    text.ja += (text.ja.empty() ? "" : "、") + name.ja;
    text.en += (text.en.empty() ? "" : ", ") + name.en;
  }
  return text.ja.empty() ? Text{"なし", "none"} : text;
}

}  // namespace

bool holds_task(Tables& tables, const office::Task& task, const std::string& person, LocalDate today,
                office::Grant* as) {
  if (!task.partner.empty()) {
    auto one = tables.get<office::Person>(person);
    if (!one || !one->active || one->partner != task.partner) return false;
    if (as) *as = office::Grant{"", person, "partner", "", std::nullopt, std::nullopt};
    return true;
  }
  for (const office::Grant& grant : grants_of(tables, person, today)) {
    bool here =
        grant.role == task.role && (task.unit.empty() || is_city_role(task.role) || grant.unit == task.unit);
    if (!here) continue;
    if (as) *as = grant;
    return true;
  }
  return false;
}

Result<Rights> Rights::of(Tables& tables, const std::string& actor, LocalDate today) {
  Rights rights(tables, actor, today);
  if (actor == "system") return rights;
  rights.rules_ = read_rules(tables);
  if (actor.empty()) {
    // At the machine itself, without a claim: the operator administers, and decides nothing.
    rights.grants_.push_back({"", "operator", "admin", "", std::nullopt, std::nullopt});
    rights.name_ = "操作員";
    return rights;
  }
  auto person = tables.get<office::Person>(actor);
  if (!person)
    return fail(
        Code::unknown_id,
        fmt::format("利用者「{}」は登録されていません。kyodo person list で確かめてください。", actor),
        fmt::format("There is no person \"{}\". See kyodo person list.", actor));
  if (!person->active)
    return fail(Code::not_authorised, fmt::format("利用者「{}」は停止されています。", actor),
                fmt::format("The person \"{}\" is not active.", actor));
  rights.name_ = person->name;
  rights.partner_ = person->partner;
  rights.grants_ = grants_of(tables, actor, today);
  if (!rights.partner_.empty())
    rights.grants_.push_back({"", actor, "partner", "", std::nullopt, std::nullopt});
  return rights;
}

Result<Acting> Rights::may(const Operation& operation) const {
  if (actor_ == "system") return Acting{"system", "システム", "system", "", ""};
  // A new database has no table yet; somebody must be able to set it up.
  if (!rules_->set && actor_.empty()) return Acting{"operator", name_, "admin", "", ""};

  office::Grant as_holder;
  bool holder = operation.task && holds_task(*tables_, *operation.task, actor_, today_, &as_holder);
  auto stage_allows = [&](const office::Grant& grant) {
    if (!operation.task || !operation.info) return true;
    for (const std::string& role : operation.info->roles) {
      if (role == "task" && holder && grant.role == as_holder.role) return true;
      // A role named by the stage acts within its own unit, the office everywhere.
      if (role == grant.role && (is_city_role(role) || grant.unit == operation.unit)) return true;
    }
    return false;
  };

  std::set<std::string> could;
  for (const Rule& rule : rules_->rows) {
    if (!fits(rule.stage, operation.stage.empty() ? "*" : operation.stage) && rule.stage != "*") continue;
    if (!operation_fits(rule, operation)) continue;
    if (!operation.field.empty() && !fits(rule.field, operation.field)) continue;
    could.insert(std::string(rule.role));
    for (const office::Grant& grant : grants_) {
      if (!fits(rule.role, grant.role) || !in_scope(*tables_, today_, rule, grant, operation) ||
          !stage_allows(grant))
        continue;
      return Acting{actor_.empty() ? "operator" : actor_, name_, grant.role, grant.unit, partner_};
    }
  }
  std::string what = operation.name + (operation.action.empty() ? "" : " " + operation.action) +
                     (operation.field.empty() ? "" : " (" + operation.field + ")");
  std::string whom = actor_.empty() ? "操作員(--as なし)" : actor_;
  std::string whom_en = actor_.empty() ? "the operator (no --as)" : actor_;
  return fail(
      Code::not_authorised,
      fmt::format("{} には「{}」の権限がありません。行える役割: {}(課の役割は自分の課のものだけ)。", whom,
                  what, list_of(could).ja),
      fmt::format("{} may not do \"{}\". Roles that may: {} (those of a section: on what is its own).",
                  whom_en, what, list_of(could).en));
}

void authorise(Work& work, const Operation& operation) {
  auto rights = Rights::of(work.tables, work.command.actor, work.today);
  if (!rights) refuse(rights.error());
  auto acting = rights->may(operation);
  if (!acting) refuse(acting.error());
  work.acting = std::move(*acting);
}

}  // namespace kyodo::runtime
