// June: one hearing per project, in two rooms, mornings and afternoons from Tuesday to Thursday.
#include <fmt/format.h>

#include <algorithm>

#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr LocalDate kFirstHearing{2018, 5, 22};

struct Half {
  const char* name;
  const char* start;
};
constexpr std::array kHalves{Half{"am", "10:00"}, Half{"pm", "14:00"}};
constexpr std::array kRooms{"本庁舎3階 301会議室", "本庁舎3階 302会議室"};

std::string taken(LocalDate day, const Half& half, const std::string& what) {
  return fmt::format("{}/{}/{}", to_string(day), half.name, what);
}

bool is_hearing_day(const World& world, LocalDate day) {
  const int of_week = weekday(day);
  return of_week >= 2 && of_week <= 4 && calendar::is_business_day(world.city.calendar(), day);
}

// The first slot in which a room and the section are free, from six business days ahead.
JsonObject book_slot(World& world, const office::Project& project, LocalDate earliest) {
  for (LocalDate day = std::max(kFirstHearing, earliest);; day = add_days(day, 1)) {
    if (!is_hearing_day(world, day)) continue;
    for (const Half& half : kHalves)
      for (const char* room : kRooms) {
        const std::string of_room = taken(day, half, room), of_unit = taken(day, half, project.unit);
        if (world.slots.contains(of_room) || world.slots.contains(of_unit)) continue;
        world.slots.insert({of_room, of_unit});
        const std::string section = world.city.unit_name(project.unit);
        JsonArray attendees{section + " 担当者", "支え合い協働推進課 事務局", "受託団体 診断員"};
        if (world.chance.percent(project.code, "chief attends", 35))
          attendees.insert(attendees.begin() + 1, Json(section + " 課長"));
        return {{"start", fmt::format("{}T{}", to_string(day), half.start)},
                {"minutes", 60},
                {"place", room},
                {"attendees", std::move(attendees)}};
      }
  }
}

LocalDate day_of(const office::Task& task) {
  return parse_date(string_or(task.data, "start", "").substr(0, 10)).value_or(kFirstHearing);
}

void record(World& world, const office::Task& task) {
  const office::Project project = world.city.project(task.project);
  const Facts facts = world.facts(task);
  const HeardLevels levels = world.heard.at(project.id);
  JsonObject data{{"held_on", to_string(day_of(task))},
                  {"attendees", array_or_empty(task.data, "attendees")},
                  {"minutes_text", minutes_text(world.chance, facts, levels)},
                  {"possibility", levels.possibility},
                  {"effect", levels.effect},
                  {"immediacy", levels.immediacy},
                  {"partner_in_sight", levels.partner},
                  {"follow_ups", JsonArray{}}};
  if (world.chance.percent(project.code, "follow-up", 16))
    data["follow_ups"] =
        JsonArray{JsonObject{{"text", follow_up_question(world.chance, facts)},
                             {"due", to_string(world.city.business_day(world.city.today(), 5))}}};
  world.city.act(task.id, "record", std::move(data), world.contractor(task.project));
}

void plan_record(World& world, const office::Task& task) {
  const LocalDate held = day_of(task);
  const int days =
      world.chance.percent(task.id, "slow record", 8) ? 6 : world.chance.between(task.id, "record", 0, 3);
  world.with_task(world.city.business_day(held, days),
                  std::max(15 * kHour + 15, world.minute(task.id, "record")), task.id,
                  [&world](const office::Task& now) { record(world, now); });
}

void plan_booked(World& world, const office::Task& task) {
  const LocalDate before = world.city.business_day(day_of(task), -2);
  if (!world.chance.percent(task.project, "rebook", 7) || before <= world.city.today())
    return plan_record(world, task);
  world.with_task(before, 11 * kHour, task.id, [&world](const office::Task& now) {
    JsonObject slot =
        book_slot(world, world.city.project(now.project), world.city.business_day(world.city.today(), 4));
    world.city.act(now.id, "rebook", std::move(slot), world.official(now.project),
                   "担当課から、議会対応と重なったため変更してほしいと連絡があった。");
    plan_record(world, world.city.task(now.id));
  });
}

}  // namespace

void plan_hearing(World& world, const office::Task& task) {
  const LocalDate today = world.city.today();
  if (task.name == "schedule")
    return world.with_task(world.city.business_day(today, 1), world.minute(task.id, "booking"), task.id,
                           [&world](const office::Task& now) {
                             JsonObject slot = book_slot(world, world.city.project(now.project),
                                                         world.city.business_day(world.city.today(), 6));
                             world.city.act(now.id, "book", std::move(slot), world.official(now.project));
                           });
  if (task.name == "record") return plan_booked(world, task);
  const int days = world.chance.between(task.id, "answer", 1, 6);
  world.with_task(world.city.business_day(today, days), world.minute(task.id, "answer"), task.id,
                  [&world](const office::Task& now) {
                    world.city.act(now.id, "answer",
                                   {{"text", follow_up_answer(world.chance, world.facts(now))}},
                                   world.holder_of(now));
                  });
}

}  // namespace kyodo::cli::demo_city
