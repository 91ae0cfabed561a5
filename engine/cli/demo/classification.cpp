// July: the office classifies, mostly as the rules suggest, and says why where it does not.
#include <fmt/format.h>

#include <algorithm>

#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

using Group = std::vector<const office::Project*>;

HeardLevels levels_of(const Chance& chance, const office::Project& project, std::string_view kind) {
  const auto dice = [&](const char* what, int from, int to) {
    return chance.between(project.code, what, from, to);
  };
  if (kind == "high")
    return {dice("possibility", 4, 5), dice("effect", 4, 5), dice("immediacy", 4, 5),
            chance.percent(project.code, "partner", 85)};
  if (kind == "continue")
    return {dice("possibility", 3, 5), dice("effect", 3, 4), dice("immediacy", 2, 3),
            chance.percent(project.code, "partner", 45)};
  return {dice("possibility", 1, 2), dice("effect", 2, 4), dice("immediacy", 1, 3),
          chance.percent(project.code, "partner", 15)};
}

void decide_otherwise(World& world, const Group& group, std::size_t first, std::size_t count,
                      const char* decided) {
  for (std::size_t i = first; i < first + count && i < group.size(); ++i)
    world.other_class[group[i]->id] = decided;
}

void decide(World& world, const office::Task& task) {
  const office::Project project = world.city.project(task.project);
  const std::string suggested(string_or(object_or_empty(task.data, "suggestion"), "class", ""));
  const bool again = calendar::fiscal_year(world.city.today()) > project.fiscal_year;
  std::string decided = suggested;
  if (auto other = world.other_class.find(project.id); other != world.other_class.end() && !again)
    decided = other->second;
  if (again) {  // two years on, each of those to be considered further
    const int dice = world.chance.between(project.code, "two years on", 0, 99);
    decided = dice < 20 ? "high" : dice < 85 ? "continue" : "explore";
  }
  const Facts facts = world.facts(task);
  JsonObject data{{"class", decided},
                  {"reason", again ? later_class_reason(world.chance, facts, decided, suggested)
                                   : class_reason(world.chance, facts, decided, suggested)}};
  if (again && decided == "continue")
    data["look_again"] = world.chance.percent(project.code, "once more", 60);
  world.city.act(task.id, "decide", std::move(data), world.official(task.project));
}

}  // namespace

void expect_findings(World& world, const std::vector<office::Project>& selected) {
  Group order;
  for (const office::Project& project : selected) order.push_back(&project);
  // What ranked high is found promising more often, though not always.
  const auto promise = [&](const office::Project* project) {
    return std::pair(
        -int_or(project->attributes, "rank", 0) + world.chance.between(project->code, "promise", 0, 45),
        project->code);
  };
  std::sort(order.begin(), order.end(),
            [&](const auto* a, const auto* b) { return promise(a) > promise(b); });
  const auto high = static_cast<std::size_t>(world.chance.between(kRound, "high", 12, 15));
  const auto further = static_cast<std::size_t>(world.chance.between(kRound, "continue", 19, 22));
  Group groups[3];
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t kind = i < high ? 0 : i < high + further ? 1 : 2;
    constexpr std::array kKinds{"high", "continue", "explore"};
    world.heard[order[i]->id] = levels_of(world.chance, *order[i], kKinds[kind]);
    groups[kind].push_back(order[i]);
  }
  world.withdrawing = groups[2].empty() ? "" : groups[2].back()->id;
  decide_otherwise(world, groups[0], 3, 2, "continue");
  decide_otherwise(world, groups[1], 0, 1, "high");
  decide_otherwise(world, groups[1], 8, 2, "explore");
  decide_otherwise(world, groups[2], 0, 1, "continue");
}

void plan_classification(World& world, const office::Task& task) {
  const int days =
      world.chance.percent(task.id, "slow class", 6) ? 11 : world.chance.between(task.id, "class", 4, 9);
  world.with_task(world.city.business_day(world.city.today(), days), world.minute(task.id, "class"), task.id,
                  [&world](const office::Task& now) { decide(world, now); });
}

}  // namespace kyodo::cli::demo_city
