#include "office/unit_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "office/unit_words.h"

namespace kyodo::office {
namespace {

struct Name {
  std::string shown;
  std::string key;  // equal for names of one unit
};

struct Parsed {
  std::string department;  // "" = none named
  std::vector<Name> sections;

  void add(Name name) {
    const auto same = [&](const Name& other) { return other.key == name.key; };
    if (name.key != spelling_key(department) && std::none_of(sections.begin(), sections.end(), same))
      sections.push_back(std::move(name));
  }
};

// By city: spelling_key of each department to its name.
using Departments = std::map<std::string, std::map<std::string, std::string>>;

NameRun joined_runs(const std::vector<NameRun>& runs) {
  NameRun names;
  for (const NameRun& run : runs) names.insert(names.end(), run.begin(), run.end());
  return names;
}

// How many of the names in a department's cell are departments: the first, and 部 that follow it
// ("教育委員会　教育部").
std::size_t department_names(const NameRun& names) {
  std::size_t count = names.empty() ? 0 : 1;
  while (count > 0 && count < names.size() && names[count].ends_with("部") && !names[0].ends_with("部"))
    ++count;
  return count;
}

// "環境部環境課" is 環境課 of 環境部; but where the department stands before it as a word of its own, as in
// "教育部　教育部総務課", this is how the section is called.
Name section_name(const std::string& name, const std::string& department, bool department_apart) {
  const bool carries = ends_like_department(department) && name.starts_with(department) &&
                       ends_like_unit(std::string_view(name).substr(department.size()));
  const std::string bare = carries ? name.substr(department.size()) : name;
  return {department_apart ? name : bare, spelling_key(bare)};
}

std::string department_before(const std::string& name,
                              const std::map<std::string, std::string>& departments) {
  std::string longest;
  for (const auto& [key, department] : departments)
    if (ends_like_department(department) && name.starts_with(department) &&
        department.size() > longest.size() &&
        ends_like_unit(std::string_view(name).substr(department.size())))
      longest = department;
  return longest;
}

// Takes the names of departments off the front of a run of the section's cell, and says which came last.
std::string take_departments(NameRun& run, const std::set<std::string>& own,
                             const std::map<std::string, std::string>& departments, bool none_yet) {
  std::string taken;
  std::size_t count = 0;
  while (count < run.size()) {
    const bool more = count + 1 < run.size();
    const bool known = departments.contains(spelling_key(run[count]));
    const bool department = own.contains(spelling_key(run[count])) ||
                            (more && (known || (none_yet && ends_like_department(run[count]))));
    if (!department) break;
    taken = run[count++];
  }
  run.erase(run.begin(), run.begin() + static_cast<std::ptrdiff_t>(count));
  return taken;
}

Parsed parse(const UnitCells& row, const std::map<std::string, std::string>& departments) {
  Parsed parsed;
  const NameRun in_department = joined_runs(names_in_cell(row.department));
  const std::size_t count = department_names(in_department);
  std::set<std::string> own;
  for (std::size_t i = 0; i < count; ++i) own.insert(spelling_key(in_department[i]));
  if (count > 0) parsed.department = in_department[count - 1];
  for (std::size_t i = count; i < in_department.size(); ++i)
    parsed.add(section_name(in_department[i], parsed.department, true));

  for (NameRun run : names_in_cell(row.section)) {
    const std::string taken = take_departments(run, own, departments, parsed.department.empty());
    // Where the cells disagree, the section's own cell knows better.
    if (parsed.sections.empty() && !taken.empty() && !run.empty() && !own.contains(spelling_key(taken)))
      parsed.department = taken;
    for (const std::string& name : run) {
      if (parsed.department.empty() && parsed.sections.empty())
        parsed.department = department_before(name, departments);
      parsed.add(section_name(name, parsed.department, !taken.empty()));
    }
  }
  return parsed;
}

Departments departments_of(const std::vector<UnitCells>& rows) {
  Departments departments;
  for (const UnitCells& row : rows) {
    const NameRun names = joined_runs(names_in_cell(row.department));
    if (const std::size_t count = department_names(names); count > 0)
      departments[row.city].try_emplace(spelling_key(names[count - 1]), names[count - 1]);
  }
  return departments;
}

std::string joined(const UnitCells& cells) {
  std::string text;
  for (const std::string* part : {&cells.city, &cells.department, &cells.section}) {
    if (part->empty()) continue;
    if (!text.empty()) text += " / ";
    text += *part;
  }
  return text;
}

// Counts spellings and tells the one met most often, the first of them among equals.
class Spellings {
 public:
  void count(const std::string& spelling) {
    const auto same = [&](const auto& entry) { return entry.first == spelling; };
    const auto found = std::find_if(counts_.begin(), counts_.end(), same);
    if (found == counts_.end())
      counts_.emplace_back(spelling, 1);
    else
      ++found->second;
  }
  const std::string& best() const {
    const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
    return std::max_element(counts_.begin(), counts_.end(), fewer)->first;
  }

 private:
  std::vector<std::pair<std::string, int>> counts_;
};

struct UnitKey {
  std::string city, department, section;
  auto operator<=>(const UnitKey&) const = default;
};

class Folder {
 public:
  explicit Folder(const std::vector<UnitCells>& rows) : rows_(rows), departments_(departments_of(rows)) {
    for (const UnitCells& row : rows) {
      parsed_.push_back(parse(row, departments_[row.city]));
      const Parsed& parsed = parsed_.back();
      if (!parsed.department.empty() && !parsed.sections.empty())
        homes_[{row.city, parsed.sections.front().key}].try_emplace(spelling_key(parsed.department),
                                                                    parsed.department);
    }
  }

  FoldedUnits fold() {
    for (std::size_t i = 0; i < rows_.size(); ++i) fold_row(rows_[i], parsed_[i]);
    for (std::size_t u = 0; u < keys_.size(); ++u) {
      const UnitKey& key = keys_[u];
      NamedUnit unit{key.city, "", key.section.empty() ? "" : section_spellings_[u].best()};
      if (!key.department.empty()) unit.department = department_spellings_[{key.city, key.department}].best();
      result_.units.push_back(std::move(unit));
    }
    for (const auto& [key, count] : written_) {
      const NamedUnit& unit = result_.units[key.second];
      if (key.first != joined({unit.city, unit.department, unit.section}))
        result_.folds.push_back({key.first, unit, count});
    }
    return std::move(result_);
  }

 private:
  void fold_row(const UnitCells& row, Parsed& parsed) {
    if (parsed.department.empty() && parsed.sections.empty()) {
      result_.unit_of_row.push_back(kNoUnit);
      result_.related.emplace_back();
      return;
    }
    if (parsed.department.empty()) find_department(row, parsed);
    UnitKey key{row.city, spelling_key(parsed.department), ""};
    if (!parsed.sections.empty()) key.section = parsed.sections.front().key;
    const auto [entry, fresh] = index_.try_emplace(key, keys_.size());
    const std::size_t unit = entry->second;
    if (fresh) {
      keys_.push_back(key);
      section_spellings_.emplace_back();
    }
    if (!parsed.department.empty())
      department_spellings_[{key.city, key.department}].count(parsed.department);
    if (!parsed.sections.empty()) section_spellings_[unit].count(parsed.sections.front().shown);
    result_.unit_of_row.push_back(unit);
    result_.related.emplace_back();
    for (std::size_t s = 1; s < parsed.sections.size(); ++s)
      result_.related.back().push_back(parsed.sections[s].shown);
    ++written_[{joined(row), unit}];
  }

  void find_department(const UnitCells& row, Parsed& parsed) {
    const std::string& key = parsed.sections.front().key;
    if (const auto home = homes_.find({row.city, key}); home != homes_.end() && home->second.size() == 1) {
      parsed.department = home->second.begin()->second;
    } else if (departments_[row.city].contains(key)) {  // a row of the department itself
      parsed.department = parsed.sections.front().shown;
      parsed.sections.erase(parsed.sections.begin());
    }
  }

  const std::vector<UnitCells>& rows_;
  Departments departments_;
  std::vector<Parsed> parsed_;
  std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>>
      homes_;  // city and section
  std::map<UnitKey, std::size_t> index_;
  std::vector<UnitKey> keys_;
  std::vector<Spellings> section_spellings_;
  std::map<std::pair<std::string, std::string>, Spellings> department_spellings_;  // city and department
  std::map<std::pair<std::string, std::size_t>, std::int64_t> written_;
  FoldedUnits result_;
};

}  // namespace

FoldedUnits fold_units(const std::vector<UnitCells>& rows) {
  return Folder(rows).fold();
}

}  // namespace kyodo::office
