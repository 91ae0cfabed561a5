#include "runtime/people.h"

#include <algorithm>

namespace kyodo::runtime {

bool valid_on(const office::Grant& grant, LocalDate day) {
  return (!grant.valid_from || *grant.valid_from <= day) && (!grant.valid_to || day <= *grant.valid_to);
}

std::vector<std::string> unit_and_parents(Tables& tables, const std::string& unit) {
  std::vector<std::string> chain;
  std::string id = unit;
  while (!id.empty() && chain.size() < kMaxUnitDepth &&
         std::find(chain.begin(), chain.end(), id) == chain.end()) {
    chain.push_back(id);
    auto found = tables.get<office::Unit>(id);
    if (!found) break;
    id = found->parent;
  }
  return chain;
}

bool is_city_role(const std::string& role) {
  return role == "office" || role == "admin" || role == "contractor" || role == "evaluator" ||
         role == "auditor" || role == "viewer";
}

std::vector<office::Person> holders(Tables& tables, const std::string& role, const std::string& unit,
                                    LocalDate day) {
  std::vector<office::Person> people;
  auto add = [&](std::vector<office::Term> where) {
    for (const office::Grant& grant :
         tables.find<office::Grant>({.where = std::move(where), .order = {"id"}})) {
      if (!valid_on(grant, day)) continue;
      auto person = tables.get<office::Person>(grant.person);
      bool listed =
          std::any_of(people.begin(), people.end(), [&](const auto& p) { return p.id == grant.person; });
      if (person && person->active && !listed) people.push_back(*person);
    }
  };
  if (is_city_role(role)) {
    add({office::eq("role", role)});
    return people;
  }
  // The nearest unit that has a holder answers: a desk's section, a section's department.
  for (const std::string& id : unit_and_parents(tables, unit)) {
    add({office::eq("role", role), office::eq("unit", id)});
    if (!people.empty()) return people;
    if (role != "coordinator") break;  // a promoter of the department is not the section's
  }
  return people;
}

std::vector<office::Person> partner_accounts(Tables& tables, const std::string& partner) {
  std::vector<office::Person> people =
      tables.find<office::Person>({.where = {office::eq("partner", partner)}, .order = {"id"}});
  std::erase_if(people, [](const office::Person& person) { return !person.active; });
  return people;
}

std::vector<office::Grant> grants_of(Tables& tables, const std::string& person, LocalDate day) {
  std::vector<office::Grant> grants;
  for (const office::RowPtr& row : tables.find_rows(
           office::table_of<office::Grant>(), {.where = {office::eq("person", person)}, .order = {"id"}}))
    if (const auto& grant = row->as<office::Grant>(); valid_on(grant, day)) grants.push_back(grant);
  return grants;
}

}  // namespace kyodo::runtime
