// After the end of each work: both sides look back, and decide what to do better and how to go on.
#include <fmt/format.h>

#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr LocalDate kNextRoundOpened{2020, 4, 6};
constexpr int kNextFiscalYear = 2020;

void submit_look_back(World& world, const office::Task& task) {
  const bool city = task.name == "city";
  const Json answers = look_back(world.chance, world.facts(task), city);
  const std::string person = world.holder_of(task);
  const bool on_paper = !city && (person.empty() || world.terms(task.project).on_paper);
  if (!on_paper) return world.city.submit(task.id, answers, person);
  world.city.submit(task.id, answers, world.official(task.project),
                    "団体から紙のシートを受け取り、封をしたまま事務局が登録した。");
}

void plan_joint(World& world, const office::Task& task) {
  world.with_task(world.city.business_day(world.city.today(), world.chance.between(task.id, "joint", 3, 5)),
                  16 * kHour, task.id, [&world](const office::Task& now) {
                    world.city.act(now.id, "record",
                                   joint_record(world.chance, world.facts(now), world.city.today()),
                                   world.official(now.project));
                  });
}

void complete_on(World& world, const office::Task& task, LocalDate day) {
  world.with_task(day, world.minute(task.id, "complete"), task.id, [&world](const office::Task& now) {
    std::string person = world.holder_of(now);
    if (person.empty()) person = world.official(now.project);
    world.city.act(now.id, "complete",
                   {{"result", improvement_result(world.chance, world.facts(now), now.name)}}, person);
  });
}

void decide(World& world, const office::Task& task) {
  const WorkTerms& terms = world.terms(task.project);
  const Facts facts = world.facts(task);
  JsonObject data{{"direction", terms.direction}, {"reason", direction_reason(facts, terms.direction)}};
  if (terms.successor) {
    data["successor"] = true;
    data["successor_name"] = facts.name + "(全市展開)";
    data["successor_year"] = kNextFiscalYear;
  }
  world.city.act(task.id, "decide", std::move(data), world.holder_of(task));
}

void plan_plan(World& world, const office::Task& task) {
  City& city = world.city;
  const LocalDate talk = city.business_day(city.today(), world.chance.between(task.id, "talk", 4, 6));
  const bool done_in_time = world.terms(task.project).actions_done;
  world.with_task(talk, 14 * kHour, task.id, [&world, done_in_time](const office::Task& now) {
    const std::string person = world.holder_of(now);
    const LocalDate today = world.city.today();
    const std::array<LocalDate, 3> dues{done_in_time ? add_days(today, 60) : add_days(today, 14),
                                        add_days(today, 110), add_days(today, 240)};
    constexpr std::array kOwners{"section", "partner", "promoter"};
    const int count = world.chance.between(now.project, "improvements", 2, 3);
    for (int i = 0; i < count; ++i) {
      const auto n = static_cast<std::size_t>(i);
      world.city.act(now.id, "add_action",
                     {{"text", improvement(world.chance, world.facts(now), i)},
                      {"owner_role", kOwners[n]},
                      {"due", to_string(calendar::next_business_day(world.city.calendar(), dues[n]))}},
                     person);
    }
  });
  world.with_task(city.business_day(talk, 3), 11 * kHour, task.id,
                  [&world](const office::Task& now) { decide(world, now); });
}

}  // namespace

void plan_look_back_year(World& world) {
  world.at(kNextRoundOpened, 9 * kHour + 30, [&world] {
    world.city.done("round.open",
                    {{"id", kNextRound},
                     {"name", "令和2年度 協働診断"},
                     {"workflow", "komaki-h30"},
                     {"fiscal_year", kNextFiscalYear},
                     {"target", kSelected}},
                    world.official(kNextRound));
  });
}

void plan_evaluation(World& world, const office::Task& task) {
  if (task.name == "joint") return plan_joint(world, task);
  City& city = world.city;
  const bool late = task.name == "city" && world.chance.percent(task.id, "late", 20);
  const LocalDate day = late ? city.business_day(*task.due, 2)
                             : city.business_day(city.today(), world.chance.between(task.id, "sheet", 4, 12));
  world.with_task(day, world.minute(task.id, "sheet"), task.id, [&world](const office::Task& now) {
    if (now.name == "other-users-survey" || now.name == "other-resident-monitor")
      return world.city.submit(now.id, what_others_said(world.chance, world.facts(now), now.sheet),
                               now.role == "office" ? world.official(now.project) : world.holder_of(now));
    if (now.name == "checklist")
      return world.city.submit(now.id, checklist(world.chance, world.facts(now)), world.holder_of(now));
    submit_look_back(world, now);
  });
}

void plan_improvement(World& world, const office::Task& task) {
  if (task.name == "plan") return plan_plan(world, task);
  complete_on(world, task,
              world.city.business_day(*task.due, world.chance.between(task.id, "complete", -6, 1)));
}

}  // namespace kyodo::cli::demo_city
