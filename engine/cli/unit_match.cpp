#include "cli/unit_match.h"

#include <fmt/format.h>

#include <map>

namespace kyodo::cli {
namespace {

class Registry {
 public:
  Registry(const std::vector<office::Unit>& existing, MatchedUnits& matched) : matched_(matched) {
    for (const office::Unit& unit : existing) {
      ids_.insert(unit.id);
      parents_[unit.id] = unit.parent;
      if (unit.successor.empty()) by_name_[office::folded_name(unit.name)].push_back(unit.id);
    }
  }

  std::string id_of(const office::NamedUnit& named) {
    const std::string city = named.city.empty() ? "" : below("", named.city);
    if (named.department.empty()) return alone(city, named.section);
    const std::string department = below(city, named.department);
    return named.section.empty() ? department : below(department, named.section);
  }

 private:
  // The unit of that name directly below another one, made if there is none.
  std::string below(const std::string& parent, const std::string& name) {
    for (const std::string& id : by_name_[office::folded_name(name)])
      if (parents_[id] == parent) return id;
    return make(parent, name);
  }

  // A section named without its department: the only one of that name there is.
  std::string alone(const std::string& city, const std::string& name) {
    std::vector<std::string> fitting;
    for (const std::string& id : by_name_[office::folded_name(name)])
      if (city.empty() || parents_[id] == city || parents_[parents_[id]] == city) fitting.push_back(id);
    return fitting.size() == 1 ? fitting.front() : below(city, name);
  }

  std::string make(const std::string& parent, const std::string& name) {
    std::string id;
    do id = fmt::format("U{:03}", ++number_);
    while (!ids_.insert(id).second);
    parents_[id] = parent;
    by_name_[office::folded_name(name)].push_back(id);
    matched_.made.push_back({id, name, parent, std::nullopt, std::nullopt, ""});
    matched_.made_ids.insert(id);
    return id;
  }

  MatchedUnits& matched_;
  std::set<std::string> ids_;
  std::map<std::string, std::string> parents_;
  std::map<std::string, std::vector<std::string>> by_name_;
  int number_ = 0;
};

// The units there are, as rows of the list: what is known helps to read what is not.
void add_known(std::vector<office::UnitCells>& rows, const std::vector<office::Unit>& existing) {
  std::map<std::string, const office::Unit*> by_id;
  std::set<std::string> cities;
  for (const office::Unit& unit : existing) by_id[unit.id] = &unit;
  for (const office::UnitCells& row : rows) cities.insert(row.city);
  for (const office::Unit& unit : existing) {
    auto parent = by_id.find(unit.parent);
    if (parent == by_id.end()) continue;
    auto top = by_id.find(parent->second->parent);
    const std::string& city = top == by_id.end() ? "" : top->second->name;
    if (cities.contains(city)) rows.push_back({city, parent->second->name, unit.name});
  }
}

}  // namespace

MatchedUnits match_units(const std::vector<office::UnitCells>& rows,
                         const std::vector<office::Unit>& existing) {
  std::vector<office::UnitCells> all = rows;
  add_known(all, existing);
  office::FoldedUnits folded = office::fold_units(all);
  MatchedUnits matched;
  Registry registry(existing, matched);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t unit = folded.unit_of_row[i];
    matched.unit_of_row.push_back(unit == office::kNoUnit ? "" : registry.id_of(folded.units[unit]));
    matched.related.push_back(std::move(folded.related[i]));
  }
  for (const office::Fold& fold : folded.folds)
    matched.folds.push_back({fold.written, registry.id_of(fold.unit), fold.rows});
  return matched;
}

}  // namespace kyodo::cli
