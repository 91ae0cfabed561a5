// Sections as people write them in lists, matched with the units there are.
//
// "市民環境部　環境課", "環境課　" and "図　書　館" are read as the section meant; what is new becomes a
// unit.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "office/entities.h"

namespace kyodo::cli {

// NFKC, lower case, without any spaces: two names with the same key are the same name.
std::string name_key(std::string_view name);
// "", "-", "なし", "データなし", …: the cell says nothing.
bool says_nothing(std::string_view cell);

// One way of writing that was taken for a unit.
struct Folded {
  std::string unit;  // id
  std::string written;
  std::vector<int> rows;
};

class UnitMatcher {
 public:
  explicit UnitMatcher(const std::vector<office::Unit>& existing);

  // First pass: which departments there are, since a section cell may begin with one. group: a municipality
  // whose units are kept apart from others', "" = none.
  void learn_department(const std::string& group, const std::string& department);
  // The unit of a row, made if there is none. "" when the section says nothing.
  std::string unit_of(const std::string& group, const std::string& department, const std::string& section,
                      int row);

  // In the order they were made, parents before children.
  const std::vector<office::Unit>& made() const { return made_; }
  // Every way of writing, by unit in the order of the rows.
  const std::vector<Folded>& written() const { return written_; }
  const std::string& name_of(const std::string& id) const { return names_.at(id); }

 private:
  std::string child(const std::string& parent, const std::string& name);
  std::string find_below(const std::string& top, const std::string& key, const std::string& parent) const;
  bool is_below(std::string id, const std::string& top) const;
  std::string resolve(const std::string& group, const std::string& department, const std::string& section);
  void note(const std::string& unit, const std::string& written, int row);

  std::map<std::string, std::string> names_, parents_;
  std::map<std::string, std::vector<std::string>> by_key_;           // name key → ids, in the order of ids
  std::map<std::string, std::set<std::string>> departments_;         // group → name keys
  std::map<std::pair<std::string, std::string>, std::size_t> seen_;  // unit, way of writing → index
  std::vector<office::Unit> made_;
  std::vector<Folded> written_;
  int number_ = 0;
};

}  // namespace kyodo::cli
