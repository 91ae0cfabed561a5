#include "cli/demo/world.h"

#include <fmt/format.h>

#include <algorithm>

namespace kyodo::cli::demo_city {

void World::at(LocalDate day, int minute, Agenda::Act act) {
  agenda.put(calendar::next_business_day(city.calendar(), day), minute, std::move(act));
}

void World::with_task(LocalDate day, int minute, const std::string& task,
                      std::function<void(const office::Task&)> act) {
  at(day, minute, [this, minute, task, act = std::move(act)] {
    const office::Task now = city.task(task);
    if (now.status != "open" && now.status != "returned") return;
    if (city.project(now.project).status == "suspended")
      return with_task(city.business_day(city.today(), 1), minute, task, act);
    act(now);
  });
}

int World::minute(const std::string& about, const std::string& question) const {
  return chance.between(about, question + " minute", 9 * kHour, 16 * kHour + 45);
}

std::string World::holder_of(const office::Task& task) {
  if (!task.partner.empty()) return city.account_of(task.partner);
  return holder(task.role, task.unit, task.project);
}

std::string World::holder(const std::string& role, const std::string& unit, const std::string& about) {
  auto all = city.holders(role, unit);
  return all.empty() ? "" : all[static_cast<std::size_t>(chance.number(about, role) % all.size())];
}

std::string World::official(const std::string& about) const {
  return fmt::format("jimukyoku-{}", chance.between(about, "official", 1, 3));
}

const WorkTerms& World::terms(const std::string& work) const {
  return terms_of(static_cast<std::size_t>(std::find(works.begin(), works.end(), work) - works.begin()));
}

std::string World::contractor(const std::string& about) const {
  return fmt::format("jutaku-{}", chance.between(about, "contractor", 1, 2));
}

}  // namespace kyodo::cli::demo_city
