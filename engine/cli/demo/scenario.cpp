#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr LocalDate kFirstDay{2018, 4, 2};
constexpr int kMorning = 8 * kHour + 30;

void plan(World& world, const office::Task& task) {
  const std::string stage = world.city.visit(task.visit).stage;
  if (stage == "select") plan_selection(world, task);
  if (stage == "self_diagnose") plan_diagnosis(world, task);
  if (stage == "hearing") plan_hearing(world, task);
  if (stage == "classify") plan_classification(world, task);
  if (stage == "support") plan_support(world, task);
  if (stage == "implement") plan_implementation(world, task);
  if (stage == "evaluate") plan_evaluation(world, task);
  if (stage == "improve") plan_improvement(world, task);
}

void plan_new_tasks(World& world) {
  for (const office::Task& task : world.city.new_tasks()) plan(world, task);
}

bool is_new_month(World& world, LocalDate day) {
  return calendar::previous_business_day(world.city.calendar(), add_days(day, -1)).month != day.month;
}

}  // namespace

void play(World& world) {
  plan_spring(world);
  plan_support_year(world);
  plan_look_back_year(world);
  City& city = world.city;
  for (LocalDate day = kFirstDay; day <= kLastDay; day = city.business_day(day, 1)) {
    city.go_to(day, kMorning);
    // A morning on which nothing is due would only leave its heartbeat; each month's first also begins fiscal
    // years.
    if (is_new_month(world, day) || day == kLastDay || city.is_tick_due()) city.tick();
    plan_new_tasks(world);
    while (auto entry = world.agenda.take(day)) {
      city.go_to(day, entry->minute);
      entry->act();
      plan_new_tasks(world);
    }
  }
}

}  // namespace kyodo::cli::demo_city
