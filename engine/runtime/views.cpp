#include "runtime/views.h"

#include <algorithm>

#include "runtime/authority.h"
#include "runtime/people.h"

namespace kyodo::runtime {

bool may_see_answers(Tables& tables, const office::Task& task, const std::string& person, LocalDate today) {
  return !task.sealed || holds_task(tables, task, person, today);
}

std::vector<office::Grant> roles_of(Tables& tables, const std::string& person, LocalDate day) {
  return grants_of(tables, person, day);
}

std::vector<office::Person> holders_of(Tables& tables, const std::string& role, const std::string& unit,
                                       LocalDate day) {
  return holders(tables, role, unit, day);
}

Text state_titles(Engine& engine, const office::Project& project, const std::string& ids) {
  auto package = engine.packages().open(engine.store(), project.package);
  const chart::Chart* chart = nullptr;
  if (package)
    if (auto found = (*package)->charts.find(project.chart); found != (*package)->charts.end())
      chart = found->second.get();
  Text titles;
  for (std::size_t begin = 0; begin < ids.size();) {
    const std::size_t end = std::min(ids.find(' ', begin), ids.size());
    const std::string id = ids.substr(begin, end - begin);
    Text title;
    if (chart)
      if (auto state = chart->find(id); state != chart::kNoState) title = chart->states[state].title;
    titles.ja += (begin ? "・" : "") + (title.ja.empty() ? id : title.ja);
    titles.en += (begin ? ", " : "") + (title.en.empty() ? id : title.en);
    begin = end + 1;
  }
  return titles;
}

std::vector<HistoryLine> history(Engine& engine, const std::string& project) {
  std::vector<journal::Entry> entries;
  engine.store().read_journal(0, project, [&](const journal::Entry& entry) {
    entries.push_back(entry);
    return true;
  });
  std::vector<HistoryLine> lines;
  for (const journal::Entry& entry : entries) {
    HistoryLine line{entry.number, entry.happened, entry.recorded, entry.actor, entry.role,
                     entry.unit,   entry.command,  entry.reason,   {}};
    if (auto events = journal::decode(entry.payload)) line.events = describe(engine, *events);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace kyodo::runtime
