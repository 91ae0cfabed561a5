// April: the long list is scored by the office and the contractor, and fifty are selected.
#include <fmt/format.h>

#include <algorithm>

#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr LocalDate kListed{2018, 4, 9};  // the list is in; scoring begins
constexpr LocalDate kDecided{2018, 4, 24};
constexpr std::size_t kCriteria = 6;

// Tenths of a level: how well the project suits collaboration, whoever looks at it.
int quality(const Chance& chance, const std::string& code) {
  return 20 + chance.between(code, "quality", 0, 10) + chance.between(code, "quality again", 0, 10);
}

void score(World& world, const office::Project& project, const office::Task& task,
           const std::string& person) {
  JsonArray levels;
  for (std::size_t i = 0; i < kCriteria; ++i) {
    const int seen = quality(world.chance, project.code) +
                     world.chance.between(project.code, fmt::format("{} {}", person, i), -9, 9);
    levels.emplace_back(std::clamp((seen + 5) / 10, 1, 5));
  }
  JsonObject data{{"levels", std::move(levels)}};
  if (world.chance.percent(project.code, person + " comment", 12))
    data["comment"] = "総合計画に、市民との協働で進めると書かれている。";
  world.city.act(task.id, "score", std::move(data), person);
}

std::string department(const std::string& unit) {
  return unit.substr(0, 2);
}

// Of those that tie at the line, from the departments with the fewest projects on the list so far.
JsonArray choose_of_ties(World& world, const JsonObject& ranking) {
  std::map<std::string, int> of_department;
  std::int64_t places = kSelected;
  for (const Json& item : array_or_empty(ranking, "ranking"))
    if (bool_or(item.as_object(), "selected", false)) {
      --places;
      ++of_department[department(
          world.city.project(std::string(item.as_object().at("project").as_string())).unit)];
    }
  std::vector<office::Project> ties;
  for (const Json& id : array_or_empty(ranking, "ties"))
    ties.push_back(world.city.project(std::string(id.as_string())));
  JsonArray chosen;
  for (; places > 0 && !ties.empty(); --places) {
    auto next =
        std::min_element(ties.begin(), ties.end(), [&](const office::Project& a, const office::Project& b) {
          return std::pair(of_department[department(a.unit)], a.code) <
                 std::pair(of_department[department(b.unit)], b.code);
        });
    ++of_department[department(next->unit)];
    chosen.emplace_back(next->id);
    ties.erase(next);
  }
  return chosen;
}

// First without naming anybody: where the line runs through a tie, kyodo refuses and says who ties.
void select(World& world) {
  City& city = world.city;
  const std::string official = world.official("selection");
  auto cut = city.attempt("round.select", {{"round", kRound}}, official);
  if (!cut) {
    auto ranking = city.engine().rank(kRound, std::nullopt, {});
    if (!ranking) throw Stopped{ranking.error()};
    JsonArray chosen = choose_of_ties(world, *ranking);
    const std::string reason = fmt::format(
        "{}位に{}事業が同点で並んだため、事務局と受託団体で協議し、部の偏りが少なくなる{}事業を選んだ。",
        kSelected, array_or_empty(*ranking, "ties").size(), chosen.size());
    city.done("round.select", {{"round", kRound}, {"chosen", std::move(chosen)}}, official, reason);
  }
  expect_findings(world,
                  city.store().find<office::Project>(
                      {.where = {office::eq("round", kRound), office::eq("status", std::string("active"))},
                       .order = {"id"}}));
}

}  // namespace

void plan_spring(World& world) {
  world.at(kDecided, 10 * kHour + 30, [&world] { select(world); });
  // The promoter of 農政課 left in March and nobody followed; until June notices go on to the next rung.
  world.at({2018, 6, 1}, 9 * kHour, [&world] {
    world.city.done(
        "role.grant",
        {{"person", "nosei-suishin"}, {"role", "promoter"}, {"unit", "0601"}, {"from", "2018-06-01"}},
        "system-kanri", "空席だった農政課の協働推進員が決まったため");
  });
}

void plan_selection(World& world, const office::Task& task) {
  const office::Project project = world.city.project(task.project);
  const LocalDate begin = project.round == kRound ? kListed : world.city.business_day(world.city.today(), 2);
  const LocalDate first =
      world.city.business_day(begin, world.chance.between(project.code, "first score", 0, 7));
  const LocalDate second =
      world.city.business_day(first, world.chance.between(project.code, "second score", 0, 2));
  const std::string official = world.official(project.code), contractor = world.contractor(project.code);
  world.at(first, world.minute(project.code, official),
           [&world, project, task, official] { score(world, project, task, official); });
  world.at(second,
           std::max(world.minute(project.code, contractor), world.minute(project.code, official) + 10),
           [&world, project, task, contractor] { score(world, project, task, contractor); });
}

}  // namespace kyodo::cli::demo_city
