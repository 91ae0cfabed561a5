// Who may do what: a table of role × stage × operation × field × scope (setting "authority",
// config/authority.csv), the same for every channel.
#pragma once

#include "runtime/work.h"

namespace kyodo::runtime {

// What is to be done to what. Empty members do not apply.
struct Operation {
  std::string name;    // "task.submit", "project.edit"
  std::string stage;   // stage type of the visit
  std::string action;  // stage action of task.do
  std::string field;   // of project.edit
  std::string unit;    // of the project or task
  const office::Task* task = nullptr;
  const stage::ActionInfo* info = nullptr;  // roles that the stage names
};

struct Rules;

// What the table lets one person do on one day. Reads the table and the person's roles once; `tables`
// outlives it.
class Rights {
 public:
  // actor: a person, "system", or "" for the operator at the machine. Code::unknown_id, Code::not_authorised
  // (inactive).
  static Result<Rights> of(Tables& tables, const std::string& actor, LocalDate today);
  // The role in which it may be done; Code::not_authorised otherwise, saying which roles could.
  Result<Acting> may(const Operation& operation) const;
  bool may_read(const office::Project& project) const {
    return may({.name = "project.read", .unit = project.unit}).has_value();
  }

 private:
  Rights(Tables& tables, const std::string& actor, LocalDate today)
      : tables_(&tables), actor_(actor), today_(today) {}
  Tables* tables_;
  std::string actor_;
  LocalDate today_;
  std::shared_ptr<const Rules> rules_;
  std::string name_, partner_;
  std::vector<office::Grant> grants_;
};

// Sets work.acting to the role in which the actor may do it; a Refusal of Code::not_authorised otherwise,
// saying which roles could.
void authorise(Work& work, const Operation& operation);

// Whether the person's own side holds the task: its role in its unit, or its partner.
bool holds_task(Tables& tables, const office::Task& task, const std::string& person, LocalDate today,
                office::Grant* as = nullptr);

}  // namespace kyodo::runtime
